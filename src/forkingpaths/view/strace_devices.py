"""ioctl and fcntl: the command decides what the argument is, and what the result means."""

from __future__ import annotations

from forkingpaths.abi import fcntl, ioctl
from forkingpaths.abi.open import OPEN_FLAGS
from forkingpaths.abi.signals import name_of
from forkingpaths.abi.tables import EnumTable
from forkingpaths.view import strace_values as values
from forkingpaths.view.strace_arguments import Seen, show
from forkingpaths.view.strace_terminal import show_termios, winsize
from forkingpaths.view.strace_text import address, hex0, quote

I = ioctl  # noqa: E741 - a page of its names follows
_ALONE = (
    *(I.FIOCLEX, I.FIONCLEX, I.TIOCNOTTY, I.TIOCEXCL, I.TIOCNXCL, I.TIOCSBRK, I.TIOCCBRK),
    *(I.TIOCVHANGUP, I.TIOCCONS),
)
_PLAIN = (I.TIOCSCTTY, I.TCSBRK, I.TCSBRKP, I.FICLONE)  # the argument itself is a number
_ENUMS: dict[int, EnumTable] = {I.TCFLSH: I.TCFLSH_QUEUES, I.TCXONC: I.TCXONC_ACTIONS}
_SET = (
    *(I.TCSETS, I.TCSETSW, I.TCSETSF, I.TCSETS2, I.TCSETSW2, I.TCSETSF2, I.TCSETA, I.TCSETAW, I.TCSETAF),
    *(I.TIOCSWINSZ, I.TIOCSPGRP, I.TIOCSETD, I.TIOCPKT, I.FIONBIO, I.FIOASYNC, I.TIOCSPTLCK, I.TIOCSTI),
)
_TERMIOS = (I.TCGETS, I.TCSETS, I.TCSETSW, I.TCSETSF, I.TCGETS2, I.TCSETS2, I.TCSETSW2, I.TCSETSF2)


def ioctl_(seen: Seen) -> list[str]:
    """The request, and its argument in the form it has."""
    _, request, where = seen.arguments
    shown = [show(seen, 0), ioctl.show_request(request)]
    if request in _ALONE:
        return shown
    if request in _PLAIN:
        return [*shown, str(where & 0xFFFFFFFF)]
    if request in _ENUMS:
        return [*shown, _ENUMS[request].show(where)]
    data = (seen.before if request in _SET else seen.after).get(2)
    if isinstance(data, bytes):
        return [*shown, _argument(request, data)]
    if request in _SET or request in ioctl.IOCTLS:
        return [*shown, address(where) if request != I.TIOCGPTPEER else hex0(where)]
    return [*shown, hex0(where)]


def _argument(request: int, data: bytes) -> str:
    if request in _TERMIOS:
        return show_termios(data)
    if request in (I.TIOCGWINSZ, I.TIOCSWINSZ):
        return winsize(data)
    if request == I.TIOCSTI:
        return f"[{quote(data)}]"
    return values.number(data)


_FCNTL_ALONE = (
    *(fcntl.F_GETFD, fcntl.F_GETFL, fcntl.F_GETOWN, fcntl.F_GETSIG, fcntl.F_GETLEASE),
    *(fcntl.F_GETPIPE_SZ, fcntl.F_GET_SEALS),
)
_ASKS = (fcntl.F_GETLK, fcntl.F_OFD_GETLK)
ANSWERED = (*_ASKS, fcntl.F_GETOWN_EX)  # these store something
_LOCKS = (fcntl.F_SETLK, fcntl.F_SETLKW, fcntl.F_OFD_SETLK, fcntl.F_OFD_SETLKW)


def fcntl_(seen: Seen) -> list[str]:
    """The command, and its argument in the form it has."""
    _, command, argument = seen.arguments
    shown = [show(seen, 0), show(seen, 1)]
    if command in _FCNTL_ALONE:
        return shown
    number = argument & 0xFFFFFFFF
    if command == fcntl.F_SETFD:
        return [*shown, fcntl.FD_FLAGS.show(number)]
    if command == fcntl.F_SETFL:
        return [*shown, OPEN_FLAGS.show(number)]
    if command == fcntl.F_ADD_SEALS:
        return [*shown, fcntl.SEALS.show(number)]
    if command == fcntl.F_NOTIFY:
        return [*shown, fcntl.NOTIFY_FLAGS.show(number)]
    if command == fcntl.F_SETLEASE:
        return [*shown, fcntl.LOCK_TYPES.show(number)]
    if command == fcntl.F_SETSIG:
        return [*shown, name_of(number)]
    if command in (fcntl.F_DUPFD, fcntl.F_DUPFD_CLOEXEC, fcntl.F_SETPIPE_SZ):
        return [*shown, str(argument)]
    if command == fcntl.F_SETOWN:
        return [*shown, str(number - ((number & 0x80000000) << 1))]
    data = (seen.after if command in ANSWERED else seen.before).get(2)
    if not isinstance(data, bytes):
        return [*shown, address(argument) if command in (*_ASKS, *_LOCKS) else hex0(argument)]
    if command in (fcntl.F_GETOWN_EX, fcntl.F_SETOWN_EX):
        return [*shown, values.owner(data)]
    return [*shown, values.flock(data, command in _ASKS)]


def fcntl_remark(seen: Seen) -> str:
    """What the bits of the result mean."""
    command, result = seen.arguments[1], seen.result
    if seen.failed or result is None:
        return ""
    if command == fcntl.F_GETFL:
        return f" (flags {OPEN_FLAGS.show(result)})"
    if command == fcntl.F_GETFD and result:
        return f" (flags {fcntl.FD_FLAGS.show(result)})"
    if command == fcntl.F_GET_SEALS and result:
        return f" (seals {fcntl.SEALS.show(result)})"
    if command == fcntl.F_GETSIG and result:
        return f" ({name_of(result)})"
    if command == fcntl.F_GETLEASE:
        return f" ({fcntl.LOCK_TYPES.show(result)})"
    return ""


HEXADECIMAL_RESULTS = (fcntl.F_GETFL, fcntl.F_GETFD, fcntl.F_GET_SEALS, fcntl.F_GETLEASE)

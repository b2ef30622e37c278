"""The requests of ioctl_tty(2), for both ends of a terminal.

A request on the master is about the slave's terminal, as on Linux, except where the manual says otherwise.  Requests
that change the terminal are refused to background processes by SIGTTOU (`sessions.check_change`).
"""

from __future__ import annotations

from forkingpaths.abi import ioctl as req
from forkingpaths.abi import termios
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.terminal import discipline, ioctl_master, ioctl_modes, sessions
from forkingpaths.vfs.terminal.handler import Request
from forkingpaths.vfs.terminal.state import END_OF_FILE, Terminal
from forkingpaths.vfs.user_memory import UserMemory

SIGWINCH = 28


def perform(
    k: Services,
    terminal: Terminal,
    file: OpenFile,
    master: bool,
    memory: UserMemory,
    request: int,
    argument: int,
) -> int:
    """Carry out a request; SysError(ENOTTY) for one that terminals do not know."""
    k.touch(("tty", terminal.device), True)
    handler = REQUESTS.get(request)
    if handler is None:
        if request >> 8 & 0xFF == 0x54:
            k.not_modelled(f"ioctl {req.show_request(request)} of a terminal")
        raise SysError(Errno.ENOTTY)
    return handler(k, terminal, file, master, memory, argument)


# ---- window ---------------------------------------------------------------------------------------------------------


def _get_window(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write(argument, termios.WINSIZE.pack(*t.window))
    return 0


def _set_window(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    resize(k, t, termios.WINSIZE.unpack(memory.read(argument, 8)))
    return 0


def resize(k: Services, t: Terminal, window: tuple[int, ...]) -> None:
    """ "When the window size changes, a SIGWINCH signal is sent to the foreground process group" """
    rows, columns, width, height = window
    if t.window == (rows, columns, width, height):
        return
    t.window = (rows, columns, width, height)
    if t.foreground:
        k.signal_process_group(t.foreground, SIGWINCH)


# ---- job control ----------------------------------------------------------------------------------------------------


def _get_group(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    if not master and k.caller_terminal() != t.device:
        raise SysError(Errno.ENOTTY)
    memory.write_u32(argument, t.foreground)
    return 0


def _set_group(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    """tcsetpgrp(3)."""
    try:
        sessions.check_change(k, t, sessions.SIGTTOU)
    except SysError as error:
        if error.errno == Errno.EIO:
            raise SysError(Errno.ENOTTY) from None
        raise
    # "ENOTTY The calling process does not have a controlling terminal, or it has one but it is not described by fd, or it is no
    # longer associated with the session of the calling process"
    if k.caller_terminal() != t.device or t.session != k.caller().sid:
        raise SysError(Errno.ENOTTY)
    group = memory.read_i32(argument)
    if group < 0:
        raise SysError(Errno.EINVAL)
    session = k.session_of_group(group)
    if session is None:
        raise SysError(Errno.ESRCH)
    if session != k.caller().sid:
        raise SysError(Errno.EPERM)
    t.foreground = group
    return 0


def _get_session(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    if (not master and k.caller_terminal() != t.device) or not t.session:
        raise SysError(Errno.ENOTTY)
    memory.write_u32(argument, t.session)
    return 0


def _set_controlling(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    admin = k.caller().credentials.capable(CAP_SYS_ADMIN)
    sessions.set_controlling(k, t, argument == 1, f.readable, admin)
    return 0


def _give_up(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    sessions.give_up(k, t)
    return 0


# ---- the rest -------------------------------------------------------------------------------------------------------


def _readable(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    """FIONREAD: in canonical mode the bytes of finished lines, without end-of-file characters."""
    if master:
        count = len(t.output)
    elif t.canonical:
        finished = t.buffer[: t.line_start()]
        count = sum(c != END_OF_FILE for c in finished)
    else:
        count = len(t.buffer)
    memory.write_u32(argument, count)
    return 0


def _writable(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    memory.write_u32(argument, 0)  # TIOCOUTQ: what is written has crossed to the other end at once
    return 0


def _exclusive(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    t.exclusive = True
    return 0


def _shared(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    t.exclusive = False
    return 0


def _is_exclusive(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write_u32(argument, int(t.exclusive))
    return 0


def _get_discipline(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write_u32(argument, 0)  # N_TTY
    return 0


def _set_discipline(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    if memory.read_u32(argument) != 0:
        k.not_modelled("a line discipline other than N_TTY")
        raise SysError(Errno.EINVAL)
    return 0


def _type_ahead(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    """TIOCSTI: "fake input"; since Linux 6.2 "EIO" without CAP_SYS_ADMIN, dev.tty.legacy_tiocsti being off."""
    if not k.caller().credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EIO)
    discipline.feed(k, t, memory.read(argument, 1))
    return 0


def _device(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    memory.write_u32(argument, t.device)
    return 0


def _hang_up(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    if not k.caller().credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EPERM)
    sessions.hang_up(k, t)
    return 0


REQUESTS: dict[int, Request] = {
    **ioctl_modes.REQUESTS,
    **ioctl_master.REQUESTS,
    req.TIOCGWINSZ: _get_window,
    req.TIOCSWINSZ: _set_window,
    req.TIOCGPGRP: _get_group,
    req.TIOCSPGRP: _set_group,
    req.TIOCGSID: _get_session,
    req.TIOCSCTTY: _set_controlling,
    req.TIOCNOTTY: _give_up,
    req.FIONREAD: _readable,
    req.TIOCOUTQ: _writable,
    req.TIOCEXCL: _exclusive,
    req.TIOCNXCL: _shared,
    req.TIOCGEXCL: _is_exclusive,
    req.TIOCGETD: _get_discipline,
    req.TIOCSETD: _set_discipline,
    req.TIOCSTI: _type_ahead,
    req.TIOCGDEV: _device,
    req.TIOCVHANGUP: _hang_up,
}

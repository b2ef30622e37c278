"""siginfo_t of 32-bit programs: the same members, closer together (kernel/signal.c, `copy_siginfo_to_external32`).

`SigInfo.fields` is the union as 64-bit programs see it, from offset 16 on; there it begins at 12.  Which members it has, the
code says, or the signal when the code is one of the kernel's.
"""

from __future__ import annotations

from struct import Struct

from forkingpaths.abi.signals import SI_KERNEL, SI_SIGIO, SI_TIMER, SI_USER, Signal
from forkingpaths.kernel.task import SigInfo

SIZE = 128
U32 = 0xFFFF_FFFF
HEAD = Struct("<iii")
# kind -> (the union from offset 16 on in a 64-bit siginfo, the union from offset 12 on in a 32-bit one): members in the same order
LAYOUTS = {
    "kill": (Struct("<II"), Struct("<II")),
    "timer": (Struct("<IIQ"), Struct("<III")),
    "queue": (Struct("<IIQ"), Struct("<III")),
    "child": (Struct("<III4xQQ"), Struct("<IIIII")),
    "fault": (Struct("<QH"), Struct("<IH")),
    "poll": (Struct("<QI"), Struct("<II")),
    "call": (Struct("<QII"), Struct("<III")),
}
# signal -> (kind, the largest code of its own)
OF_SIGNAL: dict[int, tuple[str, int]] = {
    Signal.SIGILL: ("fault", 11),
    Signal.SIGFPE: ("fault", 15),
    Signal.SIGSEGV: ("fault", 10),
    Signal.SIGBUS: ("fault", 5),
    Signal.SIGTRAP: ("fault", 6),
    Signal.SIGCHLD: ("child", 6),
    Signal.SIGPOLL: ("poll", 6),
    Signal.SIGSYS: ("call", 2),
}
LAST_POLL_CODE = 6


def pack(info: SigInfo) -> bytes:
    """The 128 bytes of a 32-bit siginfo_t."""
    wide, narrow = LAYOUTS[_kind(info.signal, info.code)]
    members = wide.unpack_from(info.fields.ljust(wide.size, b"\0"))
    union = narrow.pack(*(m & U32 for m in members))
    return (HEAD.pack(info.signal, info.errno, info.code) + union).ljust(SIZE, b"\0")


def narrow(raw: bytes) -> bytes:
    """A 32-bit siginfo_t from a 64-bit one."""
    signal, errno, code = HEAD.unpack_from(raw)
    return pack(SigInfo(signal, code, errno, raw[16:]))


def widen(raw: bytes) -> bytes:
    """A 64-bit siginfo_t from a 32-bit one."""
    signal, errno, code = HEAD.unpack_from(raw)
    wide, narrow = LAYOUTS[_kind(signal, code)]
    union = wide.pack(*narrow.unpack_from(raw, HEAD.size))
    return (HEAD.pack(signal, errno, code) + bytes(4) + union).ljust(SIZE, b"\0")


def _kind(signal: int, code: int) -> str:
    """siginfo_layout()."""
    if SI_USER < code < SI_KERNEL:
        kind, last = OF_SIGNAL.get(signal, ("", 0))
        if code <= last:
            return kind
        return "poll" if code <= LAST_POLL_CODE else "kill"  # F_SETSIG: any signal may tell of input
    if code == SI_TIMER:
        return "timer"
    if code == SI_SIGIO:
        return "poll"
    return "kill" if code >= 0 else "queue"

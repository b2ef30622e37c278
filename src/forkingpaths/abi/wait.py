"""wait4(2) and waitid(2): options, the kinds of id, and the status word."""

from __future__ import annotations

from typing import Final

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags

WNOHANG: Final = 0x00000001
WUNTRACED: Final = 0x00000002
WSTOPPED: Final = WUNTRACED
WEXITED: Final = 0x00000004
WCONTINUED: Final = 0x00000008
WNOWAIT: Final = 0x01000000
__WNOTHREAD: Final = 0x20000000
__WALL: Final = 0x40000000
__WCLONE: Final = 0x80000000

WAIT4_FLAGS: Final[FlagTable] = flags(
    globals(), "W???", "WNOHANG WEXITED WSTOPPED WCONTINUED WNOWAIT __WCLONE __WALL __WNOTHREAD"
)
WAIT4_ALLOWED: Final = WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL
WAITID_ALLOWED: Final = WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL

P_ALL: Final = 0
P_PID: Final = 1
P_PGID: Final = 2
P_PIDFD: Final = 3
WAITID_TYPES: Final[EnumTable] = enum(globals(), "P_???", "P_ALL P_PID P_PGID P_PIDFD")

WCOREFLAG: Final = 0x80
CONTINUED_STATUS: Final = 0xFFFF


def status_exited(code: int) -> int:
    return (code & 0xFF) << 8


def status_signaled(sig: int, core: bool) -> int:
    return sig | (WCOREFLAG if core else 0)


def status_stopped(sig: int) -> int:
    return sig << 8 | 0x7F


def wifexited(status: int) -> bool:
    return status & 0x7F == 0


def wexitstatus(status: int) -> int:
    return status >> 8 & 0xFF


def wifsignaled(status: int) -> bool:
    return status & 0x7F not in (0, 0x7F)


def wtermsig(status: int) -> int:
    return status & 0x7F


def wcoredump(status: int) -> bool:
    return bool(status & WCOREFLAG)


def wifstopped(status: int) -> bool:
    return status & 0xFF == 0x7F


def wstopsig(status: int) -> int:
    return status >> 8 & 0xFF


def wifcontinued(status: int) -> bool:
    return status == CONTINUED_STATUS

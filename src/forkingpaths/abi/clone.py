"""clone(2), clone3(2), unshare(2), setns(2), pidfd_open(2): flags and struct clone_args."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.signals import name_of
from forkingpaths.abi.tables import FlagTable, flags

CSIGNAL: Final = 0x000000FF  # the signal to send when the child dies (clone(2); clone3 has a field for it)
CLONE_NEWTIME: Final = 0x00000080  # clone3, unshare and setns only: inside CSIGNAL
CLONE_VM: Final = 0x00000100
CLONE_FS: Final = 0x00000200
CLONE_FILES: Final = 0x00000400
CLONE_SIGHAND: Final = 0x00000800
CLONE_PIDFD: Final = 0x00001000
CLONE_PTRACE: Final = 0x00002000
CLONE_VFORK: Final = 0x00004000
CLONE_PARENT: Final = 0x00008000
CLONE_THREAD: Final = 0x00010000
CLONE_NEWNS: Final = 0x00020000
CLONE_SYSVSEM: Final = 0x00040000
CLONE_SETTLS: Final = 0x00080000
CLONE_PARENT_SETTID: Final = 0x00100000
CLONE_CHILD_CLEARTID: Final = 0x00200000
CLONE_DETACHED: Final = 0x00400000
CLONE_UNTRACED: Final = 0x00800000
CLONE_CHILD_SETTID: Final = 0x01000000
CLONE_NEWCGROUP: Final = 0x02000000
CLONE_NEWUTS: Final = 0x04000000
CLONE_NEWIPC: Final = 0x08000000
CLONE_NEWUSER: Final = 0x10000000
CLONE_NEWPID: Final = 0x20000000
CLONE_NEWNET: Final = 0x40000000
CLONE_IO: Final = 0x80000000
CLONE_CLEAR_SIGHAND: Final = 0x1_00000000  # clone3 only
CLONE_INTO_CGROUP: Final = 0x2_00000000  # clone3 only

CLONE_NAMESPACES: Final = (
    CLONE_NEWNS
    | CLONE_NEWCGROUP
    | CLONE_NEWUTS
    | CLONE_NEWIPC
    | CLONE_NEWUSER
    | CLONE_NEWPID
    | CLONE_NEWNET
    | CLONE_NEWTIME
)

_COMMON = """CLONE_VM CLONE_FS CLONE_FILES CLONE_SIGHAND CLONE_PIDFD CLONE_PTRACE CLONE_VFORK CLONE_PARENT
    CLONE_THREAD CLONE_NEWNS CLONE_SYSVSEM CLONE_SETTLS CLONE_PARENT_SETTID CLONE_CHILD_CLEARTID
    CLONE_UNTRACED CLONE_CHILD_SETTID CLONE_NEWCGROUP CLONE_NEWUTS CLONE_NEWIPC CLONE_NEWUSER CLONE_NEWPID
    CLONE_NEWNET CLONE_IO"""
CLONE_FLAGS: Final[FlagTable] = flags(globals(), "CLONE_???", _COMMON)  # without the exit signal's eight bits
CLONE3_FLAGS: Final[FlagTable] = flags(
    globals(), "CLONE_???", _COMMON + " CLONE_NEWTIME CLONE_CLEAR_SIGHAND CLONE_INTO_CGROUP"
)
UNSHARE_FLAGS: Final[FlagTable] = flags(
    globals(),
    "CLONE_???",
    """CLONE_NEWTIME CLONE_VM CLONE_FS CLONE_FILES CLONE_SIGHAND CLONE_THREAD CLONE_NEWNS CLONE_SYSVSEM
    CLONE_NEWCGROUP CLONE_NEWUTS CLONE_NEWIPC CLONE_NEWUSER CLONE_NEWPID CLONE_NEWNET""",
)
SETNS_TYPES: Final[FlagTable] = flags(
    globals(),
    "CLONE_NEW???",
    "CLONE_NEWTIME CLONE_NEWNS CLONE_NEWCGROUP CLONE_NEWUTS CLONE_NEWIPC CLONE_NEWUSER CLONE_NEWPID CLONE_NEWNET",
)


def show_clone_flags(value: int) -> str:
    """clone(2)'s flags with the exit signal in their low byte: `CLONE_VM|CLONE_VFORK|SIGCHLD`."""
    sig = value & CSIGNAL
    if value == sig:
        return name_of(sig)
    shown = CLONE_FLAGS.show(value & ~CSIGNAL)
    return f"{shown}|{name_of(sig)}" if sig else shown


PIDFD_NONBLOCK: Final = 0o4000
PIDFD_FLAGS: Final[FlagTable] = flags(globals(), "PIDFD_???", "PIDFD_NONBLOCK")


class CloneArgs(NamedTuple):
    """struct clone_args; shorter ones are padded with zeros (clone3(2))."""

    flags: int = 0
    pidfd: int = 0
    child_tid: int = 0
    parent_tid: int = 0
    exit_signal: int = 0
    stack: int = 0
    stack_size: int = 0
    tls: int = 0
    set_tid: int = 0
    set_tid_size: int = 0
    cgroup: int = 0


CLONE_ARGS: Final = Struct("<11Q")
CLONE_ARGS_SIZE_VER0: Final = 64
CLONE_ARGS_SIZE_VER1: Final = 80
CLONE_ARGS_SIZE_VER2: Final = 88

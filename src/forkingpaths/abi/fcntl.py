"""fcntl(2) and flock(2): commands, descriptor flags, locks, seals, leases, owners, notifications."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags

F_DUPFD: Final = 0
F_GETFD: Final = 1
F_SETFD: Final = 2
F_GETFL: Final = 3
F_SETFL: Final = 4
F_GETLK: Final = 5
F_SETLK: Final = 6
F_SETLKW: Final = 7
F_SETOWN: Final = 8
F_GETOWN: Final = 9
F_SETSIG: Final = 10
F_GETSIG: Final = 11
F_GETLK64: Final = 12
F_SETLK64: Final = 13
F_SETLKW64: Final = 14
F_SETOWN_EX: Final = 15
F_GETOWN_EX: Final = 16
F_GETOWNER_UIDS: Final = 17
F_OFD_GETLK: Final = 36
F_OFD_SETLK: Final = 37
F_OFD_SETLKW: Final = 38
F_SETLEASE: Final = 1024
F_GETLEASE: Final = 1025
F_NOTIFY: Final = 1026
F_DUPFD_QUERY: Final = 1027
F_CREATED_QUERY: Final = 1028
F_DUPFD_CLOEXEC: Final = 1030
F_SETPIPE_SZ: Final = 1031
F_GETPIPE_SZ: Final = 1032
F_ADD_SEALS: Final = 1033
F_GET_SEALS: Final = 1034
F_GET_RW_HINT: Final = 1035
F_SET_RW_HINT: Final = 1036
F_GET_FILE_RW_HINT: Final = 1037
F_SET_FILE_RW_HINT: Final = 1038

_COMMANDS = """F_DUPFD F_GETFD F_SETFD F_GETFL F_SETFL F_GETLK F_SETLK F_SETLKW F_SETOWN F_GETOWN F_SETSIG F_GETSIG
    F_SETOWN_EX F_GETOWN_EX F_GETOWNER_UIDS F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW F_SETLEASE F_GETLEASE F_NOTIFY
    F_DUPFD_CLOEXEC F_SETPIPE_SZ F_GETPIPE_SZ F_ADD_SEALS F_GET_SEALS"""
FCNTL_COMMANDS: Final[EnumTable] = enum(globals(), "F_???", _COMMANDS)
FCNTL64_COMMANDS: Final[EnumTable] = enum(  # i386's fcntl64; 12 to 14 mean nothing to a 64-bit program
    globals(), "F_???", _COMMANDS + " F_GETLK64 F_SETLK64 F_SETLKW64"
)

FD_CLOEXEC: Final = 1
FD_FLAGS: Final[FlagTable] = flags(globals(), "FD_???", "FD_CLOEXEC")

F_RDLCK: Final = 0
F_WRLCK: Final = 1
F_UNLCK: Final = 2
F_EXLCK: Final = 4
F_SHLCK: Final = 8
LOCK_TYPES: Final[EnumTable] = enum(globals(), "F_???", "F_RDLCK F_WRLCK F_UNLCK F_EXLCK F_SHLCK")


class Flock(NamedTuple):
    """struct flock."""

    type: int
    whence: int
    start: int
    len: int
    pid: int


FLOCK: Final = Struct("<hh4xqqi4x")

# flock(2)
LOCK_SH: Final = 1
LOCK_EX: Final = 2
LOCK_NB: Final = 4
LOCK_UN: Final = 8
LOCK_MAND: Final = 32  # "This operation is obsolete": nothing
FLOCK_OPERATIONS: Final[FlagTable] = flags(globals(), "LOCK_???", "LOCK_SH LOCK_EX LOCK_NB LOCK_UN")


class FOwnerEx(NamedTuple):
    """struct f_owner_ex."""

    type: int
    pid: int


F_OWNER_EX: Final = Struct("<ii")
F_OWNER_TID: Final = 0
F_OWNER_PID: Final = 1
F_OWNER_PGRP: Final = 2
F_OWNER_TYPES: Final[EnumTable] = enum(globals(), "F_OWNER_???", "F_OWNER_TID F_OWNER_PID F_OWNER_PGRP")

F_SEAL_SEAL: Final = 0x01
F_SEAL_SHRINK: Final = 0x02
F_SEAL_GROW: Final = 0x04
F_SEAL_WRITE: Final = 0x08
F_SEAL_FUTURE_WRITE: Final = 0x10
SEALS: Final[FlagTable] = flags(
    globals(), "F_SEAL_???", "F_SEAL_SEAL F_SEAL_SHRINK F_SEAL_GROW F_SEAL_WRITE F_SEAL_FUTURE_WRITE"
)

DN_ACCESS: Final = 0x01
DN_MODIFY: Final = 0x02
DN_CREATE: Final = 0x04
DN_DELETE: Final = 0x08
DN_RENAME: Final = 0x10
DN_ATTRIB: Final = 0x20
DN_MULTISHOT: Final = 0x80000000
NOTIFY_FLAGS: Final[FlagTable] = flags(
    globals(), "DN_???", "DN_ACCESS DN_MODIFY DN_CREATE DN_DELETE DN_RENAME DN_ATTRIB DN_MULTISHOT"
)

# kcmp(2)
KCMP_FILE: Final = 0
KCMP_VM: Final = 1
KCMP_FILES: Final = 2
KCMP_FS: Final = 3
KCMP_SIGHAND: Final = 4
KCMP_IO: Final = 5
KCMP_SYSVSEM: Final = 6
KCMP_EPOLL_TFD: Final = 7
KCMP_TYPES: Final[EnumTable] = enum(
    globals(),
    "KCMP_???",
    "KCMP_FILE KCMP_VM KCMP_FILES KCMP_FS KCMP_SIGHAND KCMP_IO KCMP_SYSVSEM KCMP_EPOLL_TFD",
)

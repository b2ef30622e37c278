"""i386 layouts of the structures of abi.*: times, files, messages, limits, signals, the system.

`...32` marks a layout whose members are narrower than x86-64's. Calls whose names end in 64 or time64 take the
64-bit layouts of abi.* unless one is given here (stat64, statfs64, flock64).
"""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

# --- time: abi.time ------------------------------------------------------------------------------------------

TIMESPEC32: Final = Struct("<ii")
TIMEVAL32: Final = Struct("<ii")
ITIMERVAL32: Final = Struct("<iiii")
ITIMERSPEC32: Final = Struct("<iiii")
TMS32: Final = Struct("<iiii")
UTIMBUF32: Final = Struct("<ii")
TIMEX32: Final = Struct("<Iiiiiiiiiiiiiiiiiiiii44x")  # abi.time.Timex, 128 bytes


# --- files: abi.stat, abi.fcntl, abi.system ------------------------------------------------------------------


class Stat32(NamedTuple):
    """struct stat of the calls stat, fstat and lstat: EOVERFLOW where a number does not fit."""

    dev: int
    ino: int
    mode: int
    nlink: int
    uid: int
    gid: int
    rdev: int
    size: int
    blksize: int
    blocks: int
    atime: int
    atime_nsec: int
    mtime: int
    mtime_nsec: int
    ctime: int
    ctime_nsec: int


STAT32: Final = Struct("<IIHHHHIIIIIIIIII8x")


class Stat64(NamedTuple):
    """struct stat64, of stat64, fstat64, lstat64 and fstatat64: 96 bytes; `ino32` is the low half of `ino`."""

    dev: int
    ino32: int
    mode: int
    nlink: int
    uid: int
    gid: int
    rdev: int
    size: int
    blksize: int
    blocks: int
    atime: int
    atime_nsec: int
    mtime: int
    mtime_nsec: int
    ctime: int
    ctime_nsec: int
    ino: int


STAT64: Final = Struct("<Q4xIIIIIQ4xqIQIIIIIIQ")
STATFS32: Final = Struct("<IIIIIIIQIII16x")  # abi.stat.Statfs, 64 bytes
STATFS64: Final = Struct("<IIQQQQQQIII16x")  # abi.stat.Statfs, 84 bytes
FLOCK32: Final = Struct("<hhiii")
FLOCK64: Final = Struct("<hhqqi")
DIRENT32_HEAD: Final = Struct("<IIH")  # getdents: ino, off, reclen; the type is the record's last byte
IOVEC32: Final = Struct("<II")
PSELECT_SIGMASK32: Final = Struct("<II")
RLIMIT32: Final = Struct("<II")  # with 0xFFFFFFFF for RLIM_INFINITY
RUSAGE32: Final = Struct("<18i")
SYSINFO32: Final = Struct("<i9IH2xIII8x")  # abi.system.Sysinfo, 64 bytes

# --- sockets: abi.sockaddr -----------------------------------------------------------------------------------

MSGHDR32: Final = Struct("<IiIIIII")
MMSGHDR32_SIZE: Final = 32
CMSGHDR32: Final = Struct("<Iii")  # the next one begins at the next multiple of 4
SOCK_FPROG32: Final = Struct("<H2xI")

# --- signals: abi.siginfo ------------------------------------------------------------------------------------

KERNEL_SIGACTION32: Final = Struct("<IIIQ")  # rt_sigaction: handler, flags, restorer, mask
OLD_SIGACTION32: Final = Struct("<IIII")  # sigaction: handler, mask, flags, restorer
STACK_T32: Final = Struct("<IiI")
SIGEVENT32: Final = Struct("<Iiii48x")
SI_KILL32: Final = Struct("<iiiiI108x")
SI_TIMER_ARM32: Final = Struct("<iiiiiI104x")
SI_RT32: Final = Struct("<iiiiII104x")
SI_CHILD32: Final = Struct("<iiiiIiii96x")
SI_FAULT32: Final = Struct("<iiiIh110x")
SI_POLL32: Final = Struct("<iiiii108x")
SI_SYS32: Final = Struct("<iiiIiI104x")

# --- threads: abi.futex, set_thread_area(2) -------------------------------------------------------------------

ROBUST_LIST_HEAD32: Final = Struct("<IiI")


class UserDesc(NamedTuple):
    """struct user_desc (set_thread_area(2)); the last word holds the bits below."""

    entry_number: int
    base_addr: int
    limit: int
    bits: int


USER_DESC: Final = Struct("<IIII")
USER_DESC_SEG_32BIT: Final = 1 << 0
USER_DESC_CONTENTS_SHIFT: Final = 1  # two bits
USER_DESC_READ_EXEC_ONLY: Final = 1 << 3
USER_DESC_LIMIT_IN_PAGES: Final = 1 << 4
USER_DESC_SEG_NOT_PRESENT: Final = 1 << 5
USER_DESC_USEABLE: Final = 1 << 6
GDT_ENTRY_TLS_MIN: Final = 12  # of a 64-bit kernel; 6 on a 32-bit one
GDT_ENTRY_TLS_MAX: Final = 14

MMAP_ARG_STRUCT: Final = Struct("<6I")  # mmap(2), the old call: addr, len, prot, flags, fd, offset
SEL_ARG_STRUCT: Final = Struct("<5I")  # select(2), the old call: n, inp, outp, exp, tvp
MQ_ATTR32: Final = Struct("<iiii16x")

# --- System V IPC: abi.ipc. A time that is halved lies low word first, high word after it --------------------

IPC_PERM32: Final = Struct("<iIIIIH2xH10x")
SHMID_DS32: Final = Struct("<II4xI4xI4xiiI8x")
SEMID_DS32: Final = Struct("<I4xI4xI8x")
MSQID_DS32: Final = Struct("<I4xI4xI4xIIIii8x")

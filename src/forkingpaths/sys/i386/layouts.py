"""Which arguments differ for i386, and how.  The key is what the kind of the argument shows: a structure's name, or its printer's.

What is in neither table has no crossing, and a call that has such an argument is not bound (bind.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi import fcntl, ipc
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.futex import (
    FUTEX_CMD_MASK,
    FUTEX_LOCK_PI,
    FUTEX_LOCK_PI2,
    FUTEX_WAIT,
    FUTEX_WAIT_BITSET,
    FUTEX_WAIT_REQUEUE_PI,
)
from forkingpaths.abi.i386.structs import STAT32, STAT64, STATFS32, STATFS64, SYSINFO32
from forkingpaths.abi.stat import STAT, STATFS, Stat, Statfs
from forkingpaths.abi.system import SYSINFO, Sysinfo
from forkingpaths.kernel.signals import info_i386
from forkingpaths.sys.i386.crossing import Crossing, Filled, Flat, When
from forkingpaths.sys.i386.vectors import FdSet, Message, MessageBuffer, Messages, Strings, Vector

if TYPE_CHECKING:
    from forkingpaths.kernel.task import Task
    from forkingpaths.sys.i386.crossing import Arguments
    from forkingpaths.sys.i386.scratch import Scratch

U32 = 0xFFFF_FFFF
SIGN = 0x8000_0000
UNLIMITED32, UNLIMITED = U32, 0xFFFF_FFFF_FFFF_FFFF

# The same for both: what has no longs and no pointers, or was laid out so that it is the same.
SAME: Final = frozenset(
    """sigset fd_pair id int socklen epoll_event pollfds sockaddr cap_user_header cap_data clone_args open_how statx sched_param
    sched_attr utsname timezone futex_waitv gid sembuf tid_pointer timer_pointer wstatus mincore bytes path offset_pointer
    sockopt sockopt_out prctl hex address ioctl dirents""".split()
)

# ---- times ----------------------------------------------------------------------------------------------------------

TWO = Flat("<ii", "<qq")
FOUR = Flat("<iiii", "<qqqq")
WIDE_TIMEX = "<I4xqqqqi4xqqqqqqqqi4xqqqqqi44x"
TIMEX = Flat("<Iiiiiiiiiiiiiiiiiiiii44x", WIDE_TIMEX)


def _nanoseconds(values: list[int], wide: bool) -> list[int]:
    """ "the upper half of tv_nsec is padding" in a 32-bit program's struct timespec of 64 bits."""
    return [v & U32 if at & 1 else v for at, v in enumerate(values)] if wide else values


TIME64 = Flat("<qq", "<qq", _nanoseconds)
FOUR64 = Flat("<qqqq", "<qqqq", _nanoseconds)

# ---- files ----------------------------------------------------------------------------------------------------------


def _narrow_stat(image: bytes) -> bytes:
    """ "EOVERFLOW pathname or fd refers to a file whose size, inode number, or number of blocks cannot be represented"."""
    s = Stat._make(STAT.unpack(image))
    if s.ino > U32 or s.nlink > 0xFFFF or not 0 <= s.size <= 0x7FFF_FFFF:
        raise SysError(Errno.EOVERFLOW)
    return STAT32.pack(
        s.dev & 0xFFFF, s.ino, s.mode, s.nlink, _id16(s.uid), _id16(s.gid), s.rdev & 0xFFFF, s.size, s.blksize, s.blocks & U32,
        s.atime & U32, s.atime_nsec, s.mtime & U32, s.mtime_nsec, s.ctime & U32, s.ctime_nsec,
    )  # fmt: skip


def _narrow_stat64(image: bytes) -> bytes:
    s = Stat._make(STAT.unpack(image))
    return STAT64.pack(
        s.dev, s.ino & U32, s.mode, s.nlink & U32, s.uid, s.gid, s.rdev, s.size, s.blksize, s.blocks,
        s.atime & U32, s.atime_nsec, s.mtime & U32, s.mtime_nsec, s.ctime & U32, s.ctime_nsec, s.ino,
    )  # fmt: skip


def _id16(number: int) -> int:
    """ "overflowuid": what does not fit in 16 bits shows as 65534."""
    return number if number <= 0xFFFF else 65534


def _narrow_statfs(image: bytes) -> bytes:
    s = Statfs._make(STATFS.unpack(image))
    if any(v > U32 for v in (s.blocks, s.bfree, s.bavail, s.bsize, s.frsize)):
        raise SysError(Errno.EOVERFLOW)
    # "f_files and f_ffree may be -1; it's okay to stuff that into 32 bits"
    return STATFS32.pack(*(v if name == "fsid" else v & U32 for name, v in s._asdict().items()))


def narrow_statfs64(image: bytes) -> bytes:
    """struct statfs64 of a 64-bit struct statfs."""
    s = Statfs._make(STATFS.unpack(image))
    wide = ("blocks", "bfree", "bavail", "files", "ffree", "fsid")
    return STATFS64.pack(*(v if name in wide else v & U32 for name, v in s._asdict().items()))


def _narrow_sysinfo(image: bytes) -> bytes:
    """In units so large that the numbers fit (compat_sys_sysinfo)."""
    s = Sysinfo._make(SYSINFO.unpack(image))
    unit, shift = s.mem_unit, 0
    while s.totalram >> shift > U32 or s.totalswap >> shift > U32:
        unit, shift = unit << 1, shift + 1
    sizes = (v >> shift for v in (s.totalram, s.freeram, s.sharedram, s.bufferram, s.totalswap, s.freeswap))
    loads = (s.load1 & U32, s.load5 & U32, s.load15 & U32)
    uptime = (s.uptime & U32 ^ SIGN) - SIGN
    return SYSINFO32.pack(uptime, *loads, *sizes, s.procs, s.totalhigh >> shift, s.freehigh >> shift, unit)


FLOCK = Flat("<hhiii", "<hh4xqqi4x")
FLOCK64 = Flat("<hhqqi", "<hh4xqqi4x")
FCNTL = {fcntl.F_GETLK: FLOCK, fcntl.F_SETLK: FLOCK, fcntl.F_SETLKW: FLOCK}
OFD_LOCKS = dict.fromkeys((fcntl.F_OFD_GETLK, fcntl.F_OFD_SETLK, fcntl.F_OFD_SETLKW), FLOCK64)
IOVEC = Flat("<II", "<QQ")

# ---- signals and limits ---------------------------------------------------------------------------------------------


def _unlimited(values: list[int], wide: bool) -> list[int]:
    """RLIM_INFINITY has as many bits as a long; "clamp to 32 bits"."""
    if wide:
        return [UNLIMITED if v == UNLIMITED32 else v for v in values]
    return [min(v, UNLIMITED32) for v in values]


class SigInfo:
    """siginfo_t: which members it has depends on what it says."""

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        return info_i386.widen(t.memory.read(address, info_i386.SIZE))

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        t.memory.write(address, info_i386.narrow(image))


# ---- System V IPC: the three structures that IPC_STAT and IPC_SET are about -------------------------------------------


def _halves(narrow_format: str, wide_format: str, times: tuple[int, ...]) -> Flat:
    """A structure whose times are in two halves; `times` are the places of the low halves, the high ones come behind them."""

    def fix(values: list[int], wide: bool) -> list[int]:
        if wide:
            merged: list[int] = []
            for at, v in enumerate(values):
                if at - 1 in times:
                    merged[-1] |= v << 32
                else:
                    merged.append(v)
            return merged
        split: list[int] = []
        for v in values:
            if len(split) in times:
                split += [v & U32, v >> 32 & U32]
            else:
                split.append(v)
        return split

    return Flat(narrow_format, wide_format, fix)


PERM32, PERM = "iIIIIH2xH10x", "iIIIIIH22x"
SHMID = _halves(f"<{PERM32}IIIIIIIiiI8x", f"<{PERM}QQQQiiQ16x", (8, 10, 12))
SEMID = _halves(f"<{PERM32}IIIII8x", f"<{PERM}Q8xQ8xQ16x", (7, 9))
MSQID = _halves(f"<{PERM32}IIIIIIIIIii8x", f"<{PERM}QQQQQQii16x", (7, 9, 11))
STAT_COMMANDS = (ipc.IPC_STAT, ipc.IPC_SET)


def _at_most_int(values: list[int], wide: bool) -> list[int]:
    """ "if (smi.shmmax > INT_MAX) smi.shmmax = INT_MAX" (compat_ksys_old_shmctl)."""
    return values if wide else [min(values[0], 0x7FFF_FFFF), *values[1:]]


SHM_LIMITS = {
    ipc.IPC_INFO: Flat("<IIIII16x", "<QQQQQ32x", _at_most_int),
    ipc.SHM_INFO: Flat("<iIIIII", "<i4xQQQQQ"),
}
SHM_STATS = dict.fromkeys((*STAT_COMMANDS, ipc.SHM_STAT, ipc.SHM_STAT_ANY), SHMID)
SHM_CONTROL = When(1, {**SHM_STATS, **SHM_LIMITS}, 0xFF)
SEM_CONTROL = When(2, {**dict.fromkeys((*STAT_COMMANDS, ipc.SEM_STAT, ipc.SEM_STAT_ANY), SEMID)}, 0xFF)
MSG_CONTROL = When(1, {**dict.fromkeys((*STAT_COMMANDS, ipc.MSG_STAT, ipc.MSG_STAT_ANY), MSQID)}, 0xFF)

# ---- the table ------------------------------------------------------------------------------------------------------

WAITS = (FUTEX_WAIT, FUTEX_LOCK_PI, FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI, FUTEX_LOCK_PI2)
FUTEX_TIMEOUT = When(1, dict.fromkeys(WAITS, TWO), FUTEX_CMD_MASK)
FUTEX_TIMEOUT64 = When(1, dict.fromkeys(WAITS, TIME64), FUTEX_CMD_MASK)

CROSSINGS: Final[dict[str, Crossing]] = {
    "timespec": TWO,
    "timeval": TWO,
    "timespecs": FOUR,
    "utimes": FOUR,
    "utimbuf": TWO,
    "itimerval": FOUR,
    "itimerspec": FOUR,
    "tms": FOUR,
    "timex": TIMEX,
    "time_pointer": Flat("<i", "<q"),
    "size_pointer": Flat("<I", "<Q"),
    "u64_pointer": Flat("<I", "<Q"),
    "futex_timeout": FUTEX_TIMEOUT,
    "stat": Filled(STAT.size, _narrow_stat),
    "statfs": Filled(STATFS.size, _narrow_statfs),
    "sysinfo": Filled(SYSINFO.size, _narrow_sysinfo),
    "rlimit": Flat("<II", "<QQ", _unlimited),
    "rusage": Flat("<18i", "<18q"),
    "siginfo": SigInfo(),
    "sigevent": Flat("<Iiii48x", "<Qiii44x"),
    "stack": Flat("<IiI", "<Qi4xQ"),
    "sigset_argpack": IOVEC,
    "mq_attr": Flat("<iiii16x", "<qqqq32x"),
    "iovec": Vector(),
    "strings": Strings(),
    "fd_set": FdSet(),
    "msghdr in": Message(sends=True),
    "msghdr inout": Message(sends=False),
    "mmsghdr inout": Messages(sends=True),
    "mmsghdr out": Messages(sends=False),
    "msgbuf": MessageBuffer(),
    "fcntl": When(1, {**FCNTL, **OFD_LOCKS}),
    "shmid_ds": SHM_CONTROL,
    "semid_ds": SEM_CONTROL,
    "msqid_ds": MSG_CONTROL,
}
"""What the calls of i386 have where a call of x86-64 has the structure."""

TIME64_CROSSINGS: Final[dict[str, Crossing]] = {
    **CROSSINGS,
    "timespec": TIME64,
    "timespecs": FOUR64,
    "itimerspec": FOUR64,
    "futex_timeout": FUTEX_TIMEOUT64,
    "timex": Flat(WIDE_TIMEX, WIDE_TIMEX),
}
"""The same for the calls whose names end in 64: times of 64 bits."""

STAT64_CROSSING: Final = Filled(STAT.size, _narrow_stat64)
STATFS64_SIZES: Final = (STATFS64.size, STATFS64.size + 4)  # "4 byte align" of the one the C library has

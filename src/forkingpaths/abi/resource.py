"""Resource limits and usage, priorities, scheduling (getrlimit(2), getrusage(2), sched(7), getpriority(2))."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags

RLIMIT_CPU: Final = 0
RLIMIT_FSIZE: Final = 1
RLIMIT_DATA: Final = 2
RLIMIT_STACK: Final = 3
RLIMIT_CORE: Final = 4
RLIMIT_RSS: Final = 5
RLIMIT_NPROC: Final = 6
RLIMIT_NOFILE: Final = 7
RLIMIT_MEMLOCK: Final = 8
RLIMIT_AS: Final = 9
RLIMIT_LOCKS: Final = 10
RLIMIT_SIGPENDING: Final = 11
RLIMIT_MSGQUEUE: Final = 12
RLIMIT_NICE: Final = 13
RLIMIT_RTPRIO: Final = 14
RLIMIT_RTTIME: Final = 15
RLIM_NLIMITS: Final = 16
RLIM_INFINITY: Final = 0xFFFF_FFFF_FFFF_FFFF
RLIMITS: Final[EnumTable] = enum(
    globals(),
    "RLIMIT_???",
    """RLIMIT_CPU RLIMIT_FSIZE RLIMIT_DATA RLIMIT_STACK RLIMIT_CORE RLIMIT_RSS RLIMIT_NPROC RLIMIT_NOFILE
    RLIMIT_MEMLOCK RLIMIT_AS RLIMIT_LOCKS RLIMIT_SIGPENDING RLIMIT_MSGQUEUE RLIMIT_NICE RLIMIT_RTPRIO
    RLIMIT_RTTIME""",
)

# The limits init starts with on Linux: (soft, hard), by number (include/asm-generic/resource.h).
INIT_RLIMITS: Final[tuple[tuple[int, int], ...]] = (
    (RLIM_INFINITY, RLIM_INFINITY),
    (RLIM_INFINITY, RLIM_INFINITY),
    (RLIM_INFINITY, RLIM_INFINITY),
    (8 << 20, RLIM_INFINITY),
    (0, RLIM_INFINITY),
    (RLIM_INFINITY, RLIM_INFINITY),
    (0, 0),  # NPROC: the kernel sets it at boot, from the memory there is
    (1024, 4096),
    (8 << 20, 8 << 20),
    (RLIM_INFINITY, RLIM_INFINITY),
    (RLIM_INFINITY, RLIM_INFINITY),
    (0, 0),  # SIGPENDING: as NPROC
    (819200, 819200),
    (0, 0),
    (0, 0),
    (RLIM_INFINITY, RLIM_INFINITY),
)


class Rlimit(NamedTuple):
    """struct rlimit and struct rlimit64, which are one on x86-64."""

    cur: int
    max: int


RLIMIT: Final = Struct("<QQ")

RUSAGE_SELF: Final = 0
RUSAGE_CHILDREN: Final = -1
RUSAGE_BOTH: Final = -2
RUSAGE_THREAD: Final = 1
RUSAGE_WHO: Final[EnumTable] = enum(
    globals(), "RUSAGE_???", "RUSAGE_SELF RUSAGE_CHILDREN RUSAGE_BOTH RUSAGE_THREAD"
)


class Rusage(NamedTuple):
    """struct rusage; `maxrss` is in KiB."""

    utime_sec: int = 0
    utime_usec: int = 0
    stime_sec: int = 0
    stime_usec: int = 0
    maxrss: int = 0
    ixrss: int = 0
    idrss: int = 0
    isrss: int = 0
    minflt: int = 0
    majflt: int = 0
    nswap: int = 0
    inblock: int = 0
    oublock: int = 0
    msgsnd: int = 0
    msgrcv: int = 0
    nsignals: int = 0
    nvcsw: int = 0
    nivcsw: int = 0


RUSAGE: Final = Struct("<18q")

PRIO_PROCESS: Final = 0
PRIO_PGRP: Final = 1
PRIO_USER: Final = 2
PRIO_WHICH: Final[EnumTable] = enum(globals(), "PRIO_???", "PRIO_PROCESS PRIO_PGRP PRIO_USER")
NICE_MIN: Final = -20
NICE_MAX: Final = 19

SCHED_OTHER: Final = 0
SCHED_FIFO: Final = 1
SCHED_RR: Final = 2
SCHED_BATCH: Final = 3
SCHED_IDLE: Final = 5
SCHED_DEADLINE: Final = 6
SCHED_EXT: Final = 7
SCHED_RESET_ON_FORK: Final = 0x40000000
SCHED_POLICIES: Final[EnumTable] = enum(
    globals(), "SCHED_???", "SCHED_OTHER SCHED_FIFO SCHED_RR SCHED_BATCH SCHED_IDLE SCHED_DEADLINE"
)
RT_PRIO_MIN: Final = 1
RT_PRIO_MAX: Final = 99

SCHED_FLAG_RESET_ON_FORK: Final = 0x01
SCHED_FLAG_RECLAIM: Final = 0x02
SCHED_FLAG_DL_OVERRUN: Final = 0x04
SCHED_FLAG_KEEP_POLICY: Final = 0x08
SCHED_FLAG_KEEP_PARAMS: Final = 0x10
SCHED_FLAG_UTIL_CLAMP_MIN: Final = 0x20
SCHED_FLAG_UTIL_CLAMP_MAX: Final = 0x40
SCHED_FLAGS: Final[FlagTable] = flags(
    globals(),
    "SCHED_FLAG_???",
    """SCHED_FLAG_RESET_ON_FORK SCHED_FLAG_RECLAIM SCHED_FLAG_DL_OVERRUN SCHED_FLAG_KEEP_POLICY
    SCHED_FLAG_KEEP_PARAMS SCHED_FLAG_UTIL_CLAMP_MIN SCHED_FLAG_UTIL_CLAMP_MAX""",
)

SCHED_PARAM: Final = Struct("<i")  # struct sched_param: the priority alone


class SchedAttr(NamedTuple):
    """struct sched_attr (sched_setattr(2)), 56 bytes; the first version ended after `period`, at 48."""

    size: int
    policy: int
    flags: int
    nice: int
    priority: int
    runtime: int
    deadline: int
    period: int
    util_min: int
    util_max: int


SCHED_ATTR: Final = Struct("<IIQiIQQQII")
SCHED_ATTR_SIZE_VER0: Final = 48
SCHED_ATTR_SIZE_VER1: Final = 56

# ioprio_set(2)
IOPRIO_WHO_PROCESS: Final = 1
IOPRIO_WHO_PGRP: Final = 2
IOPRIO_WHO_USER: Final = 3
IOPRIO_WHO: Final[EnumTable] = enum(
    globals(), "IOPRIO_WHO_???", "IOPRIO_WHO_PROCESS IOPRIO_WHO_PGRP IOPRIO_WHO_USER"
)

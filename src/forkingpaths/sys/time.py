"""The clocks, read and set: clock_gettime(2), clock_settime(2), clock_getres(2), gettimeofday(2), settimeofday(2), time(2)."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.time import (
    CLOCK_BOOTTIME,
    CLOCK_BOOTTIME_ALARM,
    CLOCK_MONOTONIC,
    CLOCK_MONOTONIC_COARSE,
    CLOCK_MONOTONIC_RAW,
    CLOCK_REALTIME,
    CLOCK_REALTIME_ALARM,
    CLOCK_REALTIME_COARSE,
    CLOCK_TAI,
)
from forkingpaths.kernel import clock_discipline, clock_setting, cpu_clocks
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Kind, enum, struct_in, struct_out
from forkingpaths.sys.waiting import read_timespec
from forkingpaths.vfs.credentials import CAP_SYS_TIME

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

NS = 1_000_000_000
TICK_NS = 4_000_000  # what the coarse clocks advance by: a kernel of 250 ticks a second
LONGEST_NS = (1 << 63) - 1
LATEST_DATE_S = (
    LONGEST_NS // NS - 30 * 365 * 24 * 3600
)  # so that thirty years of uptime do not overflow the clock
TWO_LONGS = Struct("<qq")
TWO_INTS = Struct("<ii")
REALTIME_CLOCKS = (CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_TAI)
MONOTONIC_CLOCKS = (CLOCK_MONOTONIC, CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME)
ALARM_CLOCKS = (
    CLOCK_REALTIME_ALARM,
    CLOCK_BOOTTIME_ALARM,
)  # those of a machine with a real-time clock, which this is not
COARSE_CLOCKS = (CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE)

ClockId = Annotated[int, enum("time.CLOCKS")]
TimespecIn = Annotated[int, struct_in("timespec", 16)]
TimespecOut = Annotated[int, struct_out("timespec", 16)]
TimespecLeft = Annotated[int, Kind("struct timespec *", "u64", "left", 16, "struct", "timespec")]


def read_clock(k: Kernel, t: Task, clock: int) -> int:
    """A clock's time in nanoseconds; SysError(EINVAL) when there is no such clock."""
    if clock in MONOTONIC_CLOCKS:
        now = clock_discipline.raw_ns(k) if clock == CLOCK_MONOTONIC_RAW else k.monotonic_ns()
    elif clock in REALTIME_CLOCKS:
        now = k.now_ns() + (clock_discipline.tai_ns(k) if clock == CLOCK_TAI else 0)
    else:
        cpu = cpu_clocks.resolve(k, t, clock)
        if cpu is None:
            raise SysError(Errno.EINVAL)
        return cpu.read(k)
    return now - now % TICK_NS if clock in COARSE_CLOCKS else now


def write_timespec(t: Task, address: int, ns: int) -> None:
    """Store nanoseconds as a struct timespec."""
    t.memory.write(address, TWO_LONGS.pack(*divmod(ns, NS)))


@syscall()
def clock_gettime(k: Kernel, t: Task, clockid: ClockId, tp: TimespecOut) -> int:
    k.touch(("clock",), False)
    k.asked(t)
    write_timespec(t, tp, read_clock(k, t, clockid))
    return 0


@syscall()
def clock_getres(k: Kernel, t: Task, clockid: ClockId, res: TimespecOut) -> int:
    read_clock(k, t, clockid)
    if res:
        coarse = clockid in COARSE_CLOCKS or cpu_clocks.in_ticks(clockid)
        write_timespec(t, res, TICK_NS if coarse else 1)
    return 0


@syscall()
def clock_settime(k: Kernel, t: Task, clockid: ClockId, tp: TimespecIn) -> int:
    # "EINVAL clockid is not one that can be set": only CLOCK_REALTIME is
    if clockid != CLOCK_REALTIME:
        if clockid in (*MONOTONIC_CLOCKS, *REALTIME_CLOCKS):
            raise SysError(Errno.EINVAL)
        cpu_clocks.resolve(k, t, clockid)
        raise SysError(Errno.EPERM if clockid < 0 else Errno.EINVAL)
    _set_real_time(k, t, read_timespec(t, tp))
    return 0


def _set_real_time(k: Kernel, t: Task, ns: int) -> None:
    # "EINVAL (since Linux 4.3) A call with a clockid of CLOCK_REALTIME attempted to set the time to a value less than
    # CLOCK_MONOTONIC", looked at last
    if ns // NS >= LATEST_DATE_S:
        raise SysError(Errno.EINVAL)
    if not t.credentials.capable(CAP_SYS_TIME):
        raise SysError(Errno.EPERM)
    if ns < k.monotonic_ns():
        raise SysError(Errno.EINVAL)
    clock_setting.set_real_time(k, ns)


@syscall()
def gettimeofday(
    k: Kernel,
    t: Task,
    tv: Annotated[int, struct_out("timeval", 16)],
    tz: Annotated[int, struct_out("timezone", 8)],
) -> int:
    k.touch(("clock",), False)
    k.asked(t)
    if tv:
        seconds, nanoseconds = divmod(k.now_ns(), NS)
        t.memory.write(tv, TWO_LONGS.pack(seconds, nanoseconds // 1000))
    if tz:
        t.memory.write(tz, TWO_INTS.pack(*k.tables.get("timezone", (0, 0))))
    return 0


@syscall(man="gettimeofday(2)")
def settimeofday(
    k: Kernel,
    t: Task,
    tv: Annotated[int, struct_in("timeval", 16)],
    tz: Annotated[int, struct_in("timezone", 8)],
) -> int:
    ns = None
    if tv:
        seconds, microseconds = TWO_LONGS.unpack(t.memory.read(tv, 16))
        if seconds < 0 or not 0 <= microseconds < 1_000_000:
            raise SysError(Errno.EINVAL)
        ns = seconds * NS + microseconds * 1000
    zone = TWO_INTS.unpack(t.memory.read(tz, 8)) if tz else None
    if not t.credentials.capable(CAP_SYS_TIME):
        raise SysError(Errno.EPERM)
    if zone is not None:
        if abs(zone[0]) > 15 * 60:
            raise SysError(Errno.EINVAL)
        k.tables["timezone"] = zone
    if ns is not None:
        _set_real_time(k, t, ns)
    return 0


@syscall()
def time(k: Kernel, t: Task, tloc: Annotated[int, Kind("time_t *", "u64", "out", 8, "time_pointer")]) -> int:
    k.touch(("clock",), False)
    k.asked(t)
    now = k.now_ns() // NS
    if tloc:
        t.memory.write_u64(tloc, now)
    return now

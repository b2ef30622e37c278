"""Timers that send signals: alarm(2), setitimer(2), timer_create(2) and its relatives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.siginfo import SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD, SIGEV_THREAD_ID, SIGEVENT
from forkingpaths.abi.signals import NSIG, Signal
from forkingpaths.abi.time import (
    CLOCK_BOOTTIME,
    CLOCK_BOOTTIME_ALARM,
    CLOCK_MONOTONIC,
    CLOCK_MONOTONIC_COARSE,
    CLOCK_MONOTONIC_RAW,
    CLOCK_PROCESS_CPUTIME_ID,
    CLOCK_REALTIME,
    CLOCK_REALTIME_ALARM,
    CLOCK_REALTIME_COARSE,
    CLOCK_TAI,
    CLOCK_THREAD_CPUTIME_ID,
    ITIMER_REAL,
    ITIMERS,
    ITIMERSPEC,
    ITIMERVAL,
    TIMER_ABSTIME,
)
from forkingpaths.kernel import cpu_clocks, interval_timers, posix_timers
from forkingpaths.kernel.posix_timers import CPU, MONOTONIC, REALTIME, TAI, PosixTimer
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Kind, UInt, enum, flags, struct_in, struct_out
from forkingpaths.sys.waiting import ktime

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

NS, US = 1_000_000_000, 1000
CLOCKS = {
    CLOCK_REALTIME: REALTIME,
    CLOCK_TAI: TAI,
    CLOCK_MONOTONIC: MONOTONIC,
    CLOCK_BOOTTIME: MONOTONIC,
}
CPU_CLOCKS = (CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID)
WITHOUT_TIMERS = (CLOCK_MONOTONIC_RAW, CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE)
ALARM_CLOCKS = (
    CLOCK_REALTIME_ALARM,
    CLOCK_BOOTTIME_ALARM,
)  # those of a machine with a real-time clock, which this is not

Which = Annotated[int, enum("time.ITIMERS")]
ItimervalIn = Annotated[int, struct_in("itimerval", 32)]
ItimervalOut = Annotated[int, struct_out("itimerval", 32)]
ItimerspecIn = Annotated[int, struct_in("itimerspec", 32)]
ItimerspecOut = Annotated[int, struct_out("itimerspec", 32)]
TimerId = Annotated[int, Kind("timer_t", "i32", show="int")]


@syscall()
def alarm(k: Kernel, t: Task, seconds: UInt) -> int:
    # "alarm() returns the number of seconds remaining until any previously scheduled alarm was due": rounded, but never
    # down to 0
    left, _ = interval_timers.get(k, t.process, ITIMER_REAL)
    interval_timers.set_(k, t.process, ITIMER_REAL, seconds * NS, 0)
    whole, rest = divmod(left // US, 1_000_000)
    return whole + 1 if (not whole and rest) or rest >= 500_000 else whole


def _pack_itimerval(value_ns: int, interval_ns: int) -> bytes:
    value, interval = value_ns // US, interval_ns // US
    return ITIMERVAL.pack(*divmod(interval, 1_000_000), *divmod(value, 1_000_000))


@syscall()
def getitimer(k: Kernel, t: Task, which: Which, curr_value: ItimervalOut) -> int:
    if which not in ITIMERS:
        raise SysError(Errno.EINVAL)
    k.asked(t)
    t.memory.write(curr_value, _pack_itimerval(*interval_timers.get(k, t.process, which)))
    return 0


@syscall()
def setitimer(k: Kernel, t: Task, which: Which, new_value: ItimervalIn, old_value: ItimervalOut) -> int:
    interval_ns = value_ns = 0
    # a null new_value is as good as zeros: "a misfeature that Linux keeps for compatibility"
    if new_value:
        fields = ITIMERVAL.unpack(t.memory.read(new_value, 32))
        interval_s, interval_us, value_s, value_us = fields
        # "EINVAL one of the tv_usec fields contains a value outside the range [0, 999999]"
        if not (0 <= interval_us < 1_000_000 and 0 <= value_us < 1_000_000) or interval_s < 0 or value_s < 0:
            raise SysError(Errno.EINVAL)
        interval_ns = ktime(interval_s, interval_us * US)
        value_ns = ktime(value_s, value_us * US)
    if which not in ITIMERS:
        raise SysError(Errno.EINVAL)
    old = interval_timers.get(k, t.process, which)
    interval_timers.set_(k, t.process, which, value_ns, interval_ns)
    if old_value:
        t.memory.write(old_value, _pack_itimerval(*old))
    return 0


# ---- POSIX timers -------------------------------------------------------------------------------------------------


@syscall()
def timer_create(
    k: Kernel,
    t: Task,
    clockid: Annotated[int, enum("time.CLOCKS")],
    sevp: Annotated[int, struct_in("sigevent", 64)],
    timerid: Annotated[int, Kind("timer_t *", "u64", "out", 4, "timer_pointer")],
) -> int:
    value: int | None = None
    signal, notify, tid = int(Signal.SIGALRM), SIGEV_SIGNAL, 0
    if sevp:
        value, signal, notify, tid = SIGEVENT.unpack(t.memory.read(sevp, 64))
    clock = CLOCKS.get(clockid, CPU)
    if clock == CPU and clockid >= 0 and clockid not in CPU_CLOCKS and clockid not in ALARM_CLOCKS:
        raise SysError(Errno.EOPNOTSUPP if clockid in WITHOUT_TIMERS else Errno.EINVAL)
    if cpu_clocks.is_device(clockid):
        raise SysError(Errno.EOPNOTSUPP)
    posix_timers.check_limit(k, t)
    process = t.process
    if "restore_timer_ids" in process.extras:
        number = posix_timers.wanted_id(process, t.memory.read_u32(timerid))
    else:
        number = posix_timers.new_id(process)
    if sevp:
        _check_event(k, t, notify, signal, tid)
    t.memory.write_u32(timerid, number)
    if clockid in ALARM_CLOCKS:
        raise SysError(Errno.EOPNOTSUPP)
    cpu = (process.tgid, "prof", 0)
    if clock == CPU:
        found = cpu_clocks.resolve(k, t, clockid)
        if found is None:
            raise SysError(Errno.EINVAL)
        cpu = (found.process.tgid, found.which, found.tid)
    process.posix_timers[number] = PosixTimer(
        number, clock, notify, signal, number if value is None else value, tid, cpu, clockid
    )
    return 0


def _check_event(k: Kernel, t: Task, notify: int, signal: int, tid: int) -> None:
    """ "EINVAL sigev_notify, sigev_signo, or sigev_notify_thread_id is invalid"."""
    if notify == SIGEV_SIGNAL | SIGEV_THREAD_ID:
        other = k.tasks.get(tid)
        if other is None or other.process is not t.process:
            raise SysError(Errno.EINVAL)
    elif notify not in (SIGEV_SIGNAL, SIGEV_THREAD, SIGEV_NONE):
        raise SysError(Errno.EINVAL)
    if notify != SIGEV_NONE and not 0 < signal <= NSIG:
        raise SysError(Errno.EINVAL)


def _timer(t: Task, number: int) -> PosixTimer:
    timer: PosixTimer | None = t.process.posix_timers.get(number)
    if timer is None:
        raise SysError(Errno.EINVAL)
    return timer


def _pack_itimerspec(value_ns: int, interval_ns: int) -> bytes:
    return ITIMERSPEC.pack(*divmod(interval_ns, NS), *divmod(value_ns, NS))


@syscall()
def timer_settime(
    k: Kernel,
    t: Task,
    timerid: TimerId,
    flags: Annotated[int, flags("time.CLOCK_FLAGS")],
    new_value: ItimerspecIn,
    old_value: ItimerspecOut,
) -> int:
    if not new_value:
        raise SysError(Errno.EINVAL)
    interval_s, interval_ns, value_s, value_ns = ITIMERSPEC.unpack(t.memory.read(new_value, 32))
    if not (0 <= interval_ns < NS and 0 <= value_ns < NS) or interval_s < 0 or value_s < 0:
        raise SysError(Errno.EINVAL)
    timer = _timer(t, timerid)
    old = posix_timers.gettime(k, t.process, timer) if old_value else (0, 0)
    posix_timers.settime(
        k,
        t.process,
        timer,
        ktime(value_s, value_ns),
        ktime(interval_s, interval_ns),
        bool(flags & TIMER_ABSTIME),
    )
    if old_value:
        t.memory.write(old_value, _pack_itimerspec(*old))
    return 0


@syscall()
def timer_gettime(k: Kernel, t: Task, timerid: TimerId, curr_value: ItimerspecOut) -> int:
    timer = _timer(t, timerid)
    k.asked(t)
    t.memory.write(curr_value, _pack_itimerspec(*posix_timers.gettime(k, t.process, timer)))
    return 0


@syscall()
def timer_getoverrun(k: Kernel, t: Task, timerid: TimerId) -> int:
    k.asked(t)
    return _timer(t, timerid).overrun


@syscall()
def timer_delete(k: Kernel, t: Task, timerid: TimerId) -> int:
    posix_timers.delete(k, t.process, _timer(t, timerid))
    return 0

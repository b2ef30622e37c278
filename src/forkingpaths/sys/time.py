"""Clocks and sleeping: clock_gettime(2), gettimeofday(2), nanosleep(2), clock_nanosleep(2), clock_settime(2), adjtimex(2)."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.time import (
    ADJ_ADJTIME,
    ADJ_FREQUENCY,
    ADJ_NANO,
    ADJ_OFFSET,
    ADJ_OFFSET_READONLY,
    ADJ_SETOFFSET,
    ADJ_TAI,
    ADJ_TICK,
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
    STA_CLOCKERR,
    STA_NANO,
    STA_UNSYNC,
    TIME_ERROR,
    TIMER_ABSTIME,
    TIMEX,
    Timex,
)
from forkingpaths.kernel import clock_discipline, clock_setting, cpu_clocks, cpu_timers, timer_slack
from forkingpaths.kernel.cpu_clocks import CpuClock
from forkingpaths.kernel.cpu_timers import CpuTimer
from forkingpaths.kernel.signals import deliver
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Kind, enum, flags, struct_in, struct_inout, struct_out
from forkingpaths.sys.waiting import deadline_after, read_timespec
from forkingpaths.vfs.credentials import CAP_SYS_TIME
from forkingpaths.vfs.wait import Block, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

NS = 1_000_000_000
TICK_NS = 4_000_000  # what the coarse clocks advance by: a kernel of 250 ticks a second
SHORT_SLEEP_NS = timer_slack.SLACK_NS  # on Linux no sleep is shorter
TRANSITIONS_OF_A_SLEEP = 8  # from the call to the next one, with a look at the clock between
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
SLEEPLESS = (CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE, CLOCK_REALTIME_COARSE, CLOCK_THREAD_CPUTIME_ID)
SLEEPABLE = (CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_TAI)

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


@syscall()
def nanosleep(k: Kernel, t: Task, req: TimespecIn, rem: TimespecLeft) -> int:
    if t.carry is None:
        length = read_timespec(t, req)
        if length < SHORT_SLEEP_NS:
            k.clock.polled(k.transitions, TRANSITIONS_OF_A_SLEEP)
        deadline = deadline_after(k, length)
    else:
        deadline = t.carry[0]
    return _sleep(k, t, deadline, rem)


def _sleep(k: Kernel, t: Task, deadline: int | None, rem: int) -> int:
    """Sleep to a deadline on the monotonic clock; interrupted, "the remaining unslept time is written to rem"."""
    now = k.monotonic_ns()
    if deadline is not None and deadline <= now:
        return 0
    if rem and deliver.has_work(t):
        left = (LONGEST_NS if deadline is None else deadline) - now
        if t.carry is None:
            left -= 1  # interrupted at once it has slept for a moment all the same: `sleep(3)` says 2
        elif deadline is not None:
            # Linux may end a sleep late by so much; what is left is counted to that moment, so that `sleep(5)` behind an `alarm(1)` says 4
            left += timer_slack.current_ns(t)
        write_timespec(t, rem, left)
    raise Block(
        deadline_ns=deadline, restart=Restart.ERESTART_RESTARTBLOCK, reason="sleep", carry=(deadline,)
    )


@syscall()
def clock_nanosleep(
    k: Kernel,
    t: Task,
    clockid: ClockId,
    flags: Annotated[int, flags("time.CLOCK_FLAGS")],
    request: TimespecIn,
    remain: TimespecLeft,
) -> int:
    if t.carry is None:
        # "EOPNOTSUPP The kernel does not support sleeping against this clockid"; "EINVAL clockid was invalid"
        if clockid not in SLEEPABLE and clockid != CLOCK_PROCESS_CPUTIME_ID:
            if clockid in SLEEPLESS or cpu_clocks.is_device(clockid):
                raise SysError(Errno.EOPNOTSUPP)
            if clockid >= 0 and clockid not in ALARM_CLOCKS:
                raise SysError(Errno.EINVAL)
        value = read_timespec(t, request)
        if value < SHORT_SLEEP_NS:
            k.clock.polled(k.transitions, TRANSITIONS_OF_A_SLEEP)
        if clockid in ALARM_CLOCKS:
            raise SysError(Errno.EOPNOTSUPP)
        cpu = cpu_clocks.resolve(k, t, clockid)
        if cpu is not None and cpu.tid == t.tid:  # nobody wakes up by his own work
            raise SysError(Errno.EINVAL)
        if cpu is not None:
            return _sleep_on_cpu(
                k, t, cpu, value if flags & TIMER_ABSTIME else cpu.read(k) + value, flags, remain
            )
        if not flags & TIMER_ABSTIME:
            deadline = deadline_after(k, value)
        elif clockid in MONOTONIC_CLOCKS:
            deadline = value if value < LONGEST_NS else None
        else:
            return _sleep_to_date(k, clockid, value)
    elif len(t.carry) == 2:
        return _sleep_to_date(k, clockid, t.carry[1])
    elif len(t.carry) == 5:
        tgid, which, tid, due, _ = t.carry
        process = k.processes.get(tgid)
        if process is None:
            return 0
        return _sleep_on_cpu(k, t, CpuClock(process, which, tid), due, flags, remain)
    else:
        deadline = t.carry[0]
    if not flags & TIMER_ABSTIME:
        return _sleep(k, t, deadline, remain)
    if deadline is not None and deadline <= k.monotonic_ns():
        return 0
    # "an absolute sleep that is interrupted can simply be made again": nothing is written to remain
    raise Block(deadline_ns=deadline, restart=Restart.ERESTARTNOHAND, reason="sleep", carry=(deadline,))


def _sleep_to_date(k: Kernel, clock: int, date_ns: int) -> int:
    """Sleep until CLOCK_REALTIME or CLOCK_TAI shows a date, however it is set meanwhile."""
    ahead_ns = k.clock.realtime_offset_ns + (clock_discipline.tai_ns(k) if clock == CLOCK_TAI else 0)
    deadline = date_ns - ahead_ns if date_ns < LONGEST_NS else None
    if deadline is not None and deadline <= k.monotonic_ns():
        return 0
    raise Block(
        k.clock.set_queue,
        deadline_ns=deadline,
        restart=Restart.ERESTARTNOHAND,
        reason="sleep",
        carry=("date", date_ns),
    )


def _sleep_on_cpu(k: Kernel, t: Task, clock: CpuClock, due: int, flags: int, remain: int) -> int:
    """Sleep until a process has used a certain amount of processor time."""
    process = clock.process
    now = clock.read(k)
    if t.wake is not Wake.NONE:
        cpu_timers.disarm(process, "sleep", t.tid)
    if due <= now:
        return 0
    if deliver.has_work(t):
        if remain and not flags & TIMER_ABSTIME:
            write_timespec(t, remain, due - now)
    else:
        cpu_timers.arm(process, CpuTimer(due, "sleep", t.tid, clock.which, clock.tid))
    restart = Restart.ERESTARTNOHAND if flags & TIMER_ABSTIME else Restart.ERESTART_RESTARTBLOCK
    raise Block(restart=restart, reason="CPU time", carry=(process.tgid, clock.which, clock.tid, due, True))


# ---- the discipline of the clock ------------------------------------------------------------------------------------

TimexInOut = Annotated[int, struct_inout("timex", 208)]
LEAST_TICK_US, MOST_TICK_US = 9_000, 11_000


def _adjust(k: Kernel, t: Task, address: int) -> int:
    given = Timex(*TIMEX.unpack(t.memory.read(address, TIMEX.size)))
    k.touch(("clock",), bool(given.modes))
    _check_adjustment(t, given)
    if given.modes & ADJ_SETOFFSET:
        _move_clock(k, given)
    amount = 0
    if given.modes & ADJ_ADJTIME:
        # adjtime(3): "if olddelta is not NULL, ... the amount of time remaining from any previous adjustment"
        amount = clock_discipline.of(k).adjust_us
        if not given.modes & ADJ_OFFSET_READONLY:
            clock_discipline.adjust(k, given.offset)
    elif given.modes:
        clock_discipline.change(k, given)
        if given.modes & ADJ_TAI:
            clock_setting.dates_moved(k)
    d = clock_discipline.of(k)
    seconds, nanoseconds = divmod(k.now_ns(), NS)
    answer = given._replace(
        offset=amount if given.modes & ADJ_ADJTIME else clock_discipline.offset_of(d),
        freq=clock_discipline.frequency_of(d),
        maxerror=d.max_error_us,
        esterror=d.error_us,
        status=d.status,
        constant=d.constant,
        precision=1,
        tolerance=clock_discipline.MOST_PPM * clock_discipline.PPM,
        time_sec=seconds,
        time_usec=nanoseconds if d.status & STA_NANO else nanoseconds // 1000,
        tick=d.tick_us,
        ppsfreq=0,
        jitter=0,
        shift=0,
        stabil=0,
        jitcnt=0,
        calcnt=0,
        errcnt=0,
        stbcnt=0,
        tai=d.tai_s,
    )
    t.memory.write(address, TIMEX.pack(*answer))
    # "TIME_ERROR: the system clock is not synchronized to a reliable server"
    return TIME_ERROR if d.status & (STA_UNSYNC | STA_CLOCKERR) else d.state


def _check_adjustment(t: Task, given: Timex) -> None:
    """ "EPERM buf.modes is neither 0 nor ADJ_OFFSET_SS_READ, and the caller does not have sufficient privilege"; "EINVAL An attempt was
    made to set buf.freq to a value outside the range"; "buf.tick to a value outside the range 900000/HZ to 1100000/HZ" """
    modes = given.modes
    privileged = t.credentials.capable(CAP_SYS_TIME)
    if modes & ADJ_ADJTIME:
        if not modes & ADJ_OFFSET:
            raise SysError(Errno.EINVAL)
        if not modes & ADJ_OFFSET_READONLY and not privileged:
            raise SysError(Errno.EPERM)
    else:
        if modes and not privileged:
            raise SysError(Errno.EPERM)
        if modes & ADJ_TICK and not LEAST_TICK_US <= given.tick <= MOST_TICK_US:
            raise SysError(Errno.EINVAL)
    if modes & ADJ_SETOFFSET:
        if not privileged:
            raise SysError(Errno.EPERM)
        if not 0 <= given.time_usec < (NS if modes & ADJ_NANO else 1_000_000):
            raise SysError(Errno.EINVAL)
    if modes & ADJ_FREQUENCY and abs(given.freq) > LONGEST_NS // clock_discipline.PPM_SCALE:
        raise SysError(Errno.EINVAL)


def _move_clock(k: Kernel, given: Timex) -> None:
    """ "ADJ_SETOFFSET: Add time to the current time.  If buf.modes includes the ADJ_NANO flag, then buf.time.tv_usec is interpreted as a
    nanosecond value; otherwise it is interpreted as microseconds.  The value of buf.time is the sum of its two fields, but the field
    buf.time.tv_usec must always be nonnegative." """
    unit_ns = 1 if given.modes & ADJ_NANO else 1000
    ns = k.now_ns() + given.time_sec * NS + given.time_usec * unit_ns
    if ns < k.monotonic_ns() or ns // NS >= LATEST_DATE_S:
        raise SysError(Errno.EINVAL)
    clock_setting.set_real_time(k, ns)


@syscall()
def adjtimex(k: Kernel, t: Task, buf: TimexInOut) -> int:
    return _adjust(k, t, buf)


@syscall(man="adjtimex(2)")
def clock_adjtime(k: Kernel, t: Task, clk_id: ClockId, buf: TimexInOut) -> int:
    if clk_id != CLOCK_REALTIME:
        read_clock(k, t, clk_id)
        raise SysError(Errno.EOPNOTSUPP)
    return _adjust(k, t, buf)

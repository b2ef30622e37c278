"""Sleeping until a time has come: nanosleep(2) and clock_nanosleep(2), on the clocks of time(7), dates and processor time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.time import (
    CLOCK_BOOTTIME,
    CLOCK_MONOTONIC,
    CLOCK_MONOTONIC_COARSE,
    CLOCK_MONOTONIC_RAW,
    CLOCK_PROCESS_CPUTIME_ID,
    CLOCK_REALTIME,
    CLOCK_REALTIME_COARSE,
    CLOCK_TAI,
    CLOCK_THREAD_CPUTIME_ID,
    TIMER_ABSTIME,
)
from forkingpaths.kernel import clock_discipline, cpu_clocks, cpu_timers, timer_slack
from forkingpaths.kernel.cpu_clocks import CpuClock
from forkingpaths.kernel.cpu_timers import CpuTimer
from forkingpaths.kernel.signals import deliver
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import flags
from forkingpaths.sys.time import (
    ALARM_CLOCKS,
    LONGEST_NS,
    MONOTONIC_CLOCKS,
    ClockId,
    TimespecIn,
    TimespecLeft,
    write_timespec,
)
from forkingpaths.sys.waiting import deadline_after, read_timespec
from forkingpaths.vfs.wait import Block, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SHORT_SLEEP_NS = timer_slack.SLACK_NS  # on Linux no sleep is shorter
TRANSITIONS_OF_A_SLEEP = 8  # from the call to the next one, with a look at the clock between
SLEEPLESS = (CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE, CLOCK_REALTIME_COARSE, CLOCK_THREAD_CPUTIME_ID)
SLEEPABLE = (CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_TAI)


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
    k.touch(("clock",), False)
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

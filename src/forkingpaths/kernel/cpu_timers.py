"""Timers on processor time: ITIMER_VIRTUAL, ITIMER_PROF, and POSIX timers and sleeps on CPU-time clocks.

Processor time passes only while the process runs, so these are not in the heap of kernel/timers.  The scheduler asks,
while `Process.cpu_timers` is not empty, how long the thread may run until the first is due (`fuel`), and afterwards
which are (`check`).  The first expiry is exact, where Linux looks at each clock tick; but as there, what has expired does not do so
again before the next tick, however short its period.

A clock here is ("prof" | "virt", tid): user and system time, or user time alone, of the thread, or of the whole
process when tid is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from forkingpaths.kernel.task import Process, State, Task
from forkingpaths.vfs.wait import Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

TICK_NS: Final = 4_000_000  # of a kernel of 250 ticks a second


@dataclass(slots=True)
class CpuTimer:
    """One thing due at `due_ns` of a clock.  `kind`: "interval" (key: ITIMER_), "posix" (key: timer id), "sleep"
    (key: tid of the sleeper), "limit" (RLIMIT_CPU), "rt" (RLIMIT_RTTIME; key: tid)."""

    due_ns: int
    kind: str
    key: int
    clock: str
    tid: int = 0
    owner: int = 0  # tgid of the process whose POSIX timer it is


def read(k: Kernel, process: Process, clock: str, tid: int = 0) -> int:
    """The clock's time, nanoseconds."""
    if tid:
        t = k.tasks.get(tid)
        parts = [t.usage] if t is not None else []
    else:  # a dead thread's share is in process.usage already
        tasks = [] if process.zombie else [k.tasks[tid] for tid in process.threads]
        parts = [process.usage, *(t.usage for t in tasks if t.state is not State.DEAD)]
    total = sum(part.user_ns for part in parts)
    return total if clock == "virt" else total + sum(part.system_ns for part in parts)


def arm(process: Process, timer: CpuTimer) -> None:
    disarm(process, timer.kind, timer.key, timer.owner)
    process.cpu_timers.append(timer)


def arm_again(k: Kernel, process: Process, timer: CpuTimer) -> None:
    """Arm what has just expired for its next period."""
    timer.due_ns = max(timer.due_ns, read(k, process, timer.clock, timer.tid) + TICK_NS)
    arm(process, timer)


def disarm(process: Process, kind: str, key: int, owner: int = 0) -> None:
    """Forget a timer; one that is not there is no error."""
    process.cpu_timers[:] = [x for x in process.cpu_timers if (x.kind, x.key, x.owner) != (kind, key, owner)]


def fuel(k: Kernel, t: Task, limit: int) -> int:
    """How many blocks `t` may run, at most `limit`, until the first timer is due."""
    process = t.process
    for timer in process.cpu_timers:
        if timer.tid and timer.tid != t.tid:
            continue
        blocks = (timer.due_ns - read(k, process, timer.clock, timer.tid)) // k.clock.block_ns + 1
        if blocks < limit:
            limit = blocks if blocks > 1 else 1
    return limit


def check(k: Kernel, t: Task) -> None:
    """Carry out what is due.  `t` has used the time, so it is asked first to take a signal that goes to its process: with
    ITIMER_PROF "the time spent in user and system CPU time can be profiled" (getitimer(2)) thread by thread."""
    from forkingpaths.kernel import cpu_limit, interval_timers, posix_timers, real_time_limit, sleeping

    process = t.process
    due = [x for x in process.cpu_timers if read(k, process, x.clock, x.tid) >= x.due_ns]
    for timer in due:
        process.cpu_timers.remove(timer)
        if timer.kind == "interval":
            interval_timers.cpu_expired(k, t, timer)
        elif timer.kind == "posix":
            posix_timers.expired(k, k.processes[timer.owner], timer.key, t)
        elif timer.kind == "limit":
            cpu_limit.reached(k, t, timer)
        elif timer.kind == "rt":
            real_time_limit.reached(k, process, timer)
        else:
            sleeper = k.tasks.get(timer.key)
            if sleeper is not None and sleeper.state is State.BLOCKED:
                sleeping.resume(k, sleeper, Wake.TIMEOUT)

"""The three interval timers of a process: setitimer(2), alarm(2).

ITIMER_REAL counts real (virtual) time, ITIMER_VIRTUAL user time, ITIMER_PROF user and system time.  As in Linux, a
periodic ITIMER_REAL is armed again only when its SIGALRM is taken, forward past all periods that were missed: blocked
for long, it is pending once; ignored, it fires once and then sleeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.signals import Signal
from forkingpaths.abi.time import ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL
from forkingpaths.kernel import cpu_timers
from forkingpaths.kernel.cpu_timers import TICK_NS, CpuTimer
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Process, Task
from forkingpaths.kernel.timers import FOREVER_NS, Entry, on_expiry, rearmed_ns

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SIGNALS = {
    ITIMER_REAL: int(Signal.SIGALRM),
    ITIMER_VIRTUAL: int(Signal.SIGVTALRM),
    ITIMER_PROF: int(Signal.SIGPROF),
}
CLOCKS = {ITIMER_VIRTUAL: "virt", ITIMER_PROF: "prof"}
LEAST_NS = 1000  # what an armed timer that is due shows: never 0, which would mean disarmed


@dataclass(slots=True)
class IntervalTimer:
    """`due_ns` is on the timer's own clock, 0 when disarmed; `entry` is ITIMER_REAL's place in the heap."""

    due_ns: int = 0
    interval_ns: int = 0
    entry: Entry | None = None


def get(k: Kernel, process: Process, which: int) -> tuple[int, int]:
    """(time to the next expiry, interval) in nanoseconds; 0 for disarmed."""
    timer = process.interval_timers.get(which)
    if timer is None:
        return 0, 0
    if which == ITIMER_REAL:
        armed = timer.entry is not None
        now = k.monotonic_ns()
    else:
        armed = timer.due_ns != 0
        now = cpu_timers.read(k, process, CLOCKS[which])
        if timer.due_ns <= now:
            return (TICK_NS if armed else 0), timer.interval_ns
    return (max(timer.due_ns - now, LEAST_NS) if armed else 0), timer.interval_ns


def set_(k: Kernel, process: Process, which: int, value_ns: int, interval_ns: int) -> None:
    """Arm (or with `value_ns` 0 disarm) the timer."""
    timer = process.interval_timers.get(which)
    if timer is None:
        timer = process.interval_timers[which] = IntervalTimer()
    if which == ITIMER_REAL:
        if timer.entry is not None:
            k.timers.cancel(timer.entry)
            timer.entry = None
        # "If both fields of it_value are zero, the timer is disarmed": the interval then counts for nothing
        timer.interval_ns = interval_ns if value_ns else 0
        if value_ns:
            timer.due_ns = min(k.monotonic_ns() + value_ns, FOREVER_NS)
            timer.entry = k.timers.arm(timer.due_ns, "interval", process.tgid)
        return
    timer.interval_ns = interval_ns
    timer.due_ns = 0
    cpu_timers.disarm(process, "interval", which)
    if value_ns:
        # as Linux, a tick more: the one that is on its way does not count, and getitimer shows it
        timer.due_ns = cpu_timers.read(k, process, CLOCKS[which]) + value_ns + TICK_NS
        cpu_timers.arm(process, CpuTimer(timer.due_ns, "interval", which, CLOCKS[which]))


@on_expiry("interval")
def _real_expired(k: Kernel, tgid: Any) -> None:
    process = k.processes[tgid]
    process.interval_timers[ITIMER_REAL].entry = None
    k.emit(tgid, Kind.TIMER, ("ITIMER_REAL",))
    send.to_process(k, process, SIGNALS[ITIMER_REAL])


def taken(k: Kernel, process: Process) -> None:
    """A SIGALRM was taken: a periodic timer that waits for it goes on."""
    timer = process.interval_timers.get(ITIMER_REAL)
    if timer is None or timer.entry is not None or not timer.interval_ns:
        return
    now = k.monotonic_ns()
    missed = max(now - timer.due_ns, 0) // timer.interval_ns
    timer.due_ns += (missed + 1) * timer.interval_ns
    timer.entry = k.timers.arm(max(timer.due_ns, rearmed_ns(k)), "interval", process.tgid)


def cpu_expired(k: Kernel, t: Task, due: CpuTimer) -> None:
    """ITIMER_VIRTUAL or ITIMER_PROF has run out while `t` ran; called by cpu_timers."""
    process = t.process
    which = due.key
    timer = process.interval_timers[which]
    timer.due_ns = timer.due_ns + timer.interval_ns if timer.interval_ns else 0
    if timer.due_ns:
        cpu_timers.arm_again(k, process, CpuTimer(timer.due_ns, "interval", which, due.clock))
    k.emit(process.tgid, Kind.TIMER, ("ITIMER_PROF" if which == ITIMER_PROF else "ITIMER_VIRTUAL",))
    send.to_process(k, process, SIGNALS[which], asked_first=t)


def end_of_process(k: Kernel, process: Process) -> None:
    """Nobody is left to signal."""
    timer = process.interval_timers.get(ITIMER_REAL)
    if timer is not None and timer.entry is not None:
        k.timers.cancel(timer.entry)
    process.interval_timers.clear()
    process.cpu_timers.clear()

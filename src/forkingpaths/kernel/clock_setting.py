"""Setting the real-time clock (clock_settime(2)): CLOCK_MONOTONIC is not affected, nor is anything that waits for an
amount of time.

What waits for a date follows the clock: absolute timers are armed anew, sleepers are woken to look again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.kernel import clock_discipline, posix_timers, timerfd
from forkingpaths.kernel.ipc import waiter

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel


def set_real_time(k: Kernel, ns: int) -> None:
    """CLOCK_REALTIME is `ns` from now on."""
    clock_discipline.of(k)  # up to now, by the date as it was
    step(k, ns - k.now_ns())
    clock_discipline.clock_was_set(k)


def step(k: Kernel, ns: int) -> None:
    """CLOCK_REALTIME jumps by `ns`."""
    k.clock.realtime_offset_ns += ns
    k.clock_page[1] = k.clock.realtime_offset_ns
    timerfd.clock_was_set(k)
    waiter.clock_was_set(k)
    dates_moved(k)


def dates_moved(k: Kernel) -> None:
    """Timers and sleepers until a date look again; also when it was CLOCK_TAI that jumped (ADJ_TAI of adjtimex(2))."""
    k.touch(("clock",), True)
    for process in k.processes.values():
        if process.posix_timers:
            posix_timers.clock_was_set(k, process)
    k.wake(k.clock.set_queue)

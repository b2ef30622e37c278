"""How long a turn is: how far a task may run while others could (kernel/scheduler.py).

A turn is a quantum, longer or shorter by the nice value, and begins when another task ran before (`switch`).  User code gets as much
fuel as a quantum has blocks, or less where something is due before (`fuel_of`); a task that is never out of fuel because it makes
calls is stopped at one of them, when the time is over that `switch` or `end_turn` has set.  Who made or woke a task has START_NS of
its own time left, whoever runs in between (`Task.start_by_ns`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.resource import SCHED_IDLE
from forkingpaths.kernel import deadlines, run_queue
from forkingpaths.kernel.clock import BLOCK_NS, START_NS
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.task import Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

# About 2 ms of virtual time: long enough to cost nothing, short enough for a spinning reader to be fair.  A prime: turns in a loop end
# at other places of it each time, or one that holds a lock where a turn ends would keep it from all others for ever.
QUANTUM_BLOCKS: Final = 1_000_003
LEAST_BLOCKS: Final = 5_003  # a turn is never shorter, be there no runtime left for it
TURNS_DIFFER: Final = 257  # blocks, at most, by which turns do
SHORT_TURNS_DIFFER_NS: Final = (
    50_021  # many blocks, also of a loop whose blocks take long (kernel/spinning.py)
)
NICE_UNIT: Final = 1 << 40
NICE_FACTORS: Final[list[int]] = [NICE_UNIT * 5**n // 4**n for n in range(40)]
# quanta that a turn lasts, however negative the nice value: the others are not to wait too long
LONGEST_TURNS: Final = 8
LOOPS_DIFFER: Final = (
    97  # blocks, at most, by which the short turns of loops that wait (kernel/spinning.py) differ
)


def quantum(k: Kernel, t: Task) -> int:
    """How many blocks a turn of `t` lasts while others are runnable; 0 when it has to rest (kernel/deadlines.py).  "Each unit of
    difference in the nice values of two processes results in a factor of 1.25 in the degree to which the scheduler favors the higher
    priority process" (sched(7))."""
    if t.extras and run_queue.DEADLINE in t.extras:
        left_ns = deadlines.left_ns(t)
        return min(max(left_ns // BLOCK_NS, LEAST_BLOCKS), QUANTUM_BLOCKS) if left_ns > 0 else 0
    nice = t.nice
    if not (nice or t.extras or k.favours) or len(k.run_queue) == 1 or t.priority:
        return QUANTUM_BLOCKS
    if run_queue.policy_of(t).policy == SCHED_IDLE:
        return QUANTUM_BLOCKS * 3 // 1024  # "lower even than a +19 nice value": the weights that Linux gives
    least = min((k.tasks[tid].nice for tid in k.run_queue), default=0) if k.favours else 0
    if least >= 0:
        return QUANTUM_BLOCKS * NICE_UNIT // NICE_FACTORS[nice] if nice > 0 else QUANTUM_BLOCKS
    # the most favoured has long turns, up to a bound; the others have shorter ones for the rest of the ratio
    longest = min(QUANTUM_BLOCKS * NICE_FACTORS[-least] // NICE_UNIT, LONGEST_TURNS * QUANTUM_BLOCKS)
    return longest * NICE_UNIT // NICE_FACTORS[max(nice - least, 0)]


def end_turn(k: Kernel, t: Task) -> None:
    """`t` has run for a quantum, or until a new task is to be started: the others come first now.  Also at a call, or a task that asks
    again and again would never let them."""
    k.turn_end_ns = k.clock.now_ns + quantum(k, t) * BLOCK_NS
    keep_pace(k, t)
    if len(k.run_queue) > 1:
        run_queue.end_of_turn(k, t)


def keep_pace(k: Kernel, t: Task) -> None:
    """What blocks and calls take from now on (kernel/clock.py): whether `t` may be busy until a timer expires decides, too."""
    k.clock.keep_pace(k.clock.now_ns if t.process.cpu_timers else k.timers.next_ns())


def short_turn(t: Task) -> None:
    """`t` made a task or woke one, which is to start soon: the turn of `t` is over by then, not at the same place of a loop each time."""
    differs_ns = t.turns * 7919 % SHORT_TURNS_DIFFER_NS
    t.start_by_ns = t.usage.user_ns + t.usage.system_ns + START_NS - differs_ns


def fuel_of(k: Kernel, t: Task, block_ns: int, quantum_blocks: int) -> int:
    """Blocks until the quantum ends, the next timer is due, or a task that `t` made is to start."""
    heap = k.timers.heap
    fuel = quantum_blocks
    if block_ns != BLOCK_NS:
        fuel = quantum_blocks * BLOCK_NS // block_ns
        fuel -= t.turns % (LOOPS_DIFFER if fuel > 4 * LOOPS_DIFFER else fuel // 4 + 1)
    if heap:
        until = (heap[0][0] + k.free_time_ns - k.clock.now_ns) // block_ns + 1
        if until < fuel:
            fuel = until if until > 1 else 1
    if t.start_by_ns:
        until = (t.start_by_ns - t.usage.user_ns - t.usage.system_ns) // block_ns + 1
        if until < fuel:
            fuel = until if until > 1 else 1
    return fuel


def switch(k: Kernel, t: Task) -> None:
    """Another task ran before `t`: its turn begins."""
    k.emit(t.tid, Kind.SCHEDULE, (k.current, t.wake.name) if k.listeners else None)
    k.turn_end_ns = k.clock.now_ns + quantum(k, t) * BLOCK_NS
    k.current = t.tid

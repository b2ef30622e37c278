"""Programs that wait by making the same calls again and again: for them the clock goes faster.

`while (!alarmed) write(null, "x", 1)` makes as many calls as fit into the time, and a call here takes ten times as long to emulate as the
clock says.  (Loops of calls that change nothing are seen at once, Clock.polled; loops of user code are kernel/spinning.py's.)  So
now and then the calls of all tasks are looked at for a while.  They are a wait if

  - they are the same few over and over, with the same arguments, the same bytes behind them, the same position in the files they name;
  - somebody waits for time to pass: a timer is armed, or was since the look before, or the clock was read between them;
  - nobody slept in between: then time passed anyway.

From then on each of these calls takes twice as long, and twice as long again after every further look that finds the same, up to
FASTEST_NS; never so long that the next timer would be late.  Nothing is left out, so a loop that counts, and is taken for a wait,
meets a slow computer and no more: the first 32,000 calls take what they take, 70,000 twice that.

    calls >= Clock.look_at_call -> at_call: sample SAMPLE calls -> a wait? `call_ns` doubles, the next look is soon
                                                              -> no: all is forgotten, the next look is later

Calls made decide all of it, so it is the same in each run of the same choices.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forkingpaths.kernel import cpu_timers
from forkingpaths.kernel.clock import CALL_NS, FIRST_LOOK_CALLS
from forkingpaths.kernel.memory import clock_reads

if TYPE_CHECKING:
    from forkingpaths.kernel.clock import Clock
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SAMPLE = 512  # calls of one look
VARIETY = 128  # different ones among them, in a loop: it comes round four times
NEXT_LOOK_CALLS = 16_384  # from look to look in a loop
RARE_LOOK_CALLS = 131_072  # from look to look, at last, where there is none
FASTEST_NS = 256 * CALL_NS
STRAYS = 256  # calls that are not of the loop, until the next look: then it is left
CLOCKS = frozenset(("clock_gettime", "gettimeofday", "time", "times", "getrusage", "clock_gettime64"))


@dataclass(slots=True)
class Loop:
    """What is known of the calls that are being made."""

    sample_end: int = 0  # the count of calls at which the running look ends; 0: none runs
    next_look: int = 0
    interval: int = FIRST_LOOK_CALLS
    call_ns: int = CALL_NS  # what a call of the loop takes
    strays: int = 0
    armed: int = 0  # Timers.sequence at the end of the look before
    calls: dict[int, bool] = field(default_factory=dict)  # the numbers of the loop's calls
    # of the running look
    seen: dict[Any, bool] = field(default_factory=dict)
    numbers: dict[int, bool] = field(default_factory=dict)
    clock_read: bool = False
    spaces: dict[int, bool] = field(default_factory=dict)  # whose mark of the clock page was taken off
    idles: int = 0  # Clock.idles when it began


def at_call(k: Kernel, t: Task) -> None:
    """`t` is about to make a call, and a look is due, goes on, or was of use."""
    clock = k.clock
    loop = clock.loop
    if loop is None:
        loop = clock.loop = Loop()
    if not loop.sample_end and clock.calls >= loop.next_look:
        _begin(clock, loop)
    if loop.sample_end:
        _note(k, t, loop)
        if clock.calls >= loop.sample_end:
            _end(k, t, loop)
    if loop.call_ns > CALL_NS:
        _charge(k, t, loop)
    clock.look_at_call = 0 if loop.sample_end or loop.call_ns > CALL_NS else loop.next_look


def _begin(clock: Clock, loop: Loop) -> None:
    loop.sample_end = clock.calls + SAMPLE
    loop.seen, loop.numbers, loop.spaces = {}, {}, {}
    loop.clock_read = False
    loop.idles = clock.idles


def _note(k: Kernel, t: Task, loop: Loop) -> None:
    """One call of a look."""
    loop.numbers[t.call_number] = True
    if len(loop.seen) > VARIETY:
        return
    space = t.memory
    if space.vdso and space.id not in loop.spaces:
        loop.spaces[space.id] = True
        clock_reads.forget(k, space)
    elif not loop.clock_read:
        loop.clock_read = clock_reads.seen(k, space)
    call = k.calls.get(t.call_number)
    if call is None:
        loop.seen[t.call_number] = True
        return
    if call.name in CLOCKS:
        loop.clock_read = True
    footprint, k.footprint = k.footprint, None  # who looks does not touch anything
    loop.seen[t.call_number, call.request(t)] = True
    k.footprint = footprint


def _end(k: Kernel, t: Task, loop: Loop) -> None:
    """The look is over: a wait or not?"""
    clock = k.clock
    loop.sample_end = loop.strays = 0
    if len(loop.seen) <= VARIETY and clock.idles == loop.idles and _for_time(k, t, loop):
        loop.call_ns = min(2 * loop.call_ns, FASTEST_NS)
        loop.calls = loop.numbers
        loop.interval = NEXT_LOOK_CALLS
    else:
        _leave(loop)
    loop.next_look = clock.calls + loop.interval
    loop.seen, loop.numbers, loop.spaces = {}, {}, {}


def _leave(loop: Loop) -> None:
    loop.call_ns = CALL_NS
    loop.calls = {}
    loop.interval = min(2 * max(loop.interval, NEXT_LOOK_CALLS), RARE_LOOK_CALLS)


def _for_time(k: Kernel, t: Task, loop: Loop) -> bool:
    """Whether anybody will know of the time that passes."""
    armed, loop.armed = loop.armed, k.timers.sequence
    return bool(k.timers.heap or loop.armed != armed or t.process.cpu_timers or loop.clock_read)


def _charge(k: Kernel, t: Task, loop: Loop) -> None:
    """Let the time pass that a call of the loop takes more than others, to the next timer at most."""
    if t.call_number not in loop.calls:
        loop.strays += 1
        if loop.strays > STRAYS:
            _leave(loop)
            loop.next_look = k.clock.calls + loop.interval
        return
    clock = k.clock
    more = loop.call_ns - clock.call_ns
    if k.timers.heap:
        more = min(more, k.timers.heap[0][0] + k.free_time_ns - clock.now_ns)
    if t.process.cpu_timers:
        more = min(more, cpu_timers.fuel(k, t, more // clock.block_ns) * clock.block_ns)
    if more > 0:
        clock.hurry(more)
        t.usage.user_ns += more - (more >> 1)
        t.usage.system_ns += more >> 1

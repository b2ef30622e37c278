"""Who of the runnable tasks has a processor, while there are several and some task has a real-time priority.

One task runs at a time, but who may be that one is what the processors allow: "the scheduler ... selects the thread with the highest
static priority" on each.  In order of priority each real-time task gets a processor of its mask; one that got a processor makes
way for the next by moving to another, if its mask has one that is free.  So those that got one are always as many as can be, and no
task has none because of one of a lower priority.  The others may run unless real-time tasks need every processor of their masks.

    k.line        the runnable real-time tasks: by priority, equals in the order in which they got there ("the list of runnable threads
                  for a given static priority", sched(7))
    k.run_queue   first those that have a processor, in the order of their turns: the first is the next; then the others
    k.outranked   how many those are

A task that enters comes before all that have a lower priority, so that programs written for one processor mostly go their way; but
one that uses up its turn, or yields, comes behind the next ordinary task: what a task waits for in a loop gets done if there is a
processor for it.  Its place in the line it keeps, unless it yields or its time slice is over.

Ordinary tasks that have had no processor for PERIOD_NS - SHARE_NS get SHARE_NS on those that they may use (the "fair server" of
Linux, which replaced the throttling of sched(7)): real-time tasks, of any priority, then do with the others.  What waits behind
a real-time task of a higher priority goes on waiting.

    run_queue.enter, leave, recompute, yield_, end_of_turn ──> arrange: after each of them the above holds
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.kernel import affinity
from forkingpaths.kernel.task import State, Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

PERIOD_NS, SHARE_NS = 1_000_000_000, 50_000_000


def enter(k: Kernel, t: Task) -> None:
    """A task becomes runnable: behind its equals."""
    queue = k.run_queue
    queue.insert(_behind(k, queue, t.priority), t.tid)
    if t.priority:
        k.line.insert(_behind(k, k.line, t.priority), t.tid)
    arrange(k)


def leave(k: Kernel, t: Task) -> None:
    """A task is runnable no more, and out of `k.run_queue` already."""
    if t.tid in k.line:
        k.line.remove(t.tid)
    arrange(k)


def change(k: Kernel, t: Task, old: int) -> None:
    """A runnable task has another priority: "if raised, to the end of the list for its new priority; if lowered, to the front"."""
    if old:
        k.line.remove(t.tid)
    raised = t.priority > old
    for tids in (k.run_queue, k.line):
        if tids is k.run_queue:
            tids.remove(t.tid)
        elif not t.priority:
            continue
        tids.insert(_behind(k, tids, t.priority if raised else t.priority + 1), t.tid)
    arrange(k)


def yield_(k: Kernel, t: Task) -> None:
    """Behind its equals, which may get its processor, and its turn is over."""
    if t.priority:
        k.line.remove(t.tid)
        k.line.insert(_behind(k, k.line, t.priority), t.tid)
    end_turn(k, t)


def end_turn(k: Kernel, t: Task) -> None:
    """Another that has a processor comes before `t` now; a task without a priority goes behind all of them."""
    queue = k.run_queue
    queue.remove(t.tid)
    at = len(queue)
    if t.priority:
        ordinary = (place for place, tid in enumerate(queue) if not k.tasks[tid].priority)
        at = next(ordinary, len(queue) - 1) + 1
    queue.insert(at, t.tid)
    arrange(k)


def look_at_shares(k: Kernel) -> None:
    """A turn is over: begin or end the share of those that real-time tasks keep from running."""
    now = k.clock.now_ns
    if k.fair_until_ns:
        if now < k.fair_until_ns:
            return
        k.fair_until_ns = 0
    elif any(not k.tasks[tid].priority for tid in k.run_queue[len(k.run_queue) - k.outranked :]):
        if now - k.fair_ran_ns < PERIOD_NS - SHARE_NS:
            return
        k.fair_until_ns = now + SHARE_NS
    k.fair_ran_ns = now
    arrange(k)


def arrange(k: Kernel) -> None:
    """Find who has a processor, and put them in front; the order is kept otherwise."""
    held, starved = holders(k)
    queue = k.run_queue
    if not starved:
        k.fair_ran_ns = k.fair_until_ns = 0
    elif not k.fair_ran_ns:
        k.fair_ran_ns = k.clock.now_ns
    without = [tid for tid in queue if tid not in held]
    k.outranked = len(without)
    if without:
        queue[:] = [*(tid for tid in queue if tid in held), *without]


def holders(k: Kernel) -> tuple[dict[int, None], list[int]]:
    """(the runnable tasks that have a processor, the ordinary ones that real-time tasks keep from running but for their share)."""
    ordinary = [tid for tid in k.run_queue if not k.tasks[tid].priority]
    every = affinity.online(k)
    placed = _place(k, every)
    starved = [tid for tid in ordinary if not _finds(k, tid, dict(placed), every, set())]
    if starved and k.fair_until_ns:
        theirs = 0
        for tid in starved:
            theirs |= affinity.mask_of(k, k.tasks[tid])
        placed = _place(k, every & ~theirs)
    kept_out = () if k.fair_until_ns else starved
    held = dict.fromkeys(placed.values())
    held.update(dict.fromkeys(tid for tid in ordinary if tid not in kept_out))
    return held, starved


def _place(k: Kernel, processors: int) -> dict[int, int]:
    """Processor -> real-time task: the first of the line that find a place on `processors`, one after the other."""
    placed: dict[int, int] = {}
    for tid in k.line:
        _finds(k, tid, placed, processors, set())
    return placed


def _finds(k: Kernel, tid: int, placed: dict[int, int], processors: int, asked: set[int]) -> bool:
    """Give the task a processor that is free, or one whose task finds another, not among those `asked` for already (augmenting paths)."""
    mask = affinity.mask_of(k, k.tasks[tid]) & processors
    for number in range(k.processors):
        if mask >> number & 1 and number not in placed:
            placed[number] = tid
            return True
    for number in range(k.processors):
        if mask >> number & 1 and number not in asked:
            asked.add(number)
            if _finds(k, placed[number], placed, processors, asked):
                placed[number] = tid
                return True
    return False


def _behind(k: Kernel, tids: list[int], priority: int) -> int:
    """The place in front of the first that has a lower priority."""
    return next((at for at, tid in enumerate(tids) if k.tasks[tid].priority < priority), len(tids))


def check(k: Kernel) -> None:
    """What must hold between transitions: the statements at the top of the file."""
    if not k.real_time or k.processors == 1:
        assert (k.line, k.outranked) == ([], 0), f"line {k.line}, {k.outranked} outranked"
        return
    real = [tid for tid, t in k.tasks.items() if t.state is State.RUNNABLE and t.priority]
    assert sorted(k.line) == sorted(real), f"line {k.line}, runnable with a priority {real}"
    priorities = [k.tasks[tid].priority for tid in k.line]
    assert priorities == sorted(priorities, reverse=True), f"line {k.line} has priorities {priorities}"
    front = k.run_queue[: len(k.run_queue) - k.outranked]
    held, _ = holders(k)
    assert sorted(front) == sorted(held), f"in front {front}, on a processor {list(held)}"
    assert front or not k.run_queue, f"nobody has a processor, and {k.run_queue} are runnable"
    lucky = sum(1 for tid in front if k.tasks[tid].priority)
    assert lucky <= k.processors, f"{lucky} real-time tasks on {k.processors} processors"

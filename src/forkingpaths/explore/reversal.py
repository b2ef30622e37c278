"""How a race is reversed: where its second transition, or what leads to it, could have come before its first.

Two ways, and both are tried:

  at once    at the point of the first transition, and where its task's block begins, the other task goes on (if it cannot: any other).
             Under a bound on preemptions the second place is needed, or runs within the bound would be missed (bounded
             partial-order reduction; Coons, Musuvathi and McKinley 2013)
  by detour  first everything is done that came between the two and does not hang on the first, and then the other task goes on
             (the wakeup sequences of optimal dynamic partial-order reduction; Abdulla, Aronis, Jonsson and Sagonas 2014).  The
             order that it leads to depends on the trace alone, not on which of its orders was executed, so that it does not
             matter that runs are given up at states where another run has been: whatever races with what comes
             behind such a state is reversed from the run that went on there
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forkingpaths.explore.cost import added, cost_of
from forkingpaths.explore.schedule import Deviation
from forkingpaths.explore.trace import MASK, Cost, Transition, happens_before
from forkingpaths.kernel.scheduler import Choice

MOVABLE = ("run", "stop", "deliver")
Race = tuple[Transition, Transition]


@dataclass(slots=True, frozen=True)
class Detour:
    """Leave a run at `point`, do what `deviations` say, then take `choice`."""

    point: int
    deviations: tuple[Deviation, ...]  # without the last
    last: Deviation
    prefix_hash: int  # of the state in which `last` is taken
    cost: Cost  # with it
    second: int  # the transition that it is to bring about, in the run that was left


def block_starts(transitions: list[Transition]) -> list[int]:
    """For each transition where the stretch of its task's transitions, without another's between, begins."""
    found: list[int] = []
    for i, t in enumerate(transitions):
        found.append(found[i - 1] if i and transitions[i - 1].tid == t.tid else i)
    return found


def at_once(
    transitions: list[Transition], races: list[Race], starts: list[int]
) -> Iterator[tuple[int, Choice]]:
    """(point, choice): see the top of the file."""
    for first, second in races:
        for point in {first.index: None, starts[first.index]: None}:
            at = transitions[point]
            tids = [second.tid] if second.tid in at.enabled else [tid for tid in at.enabled if tid != at.tid]
            for tid in tids:
                if tid != at.choice.tid:
                    yield point, Choice("run", tid)


def by_detour(
    transitions: list[Transition],
    races: list[Race],
    starts: list[int],
    costs: list[Cost],
    admit: Callable[[Cost], bool],
) -> Iterator[Detour]:
    """The detours within the bounds; `costs` are those of the prefixes."""
    for first, second in races:
        for point in {first.index: None, starts[first.index]: None}:
            found = _detour(transitions, point, second, costs[point], admit)
            if found is not None:
                yield found


def _detour(
    transitions: list[Transition], point: int, second: Transition, cost: Cost, admit: Callable[[Cost], bool]
) -> Detour | None:
    """From `point` past what hangs on the transition there; None when nothing lies between, or it costs too much."""
    at = transitions[point]
    enabled, previous, reached = set(at.enabled), at.previous, at.prefix_hash
    deviations: list[Deviation] = []
    between: list[Transition] = []
    for index in range(point + 1, second.index):
        t = transitions[index]
        if happens_before(at, t):
            continue
        if t.choice.kind not in MOVABLE or t.tid not in enabled:
            return None
        cost = added(cost, cost_of(t.choice, previous in enabled and previous != t.tid))
        if not admit(cost):
            return None
        if not between or t.tid != previous or t.choice.kind != "run":
            deviations.append(Deviation(point + len(between), t.choice))
        after, before = transitions[index + 1].enabled, t.enabled
        enabled.difference_update(tid for tid in before if tid not in after)
        enabled.update(tid for tid in after if tid not in before)
        previous, reached = t.tid, (reached + t.hash) & MASK
        between.append(t)
    if not between or not (second.tid in enabled or _may_wake(transitions, between, second)):
        return None
    choice = Choice("run", second.tid)
    cost = added(cost, cost_of(choice, previous in enabled and previous != second.tid))
    if not admit(cost):
        return None
    last = Deviation(point + len(between), choice)
    return Detour(point, tuple(deviations), last, reached, cost, second.index)


def _may_wake(transitions: list[Transition], between: list[Transition], second: Transition) -> bool:
    """Whether the task of `second` sleeps in a call that one of `between` could end: in the run it was woken by another before."""
    asleep = next((t for t in reversed(transitions[: second.index]) if t.tid == second.tid), None)
    return asleep is not None and any(
        not (t.writes.isdisjoint(asleep.reads) and t.writes.isdisjoint(asleep.writes)) for t in between
    )

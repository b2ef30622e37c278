"""The passing run nearest to a failing one: what it chose otherwise is what the failure hangs on.

Nearness is the number of choices that differ.  Tried in this order, each kind from the end of the run backwards, until one
passes or the runs allowed are used up:

    left out     one deviation is not taken
    instead      at the point of one deviation another task goes on, or the same one for fewer instructions
    also         a deviation more, at a point where somebody else could have gone on
    earlier      the same, and what the failing run chose after it is left out

All but the last differ in a single choice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forkingpaths.explore.executor import Executor
from forkingpaths.explore.schedule import Deviation, Schedule
from forkingpaths.explore.shrink import attempt
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.scheduler import Choice

RUNS_ALLOWED = 300


@dataclass(slots=True, frozen=True)
class Nearest:
    """A passing run; `kind` is one of the words above, `point` where its choice is another."""

    run: Run
    kind: str
    point: int


def nearest_passing(
    executor: Executor, bad: Run, passes: Callable[[Run], bool], runs_allowed: int = RUNS_ALLOWED
) -> Nearest | None:
    """The first candidate that passes; None when none did."""
    tried: set[Schedule] = {bad.schedule}
    for kind, point, schedule in _candidates(bad):
        if schedule in tried:
            continue
        if len(tried) > runs_allowed:
            return None
        tried.add(schedule)
        run = attempt(executor, schedule)
        if run is not None and passes(run):
            return Nearest(run, kind, point)
    return None


def _candidates(bad: Run) -> Iterator[tuple[str, int, Schedule]]:
    schedule = bad.schedule
    for index in reversed(range(len(schedule))):
        yield "left out", schedule[index].point, schedule[:index] + schedule[index + 1 :]
    for index in reversed(range(len(schedule))):
        point = schedule[index].point
        for choice in _others(bad, point):
            yield "instead", point, (*schedule[:index], Deviation(point, choice), *schedule[index + 1 :])
    taken = {deviation.point for deviation in schedule}
    free = [t for t in reversed(bad.transitions) if t.index not in taken and len(t.enabled) > 1]
    for t in free:
        for tid in t.enabled:
            if tid != t.choice.tid:
                added = (*schedule, Deviation(t.index, Choice("run", tid)))
                yield "also", t.index, tuple(sorted(added))
    for t in free:
        for tid in t.enabled:
            if tid != t.choice.tid:
                kept = tuple(d for d in schedule if d.point < t.index)
                yield "earlier", t.index, (*kept, Deviation(t.index, Choice("run", tid)))


def _others(bad: Run, point: int) -> list[Choice]:
    """What else could have been chosen there, besides the default (which is to leave the deviation out)."""
    at = bad.transitions[point]
    found = [Choice("run", tid) for tid in at.enabled if tid not in (at.choice.tid, at.default.tid)]
    if at.choice.kind == "stop":
        found += [
            Choice("stop", at.choice.tid, n) for n in (at.choice.number // 2, 1) if 0 < n < at.choice.number
        ]
    return found


def parting(bad: Run, good: Run) -> int:
    """The first point at which the two runs chose otherwise."""
    for t, u in zip(bad.transitions, good.transitions, strict=False):
        if t.choice != u.choice:
            return t.index
    return min(len(bad.transitions), len(good.transitions))

"""Making a failing schedule smaller: fewer deviations, then earlier, then lexicographically less (the order
of `schedule.size`).

Passes, repeated until none helps or the runs allowed are used up:
  turns     leave out turns of the run (turns.py): only while there are more than MANY deviations, as random
            strategies make them
  drop      leave out one deviation, or a block of them (each still possible where it stands)
  earlier   move one deviation to an earlier point of the same task and kind, nearest the one before it first
A candidate that is not possible any more (ScheduleError) is not a failure of the program, and is passed over.
"""

from __future__ import annotations

from collections.abc import Callable

from forkingpaths.explore.cut import CutOff
from forkingpaths.explore.executor import Chooser, Executor
from forkingpaths.explore.schedule import Deviation, Schedule, ScheduleError, size
from forkingpaths.explore.trace import Run
from forkingpaths.explore.turns import Follow, fewer, turns_of
from forkingpaths.kernel.outside import OUTSIDE

MANY = 1  # deviations: with one only there are no turns to leave out


def shrink(
    executor: Executor,
    found: Run,
    fails: Callable[[Run], bool],
    runs_allowed: int = 200,
    stopped: Callable[[], bool] = lambda: False,
) -> Run:
    """The smallest run found that still fails, at most `runs_allowed` runs later, and as many more for many deviations.

    When `stopped` says so, the smallest one so far.
    """
    best = found
    if len(found.schedule) > MANY:
        best = _fewer_turns(executor, found, fails, runs_allowed, stopped)
    left = runs_allowed
    improved = True
    while improved and left > 0 and not stopped():
        improved = False
        for candidate in _candidates(best.schedule):
            if size(candidate) >= size(best.schedule) or _too_early(executor, candidate):
                continue
            left -= 1
            run = attempt(executor, candidate)
            if run is not None and _shows(run, fails):
                best = run
                improved = True
                break
            if left <= 0 or stopped():
                break
    return best


def _fewer_turns(
    executor: Executor, best: Run, fails: Callable[[Run], bool], left: int, stopped: Callable[[], bool]
) -> Run:
    """`best` with fewer switches."""
    first = len(executor.origin.transitions)
    improved = True
    while improved and left > 0 and not stopped():
        improved = False
        for turns in fewer(turns_of(best, first)):
            left -= 1
            run = attempt(executor, (), Follow(turns))
            if run is not None and size(run.schedule) < size(best.schedule) and _shows(run, fails):
                best = run
                improved = True
                break
            if left <= 0 or stopped():
                break
    return best


def _too_early(executor: Executor, schedule: Schedule) -> bool:
    """Whether its first deviation lies where there is nothing to choose but what comes from outside."""
    if not schedule or schedule[0].choice.kind in OUTSIDE:
        return False
    return schedule[0].point < len(executor.origin.transitions)


def attempt(executor: Executor, schedule: Schedule, chooser: Chooser | None = None) -> Run | None:
    """The run of `schedule`, or None when it is not possible, or was given up in the middle."""
    try:
        return executor.run(schedule, chooser=chooser)
    except (ScheduleError, CutOff):
        return None


def _shows(run: Run, fails: Callable[[Run], bool]) -> bool:
    """Whether it fails; no when there was no time to find out."""
    try:
        return fails(run)
    except CutOff:
        return False


def _candidates(schedule: Schedule) -> list[Schedule]:
    """Smaller schedules worth trying, the smallest first."""
    count = len(schedule)
    found: list[Schedule] = []
    width = count
    while width >= 1:
        found += [schedule[:start] + schedule[start + width :] for start in range(count - width + 1)]
        width //= 2
    for index, deviation in enumerate(schedule):
        floor = schedule[index - 1].point + 1 if index else 0
        nearer = sorted({floor, (floor + deviation.point) // 2, deviation.point - 2, deviation.point - 1})
        found += [
            (*schedule[:index], Deviation(point, deviation.choice), *schedule[index + 1 :])
            for point in nearer
            if floor <= point < deviation.point
        ]
    return found

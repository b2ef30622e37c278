"""Places from which a run can begin, with all that an execution up to there has left: the point that all runs have in common,
and points of earlier runs.

Most runs of a search are an earlier run up to some point, and then something else.  `Starts` keeps the latest of those points,
each behind the same deviations as the schedules that may use it, so that a run of a program whose interesting part
comes late costs what is new in it.  What comes of a run does not depend on where it began.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.explore.code import Code
from forkingpaths.explore.schedule import Schedule
from forkingpaths.explore.trace import Cost, Tracer, Transition
from forkingpaths.kernel import snapshot
from forkingpaths.kernel.events import Event
from forkingpaths.kernel.kernel import Kernel

KEPT = 48  # points; each holds the pages that were written behind it
WORTH_TRANSITIONS = (
    16  # what a run must have done since its start for a snapshot to be cheaper than doing it again
)
WORTH_ACCESSES = 1000
HELD_ACCESSES = 2_000_000  # of all points that are kept: some 400 MB of a program with threads


@dataclass(slots=True, eq=False)
class Start:
    """A point of a run, and what came before it."""

    snapshot: snapshot.Snapshot
    transitions: list[Transition]
    tracer: Tracer
    events: list[Event]
    output: list[tuple[int, bytes]]
    position: int  # in standard input
    code: Code
    cost: Cost = (0, 0, 0)
    spins: dict[int, int] = field(default_factory=dict)
    weight: int = 0  # accesses to memory that no earlier point holds
    waits: int = 0  # times that everything slept since a signal came from outside


class Starts:
    """The points that are kept, the one used last at the end."""

    def __init__(self, kept: int = KEPT) -> None:
        self.kept = kept
        self.at: dict[tuple[Schedule, int], Start] = {}  # deviations before, number of transitions made
        self.points: dict[Schedule, list[int]] = {}
        self.held = 0  # accesses

    def find(self, schedule: Schedule) -> Start | None:
        """The latest one that a run of `schedule` comes through, in front of its last deviation or at it."""
        for count in range(len(schedule) - 1, -1, -1):
            before = schedule[:count]
            points = [p for p in self.points.get(before, ()) if p <= schedule[count].point]
            if points:
                key = before, max(points)
                start = self.at[key] = self.at.pop(key)
                return start
        return None

    def wanted(self, before: Schedule, done: list[Transition], begun: int) -> bool:
        """Whether the point behind `done`, of a run that began at point `begun`, is worth keeping."""
        if (before, len(done)) in self.at:
            return False
        new = done[begun:]
        return bool(self.kept) and (
            len(new) >= WORTH_TRANSITIONS or sum(len(t.accesses) for t in new) >= WORTH_ACCESSES
        )

    def keep(self, k: Kernel, before: Schedule, start: Start) -> None:
        """Remember `start`, and forget those that nobody has used for longest."""
        if start.weight > HELD_ACCESSES:
            snapshot.drop(k, start.snapshot)
            return
        while len(self.at) >= self.kept or self.held + start.weight > HELD_ACCESSES:
            key = next(iter(self.at))
            oldest = self.at.pop(key)
            self.held -= oldest.weight
            self.points[key[0]].remove(key[1])
            if not self.points[key[0]]:
                del self.points[key[0]]
            snapshot.drop(k, oldest.snapshot)
        point = len(start.transitions)
        self.at[before, point] = start
        self.held += start.weight
        self.points.setdefault(before, []).append(point)

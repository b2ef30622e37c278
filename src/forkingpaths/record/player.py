"""A finished run, any step of which can be asked for: the nearest snapshot, and forward from there.

    player = Player(start, stdin, schedule)
    player.visit()               the first visit: the whole run, once; then `steps`, `points`, `output`, `ending` are known
    k = player.at(step)          the kernel as it was when event `step` was told: to be looked at, not to be run on
    k = player.at_point(point)   the kernel in front of transition `point` (how a schedule names points)
    player.events(first, last)   the events of those steps, decoded again each time

There is one kernel; each of these moves it, so that what an earlier one returned is no longer what it was.

The first visit keeps, for each transition, the step at which it began (8 bytes), and a bounded number of snapshots:
when there are too many, or they hold too much memory, every second one is given up and the distance doubled.  The
distance is measured in work (system calls and blocks of code), so that what is to be executed again is about the same
everywhere.  Snapshots share unchanged pages.

`at` stops in the middle of a transition, at the very event, by an exception thrown from a listener: what the kernel's
tables say there is true, but the transition can not be gone on with; the next move begins at a snapshot.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from forkingpaths.explore.ending import anyone_left
from forkingpaths.explore.perform import check_possible
from forkingpaths.explore.schedule import Schedule, ScheduleError
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel import precise, snapshot
from forkingpaths.kernel.events import Event, Listener
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.machine import PAGE
from forkingpaths.machine.accesses import Accesses

SNAPSHOTS = 64
SNAPSHOT_BYTES = (
    1 << 30
)  # of memory that all of them may hold, if the guest rewrote everything between any two
CALL_WORK, BLOCK_WORK = (
    2000,
    1,
)  # what a call and a block of code cost to do again, about, in units of a block
LOOKED_AT = 500_000  # accesses to memory of a run without deviations: a long start does not turn
FIRST_DISTANCE = 4_000_000  # work between two snapshots at first: some 2,000 calls
CHUNK_STEPS = 4096  # events decoded at a time when all are walked over


class Written(NamedTuple):
    """What left the machine."""

    step: int
    stream: int
    data: bytes


@dataclass(slots=True, eq=False)
class _Mark:
    """A snapshot in front of transition `point`."""

    point: int
    taken: snapshot.Snapshot
    position: int  # in the standard input


class _Reached(BaseException):
    """Thrown by the listener at the event that was asked for; no handler of the kernel's catches it."""


class _Stop:
    """The listener that ends a replay at one event."""

    def __init__(self, step: int) -> None:
        self.step = step

    def event(self, event: Event) -> None:
        if event.step == self.step:
            raise _Reached


class _Keep:
    """The listener that keeps the events of a range of steps."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last
        self.events: list[Event] = []

    def event(self, event: Event) -> None:
        if self.first <= event.step <= self.last:
            self.events.append(event)


class _Streams(RecordedHost):
    """Input given beforehand; output goes to `tee`, with the step that wrote it, while the first visit lasts."""

    def __init__(self, stdin: bytes) -> None:
        super().__init__(stdin)
        self.tee: Callable[[int, bytes], None] | None = None

    def write(self, stream: int, data: bytes) -> int:
        if self.tee is not None:
            self.tee(stream, data)
        return len(data)


class Player:
    """One run of one program.  `start` boots its kernel; ScheduleError from `visit` when the schedule does not fit.

    The same deviations are taken as in exploration, so steps and bytes are those of `check`.  With `spinning` the run is
    over, as there, when all that can run only turn in loops that change nothing; the first visit looks at every
    instruction then, and takes as long as the explorer.
    """

    def __init__(
        self,
        start: Callable[[RecordedHost], Kernel],
        stdin: bytes = b"",
        schedule: Schedule = (),
        max_points: int | None = None,
        spinning: bool = False,
    ) -> None:
        self.host = _Streams(stdin)
        self.kernel = start(self.host)
        self.schedule = schedule
        self.deviations = dict(schedule)
        self.max_points = max_points
        self.spinning = spinning
        self.point = 0  # transitions made: where the kernel stands; -1 when it was left in the middle of one
        self.began = array("Q")  # began[point]: the steps counted before that transition
        self.marks = [_Mark(0, snapshot.take(self.kernel), 0)]
        self.distance = FIRST_DISTANCE
        self.output: list[Written] = []
        self.steps = self.points = 0
        self.status: int | None = None  # the main process's, as wait reports it; None when it never ends
        self.ending = (
            ""  # "finished" | "blocked" | "spinning" | "steps" (given up) | "interrupted": explore/trace.Run
        )
        self.visited = False

    # ---- the first visit ---------------------------------------------------------------------------------------

    def visit(
        self,
        tee: Callable[[int, bytes], None] | None = None,
        interrupted: Callable[[], bool] = lambda: False,
    ) -> None:
        """Run to the end, once.  `tee` sees output as it comes; a run that `interrupted` ends is as long as it got."""
        if self.visited:
            return
        k = self.kernel

        def keep(stream: int, data: bytes) -> None:
            self.output.append(Written(k.step_number, stream, data))
            if tee is not None:
                tee(stream, data)

        self.host.tee = keep
        worked, ending = _work(k), "finished"
        spins: dict[int, int] = {}  # as in explore/executor.py, so that both end at the same point
        behind, looked_at = max(self.deviations, default=-1), 0
        while self._can_go_on():
            if interrupted():
                ending = "interrupted"
                break
            if self.max_points is not None and self.point >= self.max_points:
                ending = "steps"
                break
            if precise.for_ever(k, spins):
                ending = "spinning"
                break
            if _work(k) - worked >= self.distance:
                self._remember()
                worked = _work(k)
            self.began.append(k.step_number)
            k.spun = False
            # only what comes behind the last deviation can turn for ever
            k.watched = self.spinning and self.point >= behind and looked_at < LOOKED_AT
            self._go()
            looked_at += len(k.accesses)
            if k.spun:
                spins[k.current] = spins.get(k.current, 0) + 1
            elif spins:
                spins = {}
        self.host.tee = None
        k.watched = False
        left = [point for point in self.deviations if point >= self.point]
        if left and ending == "finished":
            raise ScheduleError(
                f"the run ended after {self.point} points, before deviation point {min(left)}"
            )
        if ending == "finished" and anyone_left(k):
            ending = "blocked"
        self.steps, self.points, self.status, self.ending = k.step_number, self.point, k.main_status, ending
        self.visited = True

    def _can_go_on(self) -> bool:
        return bool(self.kernel.run_queue or self.kernel.timers.heap) or self.point in self.deviations

    def _go(self) -> None:
        """Make the next transition."""
        k = self.kernel
        k.accesses, k.access_places = Accesses(), bytearray()
        choice = self.deviations.get(self.point)
        if choice is None:
            choice = k.choices()[0]
        else:
            check_possible(k, choice, k.tasks.get(choice.tid), tuple(k.run_queue))
        k.step(choice)
        self.point += 1

    def _remember(self) -> None:
        """Take a snapshot here; give up every second one when there are too many."""
        frames = max(1, self.kernel.machine.frames.in_use)
        allowed = max(2, min(SNAPSHOTS, SNAPSHOT_BYTES // (frames * PAGE)))
        while len(self.marks) >= allowed:
            for mark in self.marks[1::2]:
                snapshot.drop(self.kernel, mark.taken)
            self.marks = self.marks[::2]
            self.distance *= 2
            if len(self.marks) == 1:
                break
        self.marks.append(_Mark(self.point, snapshot.take(self.kernel), self.host.position))

    # ---- any step after it -------------------------------------------------------------------------------------

    def at_point(self, point: int) -> Kernel:
        """The kernel in front of transition `point`; `points` itself is the end."""
        self.visit()
        if not 0 <= point <= self.points:
            raise IndexError(f"there is no point {point}: the run has points 0 to {self.points}")
        best = self.marks[bisect_right(self.marks, point, key=lambda mark: mark.point) - 1]
        if not best.point <= self.point <= point:
            snapshot.restore(self.kernel, best.taken)
            self.host.position = best.position
            self.point = best.point
        while self.point < point:
            self._go()
        return self.kernel

    def at(self, step: int) -> Kernel:
        """The kernel when event `step` was told: before a call its CALL, behind it its RETURN; 0 is the beginning."""
        point = self.point_of(step)
        k = self.at_point(point)
        if step > k.step_number:
            listeners, k.listeners = k.listeners, [_Stop(step)]
            try:
                self._go()
            except _Reached:
                self.point = -1
            finally:
                k.listeners = listeners
        return k

    def point_of(self, step: int) -> int:
        """The transition that told event `step`."""
        self.visit()
        if not 0 <= step <= self.steps:
            raise IndexError(f"there is no step {step}: the run has steps 1 to {self.steps}")
        if step <= (self.began[0] if self.began else self.steps):
            return 0
        return bisect_left(self.began, step) - 1  # the last transition that began before the step was counted

    def step_of(self, point: int) -> int:
        """The first step that transition `point` tells, if it tells any."""
        self.visit()
        return (self.began[point] if point < len(self.began) else self.steps) + 1

    def events(self, first: int, last: int) -> list[Event]:
        """The events of steps `first` to `last`, both included, as far as the run has them.

        The steps of booting (before the program's first instruction) are counted but not told.
        """
        self.visit()
        keep = _Keep(max(first, 1), min(last, self.steps))
        self.watch(keep, keep.first, keep.last)
        return keep.events

    def watch(self, listener: Listener, first: int, last: int) -> None:
        """Tell `listener` all events of the transitions that tell steps `first` to `last`; it may look at the kernel."""
        self.visit()
        first, last = max(first, 1), min(last, self.steps)
        if first > last:
            return
        k = self.at_point(self.point_of(first))
        listeners, k.listeners = k.listeners, [listener]
        try:
            while self.point < self.points and k.step_number < last:
                self._go()
        finally:
            k.listeners = listeners

    def walk(self, first: int = 1, last: int | None = None) -> Iterator[Event]:
        """All events from `first` on, a few thousand of them decoded at a time."""
        self.visit()
        end = self.steps if last is None else min(last, self.steps)
        for start in range(first, end + 1, CHUNK_STEPS):
            yield from self.events(start, min(start + CHUNK_STEPS - 1, end))


def _work(k: Kernel) -> int:
    """What the run has cost so far."""
    return k.clock.calls * CALL_WORK + k.clock.blocks * BLOCK_WORK

"""Where tasks stood in a run: at each deviation of its schedule, and at the steps that a finding names.

One more run of the schedule, watched: `watch` looks in front of the transitions that matter, and behind those that were cut
short at an instruction.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from forkingpaths.explore.executor import Executor
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.task import State
from forkingpaths.view.backtrace import Backtraces, line_of
from forkingpaths.view.source import Line


@dataclass(slots=True)
class Place:
    """Where the task that would have gone on stood when a deviation was taken."""

    point: int
    step: int
    choice: Choice
    leaving: int  # the task that would have gone on
    line: Line | None = None


@dataclass(slots=True)
class Watched:
    """What one run showed."""

    places: list[Place] = field(default_factory=list)  # one a deviation
    lines: dict[int, Line] = field(default_factory=dict)  # step -> where the task that made it stood

    def first(self) -> Line | None:
        """The line at which the first deviation left a task."""
        return next((place.line for place in self.places if place.line is not None), None)


def watch(executor: Executor, run: Run, steps: tuple[int, ...] = ()) -> Watched:
    """Make `run` once more; `steps` are those of events whose places are wanted too."""
    found = Watched()
    traces = Backtraces()
    deviations = {deviation.point for deviation in run.schedule}
    wanted = _points(run, steps)

    def line(k: Kernel, tid: int) -> Line | None:
        t = k.tasks.get(tid)
        if t is None or t.state is State.DEAD or not t.memory.id:
            return None
        return line_of(traces.of(k, t))

    def observe(k: Kernel, choice: Choice, point: int) -> None:
        last = found.places[-1] if found.places else None
        if last is not None and last.point == point - 1 and last.choice.kind == "stop":
            last.line = line(
                k, last.leaving
            )  # only now has the task come to the instruction at which it was left
        for step, tid in wanted.get(point, ()):
            here = line(k, tid)
            if here is not None:
                found.lines[step] = here
        if point in deviations:
            tid = choice.tid if choice.kind in ("stop", "fault", "pid") else next(iter(k.run_queue), 0)
            found.places.append(Place(point, k.step_number + 1, choice, tid, line(k, tid)))

    executor.observe = observe
    try:
        executor.run(run.schedule, whole=bool(wanted) and min(wanted) < len(executor.origin.transitions))
    finally:
        executor.observe = None
    return found


def _points(run: Run, steps: tuple[int, ...]) -> dict[int, list[tuple[int, int]]]:
    """The points whose transitions made these steps -> (step, task)."""
    tasks = {event.step: event.tid for event in run.events if event.step in steps}
    found: dict[int, list[tuple[int, int]]] = {}
    for step in steps:
        point = bisect_left(run.transitions, step, key=lambda t: t.step) - 1
        if point >= 0 and step in tasks:
            found.setdefault(point, []).append((step, tasks[step]))
    return found

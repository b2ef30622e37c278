"""Carrying out one schedule: restore the start, take the default choice everywhere but at the deviations,
and note what each transition touched.

The kernel is booted once, and run by default choices up to the first point at which there is anything to
choose; every run starts from a snapshot of that point, so that what all runs have in common (the loader,
the C library's start) is executed once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from forkingpaths.explore import origin
from forkingpaths.explore.code import Code
from forkingpaths.explore.cost import added, cost_of
from forkingpaths.explore.cut import CutOff, going_on
from forkingpaths.explore.ending import anyone_left, ending_state
from forkingpaths.explore.mark import Mark
from forkingpaths.explore.perform import perform
from forkingpaths.explore.power_loss import PowerLoss
from forkingpaths.explore.schedule import Deviation, Schedule, ScheduleError
from forkingpaths.explore.start import Start, Starts
from forkingpaths.explore.streams import Collector, RecordedHost
from forkingpaths.explore.trace import Cost, End, Run, Tracer, Transition
from forkingpaths.kernel import precise, snapshot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import May
from forkingpaths.kernel.scheduler import Choice

ASLEEP = Choice("time")  # the default where nobody can run before a timer expires
Visited = Callable[
    [int, Cost], bool
]  # (hash of the prefix, its cost) -> an earlier run went on from here as cheaply


class Chooser(Protocol):
    """Takes the choices of a run as it goes, where a schedule would name them beforehand (explore/sampling.py)."""

    def choose(self, k: Kernel, available: Sequence[Choice], point: int) -> Choice | None:
        """The next choice; None for the default, also when nothing can go on by itself and the run is to end."""
        ...

    def taken(self, transition: Transition) -> None: ...


@dataclass(slots=True)
class Limits:
    """When a run is given up.  A run that reaches `transitions` is reported as endless, not as clean.

    Where a signal may come from outside, a run is over ("idle") when since the last one everything has slept `waits` times until a timer
    woke somebody: a server with a clock has no other end.
    """

    transitions: int = 20_000
    waits: int = 20


class Executor:
    """Runs schedules of one program.  `start` boots a kernel on the given host; `may` says what may come from outside, at any point.

    With `mark` nothing in front of it is looked into: `first` is the first point at which anything may be chosen (mark.py).
    `cut` ends a run, and the start that all have in common, in the middle: CutOff.
    """

    def __init__(
        self,
        start: Callable[[RecordedHost], Kernel],
        stdin: bytes = b"",
        limits: Limits | None = None,
        may: May | None = None,
        mark: Mark | None = None,
        power: PowerLoss | None = None,
        cut: Callable[[], str] = going_on,
    ) -> None:
        self.thinking = False  # whether a finished run is being looked at: see `may_break`
        self.cut = cut  # asked at every point of a run why it is to be given up; "" to go on
        self.host = RecordedHost(stdin)
        self.kernel = start(self.host)
        self.limits = limits or Limits()
        self.collector = Collector()
        self.kernel.listeners.append(self.collector)
        self.kernel.watched = True
        self.code = Code()  # of the running run
        self.observe: Callable[[Kernel, Choice, int], None] | None = (
            None  # told of each choice before it is taken
        )
        self.may = self.kernel.may = may or May()
        self.outside = self.may != May()
        self.mark = mark
        self.power = power
        transitions: list[Transition] = []
        tracer = Tracer()
        if mark is not None:
            origin.to_mark(self, mark, transitions, tracer)
        self.first = len(transitions)
        self.starts = Starts()
        self.begin = self.here(list(transitions), tracer.copy())
        self.limits = Limits(self.limits.transitions + self.first, self.limits.waits)
        self.origin = origin.to_first_choice(self, transitions, tracer)

    def look(self, points: int | None) -> None:
        """CutOff when what may be used is used up."""
        why = self.cut()
        if why:
            raise CutOff(why, points)

    @contextmanager
    def may_break(self) -> Iterator[None]:
        """In here nothing but data is looked at, for as long as that takes: it may be given up at any instruction (`interrupt`)."""
        self.thinking = True
        try:
            yield
        finally:
            self.thinking = False

    def interrupt(self) -> None:
        """For a timer's handler: CutOff when what may be used is used up and it is safe to stop here."""
        why = self.cut() if self.thinking else ""
        if why:
            self.thinking = False  # the exception may come out of the very line that was to do so
            raise CutOff(why)

    @contextmanager
    def to_the_end(self) -> Iterator[None]:
        """Runs made in here are not given up: they were made before, and something came of them."""
        cut, self.cut = self.cut, going_on
        try:
            yield
        finally:
            self.cut = cut

    def here(self, transitions: list[Transition], tracer: Tracer) -> Start:
        return Start(
            snapshot.take(self.kernel),
            transitions,
            tracer,
            list(self.collector.events),
            list(self.host.output),
            self.host.position,
            self.code.copy(),
        )

    def _begin(self, schedule: Schedule, whole: bool) -> Start:
        """Go to where a run of `schedule` begins: the latest point that is known, unless somebody wants to see the choices taken."""
        early = schedule and schedule[0].point < len(self.origin.transitions)
        start = (
            self.begin if early or whole else self.origin
        )  # before the origin only things from outside can deviate
        if self.observe is None:
            start = self.starts.find(schedule) or start
        snapshot.restore(self.kernel, start.snapshot)
        self.host.output = list(start.output)
        self.host.position = start.position
        self.collector.events = list(start.events)
        self.code = start.code.copy()
        return start

    def run(
        self,
        schedule: Schedule,
        visited: Visited | None = None,
        chooser: Chooser | None = None,
        whole: bool = False,
    ) -> Run:
        """Execute `schedule` to the end; ScheduleError when a deviation is not possible where it stands, CutOff when `cut` ends it.

        With `visited`, the run is given up (ending "merged") at the first point behind its last deviation
        for which that says True.  With `chooser`, behind the last deviation its choices are taken; those that
        are not the default one are deviations of the run's schedule.  `whole`: what all runs have in common is made again too,
        for those who observe it; accesses to memory are not logged there.
        """
        k = self.kernel
        if schedule and schedule[0].point < self.first:
            raise ScheduleError(
                f"point {schedule[0].point} lies before the mark {self.mark}, at point {self.first}"
            )
        start = self._begin(schedule, whole)
        transitions = list(start.transitions)
        begun = len(transitions)
        tracer = start.tracer.copy()
        taken = [deviation for deviation in schedule if deviation.point < begun]
        deviations = {point: choice for point, choice in schedule if point >= begun}
        last = schedule[-1].point if schedule else -1
        cost = start.cost
        spins = dict(
            start.spins
        )  # tasks that did nothing but turn in a loop since anybody did something else
        waits = start.waits
        offers: tuple[Choice, ...] = ()
        ending = "finished"
        while True:
            point = len(transitions)
            self.look(point)
            if visited is not None and point > last and visited(tracer.prefix_hash, cost):
                ending = "merged"
                break
            if point == last and not whole and self.starts.wanted(schedule[:-1], transitions, begun):
                here = self.here(list(transitions), tracer.copy())
                here.cost, here.spins, here.waits = cost, dict(spins), waits
                here.weight = sum(len(t.accesses) for t in transitions[begun:])
                self.starts.keep(k, schedule[:-1], here)
            available = k.choices()
            if point >= self.limits.transitions:
                ending = "steps"
                break
            if precise.for_ever(k, spins):
                ending = "spinning"
                break
            offers = tuple(k.offers()) if self.outside else ()
            default = available[0] if available else None
            if default == ASLEEP and self.may.send:
                if waits >= self.limits.waits and point > last:
                    ending = "idle"
                    break
                waits += 1
            choice = deviations.pop(point, default)
            if chooser is not None and point > last:
                choice = chooser.choose(k, available, point) or default
            if choice is None:
                break
            if choice.kind == "send":
                waits = 0
            if choice != default:
                taken.append(Deviation(point, choice))
            if self.observe is not None:
                self.observe(k, choice, point)
            if whole:
                k.watched = point >= len(self.origin.transitions)
            transition = self.take(choice, available, offers, point)
            cost = added(cost, cost_of(choice, transition.preemption))
            if k.spun:
                spins[choice.tid] = spins.get(choice.tid, 0) + 1
            elif spins:
                spins = {}
            self.enter(tracer, transitions, transition)
            if chooser is not None:
                chooser.taken(transition)
        if deviations and ending != "merged":
            raise ScheduleError(
                f"the run ended after {len(transitions)} points, before deviation point {min(deviations)}"
            )
        if ending == "finished" and anyone_left(k):
            ending = "blocked"
        output = b"".join(data for _, data in self.host.output)
        details = {**ending_state(k), "expected": self.may.send}
        if self.power is not None and ending != "merged":
            details["power loss"] = self.power.first(transitions)
        return Run(
            tuple(taken),
            transitions,
            k.main_status,
            output,
            self.collector.events,
            ending,
            tracer.races,
            tracer.hidden,
            details,
            self.code,
            End(tracer.prefix_hash, cost, offers if ending in ("finished", "blocked", "idle") else ()),
        )

    def enter(self, tracer: Tracer, transitions: list[Transition], transition: Transition) -> None:
        """A transition behind the mark was made."""
        tracer.add(transition)
        transitions.append(transition)
        if self.power is not None:
            self.power.look(self.kernel, transition)

    def take(
        self, choice: Choice, available: Sequence[Choice], offers: tuple[Choice, ...], index: int
    ) -> Transition:
        """Take a choice, whatever comes of it: nothing is entered."""
        return perform(self.kernel, choice, available, offers, index, self.collector.events, self.code)

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
from typing import Any, Protocol

from forkingpaths.abi.signals import SIG_DFL, SIG_IGN
from forkingpaths.explore.code import Code
from forkingpaths.explore.footprint import Recorder
from forkingpaths.explore.mark import Mark, NoMark, Watch
from forkingpaths.explore.power_loss import PowerLoss
from forkingpaths.explore.schedule import Deviation, Schedule, ScheduleError
from forkingpaths.explore.start import Start, Starts
from forkingpaths.explore.trace import (
    END,
    NOWHERE,
    Cost,
    End,
    Interrupted,
    Place,
    Run,
    Tracer,
    Transition,
)
from forkingpaths.explore.waits import wait_of
from forkingpaths.kernel import outside, precise, snapshot
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import OUTSIDE, May, words_of
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.signals import deliver
from forkingpaths.kernel.task import Phase, State, Task
from forkingpaths.machine import PageMissing
from forkingpaths.machine.registers import RIP, RSP
from forkingpaths.vfs.wait import Wake

PAGE = 4096
STACK_BYTES = 2 * PAGE
LIMIT_TO_MARK = 1_000_000  # transitions
LOOKED_AT_FIRST = 500_000  # accesses of a program's start: all of what most do before they fork
LOOKED_AT = (8, 64, 512, 4096)  # quanta without a call after which one is looked at
FREE: Cost = (0, 0, 0)
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


class RecordedHost:
    """The outside of an explored run: input from a fixed byte string, output kept."""

    def __init__(self, stdin: bytes = b"") -> None:
        self.stdin = stdin
        self.position = 0
        self.output: list[tuple[int, bytes]] = []

    def write(self, stream: int, data: bytes) -> int:
        self.output.append((stream, data))
        return len(data)

    def read(self, stream: int, count: int) -> bytes | None:
        data = self.stdin[self.position : self.position + count]
        self.position += len(data)
        return data


class CutOff(Exception):
    """A run was given up in the middle, because what the search may use is used up: `why` as check.checker.Result.stopped has it."""

    def __init__(self, why: str, points: int) -> None:
        super().__init__(why, points)
        self.why = why
        self.points = points  # that it had come through


def going_on() -> str:
    """Nothing ends a run but itself."""
    return ""


class Collector:
    """The listener of an explored run: keeps every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def event(self, event: Event) -> None:
        self.events.append(event)


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
            self._go_to(mark, transitions, tracer)
        self.first = len(transitions)
        self.starts = Starts()
        self.begin = self._here(list(transitions), tracer.copy())
        self.limits = Limits(self.limits.transitions + self.first, self.limits.waits)
        self.origin = self._find_origin(transitions, tracer)

    def _go_to(self, mark: Mark, transitions: list[Transition], tracer: Tracer) -> None:
        """Go by default choices to the mark; NoMark when the program ends before it."""
        k = self.kernel
        k.watched = False
        watch = Watch(k, mark)
        while True:
            self._look(len(transitions))
            available = k.choices()
            if not available or len(transitions) >= LIMIT_TO_MARK:
                raise NoMark(f"--from {mark}: the program ends, or goes on for ever, before it comes there")
            if watch.before(available[0]):
                break
            transition = self._perform(k, available[0], available, (), len(transitions))
            tracer.add(transition)
            transitions.append(transition)
            if watch.after(available[0]):
                break
        k.watched = True

    def _find_origin(self, transitions: list[Transition], tracer: Tracer) -> Start:
        """Go by default choices to the first point with a choice.

        Until then nobody else can see what the one task does, so after LOOKED_AT_FIRST accesses to memory no more are looked at;
        but now and then, when it makes no call for long, whether it does anything but turn in a loop: a run that ends so has to
        do it itself.
        """
        k = self.kernel
        quanta = accesses = 0
        while len(k.run_queue) == 1 and len(transitions) < self.limits.transitions:
            self._look(len(transitions))
            available = k.choices()
            t = k.tasks[k.run_queue[0]]
            if deliver.has_work(t) or k.timers.heap or (self.outside and k.offers()):
                break
            k.watched = (accesses < LOOKED_AT_FIRST and self.mark is None) or quanta in LOOKED_AT
            transition = self._perform(k, available[0], available, (), len(transitions))
            self._enter(tracer, transitions, transition)
            accesses += len(transition.accesses)
            quanta = quanta + 1 if t.phase is Phase.USER and not transition.call else 0
            if k.spun:
                k.watched = True
                return self.begin
        k.watched = True
        return self._here(transitions, tracer)

    def _look(self, points: int) -> None:
        """CutOff when what may be used is used up."""
        why = self.cut()
        if why:
            raise CutOff(why, points)

    @contextmanager
    def to_the_end(self) -> Iterator[None]:
        """Runs made in here are not given up: they were made before, and something came of them."""
        cut, self.cut = self.cut, going_on
        try:
            yield
        finally:
            self.cut = cut

    def _here(self, transitions: list[Transition], tracer: Tracer) -> Start:
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
            self._look(point)
            if visited is not None and point > last and visited(tracer.prefix_hash, cost):
                ending = "merged"
                break
            if point == last and not whole and self.starts.wanted(schedule[:-1], transitions, begun):
                here = self._here(list(transitions), tracer.copy())
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
            transition = self._perform(k, choice, available, offers, point)
            cost = added(cost, cost_of(choice, transition.preemption))
            if k.spun:
                spins[choice.tid] = spins.get(choice.tid, 0) + 1
            elif spins:
                spins = {}
            self._enter(tracer, transitions, transition)
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

    def _enter(self, tracer: Tracer, transitions: list[Transition], transition: Transition) -> None:
        """A transition behind the mark was made."""
        tracer.add(transition)
        transitions.append(transition)
        if self.power is not None:
            self.power.look(self.kernel, transition)

    def _perform(
        self,
        k: Kernel,
        choice: Choice,
        available: Sequence[Choice],
        offers: tuple[Choice, ...],
        index: int,
    ) -> Transition:
        """Take one choice and describe the transition that came of it."""
        queue = tuple(c.tid for c in available if c.kind == "run")
        runnable = frozenset(k.run_queue)
        t = k.tasks.get(choice.tid)
        check_possible(k, choice, t, queue)
        previous = k.current
        recorder = Recorder(k, t)
        k.spun = False
        calling = t is not None and t.phase is Phase.CALL and choice.kind in ("run", "fault", "pid")
        call = k.call_name(t) if calling and t is not None else ""
        deliverable = bool(calling and t is not None and t.wake is Wake.NONE and deliver.has_work(t))
        step = k.step_number
        events = len(self.collector.events)
        space = t.memory.id if t is not None else 0
        catches = t is not None and any(
            a.handler not in (SIG_DFL, SIG_IGN) for a in t.process.dispositions.actions.values()
        )
        interrupted = _interrupted(k, t) if t is not None and t.signal_pending else None
        stack = t.context.regs[RSP] if t is not None else 0
        place = place_of(t)
        armed = k.timers.sequence, len(k.timers.heap)
        k.step(choice)
        if t is not None:
            self.code.learn(t, call)
        reads, writes = recorder.finish(calling, deliverable)
        if self.may.time and armed != (k.timers.sequence, len(k.timers.heap)):
            writes |= {("timers",)}  # which of them comes next is another now
        changed = call in ("execve", "execveat") and t is not None and t.memory.id not in (0, space)
        return Transition(
            index=index,
            tid=choice.tid,
            choice=choice,
            default=available[0] if available else END,
            enabled=queue,
            previous=previous,
            previous_enabled=bool(available) and available[0].tid == previous,
            process=t.tgid if t is not None else 0,
            reads=reads,
            writes=writes,
            created=tuple(tid for tid in k.run_queue if tid not in runnable and tid != choice.tid),
            call=call,
            step=step,
            deliverable=deliverable,
            space=space,
            catches=catches,
            handler=_handler_entered(self.collector.events, events, choice.tid),
            accesses=k.accesses,
            watched=k.watched,
            kernel_accesses=tuple(k.kernel_accesses),
            places=k.access_places,
            fetches=(*k.fetches, (k.instructions_total, 0)) if k.fetches else (),
            stack=stack,
            interrupted=interrupted,
            kept=_kept(t) if t is not None and changed else (),
            blocked=t.blocked if t is not None and changed else 0,
            place=place,
            offers=offers,
            maps=tuple(recorder.maps),
            pages=recorder.pages,
            looks=tuple(recorder.looks),
            within_reach=recorder.within_reach,
        )


def cost_of(choice: Choice, preemption: bool) -> Cost:
    """What a choice adds to what the bounds count; `preemption`: another task than its could have gone on.

    To leave a task in the middle of user code is a preemption, and counts as a place at which a signal is taken too.
    """
    kind, _, number = choice
    comes = kind in OUTSIDE and not (kind == "time" and not number)
    left = kind == "stop"
    return int(preemption and kind not in OUTSIDE) + left, int(left or kind == "deliver"), int(comes)


def added(a: Cost, b: Cost) -> Cost:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]


def _interrupted(k: Kernel, t: Task) -> Interrupted:
    """Where `t` is; of its stack what is there, STACK_BYTES at most."""
    rip, rsp = t.context.regs[RIP], t.context.regs[RSP]
    stack = b""
    while len(stack) < STACK_BYTES:
        part = PAGE - (rsp + len(stack)) % PAGE
        try:
            stack += k.machine.force_in(t.context.space, rsp + len(stack), part)
        except PageMissing:
            break
    return Interrupted(rip, rsp, stack)


def _kept(t: Task) -> tuple[tuple[int, str], ...]:
    """The descriptors of `t`, and what each is."""
    return tuple(
        (fd, file.path.decode(errors="replace") or type(file).__name__.removesuffix("File").lower())
        for fd, file in sorted(t.files.slots.items())
    )


def check_possible(k: Kernel, choice: Choice, t: Task | None, queue: tuple[int, ...]) -> None:
    """A choice that is not legal here means that the schedule is not one of this program's."""
    if choice.kind == "time" and not choice.number and not queue and k.timers.heap:
        return
    if choice.kind in OUTSIDE:
        if not outside.is_legal(k, choice):
            raise ScheduleError(f"point {k.transitions}: {words_of(choice)}: that cannot happen here")
        return
    if t is None or choice.tid not in queue:
        raise ScheduleError(
            f"point {k.transitions}: task {choice.tid} cannot run here; runnable: {list(queue)}"
        )
    if choice.kind == "stop" and t.phase is not Phase.USER:
        raise ScheduleError(f"point {k.transitions}: task {choice.tid} is at a system call, not in user code")
    if choice.kind == "deliver" and (t.phase is not Phase.CALL or t.wake is not Wake.NONE):
        raise ScheduleError(f"point {k.transitions}: task {choice.tid} is not at the beginning of a call")


def place_of(t: Task | None) -> Place:
    """Where in its program `t` stands."""
    if t is None or not t.memory.id:
        return NOWHERE
    return t.process.executable, t.context.regs[RIP], t.phase is Phase.CALL


def _handler_entered(events: list[Event], index: int, tid: int) -> bool:
    return any(e.kind is Kind.SIGNAL and e.tid == tid and e.data[2] == "handler" for e in events[index:])


def ending_state(k: Kernel) -> dict[str, Any]:
    """Who is left when nothing can happen any more, as plain data for the properties of check/."""
    return {
        "main": k.main_tgid,
        "blocked": [
            {
                "tid": t.tid,
                "tgid": t.tgid,
                "call": k.call_name(t),
                "reason": t.wait.reason if t.wait else "",
                "queues": [q.name for q in t.wait.queues] if t.wait else [],
                "stopped": t.state is State.STOPPED,
                **wait_of(k, t),
            }
            for t in k.tasks.values()
            if t.memory.id and t.state in (State.BLOCKED, State.STOPPED)
        ],
        "zombies": [(p.tgid, p.parent, p.status) for p in k.processes.values() if p.zombie],
        "unmodelled": dict(k.unmodelled),
    }


def anyone_left(k: Kernel) -> bool:
    """Whether a process sleeps, or is stopped, for ever."""
    return any(t.state is not State.DEAD and t.memory.id for t in k.tasks.values())

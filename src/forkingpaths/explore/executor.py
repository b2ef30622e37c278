"""Carrying out one schedule: restore the start, take the default choice everywhere but at the deviations, and note what each transition touched.

The kernel is booted once; every run starts from a snapshot of it, so a run costs only its own transitions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forkingpaths.explore.schedule import Schedule, ScheduleError
from forkingpaths.explore.trace import Key, Run, Transition
from forkingpaths.kernel import snapshot
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.signals import deliver
from forkingpaths.kernel.task import Phase, State, Task
from forkingpaths.vfs.wait import Wake



@dataclass(slots=True)
class Limits:
    """When a run is given up.  A run that reaches `transitions` is reported as endless, not as clean."""

    transitions: int = 20_000


class RecordedHost:
    """The outside of an explored run: input from a fixed byte string, output kept."""

    def __init__(self, stdin: bytes = b"") -> None:
        self.stdin = stdin
        self.reset()

    def reset(self) -> None:
        """Back to the state at the start of a run."""
        self.position = 0
        self.output: list[tuple[int, bytes]] = []

    def write(self, stream: int, data: bytes) -> int:
        self.output.append((stream, data))
        return len(data)

    def read(self, stream: int, count: int) -> bytes | None:
        data = self.stdin[self.position : self.position + count]
        self.position += len(data)
        return data


class Collector:
    """The listener of an explored run: keeps every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def event(self, event: Event) -> None:
        self.events.append(event)


class Executor:
    """Runs schedules of one program.  `start` boots a kernel on the given host."""

    def __init__(self, start: Callable[[RecordedHost], Kernel], stdin: bytes = b"", limits: Limits | None = None) -> None:
        self.host = RecordedHost(stdin)
        self.kernel = start(self.host)
        self.limits = limits or Limits()
        self.collector = Collector()
        self.kernel.listeners.append(self.collector)
        self.kernel.watched = True
        self.origin = snapshot.take(self.kernel)

    def run(self, schedule: Schedule) -> Run:
        """Execute `schedule` to the end; ScheduleError when a deviation is not possible where it stands."""
        k = self.kernel
        snapshot.restore(k, self.origin)
        self.host.reset()
        events: list[Event] = []
        self.collector.events = events
        deviations = dict(schedule)
        transitions: list[Transition] = []
        first = k.transitions
        ending = "finished"
        while True:
            available = k.choices()
            if not available:
                break
            if len(transitions) >= self.limits.transitions:
                ending = "steps"
                break
            choice = deviations.pop(k.transitions - first, available[0])
            transitions.append(self._perform(k, choice, available))
        if deviations:
            point = min(deviations)
            raise ScheduleError(f"the run ended after {len(transitions)} transitions, before deviation point {point}")
        if ending == "finished" and _anyone_blocked(k):
            ending = "blocked"
        output = b"".join(data for _, data in self.host.output)
        for index, transition in enumerate(transitions):
            transition.index = index
        return Run(schedule, transitions, k.main_status, output, events, ending, ending_state(k))

    def _perform(self, k: Kernel, choice: Choice, available: Any) -> Transition:
        """Take one choice and describe the transition that came of it."""
        queue = tuple(k.run_queue)
        t = k.tasks.get(choice.tid)
        _check_possible(k, choice, t, queue)
        previous = k.current
        k.footprint = footprint = []
        k.accesses = []
        calling = t is not None and t.phase is Phase.CALL and choice.kind == "run"
        call = k.call_name(t) if calling and t is not None else ""
        deliverable = bool(calling and t is not None and t.wake is Wake.NONE and deliver.has_work(t))
        step = k.step_number
        index = len(self.collector.events)
        space = t.memory.id if t is not None and t.memory is not None else 0
        k.step(choice)
        reads: set[Key] = set()
        writes: set[Key] = set()
        for key, write in footprint:
            (writes if write else reads).add(key)
        if t is not None and not calling:
            reads.add(("pending", t.tgid))
            reads.add(("pending", t.tid))
        before = set(queue)
        transition = Transition(
            index=0,
            tid=choice.tid,
            choice=choice,
            default=available[0],
            enabled=queue,
            previous=previous,
            previous_enabled=available[0].tid == previous,
            reads=frozenset(reads),
            writes=frozenset(writes),
            created=tuple(tid for tid in k.run_queue if tid not in before),
            call=call,
            step=step,
        )
        transition.deliverable = deliverable
        transition.space = space
        transition.accesses = tuple(k.accesses)
        transition.handler = _handler_entered(self.collector.events, index, choice.tid)
        return transition


def _check_possible(k: Kernel, choice: Choice, t: Task | None, queue: tuple[int, ...]) -> None:
    """A choice that is not legal here means that the schedule is not one of this program's."""
    if choice.kind in ("send", "time"):
        return
    if t is None or choice.tid not in queue:
        raise ScheduleError(f"transition {k.transitions}: task {choice.tid} cannot run here; runnable: {list(queue)}")
    if choice.kind == "stop" and t.phase is not Phase.USER:
        raise ScheduleError(f"transition {k.transitions}: task {choice.tid} is at a system call, not in user code")
    if choice.kind == "deliver" and (t.phase is not Phase.CALL or t.wake is not Wake.NONE):
        raise ScheduleError(f"transition {k.transitions}: task {choice.tid} is not at the beginning of a call")


def _handler_entered(events: list[Event], index: int, tid: int) -> int:
    """The stack pointer that a handler entered in this transition interrupted, or 0."""
    for event in events[index:]:
        if event.kind is Kind.SIGNAL and event.tid == tid and event.data[2] == "handler":
            return 1
    return 0


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
            }
            for t in k.tasks.values()
            if t.memory is not None and t.state in (State.BLOCKED, State.STOPPED)
        ],
        "zombies": [(p.tgid, p.parent, p.status) for p in k.processes.values() if p.zombie],
        "unmodelled": dict(k.unmodelled),
    }


def _anyone_blocked(k: Kernel) -> bool:
    return any(t.state is not State.DEAD and t.memory is not None for t in k.tasks.values())

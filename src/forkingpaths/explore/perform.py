"""Taking one choice, and describing the transition that came of it (trace.Transition): what the task was about to do, what it touched."""

from __future__ import annotations

from collections.abc import Sequence

from forkingpaths.abi.signals import SIG_DFL, SIG_IGN
from forkingpaths.explore.code import Code
from forkingpaths.explore.footprint import Recorder
from forkingpaths.explore.schedule import ScheduleError
from forkingpaths.explore.trace import END, NOWHERE, Interrupted, Key, Place, Transition
from forkingpaths.kernel import outside, run_queue, scheduler
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import OUTSIDE, words_of
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.kernel.signals import deliver
from forkingpaths.kernel.task import Phase, Task
from forkingpaths.machine import PageMissing
from forkingpaths.machine.registers import RIP, RSP

PAGE = 4096
STACK_BYTES = 2 * PAGE


def perform(
    k: Kernel,
    choice: Choice,
    available: Sequence[Choice],
    offers: tuple[Choice, ...],
    index: int,
    events: list[Event],
    code: Code,
) -> Transition:
    """Take one choice; `events` and `code` are those of the run so far, and grow."""
    queue = tuple(c.tid for c in available if c.kind == "run")
    runnable = frozenset(k.run_queue)
    ranked = frozenset(run_queue.eligible(k)) if k.real_time else runnable
    t = k.tasks.get(choice.tid)
    check_possible(k, choice, t, queue)
    previous = k.current
    recorder = Recorder(k, t)
    k.spun = False
    calling = t is not None and t.phase is Phase.CALL and choice.kind in ("run", "fault", "pid")
    call = k.call_name(t) if calling and t is not None else ""
    deliverable = calling and t is not None and scheduler.may_step_back(t) and deliver.has_work(t)
    step = k.step_number
    begun = len(events)
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
        code.learn(t, call)
    reads, writes = recorder.finish(calling, deliverable)
    if k.may.time and armed != (k.timers.sequence, len(k.timers.heap)):
        writes |= {("timers",)}  # which of them comes next is another now
    if k.real_time:  # who may run hangs on the priorities of others
        reads |= {("rank", choice.tid)}
        writes |= _ranks_changed(k, runnable, ranked, choice.tid)
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
        handler=_handler_entered(events, begun, choice.tid),
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


def _ranks_changed(k: Kernel, runnable: frozenset[int], ranked: frozenset[int], mover: int) -> frozenset[Key]:
    """For each other task that was runnable and still is, and may run now or may not, unlike before."""
    now = frozenset(run_queue.eligible(k))
    both = runnable.intersection(k.run_queue)
    return frozenset(("rank", tid) for tid in both if (tid in now) != (tid in ranked) and tid != mover)


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
    if choice.kind == "deliver" and not scheduler.may_step_back(t):
        raise ScheduleError(f"point {k.transitions}: task {choice.tid} is not at the beginning of a call")


def place_of(t: Task | None) -> Place:
    """Where in its program `t` stands."""
    if t is None or not t.memory.id:
        return NOWHERE
    return t.process.executable, t.context.regs[RIP], t.phase is Phase.CALL


def _handler_entered(events: list[Event], index: int, tid: int) -> bool:
    return any(e.kind is Kind.SIGNAL and e.tid == tid and e.data[2] == "handler" for e in events[index:])

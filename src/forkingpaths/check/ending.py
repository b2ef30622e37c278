"""Properties of how a run ended: crash, status, a run that never ends."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from forkingpaths.abi.signals import Signal
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run, Transition
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.kernel.faults import KINDS

CRASHES = (4, 5, 6, 7, 8, 11, 31)  # ILL TRAP ABRT BUS FPE SEGV SYS: the ones that no sender intends
SHELL_SIGNAL = 128  # added to a signal's number in the status by which shells and inits hand on a death
MEANT_TO_END = (2, 3, 15)  # INT QUIT TERM
LAST_TRANSITIONS = 400  # of an endless run: what it does over and over


def signal_name(number: int) -> str:
    """SIGCHLD for 17."""
    try:
        return f"SIG{Signal(number).name.removeprefix('SIG')}"
    except ValueError:
        return f"signal {number}"


def _exits(run: Run) -> list[Event]:
    return [e for e in run.events if e.kind is Kind.EXIT]


@dataclass(slots=True, frozen=True)
class Crash:
    """A process was killed by a signal that only a fault or abort() sends."""

    id: str = "crash"
    title: str = "a process crashed"
    manual: str = "signal(7)"
    mend: str = "look at the instruction and at what ran between the two steps named"
    example: str = "corpus/19_setjmp"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        found = []
        for event in _exits(run):
            status = event.data[0]
            if status & 0x7F in CRASHES and not _asked_for(run, event, status & 0x7F):
                name = signal_name(status & 0x7F)
                found.append(
                    Finding(
                        self.id,
                        f"process {event.tid} was killed by {name}",
                        f"{name} at step {event.step}",
                        (event.step,),
                        event.tid,
                    )
                )
        return found


def excused(run: Run, status: int) -> bool:
    """Whether the program failed for what came from outside: it died of the very signal (or says that
    its child did), was refused what it needs, or had another
    process killed.  An interruption or a short transfer is no excuse: nothing failed."""
    for _, choice in run.schedule:
        if choice.kind == "send" and choice.number in (status & 0x7F, (status >> 8) - SHELL_SIGNAL):
            return True
        if choice.kind == "kill":
            return True
        if choice.kind == "fault" and KINDS[choice.number - 1] not in ("eintr", "short", "eagain"):
            return True
    return False


def _asked_for(run: Run, exit_: Event, signal: int) -> bool:
    """Whether another process sent the signal: then it was meant."""
    return any(
        e.kind is Kind.SENT
        and e.data[0] == signal
        and abs(e.data[2]) == exit_.tid
        and e.data[3] not in (0, exit_.tid)
        for e in run.events
    )


@dataclass(slots=True, frozen=True)
class Status:
    """The main process ended with a status other than 0."""

    id: str = "status"
    title: str = "the program failed"
    manual: str = "exit(3)"
    mend: str = "see what the program says on standard error in this run"
    example: str = "corpus/03_job"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        status = run.status
        if status is None or status == 0 or status & 0x7F in CRASHES or excused(run, status):
            return []
        words = _ended(status)
        main = run.details["main"]
        steps = tuple(e.step for e in _exits(run) if e.tid == main)
        failed = [
            e
            for e in _exits(run)
            if e.tid != main and e.data[1] and e.data[0] and e.step < max(steps, default=0)
        ]
        why = f"the main process {words}"
        if failed:
            why += (
                f"; before it, process {failed[0].tid} {_ended(failed[0].data[0])} at step {failed[0].step}"
            )
            steps += (failed[0].step,)
        return [Finding(self.id, f"the program {words}", why, steps, main)]


def _ended(status: int) -> str:
    return (
        f"was killed by {signal_name(status & 0x7F)}"
        if status & 0x7F
        else f"exited with status {status >> 8}"
    )


@dataclass(slots=True, frozen=True)
class Endless:
    """The run does not end: all that can run turn in loops that change nothing, or the limit of steps was reached."""

    id: str = "livelock"
    title: str = "the run does not end"
    manual: str = "signal(7), sched_yield(2)"
    mend: str = "wait by a call that sleeps; raise --max-steps if the program only needs longer"
    example: str = "findings/livelock"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        if run.ending not in ("steps", "spinning"):
            return _goes_on(run) if run.ending == "idle" else []
        if run.details["expected"] and not any(choice.kind == "send" for _, choice in run.schedule):
            return []  # a server, that goes on until the signal comes which --send promises
        doing = "; ".join(_repeated(run))
        if run.ending == "spinning":
            title, why = (
                "livelock: nobody who runs gets anywhere",
                "no other task can change what they look at",
            )
        else:
            title, why = (
                "the run does not end within the limit of steps",
                f"{len(run.transitions)} transitions made",
            )
        return [
            Finding(self.id, title, f"{doing}; {why}", (run.transitions[-1].step,), run.transitions[-1].tid)
        ]


def _goes_on(run: Run) -> list[Finding]:
    """A signal that by default ends a program was sent, and it lives on and sleeps."""
    sent = [d.choice.number for d in run.schedule if d.choice.kind == "send"]
    if not sent or sent[-1] not in MEANT_TO_END or run.status is not None:
        return []
    name = signal_name(sent[-1])
    came = next(
        e for e in reversed(run.events) if e.kind is Kind.SENT and e.data[0] == sent[-1] and not e.data[3]
    )
    how = f"it came at step {came.step}"
    if came.data[5]:
        how += ", and was thrown away: "
        how += "pid 1 had no handler for it" if run.details["main"] == 1 else "it was ignored"
    return [
        Finding(
            "livelock",
            f"the program goes on after {name}",
            f"{how}; since then everything has slept again and again until a timer woke it. If it only takes longer: --waits",
            (came.step,),
            run.details["main"],
        )
    ]


def _repeated(run: Run) -> list[str]:
    """What each task that still runs does over and over."""
    last = run.transitions[-LAST_TRANSITIONS:]
    words = []
    for tid in sorted({t.tid for t in last if t.tid}):
        own = [t for t in last if t.tid == tid]
        calls = Counter(t.call for t in own if t.call)
        if calls:
            call, times = calls.most_common(1)[0]
            words.append(f"{tid} calls {call} again and again ({times} of its last {len(own)} transitions)")
        else:
            words.append(f"{tid} turns in a loop at {_place(run, own[-1])}")
    return words


def _place(run: Run, t: Transition) -> str:
    places = t.instructions
    return run.code.describe(t.space, places[-1][0]) if places else "an instruction that touches no memory"


REGISTRY.add(Crash())
REGISTRY.add(Status())
REGISTRY.add(Endless())

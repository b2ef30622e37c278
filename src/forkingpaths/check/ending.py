"""Properties of how a run ended: crash, status, deadlock, lost wake-up, zombies, a run that never ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forkingpaths.abi.signals import Signal
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.kernel.faults import KINDS

CRASHES = (4, 5, 6, 7, 8, 11, 31)  # ILL TRAP ABRT BUS FPE SEGV SYS: the ones that no sender intends


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
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        found = []
        for event in _exits(run):
            status = event.data[0]
            if status & 0x7F in CRASHES:
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


def _excused(run: Run, status: int) -> bool:
    """Whether the program failed for what came from outside: it died of the very signal, was refused what it needs, or had another
    process killed.  An interruption or a short transfer is no excuse: nothing failed."""
    for _, choice in run.schedule:
        if choice.kind == "kill" or (choice.kind == "send" and status & 0x7F == choice.number):
            return True
        if choice.kind == "fault" and KINDS[choice.number - 1] not in ("eintr", "short", "eagain"):
            return True
    return False


@dataclass(slots=True, frozen=True)
class Status:
    """The main process ended with a status other than 0."""

    id: str = "status"
    title: str = "the program failed"
    manual: str = "exit(3)"
    mend: str = "see what the program says on standard error in this run"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        status = run.status
        if status is None or status == 0 or status & 0x7F in CRASHES or _excused(run, status):
            return []
        words = (
            f"exited with status {status >> 8}"
            if status & 0x7F == 0
            else f"was killed by {signal_name(status & 0x7F)}"
        )
        steps = tuple(e.step for e in _exits(run) if e.tid == run.details["main"])
        return [
            Finding(self.id, f"the program {words}", f"the main process {words}", steps, run.details["main"])
        ]


@dataclass(slots=True, frozen=True)
class Deadlock:
    """Every task that is left waits for something that only those left could do."""

    id: str = "deadlock"
    title: str = "nothing can go on"
    manual: str = "pipe(7), wait(2), futex(2)"
    mend: str = "close what is not used, take locks in one order, or do not wait for what has already come"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        if run.ending != "blocked" or run.status is not None:
            return []
        blocked: list[dict[str, Any]] = run.details["blocked"]
        waits = [_waits(b) for b in blocked]
        if not waits:
            return []
        lost = lost_signal(run, blocked)
        if lost is not None:
            return [lost]
        return [
            Finding(
                self.id,
                f"deadlock: {'; '.join(waits)}",
                "; ".join(waits),
                _last_steps(run, blocked),
                blocked[0]["tid"],
            )
        ]


def _waits(b: dict[str, Any]) -> str:
    """What one task that is left waits for; of a pipe, who holds the other end."""
    if b["stopped"]:
        return f"{b['tid']} is stopped, and nobody continues it"
    if b["pipe"]:
        holders = ", ".join(f"{tgid} (descriptor {fd})" for tgid, fd in b["holders"])
        return f"{b['tid']} waits in {b['call']} because {b['reason']}, and its {b['pipe']} end is held by {holders}"
    return f"{b['tid']} waits in {b['call']} for {b['reason'] or ', '.join(b['queues']) or 'a signal'}"


def lost_signal(run: Run, blocked: list[dict[str, Any]]) -> Finding | None:
    """A task that sleeps for a signal whose handler has already run since the call before: the wake-up came too early."""
    for b in blocked:
        if b["call"] not in (
            "pause",
            "rt_sigsuspend",
            "select",
            "pselect6",
            "poll",
            "ppoll",
            "epoll_wait",
            "epoll_pwait",
        ):
            continue
        execs = [e.step for e in run.events if e.tid == b["tid"] and e.kind is Kind.EXEC]
        since = max(execs, default=0)  # handlers of the program before exec set no flag of this one
        handled = [
            e
            for e in run.events
            if e.tid == b["tid"] and e.step > since and e.kind is Kind.SIGNAL and e.data[2] == "handler"
        ]
        if not handled:
            continue
        last = handled[-1]
        name = signal_name(last.data[0])
        call = next((e for e in reversed(run.events) if e.tid == b["tid"] and e.kind is Kind.CALL), None)
        if call is None or call.step < last.step:
            continue
        return Finding(
            "lost-wakeup",
            f"process {b['tid']} sleeps for ever in {b['call']}: {name} came before it",
            f"{name} was handled at step {last.step}, before {b['call']} began at step {call.step}; no other signal follows",
            (last.step, call.step),
            b["tid"],
        )
    return None


def _last_steps(run: Run, blocked: list[dict[str, Any]]) -> tuple[int, ...]:
    steps = []
    for b in blocked:
        last = next((e.step for e in reversed(run.events) if e.tid == b["tid"] and e.kind is Kind.CALL), 0)
        steps.append(last)
    return tuple(steps)


@dataclass(slots=True, frozen=True)
class Zombies:
    """Children that ended and were never waited for while their parent lived to the end of the run, or until it ended."""

    id: str = "zombie"
    title: str = "a child was never waited for"
    manual: str = "wait(2), NOTES"
    mend: str = (
        "call waitpid(-1, &status, WNOHANG) in a loop until it returns 0 or -1: standard signals do not queue"
    )
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        if _excused(run, run.status or 0):  # who gives up need not wait
            return []
        ended: dict[int, int] = {}
        reaped: set[int] = set()
        parents: dict[int, int] = {}
        for e in run.events:
            if e.kind is Kind.FORK:
                parents[e.data[0]] = e.tid
            elif e.kind is Kind.EXIT and e.data[1]:
                ended[e.tid] = e.step
            elif e.kind is Kind.REAPED and e.tid != 1:
                reaped.add(e.data[0])
        left = sorted(
            t for t in ended if t in parents and t not in reaped and ended[t] < ended.get(parents[t], 1 << 62)
        )
        if not left:
            return []
        parent = parents[left[0]]
        sent = sum(1 for e in run.events if e.kind is Kind.SIGNAL and e.tid == parent and e.data[0] == 17)
        children = sum(1 for t in ended if parents.get(t) == parent)
        why = (
            f"{children} children ended, {sent} SIGCHLD were delivered, {len(left)} zombies were left: {left}"
        )
        return [
            Finding(
                self.id,
                f"{len(left)} children of {parent} were never waited for",
                why,
                tuple(ended[t] for t in left),
                parent,
            )
        ]


@dataclass(slots=True, frozen=True)
class Endless:
    """The run reached the limit of transitions: a livelock, or a program that does not end."""

    id: str = "livelock"
    title: str = "the run does not end"
    manual: str = "signal(7)"
    mend: str = "raise --max-steps if the program only needs longer"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        if run.ending not in ("steps", "spinning"):
            return []
        return [
            Finding(
                self.id,
                "the run does not end within the limit of steps",
                f"{len(run.transitions)} transitions made",
                (),
            )
        ]


REGISTRY.add(Crash())
REGISTRY.add(Deadlock())
REGISTRY.add(Zombies())
REGISTRY.add(Status())
REGISTRY.add(Endless())

"""Properties of a run that stops because nobody who is left can go on: lost wake-ups, pipe ends kept open, deadlocks.

One run, one finding: what names the mistake goes before the plain deadlock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from forkingpaths.check.ending import signal_name
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind

Blocked = dict[str, Any]
SLEEPS_FOR_SIGNALS = (
    "pause",
    "rt_sigsuspend",
    "select",
    "pselect6",
    "poll",
    "ppoll",
    "epoll_wait",
    "epoll_pwait",
)
WRITES = ("write", "writev", "pwrite64", "sendfile", "splice", "tee", "vmsplice")


def _blocked(run: Run) -> list[Blocked]:
    """Who is left, when nothing can happen any more and the program has not ended."""
    return run.details["blocked"] if run.ending == "blocked" and run.status is None else []


def _last_call(run: Run, tid: int) -> Event | None:
    return next((e for e in reversed(run.events) if e.tid == tid and e.kind is Kind.CALL), None)


@dataclass(slots=True, frozen=True)
class LostWakeup:
    """A task sleeps for a signal that has already been handled: it came after the program had looked and before it slept."""

    id: str = "lost-wakeup"
    title: str = "a signal came before the sleep that waits for it"
    manual: str = "sigsuspend(2), pselect(2), signal(7)"
    mend: str = "block the signal, test the flag, and sleep by sigsuspend or pselect, which let it in and sleep in one step"
    example: str = "corpus/01_pause"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        finding = lost_wakeup(run)
        return [finding] if finding is not None else []


def lost_wakeup(run: Run) -> Finding | None:
    """The first task that sleeps for a signal whose handler ran before the call began."""
    for b in _blocked(run):
        if b["call"] not in SLEEPS_FOR_SIGNALS:
            continue
        execs = [e.step for e in run.events if e.tid == b["tid"] and e.kind is Kind.EXEC]
        since = max(execs, default=0)  # handlers of the program before exec set no flag of this one
        handled = [
            e for e in run.events
            if e.tid == b["tid"] and e.step > since and e.kind is Kind.SIGNAL and e.data[2] == "handler"
        ]  # fmt: skip
        call = _last_call(run, b["tid"])
        if not handled or call is None or call.step < handled[-1].step:
            continue
        last = handled[-1]
        name = signal_name(last.data[0])
        return Finding(
            "lost-wakeup",
            f"process {b['tid']} sleeps for ever in {b['call']}: {name} came before it",
            f"{name} was handled at step {last.step}, before {b['call']} began at step {call.step}; no other signal follows",
            (last.step, call.step),
            b["tid"],
        )
    return None


@dataclass(slots=True, frozen=True)
class PipeEnd:
    """A reader waits for an end of file that cannot come: the write end is still open in the reader itself, or in a process that has it
    by inheritance and never writes to it."""

    id: str = "pipe-end"
    title: str = "a write end kept open: end of file never comes"
    manual: str = "pipe(7)"
    mend: str = (
        "close the ends that a process does not use, right after fork; or make the pipe with O_CLOEXEC"
    )
    example: str = "corpus/13_write_end"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        finding = kept_end(run)
        return [finding] if finding is not None else []


def kept_end(run: Run) -> Finding | None:
    """The first reader of a pipe whose write end is held only by those who do not write to it."""
    for b in _blocked(run):
        if b["pipe"] != "write" or not b["holders"]:
            continue
        own = [fd for tgid, fd in b["holders"] if tgid == b["tgid"]]
        writers = [tgid for tgid, fd in b["holders"] if tgid != b["tgid"] and _wrote(run, tgid, fd)]
        if writers or not (own or _has_read(run, b)):
            continue
        who = ", ".join(f"{tgid} (descriptor {fd})" for tgid, fd in b["holders"])
        call = _last_call(run, b["tid"])
        mine = f" its own descriptor {own[0]} keeps the pipe open" if own else f" {who} keeps the pipe open"
        return Finding(
            "pipe-end",
            f"process {b['tid']} waits for an end of file that never comes:{mine}",
            f"{b['reason']}; its write end is open in {who}, and nobody who has it writes",
            (call.step if call is not None else 0,),
            b["tid"],
        )
    return None


def _wrote(run: Run, tgid: int, fd: int) -> bool:
    return any(
        e.kind is Kind.CALL and e.tid == tgid and e.data[0] in WRITES and e.data[1][0] == fd
        for e in run.events
    )


def _has_read(run: Run, b: Blocked) -> bool:
    """Whether the reader has had data from this descriptor: then what it waits for is the end."""
    return any(
        e.kind is Kind.RETURN and e.tid == b["tid"] and e.data[0] in ("read", "readv")
        and e.data[1][0] == b["fd"] and (e.data[2] or 0) > 0
        for e in run.events
    )  # fmt: skip


@dataclass(slots=True, frozen=True)
class Deadlock:
    """Every task that is left waits for something that only those left could do."""

    id: str = "deadlock"
    title: str = "nothing can go on"
    manual: str = "pipe(7), wait(2), futex(2), flock(2)"
    mend: str = "close what is not used, take locks in one order, or do not wait for what has already come"
    example: str = "corpus/15_two_pipes"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        blocked = _blocked(run)
        if not blocked or lost_wakeup(run) is not None or kept_end(run) is not None:
            return []
        round_ = cycle(blocked)
        threads = {e.data[0] for e in run.events if e.kind is Kind.FORK}
        waits = [_waits(b, threads) for b in round_ or blocked]
        title = "; ".join(waits)
        if round_:
            pairs = zip(round_, [*round_[1:], round_[0]], strict=True)
            title = ", ".join(
                f"{one['tid']} waits in {one['call']} for {other['tid']}" for one, other in pairs
            )
        steps = [call.step for b in blocked if (call := _last_call(run, b["tid"])) is not None]
        return [Finding(self.id, f"deadlock: {title}", "; ".join(waits), tuple(steps), blocked[0]["tid"])]


def cycle(blocked: list[Blocked]) -> list[Blocked]:
    """Tasks of which each waits for the next and the last for the first; empty when there is no such round."""
    by_id: dict[int, Blocked] = {}
    for b in blocked:
        by_id.setdefault(b["tgid"], b)
        by_id[b["tid"]] = b
    for start in blocked:
        path = [start]
        while True:
            following = next((by_id[n] for n in path[-1]["on"] if n in by_id and n != path[-1]["tid"]), None)
            if following is None:
                break
            if following in path:
                return path[path.index(following) :]
            path.append(following)
    return []


def _waits(b: Blocked, made: set[int]) -> str:
    """What one task that is left waits for, and who has it; `made` are all that ever were."""
    if b["stopped"]:
        return f"{b['tid']} is stopped, and nobody continues it"
    what = b["reason"] or ", ".join(b["queues"]) or "a signal"
    text = f"{b['tid']} waits in {b['call']} for {what}"
    who = ", ".join(str(n) for n in b["on"])
    if b["kind"] == "pipe":
        others = [held for held in b["holders"] if held[0] != b["tgid"]] or b["holders"]
        holders = ", ".join(f"{tgid} (descriptor {fd})" for tgid, fd in others)
        return f"{b['tid']} waits in {b['call']} because {b['reason']}, and its {b['pipe']} end is held by {holders or 'nobody'}"
    if b["kind"] == "child":
        return f"{b['tid']} waits in {b['call']} for {who or 'a child'} to end"
    if b["gone"] in made:
        return f"{text.removesuffix(' for futex')}, for a lock held by {b['gone']}, which has ended"
    if b["kind"] in ("lock", "futex") and who:
        return f"{text.removesuffix(' for futex')}, {'for a lock' if b['kind'] == 'futex' else 'which is'} held by {who}"
    return text


REGISTRY.add(LostWakeup())
REGISTRY.add(PipeEnd())
REGISTRY.add(Deadlock())

"""Properties of how a parent takes leave of its children (wait(2)): SIGCHLD that coalesced, zombies that stay, children never waited for.

A zombie is a mistake when its parent looks after its children and missed this one, and lives on.  Shells take their background
jobs when they next have a moment, and many end before: what is left then for a moment does no harm.  A parent that never asks and
ends leaves its children to init, as many do on purpose: that is `never-waited`, off unless asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from forkingpaths.check.ending import excused
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind

SIGCHLD = 17
WNOHANG = 1
ANY_CHILD = (0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, -1, 0)
FOR_EVER = 1 << 62
CLONE_THREAD = 0x10000
MANY = 3  # zombies of one parent that made more children nevertheless: they grow


@dataclass(slots=True)
class Family:
    """One parent: when its children were born, ended and were waited for, by step; and what it did to hear of them."""

    parent: int
    born: dict[int, int] = field(default_factory=dict)
    ended: dict[int, int] = field(default_factory=dict)
    reaped: dict[int, int] = field(default_factory=dict)
    handled: list[int] = field(
        default_factory=list
    )  # steps at which it heard of SIGCHLD: a handler began, sigwait returned
    waited_any: list[int] = field(
        default_factory=list
    )  # steps at which a wait for any child, that would have slept, took one
    asks: bool = False  # whether it ever waited for any child, and got one
    by_handler: bool = False  # whether a handler of it took a child
    end: int = FOR_EVER
    killed: bool = False

    def left(self) -> list[int]:
        """The children that ended before their parent did, and stayed zombies."""
        return sorted(c for c, step in self.ended.items() if c not in self.reaped and step < self.end)

    def most_at_once(self) -> int:
        """The largest number of zombies at the same time."""
        return max(
            (
                sum(1 for c, s in self.ended.items() if s <= at < self.reaped.get(c, self.end))
                for at in self.ended.values()
            ),
            default=0,
        )

    def lives_on(self) -> bool:
        """Whether what is left is left for good, or is more every time; not, when it took the others late and missed what ended last."""
        last_birth = max(self.born.values())
        return self.end == FOR_EVER or sum(self.ended[c] < last_birth for c in self.left()) >= MANY

    def missed(self) -> list[int]:
        """Children left although the parent took another one, by a wait for any, after they had ended: it stopped asking too soon."""
        last = max(self.waited_any, default=0)
        return [c for c in self.left() if self.ended[c] < last]


def families(run: Run) -> Iterator[Family]:
    """Every parent of the run, from its events."""
    of: dict[int, Family] = {}
    parents: dict[int, int] = {}
    calls: dict[int, Event] = {}
    inside: dict[int, int] = {}  # task -> handlers that it is in
    signal_fds = {e.data[2] for e in run.events if e.kind is Kind.RETURN and e.data[0] == "signalfd4"}
    for e in run.events:
        if e.kind is Kind.FORK:
            if not e.data[1] & CLONE_THREAD:
                parents[e.data[0]] = e.tid
                f = of.setdefault(e.tid, Family(e.tid))
                f.born[e.data[0]] = e.step
        elif e.kind is Kind.EXIT and e.data[1]:
            if e.tid in parents:
                of[parents[e.tid]].ended[e.tid] = e.step
            if e.tid in of:
                of[e.tid].end, of[e.tid].killed = e.step, bool(e.data[0] & 0x7F)
        elif (
            e.kind is Kind.REAPED
            and (e.tid != 1 or run.details["main"] == 1)
            and parents.get(e.data[0]) in of
        ):
            of[parents[e.data[0]]].reaped[e.data[0]] = e.step
            call = calls.get(e.tid)
            of[parents[e.data[0]]].by_handler |= inside.get(e.tid, 0) > 0
            if e.tid in of and call is not None and call.data[0] == "wait4" and call.data[1][0] in ANY_CHILD:
                of[e.tid].asks = True
                if not call.data[1][2] & WNOHANG:
                    of[e.tid].waited_any.append(e.step)
        elif e.tid in of and _heard(e, signal_fds):
            of[e.tid].handled.append(e.step)
        if e.kind is Kind.CALL:
            calls[e.tid] = e
        elif e.kind is Kind.SIGNAL and e.data[2] == "handler":
            inside[e.tid] = inside.get(e.tid, 0) + 1
        elif e.kind is Kind.HANDLER_RETURN:
            inside[e.tid] = inside.get(e.tid, 1) - 1
    yield from of.values()


def _heard(e: Event, signal_fds: set[int | None]) -> bool:
    """Whether SIGCHLD was taken: by a handler, by sigwait(3), or by a read of a signalfd (its first record)."""
    if e.kind is Kind.SIGNAL:
        return bool(e.data[0] == SIGCHLD and e.data[2] == "handler")
    if e.kind is not Kind.RETURN:
        return False
    name, arguments, result, after, _ = e.data
    if name == "rt_sigtimedwait":
        return bool(result == SIGCHLD)
    if name != "read" or arguments[0] not in signal_fds or (result or 0) <= 0:
        return False
    return bytes(after.get(1, b""))[:4] == SIGCHLD.to_bytes(4, "little")


def _counts(f: Family) -> str:
    left = f.left()
    return f"{len(f.ended)} children ended, {len(f.handled)} SIGCHLD were delivered, {len(left)} zombies were left: {left}"


@dataclass(slots=True, frozen=True)
class Coalesced:
    """Several children ended, fewer SIGCHLD came, the parent waited for one child a signal, and a zombie stayed."""

    id: str = "coalesced"
    title: str = "SIGCHLD coalesced, and a child was missed"
    manual: str = "signal(7), wait(2)"
    mend: str = (
        "call waitpid(-1, &status, WNOHANG) in a loop until it returns 0 or -1: standard signals do not queue"
    )
    example: str = "corpus/02_coalesced"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        found = []
        for f in families(run) if not excused(run, run.status or 0) else ():  # who gives up need not wait
            left = f.left()
            fewer = f.handled and len(f.handled) < len(f.ended)
            if left and fewer and f.asks and not f.killed and (f.by_handler or f.lives_on()):
                first = f.ended[left[0]]
                if max(f.handled) < first:
                    continue  # it ended after the last signal: nothing had coalesced
                found.append(
                    Finding(
                        self.id,
                        f"{len(f.ended)} children of {f.parent} ended, {len(f.handled)} SIGCHLD came, {len(left)} zombies stay",
                        f"{_counts(f)}; {len(f.reaped)} were waited for",
                        (first, max(f.handled)),
                        f.parent,
                    )
                )
        return found


@dataclass(slots=True, frozen=True)
class Zombies:
    """Children that ended and stayed zombies while their parent lived on: it took others and missed these, sleeps for ever, or lets them
    grow in number."""

    id: str = "zombie"
    title: str = "zombies are left"
    manual: str = "wait(2), NOTES"
    mend: str = "wait for every child: in a loop, until waitpid(-1, &status, WNOHANG) returns 0 or -1"
    example: str = "findings/zombie"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        found = []
        for f in families(run) if not excused(run, run.status or 0) else ():
            left = f.left()
            if not left or f.killed or not (f.missed() or f.lives_on()):
                continue
            growing = f", {f.most_at_once()} at once" if f.most_at_once() > 1 else ""
            found.append(
                Finding(
                    self.id,
                    f"{len(left)} children of {f.parent} stayed zombies{growing}",
                    _counts(f),
                    tuple(f.ended[c] for c in left),
                    f.parent,
                )
            )
        return found


@dataclass(slots=True, frozen=True)
class NeverWaited:
    """A parent ended without having waited for a child that had ended before it.  Init takes it over, so this may be meant."""

    id: str = "never-waited"
    title: str = "a child was never waited for"
    manual: str = "wait(2)"
    mend: str = "wait for the child, or set SIGCHLD to SIG_IGN, which says that nobody will"
    example: str = "findings/never_waited"
    default: bool = False

    def check(self, run: Run) -> list[Finding]:
        found = []
        for f in families(run):
            left = f.left()
            if left and f.end != FOR_EVER:
                found.append(
                    Finding(
                        self.id,
                        f"{f.parent} ended without having waited for {', '.join(map(str, left))}",
                        _counts(f),
                        tuple(f.ended[c] for c in left),
                        f.parent,
                    )
                )
        return found


REGISTRY.add(Coalesced())
REGISTRY.add(Zombies())
REGISTRY.add(NeverWaited())

"""A child whose status went to a wait for any child, and for which the process then waits by its number, in vain."""

from __future__ import annotations

from dataclasses import dataclass

from forkingpaths.abi.errno import Errno
from forkingpaths.check.ending import excused
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind

CLONE_THREAD = 0x10000
P_PID = 1
PIDS = (
    1 << 22
)  # a number of a process is below that; what waits for more than one child has another first argument


@dataclass(slots=True, frozen=True)
class Stolen:
    """One part of a program waited for any child and took one that another part waits for by its number: that wait failed with ECHILD, and
    the program failed with it."""

    id: str = "stolen-child"
    title: str = "a wait for any child took one that somebody waits for"
    manual: str = "wait(2), ERRORS: ECHILD"
    mend: str = "wait for the children that are one's own, by their numbers, or keep the statuses of others where who waits for them looks"
    example: str = "findings/stolen_child"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        process: dict[int, int] = {}  # of a thread
        calls: dict[int, Event] = {}
        taken: dict[tuple[int, int], Event] = {}  # process, child -> the wait for any child that took it
        for e in run.events:
            own = process.get(e.tid, e.tid)
            if e.kind is Kind.FORK:
                process[e.data[0]] = own if e.data[1] & CLONE_THREAD else e.data[0]
                taken.pop((own, e.data[0]), None)
            elif e.kind is Kind.CALL:
                calls[e.tid] = e
            elif e.kind is Kind.REAPED and e.tid in calls and not _child_of(*calls[e.tid].data[:2]):
                taken[own, e.data[0]] = calls[e.tid]
            elif e.kind is Kind.RETURN and e.data[2] == -Errno.ECHILD:
                child = _child_of(*e.data[:2])
                thief = taken.get((own, child))
                if thief is not None and _fails(run, own, process):
                    return [
                        Finding(
                            self.id,
                            f"process {own} waits for {child} in vain: a wait for any child had taken it",
                            f"the {thief.data[0]} of step {thief.step} took it, and that of step {e.data[4]} failed with ECHILD",
                            (thief.step, e.data[4]),
                            thief.tid,
                            there=True,
                        )
                    ]
        return []


def _child_of(name: str, arguments: tuple[int, ...]) -> int:
    """The child that a call waits for by its number; 0 for another call, or one that waits for several."""
    if name == "wait4":
        return arguments[0] if 0 < arguments[0] < PIDS else 0
    return arguments[1] if name == "waitid" and arguments[0] == P_PID else 0


def _fails(run: Run, own: int, process: dict[int, int]) -> bool:
    """Whether the process ended with a status that is no success, and not for what came from outside."""
    ends = [
        e.data[0]
        for e in run.events
        if e.kind is Kind.EXIT and e.data[1] and process.get(e.tid, e.tid) == own
    ]
    return any(status and not excused(run, status) for status in ends)


REGISTRY.add(Stolen())

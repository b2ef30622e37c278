"""Output that fork doubled: bytes waiting in a buffer of user space are there twice afterwards, and both processes write them.

fork(2) copies the whole address space, so also stdio's buffers; exit(3) flushes them in each process.
"""

from __future__ import annotations

from dataclasses import dataclass

from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind

CLONE_VM = 0x100
STACKS_FROM = 0x7F00_0000_0000  # buffers on the stack are filled and written by one function


@dataclass(slots=True, frozen=True)
class WrittenTwice:
    """Parent and child wrote the same buffer, which was filled before fork and not touched since."""

    id: str = "stdio-twice"
    title: str = "buffered output was written twice"
    manual: str = "fork(2), fflush(3), exit(3)"
    mend: str = "call fflush(NULL) before fork, or leave the child by _exit or exec"
    example: str = "corpus/14_stdio"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        writes = [e for e in run.events if e.kind is Kind.CALL and e.data[0] == "write" and e.data[1][2]]
        for fork in run.events:
            if fork.kind is not Kind.FORK or fork.data[1] & CLONE_VM:
                continue
            child = fork.data[0]
            theirs = next((w for w in writes if w.tid == child), None)
            ours = next((w for w in writes if w.tid == fork.tid and w.step > fork.step), None)
            if theirs is None or ours is None or not _same(theirs, ours):
                continue
            before = _filled(run, fork.tid, 0, fork.step, ours) or _filled_unseen(run, fork, ours)
            if before and not (
                _filled(run, fork.tid, fork.step, ours.step, ours)
                or _filled(run, child, 0, theirs.step, ours)
            ):
                count = theirs.data[1][2]
                return [
                    Finding(
                        self.id,
                        f"{count} buffered bytes were written by {fork.tid} and again by {child}",
                        f"they were in the buffer at fork (step {fork.step}); both processes wrote them, "
                        f"at steps {min(ours.step, theirs.step)} and {max(ours.step, theirs.step)}",
                        (fork.step, ours.step, theirs.step),
                        child,
                    )
                ]
        return []


def _same(one: Event, other: Event) -> bool:
    """Whether both write the same bytes from the same place."""
    address = one.data[1][1]
    return (
        one.data[1][:2] == other.data[1][:2]
        and address < STACKS_FROM
        and bool(one.data[2].get(1))
        and one.data[2].get(1) == other.data[2].get(1)
    )


def _filled(run: Run, tid: int, after: int, before: int, write: Event) -> bool:
    """Whether `tid` stored into the buffer of `write` between the two steps."""
    start, end = write.data[1][1], write.data[1][1] + write.data[1][2]
    return any(
        stored and start < address + size and address < end
        for t in run.transitions
        if t.tid == tid and after <= t.step < before
        for _, address, size, stored, _ in t.accesses
    )


def _filled_unseen(run: Run, fork: Event, write: Event) -> bool:
    """Whether the buffer may have been filled before anything was looked at: memory that no file was mapped to."""
    unseen = [t for t in run.transitions if t.tid == fork.tid and t.step < fork.step and not t.watched]
    return bool(unseen) and not run.code.in_file(unseen[-1].space, write.data[1][1])


REGISTRY.add(WrittenTwice())

"""One executed run as the explorer sees it: its transitions, what each touched, and which happened before which.

Two transitions of different tasks are *dependent* when they touch the same kernel object or the same byte of shared memory and one of them writes, or when one
made the other possible (woke or created its task).  Happens-before is the transitive closure of program order and dependence in
the order of execution.  Vector clocks: `clock[i][tid]` is the number of transitions of `tid` that happened before or at i.

Every transition has a hash made of its task, its number in its task, its choice and the hashes of those it directly depends on.  The sum of the hashes of a
prefix is the same for all orders of one partial order: it names the *trace* (Mazurkiewicz), and so the state that it leads to.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

from forkingpaths.explore.schedule import Schedule
from forkingpaths.kernel.scheduler import Choice

Key = tuple[Any, ...]
MASK = 0xFFFF_FFFF_FFFF_FFFF


@dataclass(slots=True, eq=False)
class Transition:
    """One transition of a run."""

    index: int
    tid: int
    choice: Choice
    default: Choice
    enabled: tuple[int, ...]  # runnable tids before it
    previous: int  # the tid that ran before
    previous_enabled: bool  # leaving it was a preemption
    reads: frozenset[Key]
    writes: frozenset[Key]
    created: tuple[int, ...] = ()  # tids that it made runnable
    call: str = ""  # the system call, or "" for user code
    step: int = 0  # the kernel's step number before it
    clock: dict[int, int] = field(default_factory=dict)
    number: int = 0  # its number within its task, from 1
    hash: int = 0
    prefix_hash: int = 0  # the sum of the hashes of all transitions before it
    deliverable: bool = False  # at a call not yet begun, with a signal that could be taken first
    space: int = 0  # the address space of the task
    handler: int = 0  # whether a handler was entered in it
    accesses: tuple[tuple[int, int, int, bool], ...] = ()  # (instruction, address, size, is a write), if watched

    @property
    def preemption(self) -> bool:
        return self.previous_enabled and self.previous != self.tid


@dataclass(slots=True, eq=False)
class Run:
    """A finished execution."""

    schedule: Schedule
    transitions: list[Transition]
    status: int | None
    output: bytes
    events: list[Any]
    ending: str  # "finished" | "blocked" | "steps"
    details: dict[str, Any] = field(default_factory=dict)


def conflict(a: Transition, b: Transition) -> bool:
    """Whether the order of the two could matter."""
    return not (a.writes.isdisjoint(b.writes) and a.writes.isdisjoint(b.reads) and a.reads.isdisjoint(b.writes))


def order(transitions: list[Transition]) -> None:
    """Fill in clocks and hashes, in order of execution."""
    last_of_task: dict[int, Transition] = {}
    last_write: dict[Key, Transition] = {}
    reads_since: dict[Key, list[Transition]] = {}
    made_by: dict[int, Transition] = {}
    prefix = 0
    for t in transitions:
        direct: list[Transition] = []
        before = last_of_task.get(t.tid)
        if before is not None:
            direct.append(before)
        maker = made_by.pop(t.tid, None)
        if maker is not None:
            direct.append(maker)
        for key in t.reads:
            writer = last_write.get(key)
            if writer is not None:
                direct.append(writer)
        for key in t.writes:
            writer = last_write.get(key)
            if writer is not None:
                direct.append(writer)
            direct.extend(reads_since.get(key, ()))
        clock: dict[int, int] = {}
        for d in direct:
            for tid, count in d.clock.items():
                if count > clock.get(tid, 0):
                    clock[tid] = count
        t.number = (before.number if before is not None else 0) + 1
        clock[t.tid] = t.number
        t.clock = clock
        t.prefix_hash = prefix
        parents = ",".join(str(h) for h in sorted({d.hash for d in direct}))
        name = f"{t.tid}/{t.number}/{t.choice.kind}/{t.choice.number}/{parents}".encode()
        t.hash = zlib.crc32(name) << 32 | zlib.crc32(name[::-1])
        prefix = (prefix + t.hash) & MASK
        last_of_task[t.tid] = t
        for tid in t.created:
            made_by[tid] = t
        for key in t.writes:
            last_write[key] = t
            reads_since[key] = []
        for key in t.reads - t.writes:
            reads_since.setdefault(key, []).append(t)


def happens_before(a: Transition, b: Transition) -> bool:
    """Whether `a` is ordered before `b` in every run of the same trace."""
    return b.clock.get(a.tid, 0) >= a.number

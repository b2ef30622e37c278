"""One executed run as the explorer sees it: its transitions, what each touched, and which happened before
which.

Two transitions of different tasks are *dependent* when they touch the same kernel object or the same byte
of shared memory and one of them writes, when one changes what is mapped where the other looks, or when
one made the other possible (woke or created its task).
Happens-before is the transitive closure of program order and dependence in the order of execution.  Vector
clocks: `clock[i][tid]` is the number of transitions of `tid` that happened before or at i.

Every transition has a hash made of its task, its number in its task, its choice and the hashes of those it
directly depends on.  The sum of the hashes of a prefix is the same for all orders of one partial order: it
names the *trace* (Mazurkiewicz), and so the state that it leads to.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from struct import iter_unpack, unpack_from
from typing import Any, NamedTuple

from forkingpaths.explore.code import Code
from forkingpaths.explore.reach import is_stretch, join, reached
from forkingpaths.explore.schedule import Schedule
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.machine.accesses import Accesses

Key = tuple[Any, ...]
Access = tuple[int, int, int, bool, int]  # instruction, address, size in bytes, is a write, physical address
Mapped = tuple[int, int, int, bool]  # a space, a range in it (first address, and the one behind), is a change
Place = tuple[bytes, int, bool]  # executable, address of the instruction, is it in front of a call
NOWHERE: Place = (b"", 0, False)
END = Choice("end")  # the default where nothing can go on by itself
Cost = tuple[int, int, int]  # preemptions, asynchronous signals, things from outside
MASK = 0xFFFF_FFFF_FFFF_FFFF
PAGE_BITS = 12


class Interrupted(NamedTuple):
    """Where a task stood when a signal was to be taken: its next instruction, its stack pointer and what is on the stack from there."""

    rip: int
    rsp: int
    stack: bytes


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
    partly: dict[int, int] = field(
        default_factory=dict
    )  # reach.py: task -> up to which instruction `clock` goes
    spots: dict[int, tuple[int, int]] = field(default_factory=dict)  # reach.py's: what has been asked for
    number: int = 0  # its number within its task, from 1
    hash: int = 0
    prefix_hash: int = 0  # the sum of the hashes of all transitions before it
    deliverable: bool = False  # at a call not yet begun, with a signal that could be taken first
    space: int = 0  # the address space of the task
    handler: bool = False  # whether a handler was entered in it
    process: int = 0  # the task's
    catches: bool = False  # whether its process had a handler for any signal
    accesses: Accesses = field(default_factory=Accesses)
    watched: bool = True  # whether `accesses` are all there were
    place: Place = NOWHERE  # where its task stood before it
    offers: tuple[Choice, ...] = ()  # what could have come from outside instead
    kernel_accesses: tuple[Access, ...] = ()  # the kernel's, for the call or for a signal's frame
    places: bytes | bytearray = (
        b""  # for each access the address of its instruction and the value moved: `instructions`
    )
    fetches: tuple[
        tuple[int, int], ...
    ] = ()  # which page its code was in from which instruction on (machine.cpu.fetch_log), and the end
    stack: int = 0  # the task's stack pointer before it
    interrupted: Interrupted | None = (
        None  # where the task was, when a signal could be taken at the beginning
    )
    maps: tuple[Mapped, ...] = ()  # ranges of a shared space whose mappings it changed or looked at
    pages: frozenset[int] = frozenset()  # that it touched and others may map: footprint.py
    looks: tuple[
        Mapped, ...
    ] = ()  # memory, of any space, that it looked at or changed from outside of the program: footprint.py
    within_reach: bool = False  # whether a task of another process runs in the same space
    kept: tuple[
        tuple[int, str], ...
    ] = ()  # of an exec: the descriptors that the new program has, and what they are
    blocked: int = 0  # of an exec: the signal mask that the new program has

    @property
    def instructions(self) -> list[tuple[int, int]]:
        """(address of the instruction, value read or written) of each access."""
        return list(iter_unpack("<QQ", self.places))

    def instruction_of(self, index: int) -> int:
        """The address of the instruction that made an access; 0 when there is none of that index."""
        return unpack_from("<Q", self.places, 16 * index)[0] if 16 * index < len(self.places) else 0

    def told(self) -> Transition:
        """Without what it touched."""
        nothing: frozenset[Key] = frozenset()
        return replace(
            self,
            reads=nothing,
            writes=nothing,
            accesses=Accesses(),
            kernel_accesses=(),
            maps=(),
            looks=(),
            fetches=(),
            pages=frozenset(),
            spots={},
            places=b"",
            interrupted=None,
        )

    @property
    def preemption(self) -> bool:
        return self.previous_enabled and self.previous != self.tid


class End(NamedTuple):
    """The point behind the last transition, where something from outside may still come.  Fields as a Transition's."""

    prefix_hash: int = 0
    cost: Cost = (0, 0, 0)  # of the whole run
    offers: tuple[Choice, ...] = ()
    choice: Choice = END
    default: Choice = END
    previous: int = 0
    previous_enabled: bool = False


@dataclass(slots=True, eq=False)
class Run:
    """A finished execution."""

    schedule: Schedule
    transitions: list[Transition]
    status: int | None
    output: bytes
    events: list[Any]
    # "finished" | "blocked" | "steps" | "spinning" (all that can run turn in loops, for ever)
    # | "idle" (it waits for a signal from outside: executor.Limits)
    # | "merged" (given up: from here on an earlier run did the same)
    ending: str
    races: list[tuple[Transition, Transition]] = field(default_factory=list)
    hidden: list[tuple[Transition, Transition, int]] = field(
        default_factory=list
    )  # reach.py: those behind an instruction
    details: dict[str, Any] = field(default_factory=dict)
    code: Code = field(default_factory=Code)
    end: End = field(default_factory=End)
    judged: list[Any] | None = (
        None  # the findings, when another process has judged it; then it has no transitions and no events here
    )

    def told(self) -> Run:
        """What is told of it, without what its transitions touched: that of one run may take as much memory as all else of a search."""
        return replace(self, transitions=[t.told() for t in self.transitions], races=[], hidden=[])

    def named(self) -> Run:
        """Its schedule, and how it ended."""
        return replace(self, transitions=[], races=[], hidden=[], events=[])


# a task that read, and those that did before it: never changed, so a copy of a tracer shares them
Readers = tuple[Transition, "Readers | None"]


def happens_before(a: Transition, b: Transition) -> bool:
    """Whether `a` is ordered before `b` in every run of the same trace."""
    return b.clock.get(a.tid, 0) >= a.number


def maps(a: Transition, b: Transition) -> bool:
    """Whether `a` changes what is mapped where `b` looks, or changes it too."""
    for space, start, end, write in a.maps:
        if write:
            if space in (0, b.space) and any(start <= page << PAGE_BITS < end for page in b.pages):
                return True
            if any(space == other and start < last and first < end for other, first, last, _ in b.maps):
                return True
    return False


class Tracer:
    """Orders transitions as they are made: clocks, hashes and races, one transition at a time."""

    __slots__ = (
        "hidden", "last_of_task", "last_write", "looked_at", "made_by", "mapping", "paging", "prefix_hash", "races", "reads_since",
    )  # fmt: skip

    def __init__(self) -> None:
        self.last_of_task: dict[int, Transition] = {}
        self.last_write: dict[Key, Transition] = {}
        self.reads_since: dict[Key, Readers] = {}  # by whom since then, the last first
        self.made_by: dict[int, Transition] = {}
        self.looked_at: dict[int, list[Transition]] = {}  # process (0: any) -> who observed its progress
        self.mapping: dict[int, list[Transition]] = {}  # task -> its transitions that changed mappings
        self.paging: dict[int, list[Transition]] = {}  # task -> its transitions that hang on what is mapped
        self.prefix_hash = 0
        self.races: list[
            tuple[Transition, Transition]
        ] = []  # dependent, adjacent in the partial order, reversible
        self.hidden: list[
            tuple[Transition, Transition, int]
        ] = []  # those that are behind an instruction of the first

    def copy(self) -> Tracer:
        """A tracer that goes on from here without disturbing this one."""
        twin = Tracer()
        twin.last_of_task = dict(self.last_of_task)
        twin.last_write = dict(self.last_write)
        twin.reads_since = dict(self.reads_since)
        twin.made_by = dict(self.made_by)
        twin.looked_at = {process: list(by) for process, by in self.looked_at.items()}
        twin.mapping = {tid: list(made) for tid, made in self.mapping.items()}
        twin.paging = {tid: list(made) for tid, made in self.paging.items()}
        twin.prefix_hash = self.prefix_hash
        twin.races = list(self.races)
        twin.hidden = list(self.hidden)
        return twin

    def add(self, t: Transition) -> None:
        """The next transition in order of execution."""
        tid = t.tid
        last_write = self.last_write
        reads_since = self.reads_since
        before = self.last_of_task.get(tid)
        touched: dict[
            int, Transition
        ] = {}  # by index: keys are sets, and what comes of them is not to hang on a set's order
        over: dict[int, list[tuple[Key, bool]]] = {}  # by index: the keys, and whether `t` writes them
        for key in t.writes:
            writer = last_write.get(key)
            if writer is not None and writer.tid != tid:
                touched[writer.index] = writer
                over.setdefault(writer.index, []).append((key, True))
            last_write[key] = t
            readers = reads_since.pop(key, None)
            while readers is not None:
                reader, readers = readers
                if reader.tid != tid:
                    touched[reader.index] = reader
                    over.setdefault(reader.index, []).append((key, True))
        alone: Readers = t, None
        for key in t.reads:
            writer = last_write.get(key)
            if writer is t:
                continue
            if writer is not None and writer.tid != tid:
                touched[writer.index] = writer
                over.setdefault(writer.index, []).append((key, False))
            readers = reads_since.get(key)
            reads_since[key] = alone if readers is None else (t, readers)
        whole: dict[int, Transition] = {}
        if self.looked_at:
            for process in (0, t.process):
                whole.update((by.index, by) for by in self.looked_at.get(process, ()) if by.tid != tid)
        for key in t.reads:
            if key[0] == "progress":
                whole.update(
                    (last.index, last)
                    for last in self.last_of_task.values()
                    if last.tid != tid and (not key[1] or last.process == key[1])
                )
                self.looked_at.setdefault(key[1], []).append(t)
        touched.update(whole)
        if t.pages or t.maps:
            touched.update((other.index, other) for other in self._mapped(t, before))
        reach: dict[int, int] = {}
        for index in sorted(touched):
            other = touched[index]
            known = -1  # up to which instruction `other` is before this task's last transition
            if before is not None and happens_before(other, before):
                if other.tid not in before.partly or before.clock[other.tid] > other.number:
                    continue
                known = before.partly[other.tid]
            else:
                self.races.append((other, t))
            upto = None if index in whole or not is_stretch(other) else reached(other, t, over.get(index, ()))
            if upto is not None:
                reach[index] = upto
            if known >= 0 and (upto is None or upto > known):
                self.hidden.append((other, t, known))
        maker = self.made_by.pop(tid, None)
        for direct in (before, maker):
            if direct is not None:
                touched[direct.index] = direct
                reach.pop(direct.index, None)
        self._stamp(t, [touched[index] for index in sorted(touched)], before, reach)
        self.last_of_task[tid] = t
        for created in t.created:
            self.made_by[created] = t
        if t.pages or t.maps:
            self.paging.setdefault(tid, []).append(t)
        if any(write for _, _, _, write in t.maps):
            self.mapping.setdefault(tid, []).append(t)

    def _mapped(self, t: Transition, before: Transition | None) -> Iterator[Transition]:
        """Those that changed what is mapped where `t` looks, or looked where it changes it.  Only those that were not ordered before its
        task's last transition, which has all that they would add."""
        changes = any(write for _, _, _, write in t.maps)
        for tid, made in self.paging.items() if changes else self.mapping.items():
            if tid != t.tid:
                for other in reversed(made):
                    if before is not None and happens_before(other, before):
                        if tid not in before.partly or before.clock[tid] > other.number:
                            break
                    if maps(other, t) or (changes and maps(t, other)):
                        yield other

    def _stamp(
        self, t: Transition, direct: list[Transition], before: Transition | None, reach: dict[int, int]
    ) -> None:
        """Clock and hash of `t`, from those that it directly depends on; `reach`: up to which instruction, if not wholly."""
        clock: dict[int, int] = {}
        partly = t.partly
        for d in direct:
            if partly or d.partly or d.index in reach:
                join(clock, partly, d, reach.get(d.index))
                continue
            for tid, count in d.clock.items():
                if count > clock.get(tid, 0):
                    clock[tid] = count
        partly.pop(t.tid, None)
        t.number = before.number + 1 if before is not None else 1
        clock[t.tid] = t.number
        t.clock = clock
        t.prefix_hash = self.prefix_hash
        # the immediate predecessors are named by the clock: equal clocks and tasks mean equal positions in the partial order
        name = repr((t.tid, t.choice.kind, t.choice.number, sorted(clock.items()))).encode()
        digest = zlib.crc32(name) << 32 | zlib.crc32(name[::-1])
        parents = 0
        for d in direct:
            parents ^= d.hash
        t.hash = (digest * 0x9E3779B97F4A7C15 + parents * 0xC2B2AE3D27D4EB4F) & MASK if direct else digest
        self.prefix_hash = (self.prefix_hash + t.hash) & MASK

"""Data races: two accesses to the same memory by two threads or processes, one of them a write, that nothing puts in an order.

Order comes from what synchronises: a program's own order, clone and wait, pipes, futexes, signals, and instructions that the processor
makes atomic.  A word on which such an instruction was ever used is taken for a lock or an atomic variable, and orders whoever touches
it; so is one that the source calls _Atomic, and a word at which a task ever slept (futex(2)).  What merely ran earlier in this one run
does not count as order.

Vector clocks, as in FastTrack (Flanagan and Freund, 2009): each task has one, each word of shared memory remembers its last write and the
reads since, each thing that synchronises carries the clocks of those who used it.

Only code of the program's own file counts, or in a static program code that has a line of source or no name of the C library: what the C
library does inside, with the locks and the memory it hands out, is its own affair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run, Transition

SYNCHRONISING = frozenset(
    (
        "futex",
        "pipe",
        "process",
        "children",
        "pending",
        "sem",
        "msg",
        "mqueue",
        "eventfd",
        "lock",
        "socket",
        "unix",
        "tcp",
        "timerfd",
    )
)
GRANULE = 3  # bits of an address within the word that footprints name
Clock = dict[int, int]


class Use(NamedTuple):
    """An access to a word of shared memory."""

    tid: int
    time: int  # of its task's own clock
    instruction: int
    space: int
    write: bool
    step: int
    address: int


@dataclass(slots=True)
class Word:
    """What is known of one word: its last write and the reads after it, one of each task."""

    write: Use | None = None
    reads: dict[int, Use] = field(default_factory=dict)


@dataclass(slots=True)
class Order:
    """The clocks of tasks and of what synchronises them."""

    tasks: dict[int, Clock] = field(default_factory=dict)
    things: dict[Any, Clock] = field(default_factory=dict)

    def of(self, tid: int) -> Clock:
        return self.tasks.setdefault(tid, {tid: 1})

    def acquire(self, tid: int, thing: Any) -> None:
        """`tid` now comes after everything released to `thing`."""
        join(self.of(tid), self.things.get(thing, {}))

    def release(self, tid: int, thing: Any) -> None:
        """What `tid` did so far comes before whoever acquires `thing`."""
        clock = self.of(tid)
        join(self.things.setdefault(thing, {}), clock)
        clock[tid] += 1

    def before(self, use: Use, tid: int) -> bool:
        """Whether `use` is ordered before what `tid` does now."""
        return use.tid == tid or self.of(tid).get(use.tid, 0) >= use.time


def join(clock: Clock, other: Clock) -> None:
    """Make `clock` come after `other` too."""
    for tid, time in other.items():
        if time > clock.get(tid, 0):
            clock[tid] = time


def shared_words(run: Run) -> set[int]:
    """The words that two tasks touched and one of them wrote."""
    touched: dict[int, int] = {}
    twice: set[int] = set()
    written: set[int] = set()
    for t in run.transitions:
        for key in t.writes:
            if key[0] == "memory":
                written.add(key[1])
        for keys in (t.reads, t.writes):
            for key in keys:
                if key[0] == "memory" and touched.setdefault(key[1], t.tid) != t.tid:
                    twice.add(key[1])
    return twice & written


@dataclass(slots=True)
class Detector:
    """One pass over a run.  `own` says of an instruction whether it is the program's own code; `locked`, whether it is atomic."""

    run: Run
    words: set[int]
    order: Order = field(default_factory=Order)
    seen: dict[int, Word] = field(default_factory=dict)
    locks: set[int] = field(default_factory=set)
    _own: dict[tuple[int, int], bool] = field(default_factory=dict)
    _locked: dict[tuple[int, int], bool] = field(default_factory=dict)

    def races(self) -> Iterator[tuple[Use, Use]]:
        """Pairs of accesses in no order, in order of the second."""
        self._find_locks()
        for t in self.run.transitions:
            if not t.tid:
                continue
            if t.call:
                self._synchronise(t)
            elif t.accesses:
                yield from self._stretch(t)
            for created in t.created:
                join(self.order.of(created), self.order.of(t.tid))
            if t.created:
                self.order.of(t.tid)[t.tid] += 1

    def _find_locks(self) -> None:
        """The words that are ever used atomically, or that the source says are atomic."""
        asked: set[int] = set()
        for t in self.run.transitions:
            for key in t.reads | t.writes if t.call == "futex" else ():
                if key[0] == "memory":
                    self.locks.add(key[1])
            if t.call or not any(key[0] == "memory" and key[1] in self.words for key in t.writes):
                continue
            for index, (_, address, _, _, physical) in t.accesses.on(self.words):
                word, rip = physical >> GRANULE, t.instruction_of(index)
                if word not in self.words or word in self.locks:
                    continue
                if self._is_locked(t.space, rip):
                    self.locks.add(word)
                elif word not in asked:
                    asked.add(word)
                    if self.run.code.is_atomic(t.space, address):
                        self.locks.add(word)

    def _synchronise(self, t: Transition) -> None:
        for key in sorted((k for k in t.reads | t.writes if k[0] in SYNCHRONISING), key=repr):
            self.order.acquire(t.tid, key)
        for key in sorted((k for k in t.writes if k[0] in SYNCHRONISING), key=repr):
            self.order.release(t.tid, key)
        if t.call in ("exit", "exit_group"):
            self.order.release(t.tid, "ended")

    def _stretch(self, t: Transition) -> Iterator[tuple[Use, Use]]:
        tid = t.tid
        self.order.acquire(tid, "ended")
        for key in t.reads:
            if key[0] in SYNCHRONISING:
                self.order.acquire(tid, key)
        if not any(key[0] == "memory" and key[1] in self.words for key in (*t.reads, *t.writes)):
            return
        for index, (_, address, _, write, physical) in t.accesses.on(self.words):
            word, rip = physical >> GRANULE, t.instruction_of(index)
            if word not in self.words:
                continue
            if word in self.locks:
                self.order.acquire(tid, word)
                if write:
                    self.order.release(tid, word)
                continue
            use = Use(tid, self.order.of(tid)[tid], rip, t.space, write, t.step, address)
            yield from self._against(physical, use)

    def _against(self, place: int, use: Use) -> Iterator[tuple[Use, Use]]:
        """The earlier accesses to the same place that `use` races with; then it is the last."""
        known = self.seen.setdefault(place, Word())
        others = [known.write] if known.write is not None else []
        if use.write:
            others += known.reads.values()
        for other in others:
            if other.space == use.space and other.address != use.address:
                continue  # the page has been given back, and to somebody else, in between
            if self.order.before(other, use.tid) or not (self._is_own(other) and self._is_own(use)):
                continue
            yield other, use
        if use.write:
            known.write = use
            known.reads = {}
        else:
            known.reads[use.tid] = use

    def _is_locked(self, space: int, rip: int) -> bool:
        key = space, rip
        if key not in self._locked:
            self._locked[key] = self.run.code.is_locked(space, rip)
        return self._locked[key]

    def _is_own(self, use: Use) -> bool:
        key = use.space, use.instruction
        if key not in self._own:
            self._own[key] = self.run.code.is_own(use.space, use.instruction)
        return self._own[key]


@dataclass(slots=True, frozen=True)
class DataRace:
    """Two tasks touch the same memory, one of them writes, and nothing says who comes first."""

    id: str = "data-race"
    title: str = "a data race"
    manual: str = "pthreads(7), pthread_mutex_lock(3), ISO C 5.1.2.4"
    mend: str = "hold the same lock around both, or make the variable _Atomic"
    example: str = "corpus/21_threads"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        words = shared_words(run)
        if not words:
            return []
        for first, second in Detector(run, words).races():
            symbol = run.code.variable(second.space, second.address)
            what = symbol.name if symbol is not None else f"the memory at {second.address:#x}"
            places = [run.code.describe(use.space, use.instruction) for use in (first, second)]
            return [
                Finding(
                    self.id,
                    f"data race on {what}: {first.tid} and {second.tid}",
                    f"{first.tid} {_did(first)} it in {places[0]} (after step {first.step}), {second.tid} {_did(second)} it in "
                    f"{places[1]} (after step {second.step}), and nothing orders the two",
                    (first.step, second.step),
                    second.tid,
                    second.instruction,
                )
            ]
        return []


def _did(use: Use) -> str:
    return "wrote" if use.write else "read"


REGISTRY.add(DataRace())

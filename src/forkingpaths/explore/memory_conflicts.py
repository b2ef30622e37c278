"""Where inside a stretch of user code a signal can be noticed: conflicts on single bytes of memory.

A signal handler runs in the address
space of the code that it interrupts; what it touches outside its own frame (globals, errno, the allocator's
arena, stdio's buffers) is learned from the runs in which it ran, and every instruction of the program that
conflicts with that is a point before which the signal may come.  (Where another task can be noticed: sharing.py.)

An access is (instruction, address, size, is a write, physical address); the instruction number counts from
the start of the transition.  Stopping "before instruction n" is `Choice("stop", tid, n)`; before the first
is no stop at all (the boundary of the transition is a point of its own).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from forkingpaths.explore.trace import Run, Transition
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.machine.accesses import WORD_BITS

LINE_BITS = 6
STACK_SPAN_BYTES = 256 << 10  # accesses this close below a handler's own stack top are its frame
Word = tuple[int, int]  # an address space, and the address of eight bytes divided by eight


@dataclass(slots=True)
class Touched:
    """Bytes read and bytes written, as address sets."""

    reads: set[int] = field(default_factory=set)
    writes: set[int] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)  # of 64 bytes, that any of these lie in
    _table: array[int] = field(default_factory=lambda: array("Q"))  # the same, ascending

    def add(self, address: int, size: int, write: bool) -> bool:
        """Whether it is new."""
        known = self.writes if write else self.reads
        before = len(known)
        known.update(range(address, address + size))
        self.lines.update((address >> LINE_BITS, (address + size - 1) >> LINE_BITS))
        return len(known) > before

    def table(self) -> array[int]:
        """The lines, ascending."""
        if len(self._table) != len(self.lines):
            self._table = array("Q", sorted(self.lines))
        return self._table

    def conflicts(self, address: int, size: int, write: bool) -> bool:
        """Whether an access of this kind could be told apart from before or after these."""
        span = range(address, address + size)
        if write:
            return any(b in self.writes or b in self.reads for b in span)
        return any(b in self.writes for b in span)


@dataclass(slots=True)
class HandlerFootprints:
    """What the handlers of each address space touch outside their frames; grows as runs are seen."""

    of_space: dict[int, Touched] = field(default_factory=dict)

    def size(self) -> int:
        """How much is known: it only ever grows."""
        return sum(len(touched.reads) + len(touched.writes) for touched in self.of_space.values())

    def lacks(self, run: Run) -> bool:
        """Whether handlers touched in `run` what is not known."""
        seen = HandlerFootprints()
        seen.learn(run)
        return any(
            not (touched.reads <= known.reads and touched.writes <= known.writes)
            for space, touched in seen.of_space.items()
            for known in (self.of_space.get(space, Touched()),)
        )

    def learn(self, run: Run) -> set[Word]:
        """Add what handlers touched in `run`: accesses between a handler's entry and its return, above no part of its own stack.
        Returns what was not known before."""
        fresh: set[Word] = set()
        spans = _handler_spans(run)
        for t in run.transitions:
            if t.choice.kind in ("run", "deliver", "stop") and t.tid in spans:
                for first, last, stack in spans[t.tid]:
                    if first <= t.step < last or (t.handler and t.step <= first):
                        touched = self.of_space.setdefault(t.space, Touched())
                        for _, address, size, write, _ in (*t.accesses, *t.kernel_accesses):
                            if not stack - STACK_SPAN_BYTES <= address < stack:
                                if touched.add(address, size, write):
                                    fresh.update(_words(t.space, address, size))
                        break
        return fresh


def words_of(transitions: list[Transition]) -> dict[int, set[int]]:
    """Address space -> words of what user code touched that a handler might have interrupted: where a footprint that grows later may
    conflict."""
    spaces: dict[int, set[int]] = {}
    for t in transitions:
        if not t.call and t.catches and t.choice.kind == "run":
            words = spaces.setdefault(t.space, set())
            words.update(t.accesses.distinct(WORD_BITS))
    return spaces


def _words(space: int, address: int, size: int) -> list[Word]:
    return [(space, word) for word in range(address >> 3, (address + size + 7) >> 3)]


def _handler_spans(run: Run) -> dict[int, list[tuple[int, int, int]]]:
    """tid -> (first step, last step, interrupted stack pointer) of each handler run."""
    spans: dict[int, list[tuple[int, int, int]]] = {}
    open_: dict[int, list[tuple[int, int]]] = {}
    for event in run.events:
        if event.kind is Kind.SIGNAL and event.data[2] == "handler":
            open_.setdefault(event.tid, []).append((event.step, event.data[4]))
        elif event.kind is Kind.HANDLER_RETURN and open_.get(event.tid):
            first, stack = open_[event.tid].pop()
            spans.setdefault(event.tid, []).append((first, event.step, stack))
    for tid, left in open_.items():
        for first, stack in left:
            spans.setdefault(tid, []).append((first, 1 << 62, stack))
    return spans


def stops_for_handlers(
    transitions: list[Transition], footprints: HandlerFootprints, outside: bool
) -> Iterator[tuple[int, Choice]]:
    """Instructions of user code that conflict with what a handler of the same address space touches."""
    for t in transitions:
        touched = footprints.of_space.get(t.space)
        if touched is None or t.call or t.choice.kind != "run" or not (t.accesses and t.catches):
            continue
        if not outside and len(t.enabled) < 2:
            continue
        yield from _stops(t, touched)


def _stops(t: Transition, touched: Touched) -> Iterator[tuple[int, Choice]]:
    seen = 0
    for _, (instruction, address, size, write, _) in t.accesses.touching(touched.table(), LINE_BITS):
        if instruction > seen and touched.conflicts(address, size, write):
            seen = instruction
            yield t.index, Choice("stop", t.tid, instruction)

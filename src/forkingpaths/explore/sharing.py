"""Where inside a stretch of user code another task can be noticed.

*Sharing*  tasks of one address space (threads, vfork), or of a shared mapping, touch the same word, or one changes what is
           mapped where the other looks
*Copies*   a fork takes the memory as it is in between two writes of another thread; that shows where the child reads what is written

A conflict is a race, or behind an instruction of its first part one that clocks hide (reach.py).  The stretch is left before each
instruction of the first part that the second can tell from one that comes later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from forkingpaths.explore.reach import is_stretch, on_pages
from forkingpaths.explore.trace import Run, Transition
from forkingpaths.kernel.memory.address_space import PLACE_BITS
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.machine.accesses import WORD_BITS

FORKS = ("fork", "vfork", "clone", "clone3")
Conflict = tuple[Transition, Transition, int]  # the instruction of the first behind which it is
_ToWord = tuple[int, int, bool, int]  # instruction (0: the kernel's), size, is a write, place


def conflicts(run: Run) -> list[Conflict]:
    """All those of `run`."""
    return [(first, second, 0) for first, second in run.races] + run.hidden


def stops_for_sharing(conflicts: Iterable[Conflict]) -> Iterator[tuple[int, Choice]]:
    """For every conflict on shared memory: the instructions of its first part that conflict with its second."""
    by_word = _ByWord()
    for first, second, after in conflicts:
        if not is_stretch(first):
            continue
        words = {key[1] for key in first.writes & (second.reads | second.writes) if key[0] == "memory"}
        words.update(key[1] for key in first.reads & second.writes if key[0] == "memory")
        yield from _stops_on_pages(first, second, after)
        if not words:
            continue
        # whole words, as in footprints: two variables in one word make the transitions dependent, and what is so hidden has to be found
        written = {key[1] for key in second.writes if key[0] == "memory"}
        seen = after
        for instruction, size, write, place in by_word.of(first, words):
            its = range(place >> 3, (place + size + 7) >> 3)
            if instruction > seen and (write or not written.isdisjoint(its)):
                seen = instruction
                yield first.index, Choice("stop", first.tid, instruction)


def _stops_on_pages(t: Transition, by: Transition, after: int) -> Iterator[tuple[int, Choice]]:
    """The accesses to pages that `by` maps or unmaps."""
    seen = after
    for instruction in on_pages(t, by):
        if instruction > seen:
            seen = instruction
            yield t.index, Choice("stop", t.tid, instruction)


def stops_for_copies(run: Run, conflicts: Iterable[Conflict]) -> Iterator[tuple[int, Choice]]:
    """For every race of user code with a fork that copies what it writes: the writes of what is read from the copy."""
    looked: dict[int, set[int]] = {}
    for first, second, after in conflicts:
        copied = [key[1] for key in second.writes if key[0] == "image"]
        if not copied or not is_stretch(first):
            continue
        if second.index not in looked:
            looked[second.index] = _read_from_copy(run, second)
        words = looked[second.index]
        seen = after
        for instruction, address, size, write, place in first.accesses:
            if write and instruction > seen and place >> PLACE_BITS in copied:
                if not words.isdisjoint(range(address >> 3, (address + size + 7) >> 3)):
                    seen = instruction
                    yield first.index, Choice("stop", first.tid, instruction)


def _read_from_copy(run: Run, fork: Transition) -> set[int]:
    """The addresses, divided by eight, that were read in the child's memory, or in a copy of that, up to an exec."""
    born = set(fork.created)
    spaces: set[int] = set()
    words: set[int] = set()
    for t in run.transitions[fork.index + 1 :]:
        if t.tid in born:
            born.discard(t.tid)
            spaces.add(t.space)
        if t.space in spaces:
            if t.call in FORKS:
                born.update(t.created)
            words.update(t.accesses.distinct(WORD_BITS, write=False))
            for _, address, size, write, _ in t.kernel_accesses:
                if not write:
                    words.update(range(address >> 3, (address + size + 7) >> 3))
    return words


class _ByWord:
    """The accesses of transitions, user code's and the kernel's, by the words that footprints name: looked through once for all the races
    that a transition has part in."""

    def __init__(self) -> None:
        self.known: dict[int, dict[int, list[_ToWord]]] = {}  # transition -> word -> accesses

    def of(self, t: Transition, words: set[int]) -> list[_ToWord]:
        """Those that touch one of `words`, in order."""
        known = self.known.setdefault(t.index, {})
        new = words.difference(known)
        if new:
            known.update(self._sorted(t, new))
        if len(words) == 1:
            (word,) = words
            return known.get(word, [])
        return sorted({access for word in words for access in known.get(word, ())})

    def _sorted(self, t: Transition, words: set[int]) -> dict[int, list[_ToWord]]:
        found: dict[int, list[_ToWord]] = {word: [] for word in words}
        made = (access for _, access in t.accesses.on(words))
        for instruction, _, size, write, place in (*made, *t.kernel_accesses):
            for word in range(place >> 3, (place + size + 7) >> 3):
                if word in found:
                    found[word].append((instruction, size, write, place))
        return found

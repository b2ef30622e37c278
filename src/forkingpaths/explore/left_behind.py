"""Where inside a stretch of user code a process can be ended, stopped or looked at so that others see how far it had come.

A signal ends or stops the whole process, and what its threads had still to do is not done.  That shows in what outlives it:

*Objects*   shared mappings, the pages of files, System V segments
*A space*   that a task of another process runs in too (vfork, CLONE_VM without CLONE_THREAD)
*Looks*     memory that somebody else than the program has to do with: ptrace, /proc/pid/mem and process_vm_readv, also without any
            signal, and the kernel, when a thread ends (robust lists, core dumps)

All other memory goes with the process, and nobody can tell how far it had come there.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator

from forkingpaths.explore.reach import is_stretch
from forkingpaths.explore.sharing import Conflict
from forkingpaths.explore.trace import Mapped, Run, Transition
from forkingpaths.kernel.memory.address_space import PLACE_BITS
from forkingpaths.kernel.scheduler import Choice
from forkingpaths.machine.accesses import WORD_BITS


def stops_for_what_is_left(run: Run, conflicts: Iterable[Conflict]) -> Iterator[tuple[int, Choice]]:
    """For every stretch that a signal, or a look, could have met in the middle: the instructions that it could be told by.  `conflicts`:
    all of the run."""
    met = [conflict for conflict in conflicts if is_stretch(conflict[0]) and _meets(conflict[0], conflict[1])]
    looks = _looks(run) if met else {}
    tables: dict[int, tuple[array[int], array[int]]] = {}
    for conflict in met:
        first = conflict[0]
        if _signals(first, conflict[1]):
            yield from _stops_before_writes(conflict)
        if first.space in looks:
            if first.space not in tables:
                tables[first.space] = _words(looks[first.space], False), _words(looks[first.space], True)
            yield from _stops_before_looked_at(conflict, *tables[first.space])


def _meets(first: Transition, second: Transition) -> bool:
    reads = second.reads
    return _signals(first, second) or ("progress", first.process) in reads or ("progress", 0) in reads


def _signals(first: Transition, second: Transition) -> bool:
    return ("pending", first.process) in second.writes or ("pending", first.tid) in second.writes


def _stops_before_writes(conflict: Conflict) -> Iterator[tuple[int, Choice]]:
    """The writes to memory that outlives the process: what it has written there by then is there, the rest is not."""
    t, _, seen = conflict
    lasting = {key[1] for key in t.writes if key[0] == "memory" and (t.within_reach or _is_of_object(key[1]))}
    if not lasting:
        return
    for _, (instruction, _, size, write, place) in t.accesses.on(lasting):
        if write and instruction > seen:
            if not lasting.isdisjoint(range(place >> WORD_BITS, (place + size + 7) >> WORD_BITS)):
                seen = instruction
                yield t.index, Choice("stop", t.tid, instruction)


def _is_of_object(word: int) -> bool:
    """Of the two kinds of names that AddressSpace.shared_place gives."""
    return not word >> PLACE_BITS - WORD_BITS & 1


def _stops_before_looked_at(
    conflict: Conflict, looked: array[int], changed: array[int]
) -> Iterator[tuple[int, Choice]]:
    """The writes of what is looked at from outside, and the reads of what is changed from there."""
    t, _, after = conflict
    found = {n for _, (n, _, _, write, _) in t.accesses.touching(looked, WORD_BITS) if write}
    found.update(n for _, (n, _, _, _, _) in t.accesses.touching(changed, WORD_BITS))
    for instruction in sorted(found):
        if instruction > max(after, 0):
            yield t.index, Choice("stop", t.tid, instruction)


def _looks(run: Run) -> dict[int, list[Mapped]]:
    """Space -> the looks at its memory."""
    found: dict[int, list[Mapped]] = {}
    for t in run.transitions:
        for look in t.looks:
            found.setdefault(look[0], []).append(look)
    return found


def _words(looks: list[Mapped], change: bool) -> array[int]:
    """The words in these ranges, ascending."""
    words: set[int] = set()
    for _, start, end, write in looks:
        if write == change:
            words.update(range(start >> WORD_BITS, (end + 7) >> WORD_BITS))
    return array("Q", sorted(words))

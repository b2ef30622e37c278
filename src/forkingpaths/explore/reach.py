"""How far into a stretch of user code another transition's dependence on it goes.

A stretch is one transition, and what happens before another does so as a whole.  But a task can be left inside of it: what lies
behind the last instruction that the other depends on could as well have come after the other.  So clocks say of a stretch that is
known in part up to which instruction (`Transition.partly`), and a conflict behind that is a race that the clocks hide: the stretch
is to be left before it (sharing.stops_for_sharing).

    S: x = 1; y = 1        T1 reads x; T2, of the same task, reads y: S is before T1 up to "x = 1", and "y = 1" races with T2
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from forkingpaths.machine.accesses import PAGE, WORD_BITS

if TYPE_CHECKING:
    from forkingpaths.explore.trace import Key, Transition

    Touch = tuple[Key, bool]  # something that both touched, and whether the second wrote it


def is_stretch(t: Transition) -> bool:
    """Whether another could have gone on in the middle of `t`, or earlier than it did."""
    return not t.call and t.choice.kind in ("run", "stop")


def reached(first: Transition, second: Transition, touches: Sequence[Touch]) -> int | None:
    """The last instruction of `first`, a stretch, that `second` depends on; None when it is all of it."""
    words = {key[1] for key, _ in touches if key[0] == "memory"}
    known = _spots(first, words)
    last = 0
    for key, write in touches:
        if key[0] == "memory":
            last = max(last, known[key[1]][1 if write else 0])
        elif key in first.writes:
            return None  # a fault at its end, perhaps
        # What else it read was read on the way to its first instruction.  Of what a fork copies ("image") only what the child reads
        # counts, which is not known yet.
    return max(last, max(on_pages(first, second), default=0))


def on_pages(t: Transition, by: Transition) -> list[int]:
    """The instructions of `t`, in order, that touch what `by` maps or unmaps, or lie there; of an object (space 0) by the names of its
    bytes."""
    ranges = [(space, start, end) for space, start, end, write in by.maps if write and space in (0, t.space)]
    found = set(_run_from(t, [(start, end) for space, start, end in ranges if space]))
    shown = t.accesses.shown
    for n, address, size, _, place in t.accesses if ranges else ():
        named = shown[address & -PAGE] + address % PAGE if address & -PAGE in shown else place
        if any(
            start < at + size and at < end
            for space, start, end in ranges
            for at in (address if space else named,)
        ):
            found.add(n)
    return sorted(found)


def _run_from(t: Transition, ranges: list[tuple[int, int]]) -> Iterator[int]:
    """The instructions whose code is in one of these ranges."""
    begun, last = 0, -1  # the stretch in one page, and that page
    for n, page in t.fetches if ranges else ():
        only, page = page & 1, page & -PAGE
        if only:
            if any(start <= page < end for start, end in ranges):
                yield n
            continue
        if any(start <= last < end for start, end in ranges):
            yield from range(begun, n)
        begun, last = n, page


def _spots(t: Transition, words: set[int]) -> dict[int, tuple[int, int]]:
    """Word -> the last instruction that wrote it, and the last that touched it; 0 is the kernel, before the first."""
    new = words.difference(t.spots)
    if new:
        t.spots.update(dict.fromkeys(new, (0, 0)))
        for _, (n, _, size, write, place) in t.accesses.on(new):
            for word in range(place >> WORD_BITS, (place + size + 7) >> WORD_BITS):
                if word in new:
                    t.spots[word] = n if write else t.spots[word][0], n
    return t.spots


def join(known: dict[int, int], partly: dict[int, int], direct: Transition, reach: int | None) -> None:
    """Add what is before `direct`, and `direct` up to instruction `reach` (None: all of it), to a clock."""
    own = direct.tid
    for tid, count in direct.clock.items():
        before = known.get(tid, 0)
        if count < before:
            continue
        upto = reach if tid == own else direct.partly.get(tid)
        if count > before:
            known[tid] = count
            if upto is not None:
                partly[tid] = upto
            else:
                partly.pop(tid, None)
        elif tid in partly:
            if upto is None:
                del partly[tid]
            elif upto > partly[tid]:
                partly[tid] = upto

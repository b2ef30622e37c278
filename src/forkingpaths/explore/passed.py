"""The code that each run of a search went through, packed: which runs are to be looked at again when a handler is seen to touch
more than was known.

Of a python program a run goes through hundreds of thousands of words of memory; they are asked for a few times in a search.
"""

from __future__ import annotations

import zlib
from array import array
from dataclasses import dataclass, field
from operator import sub
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forkingpaths.explore.branch import Branch
    from forkingpaths.explore.memory_conflicts import Word

LONG_BYTES = 2048  # from here on it is compressed
Packed = tuple[
    tuple[int, bool, bytes], ...
]  # address space, is it compressed, its words as differences in order


def pack(spaces: dict[int, set[int]]) -> Packed:
    """The words of each address space in little room."""
    return tuple((space, *_packed(sorted(words))) for space, words in sorted(spaces.items()))


def _packed(words: list[int]) -> tuple[bool, bytes]:
    steps = array("Q", map(sub, words, (0, *words))).tobytes()
    return (True, zlib.compress(steps, 1)) if len(steps) >= LONG_BYTES else (False, steps)


def unpack(packed: Packed) -> dict[int, array[int]]:
    """Address space -> its words, in order."""
    found = {}
    for space, compressed, steps in packed:
        words = array("Q", zlib.decompress(steps) if compressed else steps)
        total = 0
        for index, step in enumerate(words):
            total += step
            words[index] = total
        found[space] = words
    return found


@dataclass(slots=True)
class Passed:
    """What went through what."""

    runs: list[tuple[Branch, Packed]] = field(default_factory=list)

    def add(self, branch: Branch, words: Packed) -> None:
        self.runs.append((branch, words))

    def touching(self, learned: set[Word]) -> list[Branch]:
        """The schedules whose runs went through any of these words."""
        spaces: dict[int, set[int]] = {}
        for space, word in learned:
            spaces.setdefault(space, set()).add(word)
        return [branch for branch, words in self.runs if _any(words, spaces)] if learned else []


def _any(packed: Packed, spaces: dict[int, set[int]]) -> bool:
    wanted = tuple(part for part in packed if part[0] in spaces)
    return any(not spaces[space].isdisjoint(words) for space, words in unpack(wanted).items())

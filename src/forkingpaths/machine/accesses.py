"""Accesses to memory as the native library logs them, packed: 32 bytes each, where tuples of numbers took two hundred.

A run of a program with threads has millions.  They read as a sequence of tuples (`Access`), made when asked for; what has to look at
each of them asks `distinct`, `touching` or `on`, which run in C.

With `shown` a page of the program also has the name of what it shows without being it: the page of a file that is mapped privately.

With `names` the physical address of an access is replaced by a name of the byte that is the same in every run: page of the program ->
the name of its first byte, 0 to keep the physical address.
"""

from __future__ import annotations

import ctypes
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, compress
from typing import Final, overload

from forkingpaths.machine.cpu import ACCESS, Access
from forkingpaths.machine.native import lib

PAGE: Final = 4096
PAGE_BITS: Final = 12
WORD_BITS: Final = 3
WORDS_OF_PAGE: Final = PAGE >> WORD_BITS
SIZE: Final = ACCESS.size


class Accesses(Sequence[Access]):
    """A log, in the order in which the accesses were made.  `entries` grows while the program runs, `names` comes afterwards."""

    __slots__ = ("entries", "names", "shown")

    def __init__(self, entries: bytearray | None = None, names: dict[int, int] | None = None) -> None:
        self.entries = bytearray() if entries is None else entries
        self.names = names or {}
        self.shown: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.entries) // SIZE

    def __iter__(self) -> Iterator[Access]:
        packed: Iterator[Access] = ACCESS.iter_unpack(self.entries)
        return self._named(packed) if self.names else packed

    @overload
    def __getitem__(self, index: int) -> Access: ...
    @overload
    def __getitem__(self, index: slice) -> list[Access]: ...
    def __getitem__(self, index: int | slice) -> Access | list[Access]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(index)
        access: Access = ACCESS.unpack_from(self.entries, at * SIZE)
        return next(self._named(iter((access,)))) if self.names else access

    def first_of(self, instruction: int) -> int:
        """The index of the first access by the instruction of this number, or a later one."""
        return bisect_left(memoryview(self.entries).cast("Q")[:: SIZE // 8], instruction)

    def _named(self, accesses: Iterator[Access]) -> Iterator[Access]:
        names = self.names
        for number, address, size, write, physical in accesses:
            first = names[address & -PAGE]
            yield number, address, size, write, first + address % PAGE if first else physical

    def cut(self, start: int, end: int | None = None) -> None:
        """Leave out those from `start` on, or up to `end`."""
        del self.entries[start * SIZE : None if end is None else end * SIZE]

    def distinct(self, bits: int, write: bool | None = None) -> array[int]:
        """The numbers of all stretches of 2 to the power `bits` bytes that were read, or written (None: either), ascending."""
        found = array("Q", bytes(8 * (len(self) + 64)))
        kinds = 3 if write is None else 2 if write else 1
        while True:
            count = lib.fp_log_distinct(
                _address(self.entries), len(self), bits, kinds, found.buffer_info()[0], len(found)
            )
            if count <= len(found):
                return found[:count]
            found = array("Q", bytes(8 * count))

    def touching(self, stretches: array[int], bits: int) -> Iterator[tuple[int, Access]]:
        """(index, access) of those that touch one of `stretches`, numbers as `distinct` gives them, ascending."""
        if not stretches:
            return
        marks = bytearray(len(self))
        lib.fp_log_touching(
            _address(self.entries),
            len(self),
            bits,
            stretches.buffer_info()[0],
            len(stretches),
            _address(marks),
        )
        names, entries = self.names, self.entries
        for index in compress(range(len(marks)), marks):
            number, address, size, write, place = ACCESS.unpack_from(entries, index * SIZE)
            if names:
                first = names[address & -PAGE]
                place = first + address % PAGE if first else place
            yield index, (number, address, size, write, place)

    def on(self, words: Iterable[int]) -> Iterator[tuple[int, Access]]:
        """(index, access) of those that touch one of these words of eight bytes, which are numbered by name."""
        of_page: dict[int, list[int]] = {}
        for word in words if self.names or self.shown else ():
            of_page.setdefault(word >> PAGE_BITS - WORD_BITS, []).append(word & WORDS_OF_PAGE - 1)
        found = self.touching(_addresses(of_page, self.names), WORD_BITS)
        return self._with_shown(found, of_page) if self.shown else found

    def _with_shown(
        self, found: Iterator[tuple[int, Access]], of_page: dict[int, list[int]]
    ) -> Iterator[tuple[int, Access]]:
        """Also the reads of what is shown there; the first write to a page copies, and so reads, all of it."""
        also = list(found)
        copied: set[int] = set()
        pages = {page for page, first in self.shown.items() if first >> PAGE_BITS in of_page}
        words = (range(page >> WORD_BITS, page + PAGE >> WORD_BITS) for page in sorted(pages))
        for index, (number, address, size, write, _) in self.touching(array("Q", chain(*words)), WORD_BITS):
            page = address & -PAGE
            if not write:
                also.append((index, (number, address, size, False, self.shown[page] + address - page)))
            elif page not in copied:
                copied.add(page)
                also.append((index, (number, page, PAGE, False, self.shown[page])))
        return iter(sorted(also))


def _addresses(of_page: dict[int, list[int]], names: dict[int, int]) -> array[int]:
    """The words of the program, ascending, that have these names; `of_page`: page of names -> words in it."""
    found = [
        (page >> WORD_BITS) + offset
        for page, first in names.items()
        for offset in (of_page.get(first >> PAGE_BITS, ()) if first else ())
    ]
    return array("Q", sorted(found))


def _address(data: bytearray) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(data)) if data else 0

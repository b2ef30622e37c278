"""Holes in a memory object (pages.py), as fallocate(2) and lseek(2) have them: made, closed, opened up, given pages, looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forkingpaths.vfs.pages import PAGE, MemoryObject

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services


def punch(k: Services, thing: MemoryObject, start: int, end: int) -> None:
    """Make [start, end) zeros and, where whole pages fall into it, holes (fallocate(2), FALLOC_FL_PUNCH_HOLE)."""
    end = min(end, (thing.size + PAGE - 1) // PAGE * PAGE)
    if thing.file is not None and k.vfs.disk is not None and start < end:
        k.vfs.disk.punching(k, thing, start, end)
    thing.note_map(k, start, end)
    first, last = (start + PAGE - 1) // PAGE, end // PAGE
    size = thing.size
    for a, b in ((start, min(first * PAGE, end)), (max(last * PAGE, start), end)):
        if a < b and (a // PAGE in thing.frames or thing.on_host(a // PAGE)):
            thing.store(k, a, bytes(b - a))
    thing.size = size
    if first >= last:
        return
    if thing.mapped:
        k.unmap_pages(thing, first, last, False)
    for index in [i for i in thing.frames if first <= i < last]:
        k.machine.frames.put(thing.frames.pop(index))
        thing.unwritten.pop(index, None)
    for index in range(first, min(last, (thing.lower_size + PAGE - 1) // PAGE)):
        thing.punched[index] = True


def shift(k: Services, thing: MemoryObject, first: int, by: int) -> None:
    """Move the pages from `first` on by `by` pages, up (leaving a hole) or down (over the pages before them);
    the size follows."""
    if thing.file is not None and k.vfs.disk is not None:
        k.vfs.disk.shifting(k, thing, first, by)
    limit = (thing.lower_size + PAGE - 1) // PAGE
    start = min(first, first + by)
    thing.note_map(k, start * PAGE, thing.size + max(by, 0) * PAGE)
    if start < limit:
        thing.fill(k, start, limit - start)
        thing.lower_size = min(thing.lower_size, start * PAGE)
    if thing.mapped:
        k.unmap_pages(thing, start, (thing.size + PAGE - 1) // PAGE, False)
    for index in [i for i in thing.frames if start <= i < first]:
        k.machine.frames.put(thing.frames.pop(index))
    tables: tuple[dict[int, Any], ...] = (thing.frames, thing.punched, thing.dirty, thing.unwritten)
    for table in tables:
        moved = {index + by: table[index] for index in table if index >= first}
        for index in [index for index in table if index >= start]:
            del table[index]
        table.update(moved)
    thing.size += by * PAGE


def reserve(k: Services, thing: MemoryObject, index: int) -> None:
    """Give a hole a page of zeros, which goes on to count as a hole until it is written; SysError(ENOMEM)."""
    if index not in thing.frames and not thing.on_host(index):
        thing.write(k, index * PAGE, bytes(min(PAGE, thing.size - index * PAGE)))
        thing.unwritten[index] = True


def next_data(thing: MemoryObject, offset: int) -> int:
    """The first offset at or after `offset` that is data; -1 when there is none before the end."""
    index = offset // PAGE
    while index * PAGE < thing.size:
        if thing.is_data(index):
            return max(offset, index * PAGE)
        index = _next_known(thing, index + 1)
    return -1


def next_hole(thing: MemoryObject, offset: int) -> int:
    """The first offset at or after `offset` in a hole; the end of the object is one."""
    index = offset // PAGE
    while index * PAGE < thing.size and thing.is_data(index):
        index += 1
    return min(max(offset, index * PAGE), thing.size)


def _next_known(thing: MemoryObject, index: int) -> int:
    """The first page at or after `index` that could be data."""
    if index * PAGE < thing.lower_size:
        return index
    return min(
        (i for i in thing.frames if i >= index and i not in thing.unwritten),
        default=(thing.size + PAGE - 1) // PAGE,
    )

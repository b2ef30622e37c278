"""The contents of one file on the disk when some of what was done to it has arrived: vfs/disk's record of it, carried out again.

A `Step` is one page of one write, the least that arrives by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.vfs.disk import Contents, FileRecord, Piece
from forkingpaths.vfs.pages import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

Step = tuple[int, int]  # index in FileRecord.done, page
Pages = dict[int, bytes | None]  # None: a hole
MANY_STEPS = 16  # points in the order of writing that are tried, of a file with more


def steps(record: FileRecord, prefix: int) -> list[Step]:
    """The pages of the writes that could be on the disk, in the order of writing."""
    found = []
    for i, piece in enumerate(record.done):
        if piece.kind is Piece.WRITE and piece.number <= prefix:
            found += [(i, page) for page in range(piece.offset // PAGE, (piece.end - 1) // PAGE + 1)]
    return found


def extent(piece: Contents, page: int) -> int:
    """How many bytes of a write are in a page."""
    return min(piece.end, (page + 1) * PAGE) - max(piece.offset, page * PAGE)


def selections(steps: list[Step]) -> Iterator[set[Step]]:
    """Everything, nothing, prefixes, all but one page, one page alone."""
    yield set(steps)
    yield set()
    points = list(range(len(steps) - 1, 0, -1))
    if len(points) > MANY_STEPS:
        # where one write ends and the next begins says more than the middle of a long one
        ends = [i for i in points if steps[i][0] != steps[i - 1][0]]
        points = _thinned(ends or points)
    for point in points:
        yield set(steps[:point])
    pages = _thinned(sorted({page for _, page in steps}))
    if len(pages) > 1:
        for page in pages:
            yield {step for step in steps if step[1] != page}
            yield {step for step in steps if step[1] == page}


def _thinned(items: list[int]) -> list[int]:
    """At most MANY_STEPS of them, first and last included."""
    if len(items) <= MANY_STEPS:
        return items
    return [items[i * (len(items) - 1) // (MANY_STEPS - 1)] for i in range(MANY_STEPS)]


def replay(record: FileRecord, prefix: int, selection: set[Step] | None) -> tuple[int, Pages]:
    """Length and touched pages of a file, the changes below `prefix` and the chosen writes (None: all) being on the disk."""
    size, pages = record.size, dict(record.pages)
    for i, piece in enumerate(record.done):
        if piece.kind is Piece.WRITE:
            for page in range(piece.offset // PAGE, (piece.end - 1) // PAGE + 1):
                if selection is None or (i, page) in selection:
                    size = max(size, _write(pages, piece, page))
        elif piece.number < prefix:
            size = _reshape(pages, size, piece)
    return size, pages


def _write(pages: Pages, piece: Contents, page: int) -> int:
    """Put a write's part of one page there; where it ends."""
    start, end = max(piece.offset, page * PAGE), min(piece.end, (page + 1) * PAGE)
    old = pages.get(page) or bytes(PAGE)
    data = piece.data[start - piece.offset : end - piece.offset]
    pages[page] = old[: start - page * PAGE] + data + old[end - page * PAGE :]
    return end


def _reshape(pages: Pages, size: int, piece: Contents) -> int:
    """Cut, punch or shift; the length afterwards."""
    if piece.kind is Piece.SHIFT:
        first = piece.offset // PAGE
        moved = {i + piece.end: data for i, data in pages.items() if i >= first}
        for index in [i for i in pages if i >= min(first, first + piece.end)]:
            pages[index] = None
        pages.update(moved)
        return size + piece.end * PAGE
    start, end = piece.offset, piece.end if piece.kind is Piece.PUNCH else max(size, piece.offset)
    if piece.kind is Piece.CUT and piece.offset > size:
        start, end = size, (size + PAGE - 1) // PAGE * PAGE  # what lay behind the end is zeros now
    for page in [p for p in pages if p * PAGE < (end + PAGE - 1) // PAGE * PAGE and (p + 1) * PAGE > start]:
        data = pages[page]
        low, high = max(start - page * PAGE, 0), min(end - page * PAGE, PAGE)
        if piece.kind is Piece.CUT:
            high = PAGE
        if data is not None and low < high:
            zeroed = data[:low] + bytes(high - low) + data[high:]
            pages[page] = None if low == 0 and high == PAGE else zeroed
    return size if piece.kind is Piece.PUNCH else piece.offset

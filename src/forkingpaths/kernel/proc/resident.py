"""Which of a process's pages are in memory, and whose they are: its own, a file's, or memory that is shared."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.memory.vma import Vma
from forkingpaths.machine.space import Page
from forkingpaths.vfs.tree import TMPFS_MAGIC

PAGE = 4096


def pages_of(k: Kernel, space: AddressSpace, vma: Vma, start: int, end: int) -> Iterator[tuple[Page, bool]]:
    """The pages of a part of a mapping, each with whether it shows the object itself: not the copy that a private mapping has made."""
    for page in k.machine.pages(space.space, max(vma.start, start), min(vma.end, end)):
        index = (vma.offset + page.address - vma.start) // PAGE
        yield page, vma.object is not None and vma.object.frames.get(index) == page.frame


class Resident(NamedTuple):
    """Numbers of pages."""

    anonymous: int
    files: int
    shared: int  # "resident shared memory (includes System V shared memory, mappings from tmpfs(5), and shared anonymous mappings)"


def count(k: Kernel, space: AddressSpace) -> Resident:
    """All of a process's pages."""
    anonymous = files = shared = 0
    for vma in space.vmas.items:
        disk = k.vfs.filesystems.get(vma.file.inode.device) if vma.file is not None else None
        for _, of_object in pages_of(k, space, vma, vma.start, vma.end):
            if not of_object:
                anonymous += 1
            elif disk is None or disk.magic == TMPFS_MAGIC:
                shared += 1
            else:
                files += 1
    return Resident(anonymous, files, shared)

"""/proc/PID/pagemap: of every page of a process's addresses, eight bytes that tell where it is (proc_pid_pagemap(5)).

The numbers of frames are left out, as for a reader without CAP_SYS_ADMIN: which frame a page has is an accident of how a run is explored.
"""

from __future__ import annotations

from dataclasses import dataclass

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.proc.access import check_may_look, memory_of
from forkingpaths.kernel.proc.processes import FILE, add_both
from forkingpaths.kernel.proc.resident import pages_of
from forkingpaths.vfs.inode import Place
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.proc.files import ProcFile
from forkingpaths.vfs.proc.tree import Entry, ProcInode

PAGE = 4096
ENTRY_BYTES = 8
MOST = 1 << 20  # bytes of one read
PRESENT, OF_A_FILE, EXCLUSIVE = 1 << 63, 1 << 61, 1 << 56


def _entries(k: Kernel, space: AddressSpace, first: int, count: int) -> bytes:
    """The entries of `count` pages."""
    start, end = first * PAGE, (first + count) * PAGE
    entries = [0] * count
    zeros = k.tables.get("zero frame")
    for vma in space.vmas.overlapping(start, end):
        for page, of_a_file in pages_of(k, space, vma, start, end):
            users = k.machine.frames.references(page.frame) - of_a_file
            alone = users <= 1 and page.frame != zeros
            entries[page.address // PAGE - first] = (
                PRESENT | (OF_A_FILE if of_a_file else 0) | (EXCLUSIVE if alone else 0)
            )
    return b"".join(entry.to_bytes(ENTRY_BYTES, "little") for entry in entries)


@dataclass(slots=True, eq=False)
class PageMap(ProcFile):
    """The open file."""

    def pread(self, k: Kernel, count: int, offset: int) -> bytes:  # type: ignore[override]  # the kernel is the only Services
        assert isinstance(self.inode, ProcInode)
        space = memory_of(k, self.inode)
        if space is None:
            return b""
        # "EINVAL" for what is no whole entry
        if offset % ENTRY_BYTES or count % ENTRY_BYTES:
            raise SysError(Errno.EINVAL)
        first = offset // ENTRY_BYTES
        last = min(first + min(count, MOST) // ENTRY_BYTES, space.layout.task_size // PAGE)
        return _entries(k, space, first, last - first) if first < last else b""


def _open(k: Kernel, inode: ProcInode, place: Place, flags: int, path: bytes) -> OpenFile:
    check_may_look(k, inode)
    inode.uses += 1
    return PageMap(inode, flags, path, identity=k.objects.file_identity(), mount=place.mount)


add_both(b"pagemap", Entry(FILE | 0o400, open=_open))

"""Core files (core(5)): what a process was when a signal killed it, as an ELF file for debuggers.

`dump` is called for a signal whose default action is to terminate with a core, before any thread ends.  It writes the file that
/proc/sys/kernel/core_pattern names, if all of this holds, and says whether it did: the wait status has its core bit then.

    the process is dumpable (PR_SET_DUMPABLE); RLIMIT_CORE has room for a page; the pattern names a file (a pipe is not modelled);
    the file, removed first if it is there, can be made by the process in its directory, and is its own

Layout: the ELF header, a program header for the notes (core_notes.py) and one for each mapping, the notes, the mappings' bytes from a
page's start on. Memory that was never touched, and pages of files that were never written, are holes (/proc/pid/coredump_filter says
which).  The same run writes the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forkingpaths.abi import elf
from forkingpaths.abi.errno import SysError
from forkingpaths.abi.open import O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY
from forkingpaths.abi.resource import RLIMIT_CORE
from forkingpaths.abi.stat import S_IFMT
from forkingpaths.kernel import core_notes, namespaces
from forkingpaths.kernel.memory.vma import DONT_DUMP, SHARED, SPECIAL, Vma
from forkingpaths.kernel.task import SigInfo, Task
from forkingpaths.vfs import naming
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.lookup import lookup
from forkingpaths.vfs.opening import open_path
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.openfile import OpenFile

PAGE = 4096
SMALLEST = PAGE  # of RLIMIT_CORE: less than a page, and there is no dump
ANONYMOUS_PRIVATE, ANONYMOUS_SHARED, MAPPED_PRIVATE, MAPPED_SHARED, ELF_HEADERS = 1, 2, 4, 8, 16
DEFAULT_FILTER = 0x33
SEGMENT_RIGHTS = ((1, elf.PF_R), (2, elf.PF_W), (4, elf.PF_X))


def dump(k: Kernel, t: Task, info: SigInfo) -> bool:
    """Write the core file of `t`'s process, which `info` kills.  True when one was written."""
    process = t.process
    limit = process.limits[RLIMIT_CORE][0]
    if limit < SMALLEST or process.dumpable != 1:
        return False
    pattern: bytes = k.tables.get("core_pattern", b"core")
    if pattern.startswith(b"|"):
        k.not_modelled("core dump into a pipe")
        return False
    try:
        file = _create(k, t, name_of(k, t, pattern, info.signal, limit))
    except SysError:
        return False
    if file is None:
        return False
    try:
        _write(k, t, info, file, limit)
    except SysError:  # the disk is full, or RLIMIT_FSIZE: what was written stays
        pass
    file.release(k)
    return True


def _create(k: Kernel, t: Task, path: bytes) -> OpenFile | None:
    """A new file, in the place of one that is there."""
    credentials = t.credentials
    try:
        naming.unlink(k, credentials, lookup(k, t.fs, credentials, t.fs.cwd, path, False, final=True))
    except SysError:
        pass
    flags = O_CREAT | O_WRONLY | O_EXCL | O_NOFOLLOW
    file = open_path(k, t.fs, credentials, t.fs.cwd, path, flags, 0o600, t.fs.umask)
    # "the file must be a regular one with one link, and belong to the dumping process"
    mode = file.inode.mode
    # ... and be readable and writable by its owner alone, whatever the umask has made of that
    alone = mode & S_IFMT == FileType.REGULAR and mode & 0o677 == 0o600
    if not alone or file.inode.uid != credentials.fsuid:
        file.release(k)
        return None
    return file


def name_of(k: Kernel, t: Task, pattern: bytes, signal: int, limit: int) -> bytes:
    """The file's name: what the % specifiers of core_pattern stand for (core(5))."""
    credentials = t.credentials
    seconds = k.clock.realtime_ns() // 1_000_000_000
    executable = t.process.executable
    meanings = {
        b"%": b"%", b"p": b"%d" % t.tgid, b"P": b"%d" % t.tgid, b"i": b"%d" % t.tid, b"I": b"%d" % t.tid,
        b"u": b"%d" % credentials.uid, b"g": b"%d" % credentials.gid, b"d": b"%d" % t.process.dumpable,
        b"s": b"%d" % signal, b"t": b"%d" % seconds, b"h": namespaces.of(k, t, "uts").hostname.replace(b"/", b"!"),
        b"e": t.name.replace(b"/", b"!"), b"f": executable.rpartition(b"/")[2], b"E": executable.replace(b"/", b"!"),
        b"c": b"%d" % limit, b"C": b"0",
    }  # fmt: skip
    pieces = re.split(rb"%(.?)", pattern, flags=re.DOTALL)
    # "other specifiers, and a % at the end, are dropped"
    found = [meanings.get(piece, b"") if at % 2 else piece for at, piece in enumerate(pieces)]
    return b"".join(found)


# ---- the file -------------------------------------------------------------------------------------------------------


def _write(k: Kernel, t: Task, info: SigInfo, file: OpenFile, limit: int) -> None:
    vmas = t.memory.vmas.items
    filter_: int = t.process.extras.get("coredump_filter", DEFAULT_FILTER)
    sizes = [_dumped(k, t, vma, filter_) for vma in vmas]
    notes = core_notes.of(k, t, info)
    narrow = core_notes.is_narrow(t)
    head, entry = (elf.EHDR32, elf.PHDR32) if narrow else (elf.EHDR64, elf.PHDR64)
    start = head.size + entry.size * (len(vmas) + 1)
    offset = (start + len(notes) + PAGE - 1) & -PAGE
    kind = elf.ELFCLASS32 if narrow else elf.ELFCLASS64
    header = head.pack(
        elf.ELFMAG + bytes((kind, elf.ELFDATA2LSB, elf.EV_CURRENT)), elf.ET_CORE, elf.EM_386 if narrow else elf.EM_X86_64,
        elf.EV_CURRENT, 0, head.size, 0, 0, head.size, entry.size, len(vmas) + 1, 0, 0, 0,
    )  # fmt: skip
    header += _segment(narrow, elf.PT_NOTE, 0, start, 0, len(notes), 0, 4)
    places = []
    for vma, size in zip(vmas, sizes, strict=True):
        rights = sum(flag for bit, flag in SEGMENT_RIGHTS if vma.prot & bit)
        header += _segment(narrow, elf.PT_LOAD, rights, offset, vma.start, size, vma.end - vma.start, PAGE)
        places.append(offset)
        offset += size
    out = _Output(k, file, limit)
    if not out.put(0, header) or not out.put(start, notes):
        return
    for vma, size, place in zip(vmas, sizes, places, strict=True):
        for page in _pages(k, t, vma, size):
            if not out.put(place + page - vma.start, t.memory.force_read(page, PAGE)):
                return
    assert isinstance(file.inode, RegularFile)
    if offset > file.inode.size and limit > out.written:
        file.inode.set_size(k, offset)  # a debugger calls a file that ends within a hole truncated


def _segment(
    narrow: bool, kind: int, rights: int, offset: int, start: int, size: int, memory: int, align: int
) -> bytes:
    """A program header; the two classes have the flags in different places."""
    if narrow:
        return elf.PHDR32.pack(kind, offset, start, 0, size, memory, rights, align)
    return elf.PHDR64.pack(kind, rights, offset, start, 0, size, memory, align)


class _Output:
    """The file, and how much was written to it: RLIMIT_CORE counts that, not the holes, and what would exceed it ends the dump."""

    def __init__(self, k: Kernel, file: OpenFile, limit: int) -> None:
        self.k = k
        self.file = file
        self.limit = limit
        self.written = 0

    def put(self, offset: int, data: bytes) -> bool:
        if self.written + len(data) > self.limit:
            return False
        self.file.pwrite(self.k, data, offset)
        self.written += len(data)
        return True


def _dumped(k: Kernel, t: Task, vma: Vma, chosen: int) -> int:
    """How many bytes of a mapping go into the file (vma_dump_size in fs/coredump.c)."""
    whole = vma.end - vma.start
    if vma.name == b"[vdso]":
        return whole
    if vma.flags & (DONT_DUMP | SPECIAL):
        return 0
    if vma.object is None:
        return whole if chosen & ANONYMOUS_PRIVATE else 0
    if vma.flags & SHARED:
        anonymous = vma.file is None or vma.file.inode.nlink == 0
        return whole if chosen & (ANONYMOUS_SHARED if anonymous else MAPPED_SHARED) else 0
    if chosen & ANONYMOUS_PRIVATE and vma.prot & 2 and _private_pages(k, t, vma):
        return whole
    if chosen & MAPPED_PRIVATE:
        return whole
    # "bit 4: dump ELF headers": the first page of an object file, by which debuggers find its symbols
    if chosen & ELF_HEADERS and not vma.offset and vma.prot & 1:
        return PAGE if t.memory.force_read(vma.start, 4) == elf.ELFMAG else 0
    return 0


def _private_pages(k: Kernel, t: Task, vma: Vma) -> list[int]:
    """The pages of a private mapping of a file that the program has written: their frames are not the file's."""
    frames = vma.object.frames if vma.object is not None else {}
    pages = k.machine.pages(t.memory.space, vma.start, vma.end)
    return [p.address for p in pages if p.frame != frames.get((vma.offset + p.address - vma.start) // PAGE)]


def _pages(k: Kernel, t: Task, vma: Vma, size: int) -> list[int]:
    """The pages of the first `size` bytes of a mapping that are not holes."""
    if vma.object is None:
        return [page.address for page in k.machine.pages(t.memory.space, vma.start, vma.start + size)]
    return list(range(vma.start, vma.start + size, PAGE))

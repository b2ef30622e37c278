"""Mapping an ELF image into an address space (fs/binfmt_elf.c): segments from the page cache, zeros behind them,
nothing read or copied that is not touched, but for the page in which a segment's bytes end and its zeros begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi.elf import PF_R, PF_W, PF_X
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import MAP_PRIVATE, PROT_EXEC, PROT_READ, PROT_WRITE
from forkingpaths.kernel.memory import mapping, overcommit
from forkingpaths.kernel.memory.vma import ACCOUNTED, Vma

if TYPE_CHECKING:
    from forkingpaths.kernel.exec.image import Image, Segment
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace
    from forkingpaths.vfs.openfile import OpenFile

PAGE = 4096
MAX_FILE = (1 << 63) - 1


class Loaded(NamedTuple):
    """Where an image has come to lie."""

    bias: int  # added to every address of the file
    entry: int
    headers: int  # address of the program headers in memory, 0 when no segment holds them
    end: int  # behind the last byte of the last segment: where the heap begins
    code: tuple[int, int]
    data: tuple[int, int]


def load(k: Kernel, space: AddressSpace, file: OpenFile, image: Image, base: int) -> Loaded:
    """Map `image` of `file`.  `base`: where a position-independent one begins, 0 to find room in the mmap area."""
    segments = image.segments
    bias = 0
    if not segments:
        if image.interpreter is None and image.dynamic:
            raise SysError(Errno.EINVAL)
        return Loaded(0, image.entry, 0, 0, (0, 0), (0, 0))
    limit = space.layout.task_size
    for s in segments:
        if s.filesz > s.memsz or s.vaddr >= limit or s.memsz > limit or limit - s.memsz < s.vaddr:
            raise SysError(Errno.EINVAL)
    if image.dynamic:
        bias = _bias(space, segments, base)
    for s in segments:
        if bias + s.vaddr + s.memsz > limit:
            raise SysError(Errno.ENOMEM)
    for s in segments:
        _map_segment(k, space, file, s, bias)
    entry = bias + image.entry
    if entry >= limit:
        raise SysError(Errno.EINVAL)
    offset = image.headers[0]
    headers = next(
        (s.vaddr + offset - s.offset for s in segments if s.offset <= offset < s.offset + s.filesz), 0
    )
    return Loaded(
        bias,
        entry,
        bias + headers if headers else 0,
        bias + max(s.vaddr + s.memsz for s in segments),
        _extent(bias, [s for s in segments if s.flags & PF_X]),
        _extent(bias, [max(segments, key=lambda s: s.vaddr)]),
    )


def _extent(bias: int, segments: list[Segment]) -> tuple[int, int]:
    if not segments:
        return (0, 0)
    return bias + min(s.vaddr for s in segments), bias + max(s.vaddr + s.filesz for s in segments)


def _bias(space: AddressSpace, segments: tuple[Segment, ...], base: int) -> int:
    """What to add to the addresses of a position-independent image."""
    low = min(s.vaddr for s in segments) & -PAGE
    high = max(s.vaddr + s.memsz for s in segments)
    length = (high - low + PAGE - 1) & -PAGE
    align = max((s.align for s in segments if s.align and not s.align & (s.align - 1)), default=PAGE)
    if not base:
        if align > PAGE:
            spread = mapping.find_free(space, length + align)
            base = (spread + align - 1) & -align
        else:
            base = mapping.find_free(space, length)
    elif align > PAGE:
        base &= -align
    return base - low


def _map_segment(k: Kernel, space: AddressSpace, file: OpenFile, s: Segment, bias: int) -> None:
    """One PT_LOAD: its file pages, the zeros in the last of them, the anonymous pages after them."""
    prot = (
        (PROT_READ if s.flags & PF_R else 0)
        | (PROT_WRITE if s.flags & PF_W else 0)
        | (PROT_EXEC if s.flags & PF_X else 0)
    )
    start = bias + s.vaddr & -PAGE
    file_end = bias + s.vaddr + s.filesz
    memory_end = bias + s.vaddr + s.memsz
    pages_end = (file_end + PAGE - 1) & -PAGE
    if s.filesz:
        offset = s.offset - (bias + s.vaddr - start)
        if offset < 0 or offset % PAGE or offset + s.filesz > MAX_FILE:
            raise SysError(Errno.EINVAL)
        flags = MAP_PRIVATE | overcommit.accounted(prot, MAP_PRIVATE)
        pages = file.inode.pages  # type: ignore[attr-defined]  # a RegularFile: open_executable looked
        mapping.place(k, space, Vma(start, pages_end, prot, flags, pages, offset, file))
        if memory_end > file_end and pages_end > file_end:
            _clear(space, file_end, pages_end - file_end, bool(s.flags & PF_W))
    else:
        pages_end = start
    last = (memory_end + PAGE - 1) & -PAGE
    if last > pages_end:
        rights = PROT_READ | PROT_WRITE | prot & PROT_EXEC
        mapping.place(k, space, Vma(pages_end, last, rights, MAP_PRIVATE | ACCOUNTED))


def _clear(space: AddressSpace, address: int, count: int, writable: bool) -> None:
    """Zero the rest of a page.  "Mysterious" read-only segments with zeros behind them are left as they are, as Linux
    does."""
    try:
        space.write(address, bytes(count))
    except SysError:
        if writable:
            raise

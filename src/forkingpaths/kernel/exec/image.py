"""What an ELF file says about the program in it (elf(5)): checked, bounded, and nothing mapped yet.

Files come from strangers: every size is checked before it is used, and every refusal is the one of Linux's
fs/binfmt_elf.c (ENOEXEC for what is no program, ELIBBAD for an interpreter that is none, EINVAL for segments that
cannot be).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi.elf import (
    EHDR32,
    EHDR64,
    ELFMAG,
    EM_386,
    EM_X86_64,
    ET_DYN,
    ET_EXEC,
    PF_X,
    PHDR32,
    PHDR64,
    PT_GNU_STACK,
    PT_INTERP,
    PT_LOAD,
    Ehdr,
    Phdr32,
    Phdr64,
)
from forkingpaths.abi.errno import Errno, SysError

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.pages import MemoryObject

PATH_MAX = 4096
HEADERS_MAX = 65536  # bytes of program headers


class Segment(NamedTuple):
    """A PT_LOAD header: `filesz` bytes of the file at `offset` appear at `vaddr`, zeros after them up to `memsz`."""

    flags: int  # PF_ bits
    offset: int
    vaddr: int
    filesz: int
    memsz: int
    align: int


class Image(NamedTuple):
    """The program in a file."""

    compat: bool  # a 32-bit program
    dynamic: bool  # ET_DYN: it may be put anywhere
    entry: int
    headers: tuple[int, int, int]  # offset in the file, size of one, count
    segments: tuple[Segment, ...]
    interpreter: bytes | None
    executable_stack: bool


def read_image(k: Kernel, pages: MemoryObject, wrong: Errno = Errno.ENOEXEC) -> Image:
    """The image in `pages`; SysError(wrong) when there is none for this processor, EIO or ENOEXEC for a torn one."""
    head = pages.read(k, 0, EHDR64.size)
    if head[:4] != ELFMAG or len(head) < EHDR32.size:
        raise SysError(wrong)
    # As in Linux, the machine decides what the headers look like; class and byte order in e_ident are not looked at.
    compat = int.from_bytes(head[18:20], "little") == EM_386
    if not compat and len(head) < EHDR64.size:
        raise SysError(wrong)
    ehdr = Ehdr._make(EHDR32.unpack_from(head) if compat else EHDR64.unpack(head))
    if ehdr.type not in (ET_EXEC, ET_DYN) or ehdr.machine != (EM_386 if compat else EM_X86_64):
        raise SysError(wrong)
    size = PHDR32.size if compat else PHDR64.size
    if ehdr.phentsize != size or not 0 < ehdr.phnum * size <= HEADERS_MAX:
        raise SysError(wrong)
    table = pages.read(k, ehdr.phoff, ehdr.phnum * size)
    if len(table) != ehdr.phnum * size:
        raise SysError(wrong)
    headers: list[Phdr64] | list[Phdr32]
    headers = (
        [Phdr32._make(h) for h in PHDR32.iter_unpack(table)]
        if compat
        else [Phdr64._make(h) for h in PHDR64.iter_unpack(table)]
    )
    segments = []
    interpreter = None
    executable_stack = False
    for h in headers:
        if h.type == PT_LOAD:
            segments.append(Segment(h.flags, h.offset, h.vaddr, h.filesz, h.memsz, h.align))
        elif h.type == PT_INTERP and interpreter is None:
            interpreter = _interpreter(k, pages, h.offset, h.filesz)
        elif h.type == PT_GNU_STACK:
            executable_stack = bool(h.flags & PF_X)
    return Image(
        compat,
        ehdr.type == ET_DYN,
        ehdr.entry,
        (ehdr.phoff, size, ehdr.phnum),
        tuple(segments),
        interpreter,
        executable_stack,
    )


def _interpreter(k: Kernel, pages: MemoryObject, offset: int, size: int) -> bytes:
    """The path in PT_INTERP."""
    if not 2 <= size <= PATH_MAX:
        raise SysError(Errno.ENOEXEC)
    text = pages.read(k, offset, size)
    if len(text) != size:
        raise SysError(Errno.EIO)
    if text[-1] != 0:
        raise SysError(Errno.ENOEXEC)
    return text[: text.index(0)]

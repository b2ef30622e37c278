"""Thread-local storage of 32-bit code: three descriptors of the GDT that are the thread's own (set_thread_area(2)).

A program fills in a `struct user_desc`, and gets the number of the entry, of which it makes a selector for GS.  In a context
the descriptors are as the processor reads them (TLS0 and the two behind it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.i386.structs import (
    GDT_ENTRY_TLS_MAX,
    GDT_ENTRY_TLS_MIN,
    USER_DESC,
    USER_DESC_CONTENTS_SHIFT,
    USER_DESC_LIMIT_IN_PAGES,
    USER_DESC_READ_EXEC_ONLY,
    USER_DESC_SEG_32BIT,
    USER_DESC_SEG_NOT_PRESENT,
    USER_DESC_USEABLE,
    UserDesc,
)
from forkingpaths.machine.registers import FS, FS_BASE, GS, GS_BASE, TLS0

if TYPE_CHECKING:
    from forkingpaths.kernel.task import Task

ANY_ENTRY = 0xFFFF_FFFF
CONTENTS = 3
EMPTY = USER_DESC_READ_EXEC_ONLY | USER_DESC_SEG_NOT_PRESENT
# bits of a descriptor
ACCESSED, WRITABLE, CODE_OR_DATA, USER, PRESENT = 1 << 40, 1 << 41, 1 << 44, 3 << 45, 1 << 47
AVAILABLE, WIDE, PAGES = 1 << 52, 1 << 54, 1 << 55


def read(t: Task, address: int) -> UserDesc:
    """The program's structure.  EFAULT."""
    return UserDesc._make(USER_DESC.unpack(t.memory.read(address, USER_DESC.size)))


def set_thread_area(t: Task, regs: Any, address: int, may_choose: bool) -> None:
    """Put the descriptor at `address` into `regs`.  "When set_thread_area() is passed an entry_number of -1, it searches for a free TLS
    entry"; a new thread's must be named."""
    wanted = read(t, address)
    descriptor = _descriptor(wanted)
    entry = wanted.entry_number
    if entry == ANY_ENTRY and may_choose:
        free = [n for n in range(GDT_ENTRY_TLS_MIN, GDT_ENTRY_TLS_MAX + 1) if not regs[_place(n)]]
        # "ESRCH (set_thread_area()) A free TLS entry could not be located"
        if not free:
            raise SysError(Errno.ESRCH)
        entry = free[0]
        t.memory.write_u32(address, entry)
    if not GDT_ENTRY_TLS_MIN <= entry <= GDT_ENTRY_TLS_MAX:
        raise SysError(Errno.EINVAL)
    regs[_place(entry)] = descriptor
    for selector, base in ((FS, FS_BASE), (GS, GS_BASE)):  # loaded already: with the old base
        if regs[selector] >> 3 == entry:
            regs[base] = wanted.base_addr


def get_thread_area(t: Task, address: int) -> None:
    """Fill in the structure whose entry_number says which."""
    entry = t.memory.read_u32(address)
    if not GDT_ENTRY_TLS_MIN <= entry <= GDT_ENTRY_TLS_MAX:
        raise SysError(Errno.EINVAL)
    t.memory.write(address, USER_DESC.pack(*_described(entry, t.context.regs[_place(entry)])))


def _place(entry: int) -> int:
    return TLS0 + entry - GDT_ENTRY_TLS_MIN


def _descriptor(wanted: UserDesc) -> int:
    """As the processor reads it; 0 for an empty one.  EINVAL for what may not be in the GDT (tls_desc_okay)."""
    bits = wanted.bits
    if not wanted.base_addr and not wanted.limit and bits & 0x7F in (0, EMPTY):
        return 0
    contents = bits >> USER_DESC_CONTENTS_SHIFT & CONTENTS
    if not bits & USER_DESC_SEG_32BIT or contents > 1 or bits & USER_DESC_SEG_NOT_PRESENT:
        raise SysError(Errno.EINVAL)
    base, limit = wanted.base_addr, wanted.limit
    value = limit & 0xFFFF | (base & 0xFFFFFF) << 16 | (limit >> 16 & 0xF) << 48 | (base >> 24) << 56
    value |= ACCESSED | CODE_OR_DATA | USER | PRESENT | WIDE | contents << 42
    if not bits & USER_DESC_READ_EXEC_ONLY:
        value |= WRITABLE
    if bits & USER_DESC_LIMIT_IN_PAGES:
        value |= PAGES
    if bits & USER_DESC_USEABLE:
        value |= AVAILABLE
    return value


def _described(entry: int, value: int) -> UserDesc:
    bits = (value >> 42 & CONTENTS) << USER_DESC_CONTENTS_SHIFT
    for there, bit in (
        (value & WIDE, USER_DESC_SEG_32BIT),
        (not value & WRITABLE, USER_DESC_READ_EXEC_ONLY),
        (value & PAGES, USER_DESC_LIMIT_IN_PAGES),
        (not value & PRESENT, USER_DESC_SEG_NOT_PRESENT),
        (value & AVAILABLE, USER_DESC_USEABLE),
    ):
        if there:
            bits |= bit
    base = value >> 16 & 0xFFFFFF | (value >> 56) << 24
    return UserDesc(entry, base, value & 0xFFFF | (value >> 48 & 0xF) << 16, bits)

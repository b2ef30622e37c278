"""Making, removing and changing mappings: the substance of mmap(2), munmap(2), mprotect(2), mremap(2), brk(2).

Every function takes page-aligned ranges that the caller has checked for sense (sys/memory.py), keeps the list of mappings and the page tables in
step, and raises SysError as the manual says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.memory.layout import MMAP_MIN
from forkingpaths.kernel.memory.vma import GROWSDOWN, GUARD_GAP, Vma

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace

PAGE = 4096


def place(k: Kernel, space: AddressSpace, vma: Vma) -> Vma:
    """Map `vma`, in the place of whatever was there."""
    if not space.vmas.is_free(vma.start, vma.end):
        clear(k, space, vma.start, vma.end)
    return space.vmas.add(vma)


def clear(k: Kernel, space: AddressSpace, start: int, end: int) -> None:
    """Unmap [start, end)."""
    k.machine.unmap(space.space, start, end)
    space.vmas.cut(k, start, end)


def find_free(space: AddressSpace, length: int, *, low: int = 0, high: int = 0) -> int:
    """The address of `length` free bytes in the mmap area: the highest below mmap_base, else the lowest above a third of the space.
    `low` and `high` narrow the search from below (MAP_32BIT).  SysError(ENOMEM)."""
    layout = space.layout
    if high:
        found = _lowest(space, length, low, high)
    elif layout.legacy:
        found = _lowest(space, length, layout.mmap_base, layout.task_size)
    else:
        found = _highest(space, length, PAGE if layout.mmap_base < MMAP_MIN else MMAP_MIN, layout.mmap_base)
        if found < 0:
            third = (layout.task_size // 3 + PAGE - 1) & -PAGE
            found = _lowest(space, length, third, layout.task_size)
    if found < 0:
        raise SysError(Errno.ENOMEM)
    return found


def _highest(space: AddressSpace, length: int, low: int, high: int) -> int:
    """The highest gap of `length` bytes in [low, high); -1 when there is none."""
    items = space.vmas.items
    at = space.vmas.index_after(high - 1) if items else 0
    if at < len(items) and items[at].start < high:
        at += 1
    end = high
    if at < len(items):
        end = min(end, _guarded_start(items[at]))
    while True:
        start = items[at - 1].end if at else low
        start = max(start, low)
        if end - start >= length:
            return end - length
        if not at or items[at - 1].start <= low:
            return -1
        at -= 1
        end = min(high, _guarded_start(items[at]))


def _lowest(space: AddressSpace, length: int, low: int, high: int) -> int:
    """The lowest gap of `length` bytes in [low, high); -1 when there is none."""
    start = low
    for vma in space.vmas.items[space.vmas.index_after(low) :]:
        if _guarded_start(vma) - start >= length:
            break
        start = max(start, vma.end)
    return start if start + length <= high else -1


def _guarded_start(vma: Vma) -> int:
    """Where a mapping begins for those who look for room: a stack keeps its gap free."""
    return vma.start - GUARD_GAP if vma.flags & GROWSDOWN else vma.start


def hint_is_free(space: AddressSpace, address: int, length: int) -> bool:
    """Whether mmap may put `length` bytes just where the hint says."""
    if address < MMAP_MIN or address + length > space.layout.task_size:
        return False
    items = space.vmas.items
    at = space.vmas.index_after(address)
    return at == len(items) or address + length <= _guarded_start(items[at])

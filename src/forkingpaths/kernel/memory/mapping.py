"""Making, removing and changing mappings: the substance of mmap(2), munmap(2), mprotect(2), mremap(2), brk(2).

Every function takes page-aligned ranges that the caller has checked for sense (sys/memory.py), keeps the list of mappings and the
page tables in step, and raises SysError as the manual says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import (
    MAP_32BIT,
    MAP_FIXED,
    MAP_FIXED_NOREPLACE,
    MAP_LOCKED,
    MAP_NONBLOCK,
    MAP_NORESERVE,
    MAP_POPULATE,
    MAP_PRIVATE,
    MCL_ONFAULT,
    PROT_WRITE,
)
from forkingpaths.abi.open import O_NOATIME
from forkingpaths.abi.resource import RLIM_INFINITY, RLIMIT_AS, RLIMIT_DATA, RLIMIT_MEMLOCK
from forkingpaths.kernel.memory import overcommit
from forkingpaths.kernel.memory.layout import MMAP_MIN
from forkingpaths.kernel.memory.vma import (
    ACCOUNTED,
    ASKED_AT_MMAP,
    GROWSDOWN,
    GUARD_GAP,
    LOCK_ON_FAULT,
    LOCKED,
    MAX_MAPPINGS,
    SHARED,
    Vma,
    VmaList,
)
from forkingpaths.machine.space import PTE_DIRTY
from forkingpaths.vfs.credentials import CAP_IPC_LOCK
from forkingpaths.vfs.lookup import touch_atime
from forkingpaths.vfs.pages import MemoryObject
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace
    from forkingpaths.vfs.inode import Inode
    from forkingpaths.vfs.openfile import OpenFile

PAGE = 4096
MUCH = 256 * PAGE  # giving back so much is worth a look at how much there was
CAP_SYS_RAWIO = 17


def place(k: Kernel, space: AddressSpace, vma: Vma) -> Vma:
    """Map `vma`, in the place of whatever was there."""
    space.note_map(vma.start, vma.end, True, room=True)
    if not space.vmas.is_free(vma.start, vma.end):
        clear(k, space, vma.start, vma.end)
    return space.vmas.add(vma)


def clear(k: Kernel, space: AddressSpace, start: int, end: int) -> None:
    """Unmap [start, end)."""
    space.note_map(start, end, True, room=True)
    space.at_most -= k.machine.unmap(space.space, start, end)
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
        found = _highest(
            space.vmas, length, PAGE if layout.mmap_base < MMAP_MIN else MMAP_MIN, layout.mmap_base
        )
        if found < 0:
            third = (layout.task_size // 3 + PAGE - 1) & -PAGE
            found = _lowest(space, length, third, layout.task_size)
    if found < 0:
        raise SysError(Errno.ENOMEM)
    return found


def _highest(vmas: VmaList, length: int, low: int, high: int) -> int:
    """The highest gap of `length` bytes in [low, high); -1 when there is none."""
    items = vmas.items
    if length >= vmas.missing_bytes:
        high = min(high, vmas.full_above)
    at = vmas.index_after(high - 1) if items else 0
    if at < len(items) and items[at].start < high:
        at += 1
    end = high
    if at < len(items):
        end = min(end, _guarded_start(items[at]))
    while True:
        start = items[at - 1].end if at else low
        start = max(start, low)
        if end - start >= length:
            vmas.full_above, vmas.missing_bytes = end, length
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


def check_room(space: AddressSpace, limits: dict[int, tuple[int, int]], length: int, data: bool) -> None:
    """RLIMIT_AS, and for private writable memory RLIMIT_DATA, before `length` more bytes are mapped; SysError(ENOMEM)."""
    if space.vmas.total + length > limits[RLIMIT_AS][0]:
        raise SysError(Errno.ENOMEM)
    if data:
        soft = limits[RLIMIT_DATA][0]
        if soft != RLIM_INFINITY and data_bytes(space) + length > soft:
            raise SysError(Errno.ENOMEM)
    if len(space.vmas.items) > MAX_MAPPINGS:  # one more than by dividing: Linux counts before it adds
        raise SysError(Errno.ENOMEM)


def is_data(prot: int, flags: int) -> bool:
    """Whether a mapping counts for RLIMIT_DATA: private, writable, no stack."""
    return bool(prot & PROT_WRITE) and not flags & (SHARED | GROWSDOWN)


def data_bytes(space: AddressSpace) -> int:
    """Bytes that RLIMIT_DATA counts."""
    return sum(v.end - v.start for v in space.vmas.items if is_data(v.prot, v.flags))


def map_memory(
    k: Kernel,
    space: AddressSpace,
    limits: dict[int, tuple[int, int]],
    address: int,
    length: int,
    prot: int,
    flags: int,
    thing: MemoryObject | None,
    offset: int,
    file: OpenFile | None,
) -> int:
    """mmap(2) when the arguments make sense: find the place, check the limits, enter the mapping; the address."""
    space.note_map(address, address + length, False, room=True)
    kept = flags & (SHARED | GROWSDOWN | MAP_NORESERVE | ASKED_AT_MMAP) | (
        0 if flags & SHARED else MAP_PRIVATE
    )
    if flags & (MAP_FIXED | MAP_FIXED_NOREPLACE):
        # "If addr is too high, the mapping cannot be there": ENOMEM before alignment
        if address > space.layout.task_size - length:
            raise SysError(Errno.ENOMEM)
        if address % PAGE:
            raise SysError(Errno.EINVAL)
        if address < MMAP_MIN and not k.caller().credentials.capable(CAP_SYS_RAWIO):
            raise SysError(Errno.EPERM)
        # "EEXIST MAP_FIXED_NOREPLACE was specified in flags, and the range covered by addr and length clashes with an existing mapping"
        if flags & MAP_FIXED_NOREPLACE and not space.vmas.is_free(address, address + length):
            raise SysError(Errno.EEXIST)
        replaced = sum(
            min(v.end, address + length) - max(v.start, address)
            for v in space.vmas.overlapping(address, address + length)
        )
        check_room(space, limits, length - replaced, is_data(prot, kept))
    else:
        hint = (address + PAGE - 1) & -PAGE
        if flags & MAP_32BIT and not hint:
            address = find_free(space, length, low=0x4000_0000, high=0x8000_0000)
        elif hint and hint_is_free(space, max(hint, MMAP_MIN), length):
            address = max(hint, MMAP_MIN)
        else:
            address = find_free(space, length)
        check_room(space, limits, length, is_data(prot, kept))
    locks = bool(space.lock_future or flags & MAP_LOCKED)
    if locks:
        lock_room(k, space, limits, length, Errno.EAGAIN)
    _promise(k, space, address, length, prot, kept, thing)
    kept |= overcommit.accounted(prot, kept)
    if locks:
        kept |= LOCKED | (LOCK_ON_FAULT if space.lock_future & MCL_ONFAULT else 0)
        space.locked += length
    if thing is None and flags & SHARED:
        thing = MemoryObject(size=length)
    place(k, space, Vma(address, address + length, prot, kept, thing, offset, file))
    if file is not None and not file.flags & O_NOATIME:
        touch_atime(k, file.inode, file.mount)
    wanted = flags & (MAP_POPULATE | MAP_LOCKED) and not flags & MAP_NONBLOCK
    if wanted or kept & (LOCKED | LOCK_ON_FAULT) == LOCKED:
        populate(k, space, address, address + length)
    return address


def _promise(
    k: Kernel,
    space: AddressSpace,
    address: int,
    length: int,
    prot: int,
    flags: int,
    thing: MemoryObject | None,
) -> None:
    """Is there so much memory?  What is replaced is given back first.  SysError(ENOMEM)."""
    if length <= k.machine.memory_bytes:
        return
    if overcommit.accounted(prot, flags):
        end = address + length
        for vma in space.vmas.overlapping(address, end):
            if vma.flags & ACCOUNTED:
                length -= min(vma.end, end) - max(vma.start, address)
        overcommit.check(k, length)
    elif thing is None and flags & SHARED and not flags & MAP_NORESERVE:
        overcommit.check(k, length)


def lock_room(
    k: Kernel, space: AddressSpace, limits: dict[int, tuple[int, int]], length: int, over: Errno
) -> None:
    """May `length` more bytes be locked?  EPERM when the caller may lock nothing, `over` when it is too much (mlock(2))."""
    if k.caller().credentials.capable(CAP_IPC_LOCK):
        return
    soft = limits[RLIMIT_MEMLOCK][0]
    if not soft:
        raise SysError(Errno.EPERM)
    if space.locked + length > soft:
        raise SysError(over)


def populate(k: Kernel, space: AddressSpace, start: int, end: int) -> None:
    """Bring all pages of [start, end) in, as accesses that the mappings allow would; what cannot come is left out."""
    from forkingpaths.kernel.memory import fault

    for vma in space.vmas.overlapping(start, end):
        if not vma.prot:
            continue
        access = fault.WRITE if vma.prot & PROT_WRITE and not vma.flags & SHARED else fault.READ
        for address in range(max(start, vma.start), min(end, vma.end), PAGE):
            if (
                k.machine.query(space.space, address) is None
                and fault.resolve(k, space, address, access) != fault.DONE
            ):
                return


def unmap(k: Kernel, space: AddressSpace, start: int, end: int) -> None:
    """munmap(2)."""
    vmas = space.vmas
    if len(vmas.items) >= MAX_MAPPINGS and any(
        v.start < start and v.end > end for v in vmas.overlapping(start, end)
    ):
        raise SysError(Errno.ENOMEM)
    for vma in vmas.overlapping(start, end):
        if vma.flags & LOCKED:
            space.locked -= min(vma.end, end) - max(vma.start, start)
        if vma.flags & SHARED and vma.prot & PROT_WRITE and vma.file is not None:
            note_written(k, space, vma, start, end)
    if end - start >= MUCH:
        space.peak_pages()
    clear(k, space, start, end)


def note_written(k: Kernel, space: AddressSpace, vma: Vma, start: int, end: int) -> None:
    """A shared file mapping is flushed: if pages of it were written, "the st_ctime and st_mtime fields ... will be updated ... before
    the next msync(2) with the MS_SYNC or MS_ASYNC flag, if one occurs" (mmap(2))."""
    start, end = max(start, vma.start), min(end, vma.end)
    if k.machine.clear_bits(space.space, start, end, PTE_DIRTY) and vma.file is not None:
        vma.file.inode.changed = True  # type: ignore[attr-defined]  # only regular files are mapped shared
        vma.file.inode.stored(k)  # type: ignore[attr-defined]  # as above


def note_mapped_writes(k: Kernel, inode: Inode) -> None:
    """The times of a file are looked at, or it is synchronised: what was written through shared mappings, in any space, is noted first.
    (Linux notes it at the write, which here comes to no one's notice; so the time can be later than that, never earlier.)"""
    if not isinstance(inode, RegularFile) or not inode.writable_mappings:
        return
    for space in k.spaces.values():
        for vma in space.vmas.items:
            if vma.file is None or vma.file.inode is not inode or not vma.flags & SHARED:
                continue
            if k.footprint is not None and vma.object is not None:
                first = vma.object.place(k) + vma.offset - vma.start
                for page in k.machine.pages(space.space, vma.start, vma.end):
                    if page.flags & PTE_DIRTY:
                        for word in range(first + page.address >> 3, first + page.address + PAGE >> 3):
                            k.touch(("memory", word), False)
            note_written(k, space, vma, vma.start, vma.end)

"""Advice and locks: madvise(2), mlock(2) and its relatives, pkey_alloc(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi import mman
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT, MLOCK_ONFAULT, PROT_WRITE
from forkingpaths.abi.resource import RLIMIT_MEMLOCK
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory import fault, mapping
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.memory.vma import (
    DONT_DUMP,
    DONT_FORK,
    DROPPABLE,
    HUGE_PAGES,
    LOCK_ON_FAULT,
    LOCKED,
    MERGEABLE,
    NO_HUGE_PAGES,
    RANDOM_READS,
    SEQUENTIAL_READS,
    SHARED,
    SPECIAL,
    WIPE_ON_FORK,
    Vma,
)
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Address, Int, Size, UInt, enum, flags
from forkingpaths.sys.memory import WORD, round_up
from forkingpaths.vfs import holes
from forkingpaths.vfs.credentials import CAP_IPC_LOCK, CAP_SYS_ADMIN

PAGE = 4096

# Hints that change no result, as on Linux when there is no swap, no huge page and nobody who looks for equal pages
# (/sys/kernel/mm/ksm/run is 0): advice -> (flags set, flags cleared).
HINTS = {
    mman.MADV_NORMAL: (0, RANDOM_READS | SEQUENTIAL_READS),
    mman.MADV_RANDOM: (RANDOM_READS, SEQUENTIAL_READS),
    mman.MADV_SEQUENTIAL: (SEQUENTIAL_READS, RANDOM_READS),
    mman.MADV_HUGEPAGE: (HUGE_PAGES, NO_HUGE_PAGES),
    mman.MADV_NOHUGEPAGE: (NO_HUGE_PAGES, HUGE_PAGES),
    mman.MADV_MERGEABLE: (MERGEABLE, 0),
    mman.MADV_UNMERGEABLE: (0, MERGEABLE),
}
NEVER_MERGED = SHARED | SPECIAL | DROPPABLE
# advice -> (flags set, flags cleared)
LASTING = {
    mman.MADV_DONTFORK: (DONT_FORK, 0),
    mman.MADV_DOFORK: (0, DONT_FORK),
    mman.MADV_DONTDUMP: (DONT_DUMP, 0),
    mman.MADV_DODUMP: (0, DONT_DUMP),
    mman.MADV_WIPEONFORK: (WIPE_ON_FORK, 0),
    mman.MADV_KEEPONFORK: (0, WIPE_ON_FORK),
}
NOT_WHEN_LOCKED = (mman.MADV_DONTNEED, mman.MADV_COLD, mman.MADV_PAGEOUT, mman.MADV_REMOVE)
EMPTYING = (mman.MADV_DONTNEED, mman.MADV_DONTNEED_LOCKED, mman.MADV_REMOVE)
KNOWN = (
    *HINTS,
    *LASTING,
    *NOT_WHEN_LOCKED,
    mman.MADV_WILLNEED,
    mman.MADV_FREE,
    mman.MADV_DONTNEED_LOCKED,
    mman.MADV_POPULATE_READ,
    mman.MADV_POPULATE_WRITE,
)


@syscall(man="madvise(2)", note="no poisoned pages; hints about paging change nothing")
def madvise(k: Kernel, t: Task, addr: Address, length: Size, advice: Annotated[int, enum("MADVICE")]) -> int:
    if advice not in KNOWN:
        if advice in (mman.MADV_HWPOISON, mman.MADV_SOFT_OFFLINE) and not t.credentials.capable(
            CAP_SYS_ADMIN
        ):
            raise SysError(Errno.EPERM)
        k.not_modelled(f"madvise advice {advice}")
        raise SysError(Errno.EINVAL)
    space = t.memory
    end = addr + round_up(length)
    # "EINVAL addr is not page-aligned or length is negative"
    if addr % PAGE or end > 1 << 64 or (length and end == addr):
        raise SysError(Errno.EINVAL)
    if end == addr:
        return 0
    space.note_map(addr, end, advice in LASTING or advice in EMPTYING or advice in HINTS)
    if advice in (mman.MADV_POPULATE_READ, mman.MADV_POPULATE_WRITE):
        _populate(k, space, addr, end, fault.WRITE if advice == mman.MADV_POPULATE_WRITE else fault.READ)
        return 0
    for vma in space.vmas.overlapping(addr, end):
        _advise(k, space, vma, max(addr, vma.start), min(end, vma.end), advice)
    # "ENOMEM Addresses in the specified range are not currently mapped"; the rest has been advised all the same
    if not space.vmas.covers(addr, end):
        raise SysError(Errno.ENOMEM)
    return 0


def _advise(k: Kernel, space: AddressSpace, vma: Vma, start: int, end: int, advice: int) -> None:
    """One advice about a part of one mapping."""
    if advice in NOT_WHEN_LOCKED and vma.flags & LOCKED:
        raise SysError(Errno.EINVAL)
    if advice in HINTS:
        _hint(k, space, vma, start, end, advice)
    elif advice in LASTING:
        add, remove = LASTING[advice]
        # "MADV_WIPEONFORK ... can be applied only to private anonymous pages"
        if vma.flags & SPECIAL or (add & WIPE_ON_FORK and (vma.object is not None or vma.flags & SHARED)):
            raise SysError(Errno.EINVAL)
        # what may be dropped is never dumped, and not for a child
        if vma.flags & DROPPABLE and remove & (DONT_DUMP | WIPE_ON_FORK):
            raise SysError(Errno.EINVAL)
        _set_flags(k, space, start, end, add, remove)
    elif advice in (mman.MADV_DONTNEED, mman.MADV_DONTNEED_LOCKED):
        # "subsequent accesses of pages in the range will succeed, but will result in either repopulating the memory
        # contents from the up-to-date contents of the underlying mapped file or zero-fill-on-demand pages for
        # anonymous private mappings"
        if vma.flags & SPECIAL:
            raise SysError(Errno.EINVAL)
        if vma.flags & SHARED and vma.file is not None and vma.prot & PROT_WRITE:
            mapping.note_written(k, space, vma, start, end)
        k.machine.unmap(space.space, start, end)
    elif advice == mman.MADV_FREE:
        # "The application no longer requires the pages ... The kernel can thus free these pages, but the freeing
        # could be delayed until memory pressure occurs": for ever, here
        if vma.object is not None or vma.flags & SPECIAL:
            raise SysError(Errno.EINVAL)
    elif advice == mman.MADV_REMOVE:
        if vma.object is None or vma.flags & SPECIAL:
            raise SysError(Errno.EINVAL)
        # "EACCES advice is MADV_REMOVE, but the specified address range is not a shared writable mapping"
        if not vma.flags & SHARED or (vma.file is not None and not vma.file.writable):
            raise SysError(Errno.EACCES)
        offset = vma.offset + start - vma.start
        holes.punch(k, vma.object, offset, offset + end - start)


def _hint(k: Kernel, space: AddressSpace, vma: Vma, start: int, end: int, advice: int) -> None:
    add, remove = HINTS[advice]
    if advice in (mman.MADV_HUGEPAGE, mman.MADV_NOHUGEPAGE) and vma.flags & SPECIAL:
        raise SysError(Errno.EINVAL)
    if (add | remove) & MERGEABLE and vma.flags & NEVER_MERGED:
        return
    if vma.flags & remove or vma.flags & add != add:
        _set_flags(k, space, start, end, add, remove)


def _set_flags(k: Kernel, space: AddressSpace, start: int, end: int, add: int, remove: int) -> None:
    """ "EAGAIN A kernel resource was temporarily unavailable": there may be no more mappings."""
    try:
        space.vmas.rewrite(k, start, end, lambda part: part._replace(flags=part.flags & ~remove | add))
    except SysError:
        raise SysError(Errno.EAGAIN) from None


def _populate(k: Kernel, space: AddressSpace, start: int, end: int, access: int) -> None:
    """MADV_POPULATE_READ and _WRITE: "Populate (prefault) page tables", with the errors of the accesses."""
    at = start
    for vma in space.vmas.overlapping(start, end):
        if vma.start > at:
            raise SysError(Errno.ENOMEM)
        if vma.flags & SPECIAL or not (vma.prot & access or (access == fault.READ and vma.prot)):
            raise SysError(Errno.EINVAL)
        while at < min(end, vma.end):
            # "Populate (prefault) page tables": a page that is there keeps what is in it
            if k.machine.query(space.space, at) is not None:
                at += PAGE
                continue
            outcome = fault.resolve(k, space, at, access)
            if outcome == fault.NO_DATA:
                raise SysError(Errno.EFAULT)
            if outcome != fault.DONE:
                raise SysError(Errno.ENOMEM)
            at += PAGE
    if at < end:
        raise SysError(Errno.ENOMEM)


# ---- locks: nothing is ever paged out, so what is left of them is the account ---------------------------------------


def _lock(k: Kernel, t: Task, addr: int, length: int, on_fault: bool) -> int:
    """mlock(2), mlock2(2)."""
    space = t.memory
    start, end = _rounded(addr, length)
    already = sum(
        min(v.end, end) - max(v.start, start) for v in space.vmas.overlapping(start, end) if v.flags & LOCKED
    )
    # "EPERM The caller is not privileged, but needs privilege (CAP_IPC_LOCK) to perform the requested operation": before the range is
    # looked at, be it empty
    mapping.lock_room(k, space, t.process.limits, end - start - already, Errno.ENOMEM)
    _check_range(end)
    if start == end:
        return 0
    if not space.vmas.covers(start, end):
        # "ENOMEM Some of the specified address range does not correspond to mapped pages"; the pages before the gap
        # are locked
        gap = start
        for vma in space.vmas.overlapping(start, end):
            if vma.start > gap:
                break
            gap = vma.end
        _set_locks(k, space, start, gap, LOCKED)
        raise SysError(Errno.ENOMEM)
    _set_locks(k, space, start, end, LOCKED | (LOCK_ON_FAULT if on_fault else 0))
    if not on_fault:
        mapping.populate(k, space, start, end)
        _check_present(k, space, start, end)
    return 0


def _rounded(addr: int, length: int) -> tuple[int, int]:
    """The pages of [addr, addr + length); as Linux, a length that cannot be rounded up is 0."""
    start = addr & -PAGE
    return start, start + (round_up(length + addr % PAGE) & WORD)


def _check_range(end: int) -> None:
    """ "EINVAL The result of the addition addr+len was less than addr" (mlock(2))."""
    if end > WORD:
        raise SysError(Errno.EINVAL)


def _check_present(k: Kernel, space: AddressSpace, start: int, end: int) -> None:
    """ "ENOMEM Some of the specified address range does not correspond to mapped pages": as Linux also where it could not be brought in,
    because nothing may be done with it, or because the file has no such page."""
    for vma in space.vmas.overlapping(start, end):
        if vma.flags & SPECIAL:
            continue
        last = min(vma.end, end) - PAGE
        if not vma.prot or (vma.object is not None and k.machine.query(space.space, last) is None):
            raise SysError(Errno.ENOMEM)


def _set_locks(k: Kernel, space: AddressSpace, start: int, end: int, bits: int) -> None:
    """Make the lock flags of [start, end) `bits`, and the account right."""
    space.note_map(start, end, True, room=True)
    for vma in space.vmas.overlapping(start, end):
        if vma.flags & (SPECIAL | DROPPABLE):
            continue
        size = min(vma.end, end) - max(vma.start, start)
        space.locked += (size if bits else 0) - (size if vma.flags & LOCKED else 0)
    space.vmas.rewrite(
        k,
        start,
        end,
        lambda part: (
            part
            if part.flags & (SPECIAL | DROPPABLE)
            else part._replace(flags=part.flags & ~(LOCKED | LOCK_ON_FAULT) | bits)
        ),
    )


@syscall(man="mlock(2)")
def mlock(k: Kernel, t: Task, addr: Address, length: Size) -> int:
    return _lock(k, t, addr, length, False)


@syscall(man="mlock2(2)")
def mlock2(
    k: Kernel, t: Task, addr: Address, length: Size, flags: Annotated[int, flags("MLOCK2_FLAGS")]
) -> int:
    if flags & ~MLOCK_ONFAULT:
        raise SysError(Errno.EINVAL)
    return _lock(k, t, addr, length, bool(flags & MLOCK_ONFAULT))


@syscall(man="munlock(2)")
def munlock(k: Kernel, t: Task, addr: Address, length: Size) -> int:
    space = t.memory
    start, end = _rounded(addr, length)
    _check_range(end)
    if start == end:
        return 0
    _set_locks(k, space, start, end, 0)
    if not space.vmas.covers(start, end):
        raise SysError(Errno.ENOMEM)
    return 0


@syscall(man="mlockall(2)")
def mlockall(k: Kernel, t: Task, flags: Annotated[int, flags("MLOCKALL_FLAGS", "i32")]) -> int:
    # "EINVAL Unknown flags were specified or MCL_ONFAULT was specified without either MCL_FUTURE or MCL_CURRENT"
    if not flags or flags & ~(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) or flags == MCL_ONFAULT:
        raise SysError(Errno.EINVAL)
    space = t.memory
    if not t.credentials.capable(CAP_IPC_LOCK):
        soft = t.process.limits[RLIMIT_MEMLOCK][0]
        if not soft:
            raise SysError(Errno.EPERM)
        if flags & MCL_CURRENT and space.vmas.total > soft:
            raise SysError(Errno.ENOMEM)
    space.lock_future = flags & (MCL_FUTURE | MCL_ONFAULT) if flags & MCL_FUTURE else 0
    if flags & MCL_CURRENT:
        on_fault = bool(flags & MCL_ONFAULT)
        limit = space.layout.task_size
        _set_locks(k, space, 0, limit, LOCKED | (LOCK_ON_FAULT if on_fault else 0))
        if not on_fault:
            mapping.populate(k, space, 0, limit)
    return 0


@syscall(man="mlockall(2)")
def munlockall(k: Kernel, t: Task) -> int:
    space = t.memory
    space.lock_future = 0
    _set_locks(k, space, 0, space.layout.task_size, 0)
    return 0


# ---- protection keys: this processor has none ---------------------------------------------------------------------


@syscall(man="pkey_alloc(2)")
def pkey_alloc(k: Kernel, t: Task, flags: UInt, access_rights: Annotated[int, flags("PKEY_ACCESS")]) -> int:
    # "ENOSPC ... the number of protection keys available is 15 on x86 ..., or the processor does not support
    # protection keys"
    if flags or access_rights & ~3:
        raise SysError(Errno.EINVAL)
    raise SysError(Errno.ENOSPC)


@syscall(man="pkey_free(2)")
def pkey_free(k: Kernel, t: Task, pkey: Int) -> int:
    # "EINVAL ... pkey is not allocated"
    raise SysError(Errno.EINVAL)

"""Page faults: the page a program touched is brought in, or the signal it gets is named (mmap(2), sigaction(2) si_code).

    no mapping there                       the stack grows, or SEGV_MAPERR
    the mapping forbids it                 SEGV_ACCERR
    anonymous, first read                  the page of zeros, copy-on-write
    anonymous, first write                 a new frame
    object, private, read                  the object's frame, copy-on-write; its neighbours with it (fault-around)
    object, private, write                 a copy of the object's frame
    private, to be written and executed    the same without the right to execute, which the first fetch brings
    object, shared                         the object's frame; before a write, one that no snapshot holds
    beyond the end of the object           SIGBUS, BUS_ADRERR
    no frame left                          page cache is given up; then somebody is killed (oom.py)

Copy-on-write of pages that are present is the machine's work and does not come here, unless memory is out.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import RLIMIT_AS, RLIMIT_STACK
from forkingpaths.abi.signals import BUS_ADRERR, SEGV_ACCERR, SEGV_MAPERR, Signal
from forkingpaths.kernel.memory import oom
from forkingpaths.kernel.memory.vma import GROWSDOWN, GUARD_GAP, LOCKED, SHARED, Vma
from forkingpaths.kernel.signals import info as infos
from forkingpaths.machine import OutOfFrames

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace
    from forkingpaths.kernel.task import SigInfo, Task
    from forkingpaths.vfs.pages import MemoryObject

READ: Final = 1
WRITE: Final = 2
EXEC: Final = 4
ERROR_PRESENT: Final = 1
ERROR_WRITE: Final = 2
ERROR_FETCH: Final = 16
PAGE: Final = 4096
PAGE_MASK: Final = -4096
AROUND: Final = 32 * PAGE  # twice what is read ahead: a fault costs more than an entry

# what became of an access
DONE: Final = 0
NO_MAPPING: Final = 1
FORBIDDEN: Final = 2
NO_DATA: Final = 3
NO_MEMORY: Final = 4


def fault(k: Kernel, t: Task, address: int, error: int) -> SigInfo | None:
    """The processor reports a page fault of `t`.  None: repaired, go on.  Otherwise the signal to force."""
    access = EXEC if error & ERROR_FETCH else WRITE if error & ERROR_WRITE else READ
    space = t.memory
    space.note_map(address, address + 1, False)
    outcome = resolve(k, space, address, access)
    if outcome == DONE:
        if not (
            access == EXEC and error & ERROR_PRESENT
        ):  # until_fetched() is our affair: Linux has no such fault
            t.usage.minor_faults += 1
        return None
    if outcome == NO_MAPPING:
        return infos.fault(Signal.SIGSEGV, SEGV_MAPERR, address)
    if outcome == FORBIDDEN:
        # as Linux: the instruction fetch of a page that may be read but is not present brings it in, and faults again
        if access == EXEC and not error & ERROR_PRESENT:
            outcome = resolve(k, space, address, READ)
        if outcome == DONE:
            return None
    if outcome == FORBIDDEN:
        return infos.fault(Signal.SIGSEGV, SEGV_ACCERR, address)
    if outcome == NO_DATA:
        return infos.fault(Signal.SIGBUS, BUS_ADRERR, address)
    oom.kill(k, space)
    return None


def bring_in(k: Kernel, space: AddressSpace, address: int, end: int, access: int) -> None:
    """The kernel is to access [address, end) for the program: make its pages present, or SysError(EFAULT).

    Only the first page must succeed: the caller tries again, and comes back for a later one that is at fault.
    """
    outcome = resolve(k, space, address, access)
    if outcome == DONE:
        address = (address | (PAGE - 1)) + 1
        while address < end:
            if k.machine.query(space.space, address) is None and resolve(k, space, address, access) != DONE:
                return
            address += PAGE
        return
    if outcome == NO_MEMORY:
        oom.kill(k, space)
    raise SysError(Errno.EFAULT)


def force_in(k: Kernel, space: AddressSpace, address: int, write: bool) -> None:
    """A debugger needs the page at `address`, whatever its rights; SysError(EFAULT) when that cannot be."""
    vma = space.vmas.find(address) or grow_stack(k, space, address)
    page = address & PAGE_MASK
    if vma is None or k.machine.query(space.space, page) is not None:
        # a page that is there can only refuse a write: shared and read-only, or a snapshot's
        if vma is None or not write or not vma.flags & SHARED or not vma.prot & WRITE:
            raise SysError(Errno.EFAULT)
    access = WRITE if write and vma.prot & WRITE else READ
    if _bring(k, space, vma, page, access) != DONE:
        raise SysError(Errno.EFAULT)


def resolve(k: Kernel, space: AddressSpace, address: int, access: int) -> int:
    """Carry out the table at the top of the file for one page; DONE or why not."""
    vma = space.vmas.find(address)
    if vma is None:
        vma = grow_stack(k, space, address)
        if vma is None:
            return NO_MAPPING
    prot = vma.prot
    # every page that may be written or executed may be read: the processor cannot do otherwise
    if not (prot & access or (access == READ and prot)):
        return FORBIDDEN
    return _bring(k, space, vma, address & PAGE_MASK, access)


def _bring(k: Kernel, space: AddressSpace, vma: Vma, page: int, access: int) -> int:
    """Map the page; the mapping has been found to allow the access."""
    space.at_most += 1
    try:
        if access == EXEC and k.machine.query(space.space, page) is not None:
            k.machine.protect(space.space, page, page + PAGE, vma.prot)
            return DONE
        if vma.object is not None:
            return _from_object(k, space, vma, page, access)
        if access == WRITE:
            return _fresh_page(k, space, vma, page)
        zero = _zero_frame(k)
        k.machine.frames.get(zero)
        k.machine.map(
            space.space, page, zero, vma.prot if access == EXEC else until_fetched(vma, vma.prot), True
        )
        return DONE
    except OutOfFrames:
        return DONE if oom.reclaim(k) else NO_MEMORY
    except SysError as error:
        if error.errno == Errno.ENOMEM:
            return DONE if oom.reclaim(k) else NO_MEMORY
        return NO_DATA


def _fresh_page(k: Kernel, space: AddressSpace, vma: Vma, page: int) -> int:
    """A new page of zeros, or (when the machine found no frame for it before) the copy of the page that is there."""
    machine = k.machine
    frame = machine.frames.alloc()
    if not frame:
        raise SysError(Errno.ENOMEM)
    if machine.oom and machine.query(space.space, page) is not None:
        machine.frames.put(frame)
        machine.resolve_cow(space.space, page)
        return DONE
    try:
        machine.map(space.space, page, frame, until_fetched(vma, vma.prot))
    except OutOfFrames:
        machine.frames.put(frame)
        raise
    return DONE


def until_fetched(vma: Vma, prot: int) -> int:
    """The rights that pages of `vma` get while no instruction has been fetched from them, if it has `prot`.

    Each store to a page that may be executed asks the emulator whether it changes code: fifteen times the work of
    another store, and the stack of a program with trampolines, or all data of one whose READ_IMPLIES_EXEC is set, never
    is code."""
    return prot & ~EXEC if prot & WRITE and not vma.flags & SHARED else prot


def _zero_frame(k: Kernel) -> int:
    """The page of zeros that all untouched anonymous memory shows."""
    frame: int = k.tables.get("zero frame", 0)
    if not frame:
        frame = k.machine.frames.alloc()
        if not frame:
            raise SysError(Errno.ENOMEM)
        k.tables["zero frame"] = frame
    return frame


def _from_object(k: Kernel, space: AddressSpace, vma: Vma, page: int, access: int) -> int:
    """A page of a mapped object."""
    thing = vma.object
    assert thing is not None
    machine = k.machine
    frames = machine.frames
    index = (vma.offset + page - vma.start) // PAGE
    if vma.flags & SHARED:
        writable = vma.prot & WRITE
        frame = thing.frame_for(k, index, access == WRITE)
        if not frame:
            _note_missing(k, thing, index)
            return NO_DATA
        if writable and thing.lower is not None:
            thing.dirty[index] = True  # from now on it may change without a fault
        frames.get(frame)
        machine.map(space.space, page, frame, vma.prot, False, True)
        return DONE
    if access == WRITE:
        if machine.oom or machine.query(space.space, page) is not None:
            machine.resolve_cow(space.space, page)
            if machine.query(space.space, page) is not None:
                return DONE
        frame = thing.frame_for(k, index, False)
        if not frame:
            _note_missing(k, thing, index)
            return NO_DATA
        copy = frames.copy(frame)
        if not copy:
            raise SysError(Errno.ENOMEM)
        machine.map(space.space, page, copy, until_fetched(vma, vma.prot))
        return DONE
    frame = thing.frame_for(k, index, False)
    if not frame:
        _note_missing(k, thing, index)
        return NO_DATA
    frames.get(frame)
    machine.map(space.space, page, frame, vma.prot if access == EXEC else until_fetched(vma, vma.prot), True)
    if thing.lower is not None:
        _around(k, space, vma, page, index)
    return DONE


def _note_missing(k: Kernel, thing: MemoryObject, index: int) -> None:
    """For the footprint: a truncate before would make it otherwise."""
    if k.footprint is not None:
        first = thing.place(k) + index * PAGE
        k.touch(("map", 0, first, first + PAGE), False)


def _around(k: Kernel, space: AddressSpace, vma: Vma, page: int, index: int) -> None:
    """Map the neighbours of a page of a file that are in memory, too: programs run on, and a fault costs more than an
    entry."""
    assert vma.object is not None
    low = max(page & -AROUND, vma.start)
    high = min((page & -AROUND) + AROUND, vma.end)
    first = index - (page - low) // PAGE
    find = vma.object.frames.get
    frames = [find(neighbour, 0) for neighbour in range(first, first + (high - low) // PAGE)]
    space.at_most += k.machine.map_around(space.space, low, frames, until_fetched(vma, vma.prot))


def grow_stack(k: Kernel, space: AddressSpace, address: int) -> Vma | None:
    """Extend the stack above `address` down to it, if there is one and its limit allows (setrlimit(2), RLIMIT_STACK)."""
    vmas = space.vmas
    items = vmas.items
    at = bisect_right(vmas.starts, address)
    if at == len(items) or not items[at].flags & GROWSDOWN:
        return None
    stack = items[at]
    start = address & PAGE_MASK
    if at:
        below = items[at - 1]
        # "a guard gap" is kept below it, which only another stack or an inaccessible mapping may touch
        if start - below.end < GUARD_GAP and below.prot and not below.flags & GROWSDOWN:
            return None
    limits = k.tasks[k.current].process.limits
    if stack.end - start > limits[RLIMIT_STACK][0]:
        return None
    if vmas.total + stack.start - start > limits[RLIMIT_AS][0]:
        return None
    if stack.flags & LOCKED:
        from forkingpaths.kernel.memory import mapping

        try:
            mapping.lock_room(k, space, limits, stack.start - start, Errno.ENOMEM)
        except SysError:
            return None
        space.locked += stack.start - start
    grown = stack._replace(start=start)
    vmas.replace(k, stack, grown)
    return grown


# ---- objects whose pages change under their mappings ----------------------------------------------------------------


def replace_page(k: Kernel, thing: MemoryObject, index: int, old: int, new: int) -> None:
    """`thing` has another frame for page `index` now: show it wherever the old one was shown."""
    machine = k.machine
    for space in k.spaces.values():
        for vma in space.vmas.items:
            if vma.object is not thing:
                continue
            address = vma.start + index * PAGE - vma.offset
            if vma.start <= address < vma.end:
                entry = machine.query(space.space, address)
                if entry is not None and entry[0] == old:
                    machine.frames.get(new)
                    machine.replace(space.space, address, new)


def unmap_pages(k: Kernel, thing: MemoryObject, first: int, last: int, private: bool) -> None:
    """Pages [first, last) of `thing` are gone: take them out of all page tables, with `private` also the copies made
    of them."""
    machine = k.machine
    frames = thing.frames
    for space in k.spaces.values():
        for vma in space.vmas.items:
            if vma.object is not thing:
                continue
            start = max(vma.start + first * PAGE - vma.offset, vma.start)
            end = min(vma.start + last * PAGE - vma.offset, vma.end)
            if start >= end:
                continue
            if private or vma.flags & SHARED:
                machine.unmap(space.space, start, end)
                continue
            for page in machine.pages(space.space, start, end):
                if frames.get((vma.offset + page.address - vma.start) // PAGE) == page.frame:
                    machine.unmap(space.space, page.address, page.address + PAGE)

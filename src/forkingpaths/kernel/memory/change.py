"""Changing mappings that are there: mprotect(2), mremap(2), brk(2), and the lasting effects of madvise(2) and mlock(2)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import MAP_PRIVATE, PROT_EXEC, PROT_READ, PROT_WRITE
from forkingpaths.abi.resource import RLIM_INFINITY, RLIMIT_DATA
from forkingpaths.kernel.memory import fault, mapping, overcommit
from forkingpaths.kernel.memory.vma import (
    ACCOUNTED,
    GROWSDOWN,
    GUARD_GAP,
    LOCKED,
    NEVER_WRITTEN,
    SHARED,
    SPECIAL,
    Vma,
)
from forkingpaths.machine import OutOfFrames
from forkingpaths.vfs.namespace import MS_NOEXEC

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace

PAGE = 4096


# ---- mprotect ----------------------------------------------------------------------------------------------------


def protect(k: Kernel, space: AddressSpace, start: int, end: int, prot: int) -> None:
    """Give [start, end) the rights `prot`; what lies before a gap or a refusal has them already when SysError(ENOMEM,
    EACCES) comes."""
    space.note_map(start, end, True)
    at = start
    for vma in space.vmas.overlapping(start, end):
        if vma.start > at:
            break
        stop = min(vma.end, end)
        _check_rights(k, vma, prot)
        if vma.prot != prot:
            if mapping.is_data(prot, vma.flags) and not mapping.is_data(vma.prot, vma.flags):
                _check_data(k, space, stop - at)
            flags = overcommit.after_protect(k, space, vma, stop - at, prot)
            space.vmas.rewrite(k, at, stop, partial(_with_rights, prot=prot, flags=flags))
            k.machine.protect(space.space, at, stop, fault.until_fetched(vma, prot))
            if prot & PROT_WRITE and vma.flags & SHARED:
                _note_dirty(k, space, vma, at, stop)
        at = stop
    # "ENOMEM Addresses in the range [addr, addr+len-1] are invalid for the address space of the process"
    if at < end:
        raise SysError(Errno.ENOMEM)


def _with_rights(part: Vma, prot: int, flags: int) -> Vma:
    return part._replace(prot=prot, flags=flags)


def _check_data(k: Kernel, space: AddressSpace, more: int) -> None:
    """RLIMIT_DATA, when `more` bytes become private writable memory."""
    soft = k.tasks[k.current].process.limits[RLIMIT_DATA][0]
    if soft != RLIM_INFINITY and mapping.data_bytes(space) + more > soft:
        raise SysError(Errno.ENOMEM)


def _check_rights(k: Kernel, vma: Vma, prot: int) -> None:
    """ "EACCES The memory cannot be given the specified access.  This can happen, for example, if you mmap(2) a file
    to which you have read-only access, then ask mprotect() to mark it PROT_WRITE." """
    if prot & PROT_WRITE and (vma.flags & NEVER_WRITTEN or (vma.flags & SPECIAL and vma.flags & SHARED)):
        raise SysError(Errno.EACCES)
    file = vma.file
    if file is None:
        return
    if prot & PROT_WRITE and vma.flags & SHARED and not file.writable:
        raise SysError(Errno.EACCES)
    # sealed against writing: what was mapped without the right does not get it (fcntl(2), F_SEAL_FUTURE_WRITE)
    if (
        prot & PROT_WRITE
        and vma.flags & SHARED
        and not vma.prot & PROT_WRITE
        and getattr(file.inode, "seals", 0) & 0x18
    ):
        raise SysError(Errno.EACCES)
    if prot & PROT_EXEC and file.mount and k.vfs.mounts[file.mount].flags & MS_NOEXEC:
        raise SysError(Errno.EACCES)


def _note_dirty(k: Kernel, space: AddressSpace, vma: Vma, start: int, end: int) -> None:
    """Pages of a host file that are mapped writable from now on may differ from the host's without a fault."""
    thing = vma.object
    if thing is None or thing.lower is None:
        return
    for page in k.machine.pages(space.space, start, end):
        thing.dirty[(vma.offset + page.address - vma.start) // PAGE] = True


# ---- mremap ------------------------------------------------------------------------------------------------------


def resize(k: Kernel, space: AddressSpace, old: int, old_length: int, new_length: int, may_move: bool) -> int:
    """mremap(2) without MREMAP_FIXED: shrink or grow where it is, or move when that is allowed; the address."""
    if old_length > new_length:
        if space.vmas.find(old) is None:
            raise SysError(Errno.EFAULT)
        mapping.unmap(k, space, old + new_length, old + old_length)
        return old
    vma = _one_mapping(space, old, old_length)
    if old_length == new_length:
        return old
    _check_growth(k, space, vma, new_length - old_length)
    if old_length and vma.end == old + old_length and _room_behind(space, vma, new_length - old_length):
        _extend(k, space, vma, new_length - old_length)
        return old
    if not may_move:
        raise SysError(Errno.ENOMEM)
    return move(k, space, vma, old, old_length, mapping.find_free(space, new_length), new_length, False)


def relocate(
    k: Kernel,
    space: AddressSpace,
    old: int,
    old_length: int,
    new: int,
    new_length: int,
    fixed: bool,
    keep: bool,
) -> int:
    """mremap(2) with MREMAP_FIXED (`fixed`) or MREMAP_DONTUNMAP (`keep`)."""
    if fixed and old_length == new_length and old_length:
        return _move_several(k, space, old, old_length, new, keep)
    return _relocate_one(k, space, old, old_length, new, new_length, fixed, keep)


def _move_several(k: Kernel, space: AddressSpace, old: int, length: int, new: int, keep: bool) -> int:
    """Linux 6.17: a move that changes no size may span several mappings, and holes between them (not before the first)."""
    parts = [(max(v.start, old), min(v.end, old + length)) for v in space.vmas.overlapping(old, old + length)]
    if not parts or parts[0][0] != old:
        raise SysError(Errno.EFAULT)
    for start, end in parts:
        _relocate_one(k, space, start, end - start, new + start - old, end - start, True, keep)
    return new


def _relocate_one(
    k: Kernel,
    space: AddressSpace,
    old: int,
    old_length: int,
    new: int,
    new_length: int,
    fixed: bool,
    keep: bool,
) -> int:
    """The same for a part of one mapping.  What can be refused is refused before anything is unmapped."""
    # what is to be cut off may belong to other mappings
    vma = _one_mapping(space, old, min(old_length, new_length))
    if keep and vma.flags & SPECIAL:
        raise SysError(Errno.EINVAL)
    _check_growth(k, space, vma, new_length - old_length)
    if fixed:
        if not space.vmas.is_free(new, new + new_length):
            mapping.unmap(k, space, new, new + new_length)
    if old_length > new_length:
        mapping.unmap(k, space, old + new_length, old + old_length)
        old_length = new_length
    if keep:
        _check_growth(k, space, vma, new_length)
    found = space.vmas.find(old)  # a part of the mapping may just have gone
    if found is None:
        raise SysError(Errno.EFAULT)
    if not fixed:
        new = (
            new
            if new and mapping.hint_is_free(space, new, new_length)
            else mapping.find_free(space, new_length)
        )
    return move(k, space, found, old, old_length, new, new_length, keep)


def move(
    k: Kernel, space: AddressSpace, vma: Vma, old: int, old_length: int, new: int, new_length: int, keep: bool
) -> int:
    """Move [old, old + old_length), a part of `vma`, to `new`; with `keep` the old range stays mapped, empty."""
    space.note_map(old, old + old_length, True, room=True)
    space.note_map(new, new + new_length, True)
    offset = vma.offset + old - vma.start if vma.object is not None else 0
    if old_length:
        try:
            k.machine.move(space.space, old, new, old_length)
        except OutOfFrames:
            raise SysError(Errno.ENOMEM) from None
    flags = vma.flags
    space.vmas.add(Vma(new, new + new_length, vma.prot, flags, vma.object, offset, vma.file, vma.name))
    if flags & LOCKED:
        space.locked += new_length
    if keep:
        # "the pages of the old mapping will be backed by zeros (or the file) again", and are not locked
        if flags & LOCKED:
            space.locked -= old_length
            space.vmas.rewrite(
                k, old, old + old_length, lambda part: part._replace(flags=part.flags & ~LOCKED)
            )
    elif old_length:
        if flags & LOCKED:
            space.locked -= old_length
        space.vmas.cut(k, old, old + old_length)
    return new


def _one_mapping(space: AddressSpace, address: int, length: int) -> Vma:
    """ "EFAULT Some address in the range old_address to old_address+old_size is an invalid virtual memory address for
    this process.  You can also get EFAULT even if there exist mappings that cover the whole address space requested,
    but those mappings are of different types."
    """
    space.note_map(address, address + length, False)
    vma = space.vmas.find(address)
    if vma is None or vma.end - address < length:
        raise SysError(Errno.EFAULT)
    if not length and not vma.flags & SHARED:
        # "If the value of old_size is zero, and old_address refers to a shareable mapping" ... else EINVAL
        raise SysError(Errno.EINVAL)
    return vma


def _check_growth(k: Kernel, space: AddressSpace, vma: Vma, more: int) -> None:
    """Limits on a mapping that is to be `more` bytes longer."""
    if more <= 0:
        return
    if vma.flags & SPECIAL:
        raise SysError(Errno.EFAULT)
    limits = k.tasks[k.current].process.limits
    if vma.flags & LOCKED:
        mapping.lock_room(k, space, limits, more, Errno.EAGAIN)
    mapping.check_room(space, limits, more, mapping.is_data(vma.prot, vma.flags))
    if vma.flags & ACCOUNTED:
        overcommit.check(k, more)


def _room_behind(space: AddressSpace, vma: Vma, more: int) -> bool:
    return vma.end + more <= space.layout.task_size and space.vmas.is_free(vma.end, vma.end + more)


def _extend(k: Kernel, space: AddressSpace, vma: Vma, more: int) -> None:
    """Let `vma` grow upwards; it may meet and join its neighbour."""
    space.note_map(vma.end, vma.end + more, True, room=True)
    if vma.flags & LOCKED:
        space.locked += more
    offset = vma.offset + vma.end - vma.start if vma.object is not None else 0
    space.vmas.add(Vma(vma.end, vma.end + more, vma.prot, vma.flags, vma.object, offset, vma.file, vma.name))


# ---- brk -----------------------------------------------------------------------------------------------------------


def set_brk(k: Kernel, space: AddressSpace, limits: dict[int, tuple[int, int]], brk: int) -> int:
    """brk(2), the kernel's way: the new end of the heap, or the old one when it cannot be."""
    space.note_map(space.brk_start, space.brk_start, brk >= space.brk_start, room=True)
    if brk < space.brk_start or brk >= space.layout.task_size:
        return space.brk
    soft = limits[RLIMIT_DATA][0]
    if soft != RLIM_INFINITY and brk - space.brk_start + space.data[1] - space.data[0] > soft:
        return space.brk
    old_end = (space.brk + PAGE - 1) & -PAGE
    new_end = (brk + PAGE - 1) & -PAGE
    if new_end < old_end:
        mapping.unmap(k, space, new_end, old_end)
    elif new_end > old_end:
        vmas = space.vmas
        at = vmas.index_after(old_end)
        if at < len(vmas.items):
            following = vmas.items[at]
            start = following.start - GUARD_GAP if following.flags & GROWSDOWN else following.start
            if new_end + PAGE > start:
                return space.brk
        try:
            mapping.check_room(space, limits, new_end - old_end, True)
            overcommit.check(k, new_end - old_end)
            if space.lock_future:
                mapping.lock_room(k, space, limits, new_end - old_end, Errno.EAGAIN)
        except SysError:
            return space.brk
        flags = MAP_PRIVATE | ACCOUNTED
        if space.lock_future:
            flags |= LOCKED
            space.locked += new_end - old_end
        vmas.add(Vma(old_end, new_end, PROT_READ | PROT_WRITE, flags))
    space.brk = brk
    return brk

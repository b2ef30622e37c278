"""remap_file_pages(2): other pages of its file at addresses of a shared mapping.

"Starting with Linux 4.0 ... the kernel emulates it": each call makes an ordinary mapping, and so does this.
"""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import MAP_NONBLOCK
from forkingpaths.kernel.ipc import shm
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory import mapping
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.memory.vma import SHARED, Vma
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Address, Int, Size, flags
from forkingpaths.sys.memory import MAX_FILE, PAGE, WORD


@syscall(man="remap_file_pages(2)")
def remap_file_pages(
    k: Kernel,
    t: Task,
    addr: Address,
    size: Size,
    prot: Int,
    pgoff: Size,
    flags: Annotated[int, flags("MAP_FLAGS")],
) -> int:
    start, length = addr & -PAGE, size & -PAGE
    # "The prot argument is ignored, but must be 0"
    if prot or not length or start + length > WORD:
        raise SysError(Errno.EINVAL)
    space = t.memory
    first = _mapping_of(space, start, start + length)
    offset = pgoff * PAGE
    if offset + length > MAX_FILE:
        raise SysError(Errno.EOVERFLOW if pgoff + length // PAGE <= WORD else Errno.EINVAL)
    mapping.clear(k, space, start, start + length)
    # a segment marked for removal goes with its last mapping, and cannot be mapped again (shmctl(2), IPC_RMID)
    if first.name.startswith(shm.NAME) and first.object is not None and shm.removed(k, first.object):
        raise SysError(Errno.EINVAL)
    mapping.place(k, space, first._replace(start=start, end=start + length, offset=offset))
    if not flags & MAP_NONBLOCK:
        mapping.populate(k, space, start, start + length)
    return 0


def _mapping_of(space: AddressSpace, start: int, end: int) -> Vma:
    """ "EINVAL addr does not refer to a valid mapping created with the MAP_SHARED flag", one or several of the same kind without a gap."""
    space.note_map(start, end, False)
    first = space.vmas.find(start)
    if first is None or not first.flags & SHARED or first.object is None:
        raise SysError(Errno.EINVAL)
    reached = start
    for vma in space.vmas.overlapping(start, end):
        if vma.start > reached or vma.object is not first.object or vma.flags != first.flags:
            break
        reached = vma.end
    if reached < end:
        raise SysError(Errno.EINVAL)
    return first

"""How much memory may be promised: heuristic overcommit (proc(5), /proc/sys/vm/overcommit_memory, mode 0).

Memory is promised when it is mapped and taken when it is written, so more can be promised than there is.  What is refused is only what
could never be kept: "obvious overcommits of address space are refused", one mapping (or one growth of it) that is larger than
all memory there is (`Options.memory_bytes`; there is no swap).  Counted is what would need memory of its own: private writable
mappings and shared anonymous memory, unless MAP_NORESERVE says not to.  A private mapping that was counted has the flag ACCOUNTED
(Linux: VM_ACCOUNT), keeps it when it is no longer writable but was written, and is counted again when it grows or fork copies it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import MAP_NORESERVE, PROT_WRITE
from forkingpaths.kernel.memory.vma import ACCOUNTED, SHARED, Vma

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace


def check(k: Kernel, length: int) -> None:
    """Before `length` bytes are promised; SysError(ENOMEM)."""
    if length > k.machine.memory_bytes:
        raise SysError(Errno.ENOMEM)


def accounted(prot: int, flags: int) -> int:
    """ACCOUNTED for a new private mapping that needs memory of its own, else 0."""
    return ACCOUNTED if prot & PROT_WRITE and not flags & (SHARED | MAP_NORESERVE) else 0


def after_protect(k: Kernel, space: AddressSpace, vma: Vma, length: int, prot: int) -> int:
    """The flags of `length` bytes of `vma` that get the rights `prot`; SysError(ENOMEM) as `check`."""
    if prot & PROT_WRITE:
        if vma.flags & ACCOUNTED or vma.prot & PROT_WRITE or not accounted(prot, vma.flags):
            return vma.flags
        check(k, length)
        return vma.flags | ACCOUNTED
    untouched = vma.object is None and not k.machine.count_pages(space.space, vma.start, vma.end)
    return vma.flags & ~ACCOUNTED if untouched else vma.flags

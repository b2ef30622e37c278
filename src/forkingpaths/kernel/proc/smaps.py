"""/proc/PID/smaps and smaps_rollup: how much of each mapping is in memory, and what may be done with it (proc_pid_smaps(5))."""

from __future__ import annotations

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import MAP_NORESERVE
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory import vma as of
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.memory.vma import LOCKED, SHARED, SPECIAL, Vma
from forkingpaths.kernel.memory.vsyscall import GATE
from forkingpaths.kernel.proc.access import check_may_look, memory_of
from forkingpaths.kernel.proc.memory import line, mappings
from forkingpaths.kernel.proc.processes import FILE, add_both
from forkingpaths.vfs.namespace import MS_NOEXEC
from forkingpaths.vfs.proc.tree import Entry, ProcInode

READ, WRITE, EXECUTE = 1, 2, 4
# VmFlags, in the order of Linux's bits; what hangs on more than one flag is added by `_flags`
LASTING = (
    ("gd", of.GROWSDOWN), ("lo", LOCKED), ("sr", of.SEQUENTIAL_READS), ("rr", of.RANDOM_READS), ("dc", of.DONT_FORK),
    ("lf", of.LOCK_ON_FAULT), ("ac", of.ACCOUNTED), ("nr", MAP_NORESERVE), ("wf", of.WIPE_ON_FORK), ("dd", of.DONT_DUMP),
    ("hg", of.HUGE_PAGES), ("nh", of.NO_HUGE_PAGES), ("mg", of.MERGEABLE), ("dp", of.DROPPABLE),
)  # fmt: skip


def _figures(k: Kernel, space: AddressSpace, vmas: list[Vma]) -> bytes:
    size = resident = anonymous = locked = 0
    for vma in vmas:
        size += vma.end - vma.start
        pages = len(k.machine.pages(space.space, vma.start, vma.end)) if vma is not GATE else 0
        resident += pages
        if vma.object is None:
            anonymous += pages
        if vma.flags & LOCKED:
            locked += pages
    values = {
        "Size": size // 1024, "KernelPageSize": 4, "MMUPageSize": 4, "Rss": resident * 4, "Pss": resident * 4,
        "Pss_Dirty": anonymous * 4, "Shared_Clean": 0, "Shared_Dirty": 0, "Private_Clean": (resident - anonymous) * 4,
        "Private_Dirty": anonymous * 4, "Referenced": resident * 4, "Anonymous": anonymous * 4, "KSM": 0, "LazyFree": 0,
        "AnonHugePages": 0, "ShmemPmdMapped": 0, "FilePmdMapped": 0, "Shared_Hugetlb": 0, "Private_Hugetlb": 0, "Swap": 0,
        "SwapPss": 0, "Locked": locked * 4,
    }  # fmt: skip
    return b"".join(b"%-16s%8d kB\n" % (name.encode() + b":", value) for name, value in values.items())


def _flags(k: Kernel, vma: Vma) -> str:
    """Two letters each: "rd - readable, wr - writeable ... mr - may read, mw - may write"."""
    names = [name for name, bit in (("rd", READ), ("wr", WRITE), ("ex", EXECUTE)) if vma.prot & bit]
    if vma is GATE:
        return " ".join(names)
    if vma.flags & SPECIAL:
        return " ".join(
            [*names, *(("mr", "pf", "io", "de", "dd") if vma.flags & SHARED else ("mr", "mw", "me", "de"))]
        )
    shared = bool(vma.flags & SHARED)
    may_write = not shared or not (
        vma.flags & of.NEVER_WRITTEN or (vma.file is not None and not vma.file.writable)
    )
    mount = k.vfs.mounts.get(vma.file.mount) if vma.file is not None else None
    names += ["sh"] if shared and may_write else []
    names += [
        "mr",
        *(["mw"] if may_write else []),
        *(["me"] if mount is None or not mount.flags & MS_NOEXEC else []),
    ]
    names += ["ms"] if shared else []
    return " ".join([*names, *(name for name, bit in LASTING if vma.flags & bit)])


def _smaps(k: Kernel, inode: ProcInode) -> bytes:
    check_may_look(k, inode)
    space = memory_of(k, inode)
    if space is None:
        return b""
    parts = []
    for vma in mappings(space):
        tail = f"THPeligible:           0\nVmFlags: {_flags(k, vma)} \n".encode()
        parts.append(line(space, vma) + _figures(k, space, [vma]) + tail)
    return b"".join(parts)


def _smaps_rollup(k: Kernel, inode: ProcInode) -> bytes:
    check_may_look(k, inode)
    space = memory_of(k, inode)
    if space is None or not space.vmas.items:
        raise SysError(Errno.ESRCH)
    first, last = space.vmas.items[0], space.vmas.items[-1]
    head = f"{first.start:08x}-{last.end:08x} ---p 00000000 00:00 0"
    figures = b"".join(f + b"\n" for f in _figures(k, space, space.vmas.items).splitlines()[3:])
    return f"{head:<73}[rollup]\n".encode() + figures


add_both(b"smaps", Entry(FILE | 0o444, _smaps))
add_both(b"smaps_rollup", Entry(FILE | 0o444, _smaps_rollup))

"""When memory is out: give up page cache, and if that is not enough end a process (the OOM killer, proc(5) oom_score).

Calls that find no memory fail with ENOMEM.  A page fault cannot fail, so somebody must go: the process with the most
pages in memory, the oldest of equals, never init.  It ends at once, its memory free again, and the faulting
instruction is tried again (unless it was the victim's).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.kernel.events import Kind
from forkingpaths.vfs.pages import MemoryObject

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace
    from forkingpaths.kernel.task import Process

SIGKILL = 9


def reclaim(k: Kernel) -> int:
    """Drop clean pages of host files that nobody maps; how many."""
    freed = 0
    for filesystem in k.vfs.filesystems.values():
        for inode in filesystem.inodes.values():
            pages = getattr(inode, "pages", None)
            if isinstance(pages, MemoryObject):
                freed += pages.reclaim(k)
    return freed


def kill(k: Kernel, space: AddressSpace) -> None:
    """Kill the process that holds most memory; `space` found none."""
    from forkingpaths.kernel import exit as exits

    victim = _largest(k)
    if victim is None:
        return
    k.emit(k.current, Kind.SENT, (SIGKILL, 0x80, -victim.tgid, 0, b"", False) if k.listeners else None)
    k.tables["oom kills"] = k.tables.get("oom kills", 0) + 1
    exits.kill_process(k, victim, SIGKILL, False)


def _largest(k: Kernel) -> Process | None:
    found = None
    most = 0
    for process in k.processes.values():
        if process.zombie or process.tgid == 1:
            continue
        pages = k.tasks[process.threads[-1]].memory.resident_pages()
        if pages > most:
            most, found = pages, process
    return found

"""System V shared memory (shmget(2), shmop(2)): a memory object with a key.

A segment's number of attaches is the number of mappings of its object, which fork, exec and exit change by themselves.
Mappings of a segment are named "/SYSV...", and kernel/memory tells `closed` when one goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.ipc import SHM_DEST, SHMMNI
from forkingpaths.kernel import namespaces
from forkingpaths.kernel.ipc.ids import Object, Table, seconds
from forkingpaths.vfs.pages import MemoryObject

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.vma import Vma

NAME = b"/SYSV"


@dataclass(slots=True, eq=False, kw_only=True)
class Segment(Object):
    """struct shmid_ds."""

    size: int = 0
    memory: MemoryObject = field(default_factory=MemoryObject)
    atime: int = 0
    dtime: int = 0
    creator_pid: int = 0
    last_pid: int = 0
    locker: int | None = None  # the user whose RLIMIT_MEMLOCK counts it (SHM_LOCK)

    @property
    def name(self) -> bytes:
        """As /proc/pid/maps shows it."""
        return b"%s%08x (deleted)" % (NAME, self.key & 0xFFFF_FFFF)


def table(k: Kernel) -> Table[Segment]:
    found: Table[Segment] = namespaces.ipc_tables(k, k.caller()).setdefault("shm", Table(SHMMNI))
    return found


def mark_for_removal(k: Kernel, segment: Segment) -> None:
    """IPC_RMID: "The segment will actually be destroyed only after the last process detaches it"."""
    _mark(k, table(k), segment)


def _mark(k: Kernel, segments: Table[Segment], segment: Segment) -> None:
    segment.memory.keepers = 0
    if segment.memory.mapped:
        segment.mode |= SHM_DEST
        segment.key = 0
    else:
        segment.memory.discard(k)
        segments.remove(segment)


def inherited(k: Kernel, items: list[Vma]) -> None:
    """A child has the mappings of its parent: of each segment one attachment more (shm_nattch)."""
    attached = {id(vma.object) for vma in items if vma.name.startswith(NAME)}
    for segment in (s for segments in _all(k) for s in segments.objects.values()) if attached else ():
        if id(segment.memory) in attached:
            k.touch(("shm", segment.id), True)


def _all(k: Kernel) -> list[Table[Segment]]:
    """The tables of all namespaces."""
    return [tables["shm"] for tables in namespaces.all_ipc_tables(k) if "shm" in tables]


def closed(k: Kernel, memory: MemoryObject) -> None:
    """A mapping of a segment is gone; with the last, a segment marked for removal goes too (its memory has gone already)."""
    found = ((segments, s) for segments in _all(k) for s in segments.objects.values() if s.memory is memory)
    segments, segment = next(found, (None, None))
    if segments is None or segment is None:
        return
    k.touch(("shm", segment.id), True)
    segment.dtime = seconds(k)
    segment.last_pid = k.caller().tgid
    if segment.mode & SHM_DEST and not memory.mapped:
        segments.remove(segment)


def removed(k: Kernel, memory: MemoryObject) -> bool:
    """Whether `memory` was a segment's that is gone."""
    return not any(s.memory is memory for segments in _all(k) for s in segments.objects.values())


def destroy_all(k: Kernel, tables: dict[str, Any]) -> bool:
    """Their namespace has ended.  What is attached stays until it is detached: whether there is any."""
    segments: Table[Segment] = tables.get("shm") or Table(SHMMNI)
    for segment in list(segments.objects.values()):
        _mark(k, segments, segment)
    return bool(segments.objects)

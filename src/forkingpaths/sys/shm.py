"""shmget(2), shmat(2), shmdt(2), shmctl(2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import ipc as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import MAP_FIXED, MAP_SHARED, PROT_EXEC, PROT_READ, PROT_WRITE
from forkingpaths.abi.resource import RLIMIT_MEMLOCK
from forkingpaths.kernel.ipc import ids, shm
from forkingpaths.kernel.memory import mapping
from forkingpaths.kernel.memory.vma import NEVER_WRITTEN
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Address, Int, Kind, Size, enum, flags
from forkingpaths.vfs.credentials import CAP_IPC_LOCK
from forkingpaths.vfs.pages import MemoryObject

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

PAGE = 4096
Key = Annotated[int, Kind("key_t", "i32", show="ipc_key")]


@syscall(note="no huge pages")
def shmget(
    k: Kernel, t: Task, key: Key, size: Size, shmflg: Annotated[int, flags("ipc.SHMGET_FLAGS", "i32")]
) -> int:
    segments = shm.table(k)
    k.touch(("shm",), True)
    found = ids.existing(t, segments, key, shmflg)
    if found is not None:
        # "EINVAL ... a segment for the given key exists, but size is greater than the size of that segment"
        if size > found.size:
            raise SysError(Errno.EINVAL)
        k.touch(("shm", found.id), False)
        ids.check(t, found, shmflg & 0o777)
        return found.id
    # "EINVAL A new segment was to be created and size is less than SHMMIN or greater than SHMMAX"
    if not 0 < size <= abi.SHMMAX:
        raise SysError(Errno.EINVAL)
    if shmflg & abi.SHM_HUGETLB:
        k.not_modelled("shmget SHM_HUGETLB")
        raise SysError(Errno.ENOMEM)
    # "ENOMEM No memory could be allocated for segment overhead": more than there is at all
    if size > k.machine.memory_bytes and not shmflg & abi.SHM_NORESERVE:
        raise SysError(Errno.ENOMEM)
    whole = (size + PAGE - 1) & -PAGE
    segment = shm.Segment(size=size, memory=MemoryObject(size=whole, keepers=1), creator_pid=t.tgid)
    return segments.add(k, t, key, shmflg, segment)


@syscall(man="shmop(2)", result="address")
def shmat(
    k: Kernel, t: Task, shmid: Int, shmaddr: Address, shmflg: Annotated[int, flags("ipc.SHMAT_FLAGS", "i32")]
) -> int:
    segment = shm.table(k).find(shmid)
    k.touch(("shm", shmid), True)
    # "If shmaddr isn't NULL and SHM_RND is specified in shmflg, the attach occurs at the address equal to shmaddr rounded
    # down to the nearest multiple of SHMLBA.  Otherwise, shmaddr must be a page-aligned address".  SHM_REMAP needs one.
    rounded = shmaddr % abi.SHMLBA
    if rounded:
        if not shmflg & abi.SHM_RND:
            raise SysError(Errno.EINVAL)
        shmaddr -= rounded
    if shmflg & abi.SHM_REMAP and not shmaddr:
        raise SysError(Errno.EINVAL)
    prot, wanted = PROT_READ, ids.READ
    if not shmflg & abi.SHM_RDONLY:
        prot |= PROT_WRITE
        wanted |= ids.WRITE
    if shmflg & abi.SHM_EXEC:
        prot |= PROT_EXEC
        wanted |= ids.EXECUTE
    ids.check(t, segment, wanted)
    memory = segment.memory
    space = t.memory
    # an address that was rounded down to 0 is one all the same
    fixed = bool(shmaddr or rounded)
    # "EINVAL ... can't attach segment at shmaddr": something is there, or the end of all addresses
    end = shmaddr + memory.size
    if shmaddr and not shmflg & abi.SHM_REMAP and (end >= 1 << 64 or not space.vmas.is_free(shmaddr, end)):
        raise SysError(Errno.EINVAL)
    how = MAP_SHARED | (MAP_FIXED if fixed else 0)
    start = mapping.map_memory(k, space, t.process.limits, shmaddr, memory.size, prot, how, memory, 0, None)
    name, bits = segment.name, 0 if prot & PROT_WRITE else NEVER_WRITTEN
    space.vmas.rewrite(
        k, start, start + memory.size, lambda vma: vma._replace(name=name, flags=vma.flags | bits)
    )
    segment.atime = ids.seconds(k)
    segment.last_pid = t.tgid
    return start


@syscall(man="shmop(2)")
def shmdt(k: Kernel, t: Task, shmaddr: Address) -> int:
    space = t.memory
    parts = [
        vma
        for vma in space.vmas.items
        if vma.name.startswith(shm.NAME) and vma.start - vma.offset == shmaddr and vma.object is not None
    ]
    # "EINVAL There is no shared memory segment attached at shmaddr; or, shmaddr is not aligned on a page boundary"
    if not parts:
        raise SysError(Errno.EINVAL)
    memory = parts[0].object
    k.touch(("shm",), True)
    for vma in parts:
        if vma.object is memory:
            mapping.clear(k, space, vma.start, vma.end)
    return 0


@syscall()
def shmctl(
    k: Kernel,
    t: Task,
    shmid: Int,
    cmd: Annotated[int, enum("ipc.SHMCTL_COMMANDS")],
    buf: Annotated[int, Kind("struct shmid_ds *", "u64", "inout", "shmid_ds", "shmid_ds")],
) -> int:
    segments = shm.table(k)
    if cmd < 0 or shmid < 0:
        raise SysError(Errno.EINVAL)
    if cmd == abi.IPC_INFO:
        t.memory.write(buf, abi.SHMINFO.pack(abi.SHMMAX, 1, abi.SHMMNI, abi.SHMMNI, abi.SHMALL))
        return segments.highest()
    if cmd == abi.SHM_INFO:
        pages = sum(s.memory.size // PAGE for s in segments.objects.values())
        resident = sum(len(s.memory.frames) for s in segments.objects.values())
        used = len(segments.objects)
        t.memory.write(buf, abi.SHM_INFO_STRUCT.pack(used, pages, resident, 0, 0, 0))
        return segments.highest()
    if cmd in (abi.SHM_STAT, abi.SHM_STAT_ANY):
        segment = segments.at(shmid)
        return _stat(k, t, segment, buf, segment.id, cmd == abi.SHM_STAT_ANY)
    segment = segments.find(shmid)
    k.touch(("shm", shmid), True)
    if cmd == abi.IPC_STAT:
        return _stat(k, t, segment, buf, 0, False)
    if cmd == abi.IPC_SET:
        perm = t.memory.read(buf, abi.IPC_PERM.size)
        ids.check_owner(t.credentials, segment)
        ids.set_owner(k, segment, perm)
        return 0
    if cmd == abi.IPC_RMID:
        ids.check_owner(t.credentials, segment)
        k.touch(("shm",), True)
        shm.mark_for_removal(k, segment)
        return 0
    if cmd in (abi.SHM_LOCK, abi.SHM_UNLOCK):
        _lock(k, t, segment, cmd == abi.SHM_LOCK)
        return 0
    raise SysError(Errno.EINVAL)


def _lock(k: Kernel, t: Task, segment: shm.Segment, on: bool) -> None:
    """SHM_LOCK and SHM_UNLOCK: "a privileged process ... Since Linux 2.6.10, an unprivileged process can ... if its effective UID matches
    the owner or creator UID of the segment and, for SHM_LOCK, the amount of memory to be locked falls within the RLIMIT_MEMLOCK"."""
    soft = t.process.limits[RLIMIT_MEMLOCK][0]
    privileged = t.credentials.capable(CAP_IPC_LOCK)
    if not privileged:
        ids.check_owner(t.credentials, segment)
        if on and not soft:
            raise SysError(Errno.EPERM)
    if on and segment.locker is None:
        uid = t.credentials.uid
        held = sum(s.memory.size for s in shm.table(k).objects.values() if s.locker == uid)
        if held + segment.memory.size > soft and not privileged:
            raise SysError(Errno.ENOMEM)
        segment.locker = uid
    elif not on:
        segment.locker = None
    segment.mode = segment.mode & ~abi.SHM_LOCKED | (abi.SHM_LOCKED if on else 0)


def _stat(k: Kernel, t: Task, segment: shm.Segment, buf: int, result: int, anybody: bool) -> int:
    if not anybody:
        ids.check(t, segment, ids.READ)
    rest = abi.SHMID_DS.pack(
        segment.size,
        segment.atime,
        segment.dtime,
        segment.ctime,
        segment.creator_pid,
        segment.last_pid,
        segment.memory.mapped,
    )
    t.memory.write(buf, segment.perm() + rest)
    return result

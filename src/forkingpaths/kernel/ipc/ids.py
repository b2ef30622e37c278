"""Keys, identifiers and permissions of System V objects (sysvipc(7), ftok(3)).

An identifier is an index with a sequence number above it, so that a stale one is told from the object that came after.
Indices are given in cyclic order, as Linux does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.ipc import IPC_CREAT, IPC_EXCL, IPC_PERM, IPC_PRIVATE
from forkingpaths.vfs.credentials import CAP_IPC_OWNER, CAP_SYS_ADMIN, Credentials

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

INDEX_BITS = 15
MIN_CYCLE = 64
READ, WRITE, EXECUTE = 0o444, 0o222, 0o111


@dataclass(slots=True, eq=False, kw_only=True)
class Object:
    """What every kind has: struct ipc_perm."""

    id: int = -1
    key: int = 0
    uid: int = 0
    gid: int = 0
    creator_uid: int = 0
    creator_gid: int = 0
    mode: int = 0
    ctime: int = 0  # seconds of CLOCK_REALTIME

    def perm(self) -> bytes:
        """struct ipc64_perm."""
        sequence = self.id >> INDEX_BITS
        return IPC_PERM.pack(
            self.key, self.uid, self.gid, self.creator_uid, self.creator_gid, self.mode, sequence & 0xFFFF
        )


T = TypeVar("T", bound=Object)


@dataclass(slots=True, eq=False)
class Table(Generic[T]):
    """The objects of one kind."""

    limit: int
    objects: dict[int, T] = field(default_factory=dict)  # index -> object
    next_index: int = 0
    last_index: int = -1
    sequence: int = 0

    def find(self, identifier: int) -> T:
        """The object of an identifier; SysError(EINVAL) when there is none (any more)."""
        found = self.objects.get(identifier & (1 << INDEX_BITS) - 1) if identifier >= 0 else None
        if found is None or found.id != identifier:
            raise SysError(Errno.EINVAL)
        return found

    def at(self, index: int) -> T:
        """The object at an index of the table, for SHM_STAT and its like."""
        found = self.objects.get(index)
        if found is None:
            raise SysError(Errno.EINVAL)
        return found

    def by_key(self, key: int) -> T | None:
        if key == IPC_PRIVATE:
            return None
        return next((o for o in self.objects.values() if o.key == key), None)

    def add(self, k: Kernel, t: Task, key: int, flags: int, thing: T) -> int:
        """Enter a new object; its identifier.  SysError(ENOSPC)."""
        if len(self.objects) >= self.limit:
            raise SysError(Errno.ENOSPC)
        cycle = max(len(self.objects) * 3 // 2, MIN_CYCLE)
        index = self.next_index % cycle
        while index in self.objects:
            index = (index + 1) % cycle
        if index <= self.last_index:
            self.sequence = (self.sequence + 1) & 0xFFFF
        self.last_index = index
        self.next_index = index + 1
        c = t.credentials
        thing.id = self.sequence << INDEX_BITS | index
        thing.key = key
        thing.uid = thing.creator_uid = c.euid
        thing.gid = thing.creator_gid = c.egid
        thing.mode = flags & 0o777
        thing.ctime = seconds(k)
        self.objects[index] = thing
        return thing.id

    def remove(self, thing: T) -> None:
        del self.objects[thing.id & (1 << INDEX_BITS) - 1]

    def highest(self) -> int:
        """The highest index in use, 0 when there is none: what IPC_INFO returns."""
        return max(self.objects, default=0)


def seconds(k: Kernel) -> int:
    return k.now_ns() // 1_000_000_000


def existing(t: Task, table: Table[T], key: int, flags: int) -> T | None:
    """The object that a get call with `key` means; None when a new one is to be made.  ENOENT, EEXIST (msgget(2)...)."""
    found = table.by_key(key)
    if found is None:
        # "ENOENT No object exists for key, and flags did not specify IPC_CREAT"
        if key != IPC_PRIVATE and not flags & IPC_CREAT:
            raise SysError(Errno.ENOENT)
        return None
    # "EEXIST IPC_CREAT and IPC_EXCL were specified in flags, but an object already exists for key"
    if flags & IPC_CREAT and flags & IPC_EXCL:
        raise SysError(Errno.EEXIST)
    return found


def check(t: Task, thing: Object, wanted: int) -> None:
    """SysError(EACCES) unless the caller has the rights `wanted` (READ, WRITE, or the mode bits of a get call)."""
    c = t.credentials
    granted = thing.mode
    if c.euid in (thing.creator_uid, thing.uid):
        granted >>= 6
    elif c.in_group(thing.creator_gid) or c.in_group(thing.gid):
        granted >>= 3
    asked = wanted >> 6 | wanted >> 3 | wanted
    if asked & ~granted & 7 and not c.capable(CAP_IPC_OWNER):
        raise SysError(Errno.EACCES)


def check_owner(credentials: Credentials, thing: Object) -> None:
    """SysError(EPERM) unless the caller may change or remove the object: its owner, its creator, CAP_SYS_ADMIN."""
    if credentials.euid not in (thing.creator_uid, thing.uid) and not credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EPERM)


def set_owner(k: Kernel, thing: Object, perm: bytes) -> None:
    """IPC_SET: uid, gid and the nine permission bits."""
    _, uid, gid, _, _, mode, _ = IPC_PERM.unpack(perm)
    thing.uid, thing.gid = uid, gid
    thing.mode = thing.mode & ~0o777 | mode & 0o777
    thing.ctime = seconds(k)

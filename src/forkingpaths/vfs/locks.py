"""Advisory locks: POSIX record locks of processes, open file description locks (both fcntl(2)), and flock(2).

A lock's owner is a descriptor table (POSIX: Linux's files_struct, so threads share it) or an open file description
(OFD, flock); owners are compared by identity.  Locks of one owner on one file never overlap: a new one replaces, cuts
or joins what is there.  flock locks and record locks do not see each other.  Who has to wait sleeps on
`vfs.lock_queue`, woken when any lock goes; `vfs.lock_waits` says which owner each sleeper waits for, to find deadlocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forkingpaths.vfs.inode import Inode
from forkingpaths.vfs.openfile import OpenFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

F_RDLCK, F_WRLCK, F_UNLCK = 0, 1, 2
POSIX, OFD, FLOCK = "posix", "ofd", "flock"
END = (1 << 63) - 1  # l_len 0: "lock all bytes ... through to the end of file"


@dataclass(slots=True, eq=False)
class Lock:
    """One lock on the bytes start..end, both included."""

    kind: str
    owner: Any
    type: int
    start: int = 0
    end: int = END
    pid: int = 0  # who set it; -1 for OFD


def conflict(k: Services, inode: Inode, wanted: Lock) -> Lock | None:
    """The first lock of another owner that stands in the way."""
    k.touch(("lock", inode.device, inode.number), False)
    for held in k.vfs.locks.get((inode.device, inode.number), ()):
        if held.owner is wanted.owner or (held.kind == FLOCK) != (wanted.kind == FLOCK):
            continue
        if held.end < wanted.start or wanted.end < held.start:
            continue
        if held.type == F_WRLCK or wanted.type == F_WRLCK:
            return held
    return None


def own(k: Services, inode: Inode, wanted: Lock) -> Lock | None:
    """The first lock that the owner has there itself."""
    k.touch(("lock", inode.device, inode.number), False)
    for held in k.vfs.locks.get((inode.device, inode.number), ()):
        if held.owner is wanted.owner and held.kind == wanted.kind:
            if held.start <= wanted.end and wanted.start <= held.end:
                return held
    return None


def apply(k: Services, inode: Inode, wanted: Lock) -> None:
    """Set (or, with F_UNLCK, take away) a lock that nothing conflicts with; neighbours of the same owner and
    type become one.
    """
    key = (inode.device, inode.number)
    k.touch(("lock", *key), True)
    if isinstance(wanted.owner, OpenFile):
        k.touch(("references", wanted.owner.identity), True)  # the last to close it will take the lock away
    before = k.vfs.locks.get(key, [])
    after: list[Lock] = []
    start, end = wanted.start, wanted.end
    weaker = False
    for held in before:
        if held.owner is not wanted.owner or held.kind != wanted.kind:
            after.append(held)
            continue
        if held.type == wanted.type:
            if held.end + 1 < start or end + 1 < held.start:
                after.append(held)
            else:
                start, end = min(start, held.start), max(end, held.end)
            continue
        if held.end < start or end < held.start:
            after.append(held)
            continue
        weaker = True
        if held.start < start:
            after.append(Lock(held.kind, held.owner, held.type, held.start, start - 1, held.pid))
        if held.end > end:
            after.append(Lock(held.kind, held.owner, held.type, end + 1, held.end, held.pid))
    if wanted.type != F_UNLCK:
        after.append(Lock(wanted.kind, wanted.owner, wanted.type, start, end, wanted.pid))
    after.sort(key=lambda lock: lock.start)
    if after:
        k.vfs.locks[key] = after
    else:
        k.vfs.locks.pop(key, None)
    if weaker:
        k.wake(k.vfs.lock_queue)


def remove_posix(k: Services, inode: Inode, owner: object) -> None:
    """A process closed a descriptor of the file: "all of the process's locks on that file are released" (fcntl(2))."""
    _remove(k, inode, owner, POSIX)


def remove_description(k: Services, inode: Inode, owner: object) -> None:
    """The last reference to an open file description is gone, and its flock and OFD locks with it."""
    _remove(k, inode, owner, OFD)
    _remove(k, inode, owner, FLOCK)


def _remove(k: Services, inode: Inode, owner: object, kind: str) -> None:
    key = (inode.device, inode.number)
    before = k.vfs.locks.get(key)
    if not before:
        return
    after = [lock for lock in before if lock.owner is not owner or lock.kind != kind]
    if len(after) == len(before):
        return
    k.touch(("lock", *key), True)
    if after:
        k.vfs.locks[key] = after
    else:
        del k.vfs.locks[key]
    k.wake(k.vfs.lock_queue)


def would_deadlock(k: Services, owner: object, blocker: object) -> bool:
    """Whether `blocker` itself waits, through any number of others, for `owner` (POSIX locks only)."""
    waits = k.vfs.lock_waits
    asleep = k.vfs.lock_queue.waiters
    for _ in range(len(asleep) + 1):
        if blocker is owner:
            return True
        following = next((waits[tid][1] for tid in asleep if tid in waits and waits[tid][0] is blocker), None)
        if following is None:
            return False
        blocker = following
    return False

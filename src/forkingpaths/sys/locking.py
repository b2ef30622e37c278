"""File locks: the lock commands of fcntl(2), and flock(2).  The tables are vfs/locks."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.fcntl import (
    F_GETLK,
    F_OFD_GETLK,
    F_OFD_SETLK,
    F_OFD_SETLKW,
    F_SETLKW,
    FLOCK,
    LOCK_EX,
    LOCK_MAND,
    LOCK_NB,
    LOCK_SH,
    LOCK_UN,
)
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, flags
from forkingpaths.sys.paths import get_file
from forkingpaths.vfs import locks
from forkingpaths.vfs.locks import END, F_RDLCK, F_UNLCK, F_WRLCK, OFD, POSIX, Lock
from forkingpaths.vfs.locks import FLOCK as FLOCK_KIND
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.wait import Block

SEEK_SET, SEEK_CUR, SEEK_END = range(3)


def record_lock(k: Kernel, t: Task, file: OpenFile, cmd: int, address: int) -> int:
    """F_GETLK, F_SETLK, F_SETLKW and their F_OFD_ forms."""
    kind, whence, start, length, pid = FLOCK.unpack(t.memory.read(address, 32))
    ofd = cmd in (F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW)
    getting = cmd in (F_GETLK, F_OFD_GETLK)
    if kind not in (F_RDLCK, F_WRLCK, F_UNLCK):
        raise SysError(Errno.EINVAL)
    if getting and kind == F_UNLCK and not ofd:
        raise SysError(Errno.EINVAL)
    first, last = _range(file, whence, start, length)
    owner: object = file if ofd else t.files
    wanted = Lock(OFD if ofd else POSIX, owner, kind, first, last, -1 if ofd else t.tgid)
    # "In order to place a read lock, fd must be open for reading.  In order to place a write lock, fd must be open
    # for writing": EBADF
    allowed = file.readable if kind == F_RDLCK else file.writable if kind == F_WRLCK else True
    if not getting and not allowed:
        raise SysError(Errno.EBADF)
    # "EINVAL ... F_OFD_*: l_pid was not specified as zero"
    if ofd and pid:
        raise SysError(Errno.EINVAL)
    if getting:
        # Of an open file description, F_UNLCK asks for its own locks (Linux 6.3)
        held = (locks.conflict if kind != F_UNLCK else locks.own)(k, file.inode, wanted)
        _report(t, address, held)
        return 0
    return _acquire(k, t, file, wanted, waits=cmd in (F_SETLKW, F_OFD_SETLKW))


def _range(file: OpenFile, whence: int, start: int, length: int) -> tuple[int, int]:
    """The first and last byte; "l_len may be negative: the interval is from l_start+l_len up to l_start-1"."""
    if whence == SEEK_CUR:
        start += file.offset
    elif whence == SEEK_END:
        start += file.inode.size
    elif whence != SEEK_SET:
        raise SysError(Errno.EINVAL)
    if start > END or (length > 0 and start + length - 1 > END):
        raise SysError(Errno.EOVERFLOW)
    if start < 0:
        raise SysError(Errno.EINVAL)
    if length > 0:
        return start, start + length - 1
    if length == 0:
        return start, END
    if start + length < 0:
        raise SysError(Errno.EINVAL)
    return start + length, start - 1


def _report(t: Task, address: int, held: Lock | None) -> None:
    """F_GETLK: "details about one of these locks", or l_type F_UNLCK and the rest unchanged."""
    if held is None:
        t.memory.write(address, F_UNLCK.to_bytes(2, "little"))
        return
    length = 0 if held.end == END else held.end - held.start + 1
    t.memory.write(address, FLOCK.pack(held.type, SEEK_SET, held.start, length, held.pid))


def _acquire(k: Kernel, t: Task, file: OpenFile, wanted: Lock, *, waits: bool) -> int:
    """Set the lock, fail with EAGAIN, or sleep."""
    k.vfs.lock_waits.pop(t.tid, None)
    if wanted.type != F_UNLCK:
        held = locks.conflict(k, file.inode, wanted)
        if held is not None:
            if not waits:
                raise SysError(Errno.EAGAIN)
            if wanted.kind == POSIX:
                # "EDEADLK It was detected that the specified F_SETLKW command would cause a deadlock"
                if held.kind == POSIX and locks.would_deadlock(k, wanted.owner, held.owner):
                    raise SysError(Errno.EDEADLK)
                k.vfs.lock_waits[t.tid] = (wanted.owner, held.owner)
            raise Block(k.vfs.lock_queue, reason="a file lock")
    locks.apply(k, file.inode, wanted)
    return 0


@syscall(man="flock(2)")
def flock(
    k: Kernel, t: Task, fd: Fd, operation: Annotated[int, flags("fcntl.FLOCK_OPERATIONS", "u32")]
) -> int:
    if (
        operation & LOCK_MAND
    ):  # once a kind of lock, now a word that does nothing, not even look at the descriptor
        return 0
    # "EINVAL operation is invalid", which Linux tests before the descriptor
    kind = {LOCK_SH: F_RDLCK, LOCK_EX: F_WRLCK, LOCK_UN: F_UNLCK}.get(operation & ~LOCK_NB)
    if kind is None:
        raise SysError(Errno.EINVAL)
    file = get_file(t, fd)
    if kind != F_UNLCK and not file.readable and not file.writable:  # opened with access mode 3
        raise SysError(Errno.EBADF)
    wanted = Lock(FLOCK_KIND, file, kind, pid=t.tgid)
    if kind != F_UNLCK:
        # "Converting a lock (shared to exclusive, or vice versa) is not guaranteed to be atomic: the existing lock
        # is first removed"
        held = [
            x
            for x in k.vfs.locks.get((file.inode.device, file.inode.number), ())
            if x.owner is file and x.kind == FLOCK_KIND
        ]
        if held and held[0].type != kind:
            locks.apply(k, file.inode, Lock(FLOCK_KIND, file, F_UNLCK))
    return _acquire(k, t, file, wanted, waits=not operation & LOCK_NB)

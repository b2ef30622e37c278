"""The open file description: what open() makes and dup() and fork() share (open(2), "Open file descriptions").

Three things, kept apart as in the manual: a descriptor (a slot of a task's table, with close-on-exec), the open
file description (this: offset, status flags, access mode) and the i-node.  `references` counts descriptors in all tables
and descriptors in flight over sockets; the kernel calls `release` once, when the last goes.

Kinds of file subclass it and implement what they can do; what they cannot says the errno of the manual.  Operations take the kernel
as `services.Services`, raise SysError for errors and `Block` when they must wait (never when O_NONBLOCK is set: then EAGAIN).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.inode import Inode

if TYPE_CHECKING:
    from forkingpaths.vfs.credentials import Credentials
    from forkingpaths.vfs.services import Services
    from forkingpaths.vfs.user_memory import UserMemory
    from forkingpaths.vfs.wait import WaitQueue

O_ACCMODE, O_RDONLY, O_WRONLY, O_RDWR = 3, 0, 1, 2
O_NONBLOCK = 0o4000
POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM = 0x1, 0x4, 0x40, 0x100


@dataclass(slots=True, eq=False)
class OpenFile:
    """One open file description.  `path` is the name it was opened by, for /proc and for people."""

    release_shows: ClassVar[bool] = False  # whether somebody else can tell that the last reference is gone
    record_bytes: ClassVar[int] = (
        0  # of what is read in records, each gone even when it cannot be stored (eventfd)
    )

    partial_records: ClassVar[bool] = False  # a record that is stored in part is read in part (timerfd)

    inode: Inode
    flags: int
    path: bytes = b""
    offset: int = 0
    references: int = 0
    owner: int = 0  # F_SETOWN
    owner_signal: int = 0  # F_SETSIG
    owner_thread: bool = True  # F_OWNER_TID: the owner is one thread; so it is said of nobody too
    owner_uid: int = 0  # real and effective user of who said so
    owner_euid: int = 0
    created: bool = False  # this open made the file
    opener: tuple[int, Credentials | None] = (0, None)  # process and credentials that it was opened with
    identity: int = field(default=0)  # number in order of opening; the key of footprints
    parent: Inode | None = None  # the directory it was opened in, for inotify
    mount: int = 0  # id of the mount it was reached through; 0 for pipes, sockets and other nameless files

    @property
    def readable(self) -> bool:
        return self.flags & O_ACCMODE in (O_RDONLY, O_RDWR)

    @property
    def writable(self) -> bool:
        return self.flags & O_ACCMODE in (O_WRONLY, O_RDWR)

    @property
    def nonblocking(self) -> bool:
        return bool(self.flags & O_NONBLOCK)

    @property
    def seekable(self) -> bool:
        return False

    @property
    def tells_by_signal(self) -> bool:
        """Whether O_ASYNC means anything: "available only for terminals, pseudoterminals, sockets, and ... pipes and FIFOs" (open(2)),
        and for inotify and the sources of random bytes."""
        return False

    def descriptor_closed(self, k: Services) -> None:
        """One of the descriptors was closed, perhaps not the last (Linux's flush)."""

    def read(self, k: Services, count: int) -> bytes:
        """Up to `count` bytes from the current position; b"" is end of file (read(2))."""
        raise SysError(Errno.EINVAL)

    def storable(self, k: Services, count: int, room: int) -> int:
        """How much a read of `count` bytes may take when only the first `room` bytes of its buffer can be stored; SysError(EFAULT)
        for nothing."""
        if not room:
            raise SysError(Errno.EFAULT)
        return room

    def write(self, k: Services, data: bytes) -> int:
        """Append or overwrite at the current position; the number of bytes taken (write(2))."""
        raise SysError(Errno.EINVAL)

    def pread(self, k: Services, count: int, offset: int) -> bytes:
        raise SysError(Errno.ESPIPE)

    def pwrite(self, k: Services, data: bytes, offset: int) -> int:
        raise SysError(Errno.ESPIPE)

    def seek(self, k: Services, offset: int, whence: int) -> int:
        raise SysError(Errno.ESPIPE)

    def poll(self, k: Services) -> int:
        """The poll(2) bits that hold now (POLLIN, POLLOUT, POLLHUP, POLLERR...).  Regular files are always ready."""
        return POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        """The queues woken when `poll` may have changed; empty when it never does."""
        return ()

    def poll_queues_for(self, events: int) -> tuple[WaitQueue, ...]:
        """The queues that matter to somebody who asked for `events` alone (epoll, edge-triggered)."""
        return self.poll_queues()

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        raise SysError(Errno.ENOTTY)

    def describe(self, k: Services) -> bytes:
        """What /proc/PID/fdinfo/N says besides position and flags (proc_pid_fdinfo(5))."""
        return b""

    def release(self, k: Services) -> None:
        """The last reference is gone."""


def whole_pieces(sizes: Iterable[int], count: int, room: int) -> int:
    """`storable` of what is kept in pieces: as Linux copies them, each is stored whole, or stays for the next call."""
    taken = 0
    for size in sizes:
        size = min(size, count - taken)
        if taken + size > room:
            if not taken:
                raise SysError(Errno.EFAULT)
            return taken
        taken += size
        if taken == count:
            break
    return count  # all that is there can be stored, or there is nothing: a wait, an end of file

"""inotify instances and watches (inotify(7)).

An instance is an open file description with a queue of records; a watch ties one i-node to one instance.  Watches
are found from the i-node through `vfs.watches`, where vfs/notify looks.  A record equal to the last one in the
queue is dropped; beyond `limit` records an overflow record ends it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.inotify import IN_EXCL_UNLINK, IN_IGNORED, IN_ONESHOT, IN_Q_OVERFLOW, INOTIFY_EVENT
from forkingpaths.vfs.inode import Inode
from forkingpaths.vfs.openfile import POLLIN, POLLRDNORM, OpenFile
from forkingpaths.vfs.wait import Block, WaitQueue

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services
    from forkingpaths.vfs.user_memory import UserMemory

MAX_QUEUED_EVENTS = 16384  # /proc/sys/fs/inotify/max_queued_events
FIONREAD = 0x541B
Record = tuple[int, int, int, bytes]  # wd, mask, cookie, name


@dataclass(slots=True, eq=False)
class Watch:
    """One watch descriptor of one instance."""

    instance: InotifyFile
    number: int
    inode: Inode
    mask: int

    def notify(self, k: Services, event: int, cookie: int, name: bytes) -> None:
        """Queue a record if the watch asks for this event."""
        if not event & self.mask & 0xFFF:
            return
        # "IN_EXCL_UNLINK: ... events for children after they have been unlinked ... are not generated"
        if (
            self.mask & IN_EXCL_UNLINK
            and name
            and event & 0x3F
            and k.vfs.of(self.inode).lookup(k, self.inode, name) is None
        ):
            return
        self.instance.push(k, (self.number, event, cookie, name))
        if self.mask & IN_ONESHOT:
            self.end(k)

    def end(self, k: Services) -> None:
        """The watch is removed: by its user, or because its file is gone."""
        key = (self.inode.device, self.inode.number)
        watches = k.vfs.watches.get(key)
        if watches is None or self not in watches:
            return
        watches.remove(self)
        if not watches:
            del k.vfs.watches[key]
        self.instance.watches.pop(self.number, None)
        self.instance.push(k, (self.number, IN_IGNORED, 0, b""))


@dataclass(slots=True, eq=False)
class InotifyFile(OpenFile):
    """An inotify instance."""

    watches: dict[int, Watch] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    next_watch: int = 1
    queue: WaitQueue = field(default_factory=lambda: WaitQueue("inotify"))

    @property
    def tells_by_signal(self) -> bool:
        return True

    def push(self, k: Services, record: Record) -> None:
        records = self.records
        if records and records[-1] == record:
            return
        if len(records) >= MAX_QUEUED_EVENTS:
            record = (-1, IN_Q_OVERFLOW, 0, b"")
            if records[-1] == record:
                return
        records.append(record)
        k.touch(("inotify", self.identity), True)
        k.wake(self.queue)

    def read(self, k: Services, count: int) -> bytes:
        k.touch(("inotify", self.identity), True)
        if not self.records:
            if self.nonblocking:
                raise SysError(Errno.EAGAIN)
            raise Block(self.queue, reason="inotify: no event")
        parts: list[bytes] = []
        room = count
        while self.records:
            packed = _pack(self.records[0])
            if len(packed) > room:
                # "If the buffer is too small to hold the next event: EINVAL"
                if not parts:
                    raise SysError(Errno.EINVAL)
                break
            parts.append(packed)
            room -= len(packed)
            del self.records[0]
        return b"".join(parts)

    def storable(self, k: Services, count: int, room: int) -> int:
        """Linux takes each event from the queue before it stores it: the one that cannot be stored is lost, with those before it."""
        end = 0
        for index, record in enumerate(self.records):
            end += len(_pack(record))
            if end > count:
                break
            if end > room:
                k.touch(("inotify", self.identity), True)
                del self.records[: index + 1]
                raise SysError(Errno.EFAULT)
        return count

    def seek(self, k: Services, offset: int, whence: int) -> int:
        return 0  # as of all files without a position that take lseek(2) without a word

    def poll(self, k: Services) -> int:
        return POLLIN | POLLRDNORM if self.records else 0

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return (self.queue,)

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        if request == FIONREAD:
            memory.write_u32(argument, sum(len(_pack(record)) for record in self.records))
            return 0
        raise SysError(Errno.ENOTTY)

    def release(self, k: Services) -> None:
        for watch in list(self.watches.values()):
            watch.end(k)
        self.records.clear()


def _pack(record: Record) -> bytes:
    """struct inotify_event: the name is padded with NULs to a multiple of 16 bytes."""
    number, mask, cookie, name = record
    length = (len(name) + 16) & ~15 if name else 0
    return INOTIFY_EVENT.pack(number, mask, cookie, length) + name.ljust(length, b"\0")

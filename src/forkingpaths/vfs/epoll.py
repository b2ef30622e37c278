"""epoll(7): a set of descriptors of interest, and the list of those that something has happened to.

As in Linux, an item comes onto the ready list when a queue of its file is woken (or when it is added and ready
already), in the order of these events.  epoll_wait takes items off the front and asks each file what holds *now*; a
level-triggered item that was reported goes back to the end, an edge-triggered one stays away until the next wake-up, a
one-shot one until it is armed again.

An item does not keep its file open: "closing a file descriptor causes it to be removed from all epoll interest lists" once no
other descriptor refers to the same open file description.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.poll import EPOLLET, EPOLLEXCLUSIVE, EPOLLONESHOT
from forkingpaths.vfs.objects import anonymous_inode
from forkingpaths.vfs.openfile import O_RDWR, OpenFile
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.wait import WaitQueue

POLLIN, POLLERR, POLLHUP = 0x41, 0x8, 0x10
PRIVATE = 0xF000_0000  # EPOLLET, EPOLLONESHOT, EPOLLWAKEUP, EPOLLEXCLUSIVE: not events
MAX_NESTING = 5  # "a chain of epoll instances of greater depth than 5": ELOOP


@dataclass(slots=True, eq=False)
class Item:
    """A file in the interest list under one descriptor number.  It watches the file's queues."""

    owner: EpollFile
    fd: int
    file: OpenFile
    events: int
    data: int
    queues: tuple[WaitQueue, ...] = ()

    @property
    def key(self) -> tuple[int, int]:
        """Its place in the interest and ready lists: the descriptor and the identity of the description."""
        return self.fd, self.file.identity

    def notify(self, k: Any, events: int) -> None:
        """Something happened to the file: onto the ready list, unless nobody asked for that or the item is disarmed."""
        if events and not events & self.events:
            return
        if self.events & ~PRIVATE and self.file.references:
            self.owner.enter_ready(k, self)


@dataclass(slots=True, eq=False)
class EpollFile(OpenFile):
    """An epoll instance."""

    release_shows = True

    items: dict[tuple[int, int], Item] = field(default_factory=dict)
    ready: OrderedDict[tuple[int, int], Item] = field(default_factory=OrderedDict)
    sweep_at: int = 16  # items: when there are so many, the next `add` looks for closed ones
    waiters: WaitQueue = field(default_factory=lambda: WaitQueue("epoll"))
    pollers: WaitQueue = field(default_factory=lambda: WaitQueue("epoll: polled"))

    # ---- interest --------------------------------------------------------------------------------------------------

    def find(self, fd: int, file: OpenFile) -> Item | None:
        item = self.items.get((fd, file.identity))
        return item if item is not None and item.file is file else None

    def add(self, k: Services, fd: int, file: OpenFile, events: int, data: int) -> None:
        """EPOLL_CTL_ADD."""
        k.touch(("epoll", self.identity), True)
        self._sweep()
        if self.find(fd, file) is not None:
            raise SysError(Errno.EEXIST)
        if isinstance(file, EpollFile) and (file is self or _depth(file, self, 1) >= MAX_NESTING):
            raise SysError(Errno.ELOOP)
        item = Item(self, fd, file, events | POLLERR | POLLHUP, data)
        self.items[item.key] = item
        self._watch(k, item)

    def modify(self, k: Services, item: Item, events: int, data: int) -> None:
        """EPOLL_CTL_MOD: "change the settings ..."; an edge that has passed is reported again if it still holds."""
        k.touch(("epoll", self.identity), True)
        _unwatch(item)
        item.events, item.data = events | POLLERR | POLLHUP, data
        self._watch(k, item)

    def remove(self, k: Services, item: Item) -> None:
        """EPOLL_CTL_DEL."""
        k.touch(("epoll", self.identity), True)
        self._drop(item)

    def _drop(self, item: Item) -> None:
        _unwatch(item)
        del self.items[item.key]
        self.ready.pop(item.key, None)

    def _sweep(self) -> None:
        """Drop items whose file no descriptor refers to any more, once in a doubling of their number: nothing shows them."""
        if len(self.items) < self.sweep_at:
            return
        for item in [i for i in self.items.values() if not i.file.references]:
            self._drop(item)
        self.sweep_at = max(16, 2 * len(self.items))

    def _watch(self, k: Services, item: Item) -> None:
        holds = item.file.poll(k) & item.events
        item.queues = item.file.poll_queues_for(item.events)
        for queue in item.queues:
            if queue.watchers is None:
                queue.watchers = []
            queue.watchers.append(item)
        if holds:
            self.enter_ready(k, item)

    # ---- what happened ---------------------------------------------------------------------------------------------

    def enter_ready(self, k: Any, item: Item) -> None:
        k.touch(("epoll", self.identity), True)
        self.ready.setdefault(item.key, item)
        k.wake(self.waiters, 1)
        k.wake(self.pollers, events=POLLIN)

    def take(self, k: Services, limit: int) -> list[tuple[int, int]]:
        """Up to `limit` reports (events, data), by the rules at the top of the file."""
        k.touch(("epoll", self.identity), True)
        reports: list[tuple[int, int]] = []
        again: list[Item] = []
        ready = self.ready
        while ready and len(reports) < limit:
            _, item = ready.popitem(last=False)
            if not item.file.references:
                self._drop(item)
                continue
            holds = item.file.poll(k) & item.events & ~PRIVATE
            if not holds:
                continue
            reports.append((holds, item.data))
            if item.events & EPOLLONESHOT:
                item.events &= PRIVATE
            elif not item.events & EPOLLET:
                again.append(item)
        ready.update((item.key, item) for item in again)
        if ready and self.waiters.waiters:
            k.wake(self.waiters, 1)
        return reports

    def poll(self, k: Services) -> int:
        ready = self.ready
        while ready:
            key, item = next(iter(ready.items()))
            if item.file.references and item.file.poll(k) & item.events & ~PRIVATE:
                return POLLIN
            del ready[key]
        return 0

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return (self.pollers,)

    def seek(self, k: Services, offset: int, whence: int) -> int:
        return 0  # no error, and no effect (noop_llseek)

    def describe(self, k: Services) -> bytes:
        lines = []
        for item in self.items.values():
            if not item.file.references:
                continue
            inode = item.file.inode
            lines.append(
                b"tfd: %8d events: %8x data: %16x  pos:%d ino:%x sdev:%x\n"
                % (item.fd, item.events, item.data, item.file.offset, inode.number, inode.device)
            )
        return b"".join(lines)

    def release(self, k: Services) -> None:
        for item in list(self.items.values()):
            self._drop(item)


def _unwatch(item: Item) -> None:
    for queue in item.queues:
        assert queue.watchers is not None
        queue.watchers.remove(item)
    item.queues = ()


def _depth(inner: EpollFile, outer: EpollFile, depth: int) -> int:
    """How deep the instances inside `inner` are nested; MAX_NESTING at once when `outer` is among them (a loop)."""
    deepest = depth
    for item in inner.items.values():
        if not item.file.references:
            continue
        if item.file is outer:
            return MAX_NESTING
        if isinstance(item.file, EpollFile):
            deepest = max(deepest, _depth(item.file, outer, depth + 1))
            if deepest >= MAX_NESTING:
                break
    return deepest


def can_poll(file: OpenFile) -> bool:
    """Whether the file supports epoll; regular files and directories, which are always ready, do not (EPERM); message queues do."""
    if type(file).poll is OpenFile.poll:
        return False
    return file.inode.type not in (0o100000, 0o040000) or bool(file.poll_queues())


def make(k: Services) -> EpollFile:
    """A new instance."""
    return EpollFile(
        anonymous_inode(k), O_RDWR, b"anon_inode:[eventpoll]", identity=k.objects.file_identity()
    )


EXCLUSIVE_EVENTS = (
    0x1 | 0x4 | POLLERR | POLLHUP | 1 << 29 | EPOLLET | EPOLLEXCLUSIVE
)  # what EPOLLEXCLUSIVE may be combined with

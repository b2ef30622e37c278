"""Contexts of asynchronous input and output (io_setup(2)): what has been asked for and has ended, of one address space each.

Life.  io_setup makes a context with a ring of events, which is memory that the program has mapped too: its address is the context's
name.  Operations end in the order in which they are completed here: `complete` puts an event at the tail, a program takes events from the
head by io_getevents, or itself, as libaio does.  A request to poll stands in `pending` and watches the queues of its file until
something happens.  A context goes by io_destroy, or with its address space (`space_gone`); a child has the memory, but no context.

Linux finishes synchronisations in a thread of its own; here they have ended when they have been submitted, which is one of its orders.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forkingpaths.abi import aio as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.descriptors import put
from forkingpaths.vfs.eventfd import MAXIMUM, POLLIN, EventFile
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.pages import PAGE
from forkingpaths.vfs.regular import RegularFile, RegularOpenFile
from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace

TABLE, LIMIT = "aio contexts", "aio-max-nr"  # in Kernel.tables
MOST_REQUESTS = 65536  # /proc/sys/fs/aio-max-nr, as it is at first
U64 = (1 << 64) - 1


@dataclass(slots=True, eq=False)
class Context:
    """One context.  `asked` is the number that io_setup was called with, `slots` how many events the ring has room for."""

    number: int
    space: int
    asked: int
    slots: int
    file: RegularOpenFile  # the ring
    tail: int = 0
    dead: bool = False
    changed: WaitQueue = field(default_factory=lambda: WaitQueue("asynchronous operations"))
    pending: list[PollRequest] = field(default_factory=list)

    @property
    def ring(self) -> RegularFile:
        assert isinstance(self.file.inode, RegularFile)
        return self.file.inode

    def head(self, k: Kernel) -> int:
        """Where the next event is to be read: the program may have moved it."""
        return int.from_bytes(self.ring.pages.read(k, abi.HEAD_OFFSET, 4), "little") % self.slots

    def unread(self, k: Kernel) -> int:
        return (self.tail - self.head(k)) % self.slots

    def is_full(self, k: Kernel) -> bool:
        """Whether one more operation could find no room for its event."""
        return len(self.pending) + self.unread(k) >= self.slots - 1


@dataclass(slots=True, eq=False)
class PollRequest:
    """IOCB_CMD_POLL that nothing has happened for yet.  It holds its file and the descriptor to be told."""

    context: Context
    file: OpenFile
    events: int
    address: int  # of the struct iocb
    data: int
    told: EventFile | None
    queues: tuple[WaitQueue, ...] = ()

    def notify(self, k: Kernel, events: int) -> None:
        """A queue of the file was woken."""
        if events and not events & self.events:
            return
        ready = self.file.poll(k) & self.events
        if ready:
            self.end(k, ready)

    def end(self, k: Kernel, result: int) -> None:
        """It is over."""
        self.context.pending.remove(self)
        for queue in self.queues:
            if queue.watchers is not None and self in queue.watchers:
                queue.watchers = [w for w in queue.watchers if w is not self] or None
        complete(k, self.context, self.address, self.data, result, self.told)
        put(k, self.file)
        if self.told is not None:
            put(k, self.told)


def contexts(k: Kernel) -> dict[int, Context]:
    """All contexts, by number."""
    found: dict[int, Context] = k.tables.setdefault(TABLE, {})
    return found


def requests(k: Kernel) -> int:
    """/proc/sys/fs/aio-nr: "a running total of the number of events specified on the io_setup system call for all ... contexts"."""
    return sum(c.asked for c in contexts(k).values())


def most_requests(k: Kernel) -> int:
    limit: int = k.tables.get(LIMIT, MOST_REQUESTS)
    return limit


def slots_for(k: Kernel, asked: int) -> int:
    """How many events a ring holds: twice what was asked for, and what else fits into its pages."""
    wanted = max(asked, 4 * k.processors) * 2 + 2
    size = abi.RING.size + wanted * abi.IO_EVENT.size
    return ((size + PAGE - 1) // PAGE * PAGE - abi.RING.size) // abi.IO_EVENT.size


def enter(k: Kernel, space: AddressSpace, asked: int, file: RegularOpenFile) -> Context:
    """A new context, with an empty ring in `file`."""
    table = contexts(k)
    number = next(
        n
        for n in range(len(table) + 1)
        if not any(c.number == n and c.space == space.id for c in table.values())
    )
    made = Context(number, space.id, asked, slots_for(k, asked), file)
    key = max(table, default=0) + 1
    table[key] = made
    file.references += 1
    header = (made.number, made.slots, 0, 0, abi.AIO_RING_MAGIC, 1, 0, abi.RING.size)
    made.ring.pages.write(k, 0, abi.RING.pack(*header))
    return made


def find(k: Kernel, space: AddressSpace, address: int) -> Context:
    """The context whose ring `space` has mapped at `address`; SysError(EINVAL)."""
    k.touch(("aio", space.id), True)
    vma = space.vmas.find(address)
    if vma is not None and vma.start == address and not vma.offset and vma.prot & 1:
        for context in contexts(k).values():
            if context.space == space.id and context.ring.pages is vma.object:
                return context
    raise SysError(Errno.EINVAL)


def complete(
    k: Kernel, context: Context, address: int, data: int, result: int, told: EventFile | None
) -> None:
    """An operation has ended: its event is in the ring, and who waits for it is told."""
    k.touch(("aio", context.space), True)
    pages = context.ring.pages
    place = abi.RING.size + context.tail * abi.IO_EVENT.size
    pages.write(k, place, abi.IO_EVENT.pack(data, address, result, 0))
    context.tail = (context.tail + 1) % context.slots
    pages.write(k, abi.TAIL_OFFSET, context.tail.to_bytes(4, "little"))
    if told is not None:
        k.touch(("eventfd", told.identity), True)
        told.count = min(told.count + 1, MAXIMUM + 1)
        k.wake(told.readers, events=POLLIN)
    k.wake(context.changed)


def take(k: Kernel, context: Context, space: AddressSpace, address: int, count: int) -> int:
    """Up to `count` events to the program's memory; how many.  SysError(EFAULT) leaves them where they are."""
    head = context.head(k)
    done = min(count, context.unread(k))
    size = abi.IO_EVENT.size
    for index in range(done):
        event = context.ring.pages.read(k, abi.RING.size + (head + index) % context.slots * size, size)
        space.write(address + index * size, event)
    if done:
        context.ring.pages.write(k, abi.HEAD_OFFSET, ((head + done) % context.slots).to_bytes(4, "little"))
    return done


def destroy(k: Kernel, context: Context) -> None:
    """What still waits is given up; nobody finds it any more, and who waits for events is told."""
    table = contexts(k)
    del table[next(key for key, c in table.items() if c is context)]
    for request in list(context.pending):
        request.end(k, 0)
    context.dead = True
    k.wake(context.changed)
    put(k, context.file)


def space_gone(k: Kernel, space: AddressSpace) -> None:
    """Exit and exec end all contexts of the program."""
    for context in [c for c in contexts(k).values() if c.space == space.id]:
        destroy(k, context)

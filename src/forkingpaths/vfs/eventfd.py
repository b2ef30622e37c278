"""eventfd(2): a counter that is read, written and polled through a descriptor."""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.objects import anonymous_inode
from forkingpaths.vfs.openfile import O_NONBLOCK, O_RDWR, OpenFile
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.wait import Block, WaitQueue

MAXIMUM = 0xFFFF_FFFF_FFFF_FFFE  # "the largest unsigned 64-bit value minus 1"
EFD_SEMAPHORE = 1
POLLIN, POLLOUT, POLLERR = 0x1, 0x4, 0x8  # without POLLRDNORM and POLLWRNORM


@dataclass(slots=True, eq=False)
class EventFile(OpenFile):
    """An event descriptor."""

    release_shows = True
    record_bytes = 8
    count: int = 0
    semaphore: bool = False
    readers: WaitQueue = field(default_factory=lambda: WaitQueue("eventfd is 0"))
    writers: WaitQueue = field(default_factory=lambda: WaitQueue("eventfd is at its maximum"))

    def read(self, k: Services, count: int) -> bytes:
        # "A read(2) fails with the error EINVAL if the size of the supplied buffer is less than 8 bytes."
        if count < 8:
            raise SysError(Errno.EINVAL)
        k.touch(("eventfd", self.identity), True)
        value = self.count
        if not value:
            if self.flags & O_NONBLOCK:
                raise SysError(Errno.EAGAIN)
            raise Block(self.readers, reason="eventfd is 0")
        # "If EFD_SEMAPHORE was specified ... read(2) returns 8 bytes containing the value 1, and the counter's value is decremented by 1."
        if self.semaphore:
            value = 1
        self.count -= value
        k.wake(self.writers, events=POLLOUT)
        return value.to_bytes(8, "little")

    def write(self, k: Services, data: bytes) -> int:
        # The manual says "less than 8 bytes"; Linux takes exactly 8 and nothing else.
        if len(data) != 8:
            raise SysError(Errno.EINVAL)
        value = int.from_bytes(data, "little")
        if value > MAXIMUM:
            raise SysError(Errno.EINVAL)
        k.touch(("eventfd", self.identity), True)
        # "If the addition would cause the counter's value to exceed the maximum, then the write(2) either blocks ... or fails with EAGAIN"
        if self.count + value > MAXIMUM:
            if self.flags & O_NONBLOCK:
                raise SysError(Errno.EAGAIN)
            raise Block(self.writers, reason="eventfd is at its maximum")
        self.count += value
        k.wake(self.readers, events=POLLIN)
        return 8

    def poll(self, k: Services) -> int:
        k.touch(("eventfd", self.identity), False)
        ready = POLLIN if self.count else 0
        if self.count > MAXIMUM:
            ready |= POLLERR
        return ready | POLLOUT if self.count < MAXIMUM else ready

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return (self.readers, self.writers)

    def seek(self, k: Services, offset: int, whence: int) -> int:
        return 0  # no error, and no effect (noop_llseek)

    def describe(self, k: Services) -> bytes:
        return b"eventfd-count: %16x\neventfd-id: %d\neventfd-semaphore: %d\n" % (
            self.count,
            self.identity,
            self.semaphore,
        )


def make(k: Services, count: int, flags: int) -> EventFile:
    """A new event descriptor; `flags` are EFD_ bits."""
    return EventFile(
        anonymous_inode(k),
        O_RDWR | flags & O_NONBLOCK,
        b"anon_inode:[eventfd]",
        identity=k.objects.file_identity(),
        count=count,
        semaphore=bool(flags & EFD_SEMAPHORE),
    )

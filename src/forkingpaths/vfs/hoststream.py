"""The descriptors 0, 1 and 2 that the first program starts with: the host's streams, seen by the guest as pipes, files or a null device.

Input comes from the host in pieces, whenever it does; `ahead` holds what was fetched for poll(2) and not read yet.  A reader that finds nothing
sleeps on `vfs.host_input_queue`, which the run loop wakes when the host has more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.openfile import POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM, OpenFile
from forkingpaths.vfs.wait import Block, WaitQueue

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services
    from forkingpaths.vfs.user_memory import UserMemory

CHUNK = 65536
FIONREAD = 0x541B
SIGPIPE = 13


@dataclass(slots=True, eq=False)
class HostStream(OpenFile):
    """One of the host's streams 0, 1, 2."""

    stream: int = 0
    ahead: bytes = b""
    ended: bool = False
    queues: tuple[WaitQueue, ...] = ()

    def read(self, k: Services, count: int) -> bytes:
        if not self.ahead and not self.ended:
            data = k.host_read(self.stream, max(count, 1))
            if data is None:
                if self.nonblocking:
                    raise SysError(Errno.EAGAIN)
                raise Block(k.vfs.host_input_queue, reason="input from the host")
            self.ahead, self.ended = data, not data
        data, self.ahead = self.ahead[:count], self.ahead[count:]
        return data

    def write(self, k: Services, data: bytes) -> int:
        try:
            return k.host_write(self.stream, data)
        except SysError as error:
            if error.errno == Errno.EPIPE:  # "a SIGPIPE signal" goes to the writer too (write(2), EPIPE)
                k.signal_caller(SIGPIPE)
            raise

    def poll(self, k: Services) -> int:
        if not self.readable:
            return POLLOUT | POLLWRNORM
        if not self.ahead and not self.ended:
            data = k.host_read(self.stream, CHUNK)
            if data is not None:
                self.ahead, self.ended = data, not data
        ready = POLLIN | POLLRDNORM if self.ahead else 0
        return ready | 0x10 if self.ended else ready  # POLLHUP, as a pipe without writers

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return self.queues if self.readable else ()

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        if request == FIONREAD and self.readable:
            self.poll(k)
            memory.write_u32(argument, len(self.ahead))
            return 0
        raise SysError(Errno.ENOTTY)

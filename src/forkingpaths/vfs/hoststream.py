"""The descriptors 0, 1 and 2 that the first program starts with: the host's streams, seen by the guest as pipes,
files or a null device.

Input comes from the host in pieces, whenever it does; `ahead` holds what was fetched for poll(2) and not read yet.
 A reader that finds nothing sleeps on `vfs.host_input_queue`, which the run loop wakes when the host has more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.compact import compact
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.openfile import POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM, OpenFile
from forkingpaths.vfs.wait import Block, WaitQueue

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services
    from forkingpaths.vfs.user_memory import UserMemory

CHUNK = 65536
FIONREAD = 0x541B
POLLHUP = 0x10
SIGPIPE = 13


@dataclass(slots=True, eq=False, kw_only=True)
class StreamInode(Inode):
    """The i-node behind a stream: what came and was not read yet is the same for every description of it
    (/dev/stdin opens one more).
    """

    stream: int
    ahead: bytes = b""
    ended: bool = False
    written: int = 0
    queues: tuple[WaitQueue, ...] = ()

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        return HostStream(self, flags, path, identity=k.objects.file_identity())

    def fetch(self, k: Services, count: int) -> bool:
        """Ask the host if nothing is there; False when it has nothing yet."""
        if self.ahead or self.ended:
            return True
        data = k.host_read(self.stream, count)
        if data is None:
            return False
        self.ahead, self.ended = data, not data
        return True


@compact
@dataclass(slots=True, eq=False)
class HostStream(OpenFile):
    """An open description of one of the host's streams 0, 1, 2; `inode` is a StreamInode."""

    @property
    def tells_by_signal(self) -> bool:
        return True

    def read(self, k: Services, count: int) -> bytes:
        source = self.inode
        assert isinstance(source, StreamInode)
        k.touch(("host", source.stream), True)
        if not source.fetch(k, max(count, 1)):
            if self.nonblocking:
                raise SysError(Errno.EAGAIN)
            raise Block(k.vfs.host_input_queue, reason="input from the host")
        data, source.ahead = source.ahead[:count], source.ahead[count:]
        return data

    def write(self, k: Services, data: bytes) -> int:
        source = self.inode
        assert isinstance(source, StreamInode)
        k.touch(("host", source.stream), True)
        try:
            taken = k.host_write(source.stream, data)
        except SysError as error:
            if error.errno == Errno.EPIPE:  # "a SIGPIPE signal" goes to the writer too (write(2), EPIPE)
                k.signal_caller(SIGPIPE)
            raise
        source.written += taken
        return taken

    def seek(self, k: Services, offset: int, whence: int) -> int:
        """Output that is a file on the host can say how much was written; what was written cannot be taken back."""
        source = self.inode
        assert isinstance(source, StreamInode)
        if source.type != FileType.REGULAR:
            raise SysError(Errno.ESPIPE)
        if (whence, offset) in ((1, 0), (2, 0), (0, source.written)):
            return source.written
        k.not_modelled("seeking in the host's output file")
        raise SysError(Errno.EINVAL)

    def poll(self, k: Services) -> int:
        source = self.inode
        assert isinstance(source, StreamInode)
        ready = POLLOUT | POLLWRNORM if self.writable else 0
        if self.readable:
            source.fetch(k, CHUNK)
            if source.ahead:
                ready |= POLLIN | POLLRDNORM
            if source.ended:
                ready |= POLLHUP  # as a pipe without writers
        return ready

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        source = self.inode
        assert isinstance(source, StreamInode)
        return source.queues if self.readable else ()

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        source = self.inode
        assert isinstance(source, StreamInode)
        if request == FIONREAD and self.readable:
            source.fetch(k, CHUNK)
            memory.write_u32(argument, len(source.ahead))
            return 0
        raise SysError(Errno.ENOTTY)

"""Pipes and FIFOs (pipe(7), fifo(7)), with the capacities and the atomicity that Linux's ring of pages gives them.

A pipe is a ring of at most `slots` buffers of one page.  A write fills the room left in the last page if its odd
part fits there, then takes new pages; so a write of at most PIPE_BUF bytes is atomic, and a pipe of 65536 bytes can
be full with less in it.  In packet mode (O_DIRECT) each write makes packets of its own.

Who is woken.  Sleeping readers and writers are woken one at a time, oldest first (Linux's exclusive waits), and the one that leaves
something behind for another wakes the next; those that poll are all woken.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.fifo import Fifo
from forkingpaths.vfs.inode import FileType, Inode
from forkingpaths.vfs.objects import PIPEFS, make_inode
from forkingpaths.vfs.openfile import O_ACCMODE, O_NONBLOCK, O_RDONLY, O_WRONLY, OpenFile, whole_pieces
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.user_memory import UserMemory
from forkingpaths.vfs.wait import Block, WaitQueue

PAGE = 4096
PIPE_BUF = 4096
DEFAULT_SLOTS = 16
MAX_SIZE = 1 << 20  # /proc/sys/fs/pipe-max-size
O_DIRECT = 0o40000
SIGPIPE = 13
FIONREAD = 0x541B
POLLIN, POLLOUT, POLLERR, POLLHUP = 0x41, 0x104, 0x8, 0x10  # with POLLRDNORM, POLLWRNORM


@dataclass(slots=True, eq=False)
class Slot:
    """One page of the ring: the bytes not yet read, and where in the page they end."""

    data: bytes
    end: int
    packet: bool = False


@dataclass(slots=True, eq=False)
class Pipe:
    """The ring and its two ends.  Invariant: every slot holds at least one byte."""

    inode: Inode
    ring: list[Slot] = field(default_factory=list)
    slots: int = DEFAULT_SLOTS
    readers: int = 0  # open file descriptions that can read
    writers: int = 0
    reader_opens: int = 0  # how often an end was opened, ever: what open() of a FIFO waits for
    writer_opens: int = 0
    read_queue: WaitQueue = field(default_factory=lambda: WaitQueue("pipe: readers"))
    write_queue: WaitQueue = field(default_factory=lambda: WaitQueue("pipe: writers"))
    read_pollers: WaitQueue = field(default_factory=lambda: WaitQueue("pipe: readable"))
    write_pollers: WaitQueue = field(default_factory=lambda: WaitQueue("pipe: writable"))
    open_queue: WaitQueue = field(default_factory=lambda: WaitQueue("FIFO: other end"))

    @property
    def full(self) -> bool:
        return len(self.ring) >= self.slots

    def available(self) -> int:
        """Bytes that can be read."""
        return sum(len(slot.data) for slot in self.ring)


@dataclass(slots=True, eq=False)
class PipeFile(OpenFile):
    """An open end (or, of a FIFO opened for both, both ends) of a pipe."""

    release_shows = True
    pipe: Pipe = field(kw_only=True)
    writer_opens_seen: int = -1  # a FIFO's reader opened without waiting: no POLLHUP until a writer has come

    @property
    def tells_by_signal(self) -> bool:
        return True

    def read(self, k: Services, count: int) -> bytes:
        pipe = self.pipe
        if count == 0:
            return b""
        k.touch(("pipe", pipe.inode.number), True)
        ring = pipe.ring
        if not ring:
            # "If all file descriptors referring to the write end of a pipe have been closed, then an attempt to read(2) from
            # the pipe will see end-of-file."
            if not pipe.writers:
                return b""
            if self.flags & O_NONBLOCK:
                raise SysError(Errno.EAGAIN)
            raise Block(pipe.read_queue, reason=f"pipe {pipe.inode.number} is empty")
        was_full = len(ring) >= pipe.slots
        data = take(ring, count)
        k.passed("pipe", pipe.inode.number, -len(data))
        pipe.inode.atime_ns = k.now_ns()
        if was_full and len(ring) < pipe.slots:
            k.wake(pipe.write_queue, 1)
            k.wake(pipe.write_pollers, events=POLLOUT)
        if ring and pipe.read_queue.waiters:
            k.wake(pipe.read_queue, 1)
        return data

    def storable(self, k: Services, count: int, room: int) -> int:
        ring = self.pipe.ring
        return whole_pieces(
            [len(s.data) for s in (ring[:1] if ring and ring[0].packet else ring)], count, room
        )

    def write(self, k: Services, data: bytes) -> int:
        pipe = self.pipe
        if not data:
            return 0
        k.touch(("pipe", pipe.inode.number), True)
        done: int = k.caller().carry or 0
        # "If all file descriptors referring to the read end of a pipe have been closed, then a write(2) will cause a SIGPIPE signal
        # to be generated for the calling process.  If the calling process is ignoring this signal, then write(2) fails with EPIPE."
        if not pipe.readers:
            k.signal_caller(SIGPIPE)
            if done:
                return done
            raise SysError(Errno.EPIPE)
        before = done
        done = put(pipe, data, done, bool(self.flags & O_DIRECT))
        if done > before:
            k.passed("pipe", pipe.inode.number, done - before)
            now = k.now_ns()
            pipe.inode.mtime_ns = pipe.inode.ctime_ns = now
            k.wake(pipe.read_queue, 1)
            k.wake(pipe.read_pollers, events=POLLIN)
        if done == len(data):
            if len(pipe.ring) < pipe.slots and pipe.write_queue.waiters:
                k.wake(pipe.write_queue, 1)
            return done
        if self.flags & O_NONBLOCK:
            if done:
                return done
            raise SysError(Errno.EAGAIN)
        if done and k.signal_pending():
            return done
        raise Block(pipe.write_queue, reason=f"pipe {pipe.inode.number} is full", carry=done)

    def poll(self, k: Services) -> int:
        pipe = self.pipe
        k.touch(("pipe", pipe.inode.number), False)
        access = self.flags & O_ACCMODE
        ready = 0
        if access != O_WRONLY:
            if pipe.ring:
                ready |= POLLIN
            if not pipe.writers and pipe.writer_opens != self.writer_opens_seen:
                ready |= POLLHUP
        if access != O_RDONLY:
            if len(pipe.ring) < pipe.slots:
                ready |= POLLOUT
            if not pipe.readers:
                ready |= POLLERR
        return ready

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        access = self.flags & O_ACCMODE
        if access == O_RDONLY:
            return (self.pipe.read_pollers,)
        if access == O_WRONLY:
            return (self.pipe.write_pollers,)
        return (self.pipe.read_pollers, self.pipe.write_pollers)

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        if request == FIONREAD:
            memory.write_u32(argument, self.pipe.available())
            return 0
        raise SysError(Errno.ENOTTY)

    def size(self) -> int:
        """fcntl F_GETPIPE_SZ: the capacity in bytes."""
        return self.pipe.slots * PAGE

    def resize(self, k: Services, size: int, privileged: bool) -> int:
        """fcntl F_SETPIPE_SZ: "allocated in multiples of the page size", in powers of two; the new capacity."""
        if size > 1 << 31:
            raise SysError(Errno.EINVAL)
        slots = 1
        while slots * PAGE < size:
            slots *= 2
        pipe = self.pipe
        k.touch(("pipe", pipe.inode.number), True)
        if slots * PAGE > MAX_SIZE and slots > pipe.slots and not privileged:
            raise SysError(Errno.EPERM)
        if slots < len(pipe.ring):
            raise SysError(Errno.EBUSY)
        grown = slots > pipe.slots
        pipe.slots = slots
        if grown:
            k.wake(pipe.write_queue)
            k.wake(pipe.write_pollers)
        return slots * PAGE

    def release(self, k: Services) -> None:
        drop_end(k, self.pipe, self.flags)


def take(ring: list[Slot], count: int) -> bytes:
    """Remove up to `count` bytes from the front; "a read of a packet" takes one packet, and the rest of it is discarded."""
    parts = []
    while ring and count:
        slot = ring[0]
        data = slot.data
        if slot.packet:
            ring.pop(0)
            parts.append(data[:count])
            break
        if len(data) <= count:
            ring.pop(0)
            parts.append(data)
            count -= len(data)
        else:
            parts.append(data[:count])
            slot.data = data[count:]
            break
    return parts[0] if len(parts) == 1 else b"".join(parts)


def put(pipe: Pipe, data: bytes, done: int, packets: bool) -> int:
    """Append data[done:] as far as there is room; the new value of `done`."""
    ring = pipe.ring
    odd = (len(data) - done) % PAGE
    if odd and ring:
        last = ring[-1]
        if not last.packet and last.end + odd <= PAGE:
            last.data += data[done : done + odd]
            last.end += odd
            done += odd
    while done < len(data) and len(ring) < pipe.slots:
        part = data[done : done + PAGE]
        ring.append(Slot(part, len(part), packets))
        done += len(part)
    return done


def drop_end(k: Services, pipe: Pipe, flags: int) -> None:
    """An open file description of the pipe is gone; the other end may have to learn that it is alone."""
    k.touch(("pipe", pipe.inode.number), True)
    access = flags & O_ACCMODE
    if access != O_WRONLY:
        pipe.readers -= 1
    if access != O_RDONLY:
        pipe.writers -= 1
    if not pipe.readers or not pipe.writers:
        for queue in (pipe.read_queue, pipe.write_queue, pipe.read_pollers, pipe.write_pollers):
            k.wake(queue, events=POLLIN | POLLERR | POLLHUP)
    if not pipe.readers and not pipe.writers:
        k.objects.fifos.pop((pipe.inode.device, pipe.inode.number), None)


def make_pipe(k: Services, flags: int) -> tuple[PipeFile, PipeFile]:
    """pipe2(2): a new pipe's read end and write end; `flags` holds O_NONBLOCK and O_DIRECT."""
    inode = make_inode(k, PIPEFS, FileType.FIFO | 0o600, Fifo)
    pipe = Pipe(inode, readers=1, writers=1, reader_opens=1, writer_opens=1)
    k.objects.fifos[PIPEFS, inode.number] = pipe  # so that /proc/PID/fd/N can be opened
    path = b"pipe:[%d]" % inode.number
    objects = k.objects
    reader = PipeFile(inode, flags | O_RDONLY, path, identity=objects.file_identity(), pipe=pipe)
    writer = PipeFile(inode, flags | O_WRONLY, path, identity=objects.file_identity(), pipe=pipe)
    return reader, writer


@dataclass(slots=True, eq=False)
class HalfOpen:
    """The `carry` of an opener that waits: it counts as an end already.  `seen`: opens of the other end when it began."""

    pipe: Pipe
    flags: int
    seen: int

    def abandon(self, k: Services) -> None:
        """It will not open after all."""
        drop_end(k, self.pipe, self.flags)


def open_fifo(k: Services, inode: Inode, flags: int, path: bytes) -> PipeFile:
    """open(2) of a FIFO: "it has to be opened on both ends before data can be passed.  Normally, opening the FIFO blocks until
    the other end is opened also" (fifo(7))."""
    key = (inode.device, inode.number)
    k.touch(("pipe", inode.number), True)
    pipe = k.objects.fifos.get(key)
    access = flags & O_ACCMODE
    waited = k.caller().carry
    if inode.device == PIPEFS and pipe is not None:  # /proc/PID/fd/N or /dev/fd/N of a pipe: never waits
        _count_end(k, pipe, access)
        return PipeFile(
            inode, flags, b"pipe:[%d]" % inode.number, identity=k.objects.file_identity(), pipe=pipe
        )
    if access == O_ACCMODE:  # which for a FIFO is neither reading nor writing
        raise SysError(Errno.EINVAL)
    if pipe is None or waited is None:
        if access == O_WRONLY and flags & O_NONBLOCK and (pipe is None or not pipe.readers):
            raise SysError(Errno.ENXIO)
        if pipe is None:
            pipe = k.objects.fifos[key] = Pipe(inode)
        _count_end(k, pipe, access)
    file = PipeFile(inode, flags, path, pipe=pipe)
    if access == O_RDONLY:
        if not pipe.writers and flags & O_NONBLOCK:
            file.writer_opens_seen = pipe.writer_opens
        elif not pipe.writers if waited is None else pipe.writer_opens == waited.seen:
            _wait_for_partner(k, HalfOpen(pipe, flags, pipe.writer_opens))
    elif access == O_WRONLY and (not pipe.readers if waited is None else pipe.reader_opens == waited.seen):
        _wait_for_partner(k, HalfOpen(pipe, flags, pipe.reader_opens))
    file.identity = k.objects.file_identity()
    return file


def _count_end(k: Services, pipe: Pipe, access: int) -> None:
    if access != O_WRONLY:
        pipe.readers += 1
        pipe.reader_opens += 1
    if access != O_RDONLY:
        pipe.writers += 1
        pipe.writer_opens += 1
    k.wake(pipe.open_queue)


def _wait_for_partner(k: Services, opener: HalfOpen) -> None:
    pipe = opener.pipe
    if k.signal_pending():
        opener.abandon(k)
    reason = f"FIFO {pipe.inode.number}: nobody has the other end"
    raise Block(pipe.open_queue, reason=reason, carry=opener)

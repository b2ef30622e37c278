"""read(2), write(2), pread(2), pwrite(2), lseek(2).  With several buffers: vectors."""

from __future__ import annotations

from typing import Annotated, cast

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import MAX_RW_COUNT
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Offset, Size, buffer_in, buffer_out, enum
from forkingpaths.sys.paths import get_file
from forkingpaths.vfs import notify
from forkingpaths.vfs.device import SinkDevice
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.pipe import PipeFile
from forkingpaths.vfs.regular import RegularFile
from forkingpaths.vfs.user_memory import UserMemory

USER_END = 0x7FFFFFFFF000  # no address of a program is at or above it
STACK_SPREAD = 1 << 34  # how much lower a stack can be
LONG_PIPE_WRITE = 65536
MAX_OFFSET = (1 << 63) - 1
CHUNK = 1 << 20  # one transfer inside the kernel, so that a huge count on a short file costs nothing


def outside(buf: int, count: int) -> bool:
    """Whether a buffer reaches beyond what can be a program's.  A count of gigabytes is more than its buffer holds: where addresses are
    random, as they are for those who wrote that, the stack lies lower, and such a count does not reach the end."""
    spread = STACK_SPREAD if count > CHUNK and buf < USER_END else 0
    return buf + count > USER_END + spread


def reader(t: Task, fd: int) -> OpenFile:
    # "EBADF fd is not a valid file descriptor or is not open for reading"
    file = t.files.slots.get(fd)
    if file is None or not file.readable:
        raise SysError(Errno.EBADF)
    return file


def writer(t: Task, fd: int) -> OpenFile:
    # "EBADF fd is not a valid file descriptor or is not open for writing"
    file = t.files.slots.get(fd)
    if file is None or not file.writable:
        raise SysError(Errno.EBADF)
    return file


@syscall(man="read(2)")
def read(k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_out(2)], count: Size) -> int:
    file = reader(t, fd)
    # "EFAULT buf is outside your accessible address space", be there bytes to read or not
    if outside(buf, count):
        raise SysError(Errno.EFAULT)
    if count > CHUNK:
        return read_long(k, t, file, buf, checked(buf, count))
    if file.record_bytes:
        return read_records(k, t, file, [(buf, count)])
    if not file.seekable:
        count = _room(k, t, file, buf, count)
    data = file.read(k, count)
    if data:
        try:
            t.memory.write(buf, data)
        except SysError:
            if not file.seekable:
                raise
            room = t.memory.accessible(buf, len(data), True)
            file.offset -= len(data) - room
            if not room:
                raise
            data = data[:room]
            t.memory.write(buf, data)
        if k.vfs.watches:
            notify.file(k, file, notify.IN_ACCESS)
    return len(data)


def read_records(k: Kernel, t: Task, file: OpenFile, vector: list[tuple[int, int]]) -> int:
    """What fits into the buffers, and one record more if they end early: it is taken before it is found that there is no room for it."""
    size = file.record_bytes
    places = []  # up to the first byte that cannot be stored
    room = 0
    for base, length in vector:
        good = t.memory.accessible(base, length, True) if length else 0
        places.append((base, good))
        room += good
        if good < length:
            break
    total = sum(length for _, length in vector)
    data = file.read(k, min(total, (room // size + 1) * size))
    stored = data[:room]
    done = len(stored) if file.partial_records else len(stored) // size * size
    for base, good in places:
        t.memory.write(base, stored[:good])
        stored = stored[good:]
    if not done:
        raise SysError(Errno.EFAULT)
    return done


def _room(k: Kernel, t: Task, file: OpenFile, buf: int, count: int) -> int:
    """How much is to be read into the buffer: what a pipe or socket has given must not get lost.  SysError(EFAULT) when nothing."""
    room = t.memory.accessible(buf, count, True)
    return room if room == count else file.storable(k, count, room)


def checked(buf: int, count: int) -> int:
    """A large count, cut to what one call may transfer; "EFAULT buf is outside your accessible address space"."""
    if outside(buf, count):
        raise SysError(Errno.EFAULT)
    return min(count, MAX_RW_COUNT)


def read_long(k: Kernel, t: Task, file: OpenFile, buf: int, count: int) -> int:
    """A long read of a seekable file in pieces; of others, one piece of what is there."""
    done = 0
    while done < count:
        wanted = min(CHUNK, count - done)
        if not file.seekable:
            wanted = _room(k, t, file, buf, wanted)
        data = file.read(k, wanted)
        stored = _store(t, buf + done, data)
        done += stored
        if stored < len(data):
            file.offset -= len(data) - stored
            if not done:
                raise SysError(Errno.EFAULT)
            break
        if len(data) < wanted or not file.seekable:
            break
    return done


def _store(t: Task, buf: int, data: bytes) -> int:
    """Store what there is room for; how much that is."""
    room = t.memory.accessible(buf, len(data), True) if data else 0
    t.memory.write(buf, data[:room])
    return room


@syscall(man="write(2)")
def write(k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_in(2)], count: Size) -> int:
    file = writer(t, fd)
    if outside(buf, count):
        raise SysError(Errno.EFAULT)
    if count > CHUNK:
        count = checked(buf, count)
        if isinstance(file, SinkDevice):
            return file.discard(count)
        if file.seekable:
            return _write_long(k, t, file, buf, count)
    if (
        count > LONG_PIPE_WRITE
        and isinstance(file, PipeFile)
        and (t.carry or t.memory.accessible(buf, count) == count)
    ):
        return file.write(k, cast(bytes, GuestBytes(t.memory, buf, count)))
    try:
        data = t.memory.read(buf, count) if count else b""
    except SysError:
        if isinstance(file, PipeFile) and not file.pipe.readers:
            # a broken pipe is noticed before the bytes are fetched: SIGPIPE and EPIPE
            return file.write(k, b"\0")
        if isinstance(file, SinkDevice):
            return file.discard(count)
        # what comes before the bad page is written to a file, and nothing to a pipe
        count = t.memory.accessible(buf, count) if file.seekable else 0
        if not count:
            if isinstance(file.inode, RegularFile):
                file.inode.written(k)  # Linux notes the change before it fetches the bytes
            raise
        data = t.memory.read(buf, count)
    written = file.write(k, data)
    if k.vfs.watches and written:
        notify.file(k, file, notify.IN_MODIFY)
    return written


class GuestBytes:
    """The bytes of a long write to a pipe, fetched as the pipe takes them: the call runs again at each wake-up
    and would copy all of them each time.
    """

    __slots__ = ("address", "count", "memory")

    def __init__(self, memory: UserMemory, address: int, count: int) -> None:
        self.memory = memory
        self.address = address
        self.count = count

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, part: slice) -> bytes:
        start, stop, _ = part.indices(self.count)
        return self.memory.read(self.address + start, stop - start) if start < stop else b""


def _write_long(k: Kernel, t: Task, file: OpenFile, buf: int, count: int) -> int:
    done = 0
    try:
        while done < count:
            wanted = min(CHUNK, count - done)
            # what comes before a bad page is written
            room = t.memory.accessible(buf + done, wanted) or wanted
            written = file.write(k, t.memory.read(buf + done, room))
            done += written
            if written < wanted:
                break
    except SysError:
        if not done:
            raise
    return done


def positioned(t: Task, fd: int) -> OpenFile:
    """ "ESPIPE fd is associated with a pipe, socket, or FIFO", whatever it was opened for."""
    file = get_file(t, fd)
    if not file.seekable:
        raise SysError(Errno.ESPIPE)
    return file


@syscall(man="pread(2)")
def pread64(
    k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_out(2)], count: Size, offset: Offset
) -> int:
    # "EINVAL ... offset is negative", which Linux tests before the descriptor
    if offset < 0:
        raise SysError(Errno.EINVAL)
    file = positioned(t, fd)
    if not file.readable:
        raise SysError(Errno.EBADF)
    allowed = checked(buf, count)  # Linux looks at the buffer before the size
    check_end(offset, count)
    if count > CHUNK:
        return pread_long(k, t, file, [(buf, allowed)], offset)
    data = file.pread(k, count, offset)
    if data:
        room = t.memory.accessible(buf, len(data), True)
        if not room:
            raise SysError(Errno.EFAULT)
        data = data[:room]
    t.memory.write(buf, data)
    if k.vfs.watches and data:
        notify.file(k, file, notify.IN_ACCESS)
    return len(data)


def check_end(offset: int, count: int) -> None:
    """The end of a transfer must be a file offset (rw_verify_area of Linux)."""
    if offset + count > MAX_OFFSET or count > MAX_OFFSET:
        raise SysError(Errno.EINVAL)


def pread_long(k: Kernel, t: Task, file: OpenFile, buffers: list[tuple[int, int]], offset: int) -> int:
    """A long read at an offset, in pieces, into buffers one after the other."""
    done = 0
    for base, length in buffers:
        within = 0
        while within < length:
            data = file.pread(k, min(CHUNK, length - within), offset + done)
            if not data:
                return done
            stored = _store(t, base + within, data)
            done += stored
            within += stored
            if stored < len(data):
                if not done:
                    raise SysError(Errno.EFAULT)
                return done
    return done


@syscall(man="pread(2)")
def pwrite64(
    k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_in(2)], count: Size, offset: Offset
) -> int:
    if offset < 0:
        raise SysError(Errno.EINVAL)
    file = positioned(t, fd)
    if not file.writable:
        raise SysError(Errno.EBADF)
    allowed = checked(buf, count)
    check_end(offset, count)
    count = allowed
    try:
        data = t.memory.read(buf, count) if count else b""
    except SysError:
        if isinstance(file, SinkDevice):
            return file.discard(count)
        count = t.memory.accessible(buf, count)
        if not count:
            raise
        data = t.memory.read(buf, count)
    written = file.pwrite(k, data, offset)
    if k.vfs.watches and written:
        notify.file(k, file, notify.IN_MODIFY)
    return written


@syscall(man="lseek(2)")
def lseek(
    k: Kernel, t: Task, fd: Fd, offset: Offset, whence: Annotated[int, enum("open.WHENCE", "u32")]
) -> int:
    file = get_file(t, fd)
    # "EINVAL whence is not valid"; "ESPIPE fd is associated with a pipe, socket, or FIFO"
    if whence > 4:
        raise SysError(Errno.EINVAL)
    return file.seek(k, offset, whence)

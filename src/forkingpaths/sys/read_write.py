"""read(2), write(2), readv(2), pread(2), preadv2(2) and their opposites, lseek(2)."""

from __future__ import annotations

from struct import Struct
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import MAX_RW_COUNT, O_APPEND, RWF_APPEND, RWF_FLAGS, UIO_MAXIOV
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Kind, Offset, Size, ULong, buffer_in, buffer_out, enum, flags
from forkingpaths.sys.paths import get_file
from forkingpaths.vfs import notify
from forkingpaths.vfs.openfile import OpenFile

IOVEC = Struct("<QQ")
SSIZE_MAX = (1 << 63) - 1
USER_END = 0x7FFFFFFFF000  # no address of a program is at or above it
CHUNK = 1 << 20  # one transfer inside the kernel, so that a huge count on a short file costs nothing

Iovec = Annotated[int, Kind("const struct iovec *iov", "u64", "in", "iovec:2", "iovec")]
IovecOut = Annotated[int, Kind("const struct iovec *iov", "u64", "out", "iovec:2", "iovec")]
RwFlags = Annotated[int, flags("open.RWF_FLAGS")]


def _reader(t: Task, fd: int) -> OpenFile:
    # "EBADF fd is not a valid file descriptor or is not open for reading"
    file = t.files.slots.get(fd)
    if file is None or not file.readable:
        raise SysError(Errno.EBADF)
    return file


def _writer(t: Task, fd: int) -> OpenFile:
    # "EBADF fd is not a valid file descriptor or is not open for writing"
    file = t.files.slots.get(fd)
    if file is None or not file.writable:
        raise SysError(Errno.EBADF)
    return file


@syscall(man="read(2)")
def read(k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_out(2)], count: Size) -> int:
    file = _reader(t, fd)
    if count > CHUNK:
        return _read_long(k, t, file, buf, _checked(buf, count))
    if not file.seekable:
        count = _room(t, buf, count)
    data = file.read(k, count)
    if data:
        try:
            t.memory.write(buf, data)
        except SysError:
            if file.seekable:
                file.offset -= len(data)
            raise
        if k.vfs.watches:
            notify.file(k, file, notify.IN_ACCESS)
    return len(data)


def _room(t: Task, buf: int, count: int) -> int:
    """How much of the buffer can take what is read: what a pipe or socket has given must not get lost.  SysError(EFAULT) when none."""
    room = t.memory.accessible(buf, count, True)
    if not room and count:
        raise SysError(Errno.EFAULT)
    return room


def _checked(buf: int, count: int) -> int:
    """A large count, cut to what one call may transfer; "EFAULT buf is outside your accessible address space"."""
    if buf + count > USER_END:
        raise SysError(Errno.EFAULT)
    return min(count, MAX_RW_COUNT)


def _read_long(k: Kernel, t: Task, file: OpenFile, buf: int, count: int) -> int:
    """A long read of a seekable file in pieces; of others, one piece of what is there."""
    done = 0
    while done < count:
        wanted = min(CHUNK, count - done)
        data = file.read(k, wanted)
        t.memory.write(buf + done, data)
        done += len(data)
        if len(data) < wanted or not file.seekable:
            break
    return done


@syscall(man="write(2)")
def write(k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_in(2)], count: Size) -> int:
    file = _writer(t, fd)
    if count > CHUNK:
        count = _checked(buf, count)
        if file.seekable:
            return _write_long(k, t, file, buf, count)
    try:
        data = t.memory.read(buf, count) if count else b""
    except SysError:
        # what comes before the bad page is written to a file, and nothing to a pipe
        count = t.memory.accessible(buf, count) if file.seekable else 0
        if not count:
            raise
        data = t.memory.read(buf, count)
    written = file.write(k, data)
    if k.vfs.watches and written:
        notify.file(k, file, notify.IN_MODIFY)
    return written


def _write_long(k: Kernel, t: Task, file: OpenFile, buf: int, count: int) -> int:
    done = 0
    try:
        while done < count:
            wanted = min(CHUNK, count - done)
            written = file.write(k, t.memory.read(buf + done, wanted))
            done += written
            if written < wanted:
                break
    except SysError:
        if not done:
            raise
    return done


def read_iovec(t: Task, address: int, count: int) -> list[tuple[int, int]]:
    """(address, length) of each buffer.  EINVAL when the lengths overflow ssize_t or there are more than UIO_MAXIOV."""
    # "EINVAL The vector count, iovcnt, is less than zero or greater than the permitted maximum"
    if count > UIO_MAXIOV:
        raise SysError(Errno.EINVAL)
    if not count:
        return []
    vector = list(IOVEC.iter_unpack(t.memory.read(address, count * 16)))
    total = 0
    limited = []
    for base, length in vector:
        if length > SSIZE_MAX:
            raise SysError(Errno.EINVAL)
        length = min(length, MAX_RW_COUNT - total)
        total += length
        limited.append((base, length))
    return limited


def scatter(t: Task, vector: list[tuple[int, int]], data: bytes) -> None:
    """Store `data` into the buffers, one after the other."""
    done = 0
    for base, length in vector:
        if done >= len(data):
            return
        t.memory.write(base, data[done : done + length])
        done += length


def gather(t: Task, vector: list[tuple[int, int]]) -> bytes:
    """The bytes of all the buffers."""
    return b"".join([t.memory.read(base, length) for base, length in vector if length])


@syscall(man="readv(2)")
def readv(k: Kernel, t: Task, fd: Fd, iov: IovecOut, iovcnt: ULong) -> int:
    file = _reader(t, fd)
    vector = read_iovec(t, iov, iovcnt)
    data = file.read(k, sum(length for _, length in vector))
    scatter(t, vector, data)
    if k.vfs.watches and data:
        notify.file(k, file, notify.IN_ACCESS)
    return len(data)


@syscall(man="readv(2)")
def writev(k: Kernel, t: Task, fd: Fd, iov: Iovec, iovcnt: ULong) -> int:
    file = _writer(t, fd)
    data = gather(t, read_iovec(t, iov, iovcnt))
    written = file.write(k, data)
    if k.vfs.watches and written:
        notify.file(k, file, notify.IN_MODIFY)
    return written


def _positioned(t: Task, fd: int) -> OpenFile:
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
    file = _positioned(t, fd)
    if not file.readable:
        raise SysError(Errno.EBADF)
    data = file.pread(k, min(count, MAX_RW_COUNT), offset)
    t.memory.write(buf, data)
    if k.vfs.watches and data:
        notify.file(k, file, notify.IN_ACCESS)
    return len(data)


@syscall(man="pread(2)")
def pwrite64(
    k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_in(2)], count: Size, offset: Offset
) -> int:
    if offset < 0:
        raise SysError(Errno.EINVAL)
    file = _positioned(t, fd)
    if not file.writable:
        raise SysError(Errno.EBADF)
    count = min(count, MAX_RW_COUNT)
    written = file.pwrite(k, t.memory.read(buf, count) if count else b"", offset)
    if k.vfs.watches and written:
        notify.file(k, file, notify.IN_MODIFY)
    return written


@syscall(man="readv(2)")
def preadv(k: Kernel, t: Task, fd: Fd, iov: IovecOut, iovcnt: ULong, pos_l: Offset, pos_h: ULong) -> int:
    return _preadv(k, t, fd, iov, iovcnt, pos_l, 0)


@syscall(man="readv(2)")
def pwritev(k: Kernel, t: Task, fd: Fd, iov: Iovec, iovcnt: ULong, pos_l: Offset, pos_h: ULong) -> int:
    return _pwritev(k, t, fd, iov, iovcnt, pos_l, 0)


@syscall(man="readv(2)")
def preadv2(
    k: Kernel, t: Task, fd: Fd, iov: IovecOut, iovcnt: ULong, pos_l: Offset, pos_h: ULong, flags: RwFlags
) -> int:
    # "Unlike preadv() and pwritev(), if the offset argument is -1, then the current file offset is used and updated"
    if pos_l == -1:
        _check_rw_flags(flags)
        return readv(k, t, fd, iov, iovcnt)
    return _preadv(k, t, fd, iov, iovcnt, pos_l, flags)


@syscall(man="readv(2)")
def pwritev2(
    k: Kernel, t: Task, fd: Fd, iov: Iovec, iovcnt: ULong, pos_l: Offset, pos_h: ULong, flags: RwFlags
) -> int:
    if pos_l == -1:
        _check_rw_flags(flags)
        file = _writer(t, fd)
        if not flags & RWF_APPEND or file.flags & O_APPEND:
            return writev(k, t, fd, iov, iovcnt)
        file.flags |= O_APPEND
        try:
            return writev(k, t, fd, iov, iovcnt)
        finally:
            file.flags &= ~O_APPEND
    return _pwritev(k, t, fd, iov, iovcnt, pos_l, flags)


def _check_rw_flags(flags: int) -> None:
    # "EOPNOTSUPP An unknown flag is specified in flags"
    if flags & ~RWF_FLAGS.known:
        raise SysError(Errno.EOPNOTSUPP)


def _preadv(k: Kernel, t: Task, fd: int, iov: int, count: int, offset: int, flags: int) -> int:
    if offset < 0:
        raise SysError(Errno.EINVAL)
    file = _positioned(t, fd)
    if not file.readable:
        raise SysError(Errno.EBADF)
    vector = read_iovec(t, iov, count)
    _check_rw_flags(flags)
    data = file.pread(k, sum(length for _, length in vector), offset)
    scatter(t, vector, data)
    if k.vfs.watches and data:
        notify.file(k, file, notify.IN_ACCESS)
    return len(data)


def _pwritev(k: Kernel, t: Task, fd: int, iov: int, count: int, offset: int, flags: int) -> int:
    if offset < 0:
        raise SysError(Errno.EINVAL)
    file = _positioned(t, fd)
    if not file.writable:
        raise SysError(Errno.EBADF)
    data = gather(t, read_iovec(t, iov, count))
    _check_rw_flags(flags)
    if flags & RWF_APPEND and file.seekable:
        offset = file.inode.size
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

"""Reads and writes of several buffers at once: readv(2), writev(2), preadv(2), pwritev(2), preadv2(2), pwritev2(2)."""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import (
    MAX_RW_COUNT,
    O_APPEND,
    O_DSYNC,
    O_NONBLOCK,
    O_SYNC,
    RWF_APPEND,
    RWF_DSYNC,
    RWF_FLAGS,
    RWF_NOAPPEND,
    RWF_NOWAIT,
    RWF_SYNC,
    UIO_MAXIOV,
)
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Kind, Offset, ULong, flags
from forkingpaths.sys.read_write import (
    CHUNK,
    outside,
    positioned,
    pread_long,
    read_long,
    read_records,
    reader,
    writer,
)
from forkingpaths.vfs import notify
from forkingpaths.vfs.device import SinkDevice
from forkingpaths.vfs.openfile import OpenFile

IOVEC = Struct("<QQ")
SSIZE_MAX = (1 << 63) - 1

Iovec = Annotated[int, Kind("const struct iovec *iov", "u64", "in", "iovec:2", "iovec")]
IovecOut = Annotated[int, Kind("const struct iovec *iov", "u64", "inout", "iovec:2", "iovec")]
RwFlags = Annotated[int, flags("open.RWF_FLAGS")]


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
        if outside(base, length):
            raise SysError(Errno.EFAULT)
        length = min(length, MAX_RW_COUNT - total)
        total += length
        limited.append((base, length))
    return limited


def usable(t: Task, vector: list[tuple[int, int]], *, write: bool) -> list[tuple[int, int]]:
    """The buffers up to the first byte that the program itself may not touch; EFAULT when that is the first of all."""
    kept: list[tuple[int, int]] = []
    for base, length in vector:
        room = t.memory.accessible(base, length, write) if length else 0
        kept.append((base, room))
        if room < length:
            if not any(length for _, length in kept):
                raise SysError(Errno.EFAULT)
            break
    return kept


def room_for(k: Kernel, t: Task, file: OpenFile, vector: list[tuple[int, int]], total: int) -> int:
    """How much is to be read into the buffers, as of one buffer (read_write)."""
    room = 0
    for base, length in vector:
        good = t.memory.accessible(base, length, True) if length else 0
        room += good
        if good < length:
            return file.storable(k, total, room)
    return total


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
    file = reader(t, fd)
    vector = read_iovec(t, iov, iovcnt)
    total = sum(length for _, length in vector)
    if not total:  # the file is not even asked
        return 0
    if file.record_bytes:
        return read_records(k, t, file, vector)
    if total > CHUNK and file.seekable:
        return _readv_long(k, t, file, vector)
    if file.seekable:
        vector = usable(t, vector, write=True)
        total = sum(length for _, length in vector)
    else:
        total = room_for(k, t, file, vector, total)
    data = file.read(k, total)
    scatter(t, vector, data)
    if k.vfs.watches and data:
        notify.file(k, file, notify.IN_ACCESS)
    return len(data)


def _readv_long(k: Kernel, t: Task, file: OpenFile, vector: list[tuple[int, int]]) -> int:
    done = 0
    for base, length in vector:
        got = read_long(k, t, file, base, length)
        done += got
        if got < length:
            break
    return done


@syscall(man="readv(2)")
def writev(k: Kernel, t: Task, fd: Fd, iov: Iovec, iovcnt: ULong) -> int:
    file = writer(t, fd)
    vector = read_iovec(t, iov, iovcnt)
    if isinstance(file, SinkDevice):
        return file.discard(sum(length for _, length in vector))
    data = gather(t, usable(t, vector, write=False) if file.seekable else vector)
    if not data:
        return 0
    written = file.write(k, data)
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
        check_rw_flags(flags)
        return with_flags(reader(t, fd), flags, lambda: readv(k, t, fd, iov, iovcnt))
    return _preadv(k, t, fd, iov, iovcnt, pos_l, flags)


@syscall(man="readv(2)")
def pwritev2(
    k: Kernel, t: Task, fd: Fd, iov: Iovec, iovcnt: ULong, pos_l: Offset, pos_h: ULong, flags: RwFlags
) -> int:
    if pos_l == -1:
        check_rw_flags(flags)
        return with_flags(writer(t, fd), flags, lambda: writev(k, t, fd, iov, iovcnt))
    return _pwritev(k, t, fd, iov, iovcnt, pos_l, flags)


def with_flags(file: OpenFile, flags: int, transfer: Callable[[], int]) -> int:
    """One transfer as if the description had the flags that RWF_APPEND, RWF_NOWAIT, RWF_DSYNC and RWF_SYNC stand for."""
    before = file.flags
    if flags & RWF_APPEND:
        file.flags |= O_APPEND
    if flags & RWF_NOAPPEND:
        file.flags &= ~O_APPEND
    if flags & RWF_NOWAIT and not file.seekable:
        file.flags |= O_NONBLOCK
    if flags & (RWF_DSYNC | RWF_SYNC):
        file.flags |= O_SYNC if flags & RWF_SYNC else O_DSYNC
    try:
        return transfer()
    finally:
        file.flags = before


def check_rw_flags(flags: int) -> None:
    # "EOPNOTSUPP An unknown flag is specified in flags"
    if flags & ~(RWF_FLAGS.known | RWF_NOAPPEND):
        raise SysError(Errno.EOPNOTSUPP)
    if flags & RWF_APPEND and flags & RWF_NOAPPEND:
        raise SysError(Errno.EINVAL)


def _preadv(k: Kernel, t: Task, fd: int, iov: int, count: int, offset: int, flags: int) -> int:
    if offset < 0:
        raise SysError(Errno.EINVAL)
    file = positioned(t, fd)
    if not file.readable:
        raise SysError(Errno.EBADF)
    vector = read_iovec(t, iov, count)
    check_rw_flags(flags)
    total = sum(length for _, length in vector)
    if total > CHUNK:
        return pread_long(k, t, file, vector, offset)
    vector = usable(t, vector, write=True)
    data = file.pread(k, sum(length for _, length in vector), offset)
    scatter(t, vector, data)
    if k.vfs.watches and data:
        notify.file(k, file, notify.IN_ACCESS)
    return len(data)


def _pwritev(k: Kernel, t: Task, fd: int, iov: int, count: int, offset: int, flags: int) -> int:
    if offset < 0:
        raise SysError(Errno.EINVAL)
    file = positioned(t, fd)
    if not file.writable:
        raise SysError(Errno.EBADF)
    vector = read_iovec(t, iov, count)
    if isinstance(file, SinkDevice):
        check_rw_flags(flags)
        return file.discard(sum(length for _, length in vector))
    data = gather(t, usable(t, vector, write=False))
    check_rw_flags(flags)
    if flags & RWF_APPEND and file.seekable:
        offset = file.inode.size
    written = with_flags(
        file, flags & (RWF_DSYNC | RWF_SYNC | RWF_NOAPPEND), lambda: file.pwrite(k, data, offset)
    )
    if k.vfs.watches and written:
        notify.file(k, file, notify.IN_MODIFY)
    return written

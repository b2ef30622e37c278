"""Bytes from one descriptor to another inside the kernel: sendfile(2), copy_file_range(2), splice(2), tee(2),
vmsplice(2).

What is moved is read where it stays until it has been written, so a transfer that must wait for room changes
nothing before it sleeps.
"""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import MAX_RW_COUNT, O_APPEND, SPLICE_FLAGS
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Kind, Size, UInt, ULong, flags
from forkingpaths.sys.paths import get_file
from forkingpaths.sys.read_write import check_end
from forkingpaths.sys.vectors import Iovec, gather, read_iovec, scatter
from forkingpaths.vfs.device import NULL, MemoryDevice
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.lookup import touch_atime
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.pipe import PAGE, PipeFile
from forkingpaths.vfs.proc.files import ProcFile
from forkingpaths.vfs.regular import RegularFile, RegularOpenFile
from forkingpaths.vfs.wait import Block

SPLICE_F_NONBLOCK = 2
PIECE = 1 << 20
MAX_OFFSET = (1 << 63) - 1

OffsetPointer = Annotated[int, Kind("off_t *offset", "u64", "inout", 8, "offset_pointer")]
SpliceFlags = Annotated[int, flags("open.SPLICE_FLAGS")]


def _read_offset(t: Task, address: int) -> int:
    offset = t.memory.read_u64(address)
    # "EINVAL ... offset is negative"
    if offset > MAX_OFFSET:
        raise SysError(Errno.EINVAL)
    return offset


@syscall(man="sendfile(2)")
def sendfile(k: Kernel, t: Task, out_fd: Fd, in_fd: Fd, offset: OffsetPointer, count: Size) -> int:
    # "EBADF The input file was not opened for reading or the output file was not opened for writing"
    source = get_file(t, in_fd)
    if not source.readable:
        raise SysError(Errno.EBADF)
    if offset and not source.seekable:
        raise SysError(Errno.ESPIPE)
    check_end(_read_offset(t, offset) if offset else source.offset, min(count, MAX_OFFSET))
    target = get_file(t, out_fd)
    if not target.writable:
        raise SysError(Errno.EBADF)
    # "EINVAL ... an mmap(2)-like operation is not available for in_fd"; "out_fd has the O_APPEND flag set"
    if not isinstance(target, PipeFile) and (not source.seekable or target.flags & O_APPEND):
        raise SysError(Errno.EINVAL)
    if not count:
        if isinstance(source, RegularOpenFile):
            touch_atime(k, source.inode, source.mount)  # nothing is read, but by Linux's way of reading pages
        return 0
    # "an mmap(2)-like operation is not available for in_fd": of the others, devices and what proc shows have one
    if not isinstance(source, (RegularOpenFile, MemoryDevice, ProcFile)) or source.inode.rdev == NULL:
        raise SysError(Errno.EINVAL)
    position = _read_offset(t, offset) if offset else source.offset
    sent = _send(k, source, target, position, min(count, MAX_RW_COUNT))
    # "If offset is not NULL, then sendfile() does not modify the file offset of in_fd"
    if offset:
        t.memory.write_u64(offset, position + sent)
    else:
        source.offset = position + sent
    return sent


def _send(k: Kernel, source: OpenFile, target: OpenFile, position: int, count: int) -> int:
    """Up to `count` bytes: to a pipe what fits at once, to a socket in one write that waits for room by
    itself, to a file in pieces.
    """
    if isinstance(target, PipeFile):
        _wait_for_room(k, target, target.nonblocking)
        skipped = position % PAGE if isinstance(source, RegularOpenFile) else 0  # its pages go in as they are
        return _put(k, target, source.pread(k, min(count, _room(target) - skipped), position))
    if not target.seekable:
        data = source.pread(k, min(count, PIECE), position)
        return target.write(k, data) if data else 0
    sent = 0
    while sent < count:
        data = source.pread(k, min(PIECE, count - sent), position + sent)
        if not data:
            break
        written = target.write(k, data)
        sent += written
        if written < len(data):
            break
    return sent


@syscall(man="copy_file_range(2)")
def copy_file_range(
    k: Kernel,
    t: Task,
    fd_in: Fd,
    off_in: OffsetPointer,
    fd_out: Fd,
    off_out: OffsetPointer,
    len: Size,
    flags: UInt,
) -> int:
    source, target = get_file(t, fd_in), get_file(t, fd_out)
    position = t.memory.read_u64(off_in) if off_in else source.offset
    place = t.memory.read_u64(off_out) if off_out else target.offset
    # "EINVAL The flags argument is not 0"
    if flags:
        raise SysError(Errno.EINVAL)
    if FileType.DIRECTORY in (source.inode.type, target.inode.type):
        raise SysError(Errno.EISDIR)
    # "EINVAL Either fd_in or fd_out is not a regular file"
    if not isinstance(source.inode, RegularFile) or not isinstance(target.inode, RegularFile):
        raise SysError(Errno.EINVAL)
    # "EBADF fd_in is not open for reading, or fd_out is not open for writing; the O_APPEND flag is set for fd_out"
    if not source.readable or not target.writable or target.flags & O_APPEND:
        raise SysError(Errno.EBADF)
    if source.inode.device != target.inode.device:
        raise SysError(Errno.EXDEV)
    # "EOVERFLOW The requested source or destination range is too large to represent": counted without a sign
    if max(position, place) + len >= 1 << 64:
        raise SysError(Errno.EOVERFLOW)
    if max(position, place) > MAX_OFFSET:
        raise SysError(Errno.EINVAL)
    len = min(len, MAX_RW_COUNT, max(source.inode.size - position, 0))
    # "EINVAL fd_in and fd_out refer to the same file and the source and target ranges overlap"
    if source.inode is target.inode and position < place + len and place < position + len:
        raise SysError(Errno.EINVAL)
    copied = 0
    while copied < len:
        data = source.pread(k, min(PIECE, len - copied), position + copied)
        written = target.pwrite(k, data, place + copied)
        copied += written
        if not data or written < PIECE:
            break
    if off_in:
        t.memory.write_u64(off_in, position + copied)
    else:
        source.offset = position + copied
    if off_out:
        t.memory.write_u64(off_out, place + copied)
    else:
        target.offset = place + copied
    return copied


# ---- pipes ---------------------------------------------------------------------------------------------------------


def _peek(pipe: PipeFile, count: int) -> bytes:
    """The first bytes in the pipe, which stay there."""
    parts = []
    for slot in pipe.pipe.ring:
        if count <= 0:
            break
        parts.append(slot.data[:count])
        count -= len(slot.data)
    return b"".join(parts)


def _room(pipe: PipeFile) -> int:
    """Bytes that surely fit."""
    return (pipe.pipe.slots - len(pipe.pipe.ring)) * PAGE


def _wait_for_bytes(pipe: PipeFile, nonblocking: bool) -> bool:
    """Whether there is something to read; False at end of file; otherwise EAGAIN or a wait."""
    if pipe.pipe.ring:
        return True
    if not pipe.pipe.writers:
        return False
    if nonblocking:
        raise SysError(Errno.EAGAIN)
    raise Block(pipe.pipe.read_queue, reason=f"pipe {pipe.pipe.inode.number} is empty")


def _wait_for_room(k: Kernel, pipe: PipeFile, nonblocking: bool) -> None:
    if not pipe.pipe.readers:
        k.signal_caller(13)  # SIGPIPE
        raise SysError(Errno.EPIPE)
    if _room(pipe):
        return
    if nonblocking:
        raise SysError(Errno.EAGAIN)
    raise Block(pipe.pipe.write_queue, reason=f"pipe {pipe.pipe.inode.number} is full")


@syscall(man="splice(2)")
def splice(
    k: Kernel,
    t: Task,
    fd_in: Fd,
    off_in: OffsetPointer,
    fd_out: Fd,
    off_out: OffsetPointer,
    len: Size,
    flags: SpliceFlags,
) -> int:
    if not len:
        return 0
    if flags & ~SPLICE_FLAGS.known:
        raise SysError(Errno.EINVAL)
    source, target = get_file(t, fd_in), get_file(t, fd_out)
    # "ESPIPE Either off_in or off_out was not NULL, but the corresponding file descriptor refers to a pipe"
    from_pipe, to_pipe = isinstance(source, PipeFile), isinstance(target, PipeFile)
    if (from_pipe and off_in) or (to_pipe and off_out):
        raise SysError(Errno.ESPIPE)
    if not source.readable or not target.writable:
        raise SysError(Errno.EBADF)
    len = min(len, MAX_RW_COUNT)
    if isinstance(source, PipeFile) and isinstance(target, PipeFile):
        # "EINVAL ... the two descriptors refer to the same pipe"
        if source.pipe is target.pipe:
            raise SysError(Errno.EINVAL)
        nonblocking = bool(flags & SPLICE_F_NONBLOCK or source.nonblocking or target.nonblocking)
        if not _wait_for_bytes(source, nonblocking):
            return 0
        _wait_for_room(k, target, nonblocking)
        data = source.read(k, min(len, _room(target)))
        return target.write(k, data)
    if isinstance(source, PipeFile):
        return _splice_out(k, t, source, target, off_out, len, flags)
    if isinstance(target, PipeFile):
        return _splice_in(k, t, source, target, off_in, len, flags)
    # "EINVAL ... Neither of the file descriptors refers to a pipe"
    raise SysError(Errno.EINVAL)


def _splice_out(
    k: Kernel, t: Task, source: PipeFile, target: OpenFile, off_out: int, count: int, flags: int
) -> int:
    # "EINVAL The target file is opened in append mode"
    if target.flags & O_APPEND or (off_out and not target.seekable):
        raise SysError(Errno.EINVAL)
    if not _wait_for_bytes(source, bool(flags & SPLICE_F_NONBLOCK or source.nonblocking)):
        return 0
    data = _peek(source, count)
    if off_out:
        place = _read_offset(t, off_out)
        written = target.pwrite(k, data, place)
        t.memory.write_u64(off_out, place + written)
    else:
        written = target.write(k, data)
    source.read(k, written)
    return written


def _splice_in(
    k: Kernel, t: Task, source: OpenFile, target: PipeFile, off_in: int, count: int, flags: int
) -> int:
    if (off_in and not source.seekable) or source.inode.type == FileType.DIRECTORY:
        raise SysError(Errno.EINVAL)
    _wait_for_room(k, target, bool(flags & SPLICE_F_NONBLOCK or target.nonblocking))
    count = min(count, _room(target))
    if off_in:
        position = _read_offset(t, off_in)
        data = source.pread(k, count, position)
        t.memory.write_u64(off_in, position + _put(k, target, data))
        return t.memory.read_u64(off_in) - position
    return _put(k, target, source.read(k, count))


def _put(k: Kernel, target: PipeFile, data: bytes) -> int:
    """Into a pipe that has room for all of it."""
    return target.write(k, data) if data else 0


@syscall(man="tee(2)")
def tee(k: Kernel, t: Task, fd_in: Fd, fd_out: Fd, len: Size, flags: SpliceFlags) -> int:
    if flags & ~SPLICE_FLAGS.known:
        raise SysError(Errno.EINVAL)
    if not len:
        return 0
    source, target = get_file(t, fd_in), get_file(t, fd_out)
    if not source.readable or not target.writable:
        raise SysError(Errno.EBADF)
    # "EINVAL fd_in or fd_out does not refer to a pipe; or fd_in and fd_out refer to the same pipe"
    if not isinstance(source, PipeFile) or not isinstance(target, PipeFile) or source.pipe is target.pipe:
        raise SysError(Errno.EINVAL)
    nonblocking = bool(flags & SPLICE_F_NONBLOCK or source.nonblocking or target.nonblocking)
    if not _wait_for_bytes(source, nonblocking):
        return 0
    _wait_for_room(k, target, nonblocking)
    return target.write(k, _peek(source, min(len, _room(target))))


@syscall(man="vmsplice(2)")
def vmsplice(k: Kernel, t: Task, fd: Fd, iov: Iovec, nr_segs: ULong, flags: SpliceFlags) -> int:
    if flags & ~SPLICE_FLAGS.known:
        raise SysError(Errno.EINVAL)
    file = get_file(t, fd)
    # "EBADF fd either not valid, or doesn't refer to a pipe"
    if not isinstance(file, PipeFile):
        raise SysError(Errno.EBADF)
    vector = read_iovec(t, iov, nr_segs)
    total = sum(length for _, length in vector)
    if not total:
        return 0
    nonblocking = bool(flags & SPLICE_F_NONBLOCK)  # unlike the other two, whatever O_NONBLOCK says
    if file.writable:
        _wait_for_room(k, file, nonblocking)
        return file.write(k, gather(t, vector)[: _room(file)])
    if not _wait_for_bytes(file, nonblocking):
        return 0
    data = file.read(k, total)
    scatter(t, vector, data)
    return len(data)

"""Requests for asynchronous input and output: io_submit(2), and what becomes of each.

As on Linux, most operations have ended when io_submit returns: those on files that are in memory, and on pipes, sockets and terminals,
which io_submit waits for.  Waiting in the middle of a list, it hands over how far it has come; a signal ends the one operation with EINTR,
and the list goes on.  What is wrong with a request itself is an error of io_submit; what becomes of the transfer is told by its event.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forkingpaths.abi import aio as abi
from forkingpaths.abi.aio import Iocb
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import MAX_RW_COUNT, O_APPEND, O_PATH, RWF_APPEND, RWF_NOAPPEND
from forkingpaths.abi.poll import POLLERR, POLLHUP
from forkingpaths.kernel import aio
from forkingpaths.kernel.ipc.mqueue import QueueFile
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys import filesystem, vectors
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Address, Long
from forkingpaths.sys.read_write import outside, pread64, pwrite64, read, write
from forkingpaths.vfs.credentials import CAP_SYS_NICE
from forkingpaths.vfs.epoll import EpollFile
from forkingpaths.vfs.eventfd import EventFile
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.inotify import InotifyFile
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.proc.tree import ProcInode
from forkingpaths.vfs.wait import Block, Wake

READS = (abi.IOCB_CMD_PREAD, abi.IOCB_CMD_PREADV)
WRITES = (abi.IOCB_CMD_PWRITE, abi.IOCB_CMD_PWRITEV)
VECTORS = (abi.IOCB_CMD_PREADV, abi.IOCB_CMD_PWRITEV)
MAX_OFFSET = (1 << 63) - 1


@dataclass(slots=True, eq=False)
class Progress:
    """How far io_submit has come: requests submitted, and what the one that waits has handed over."""

    done: int
    carry: Any

    def abandon(self, k: Kernel) -> None:
        """The task dies (vfs.wait.Unfinished)."""
        abandon = getattr(self.carry, "abandon", None)
        if abandon is not None:
            abandon(k)


@syscall(man="io_submit(2)")
def io_submit(k: Kernel, t: Task, ctx_id: Address, nr: Long, iocbpp: Address) -> int:
    context = aio.find(k, t.memory, ctx_id)
    # "EINVAL The AIO context specified by ctx_id is invalid.  nr is less than 0."
    if nr < 0:
        raise SysError(Errno.EINVAL)
    done = 0
    if isinstance(t.carry, Progress):
        done, t.carry = t.carry.done, t.carry.carry
    while done < min(nr, context.slots):
        try:
            _submit(k, t, context, t.memory.read_u64(iocbpp + 8 * done))
        except SysError:
            if not done:
                raise
            break
        except Block as block:
            raise Block(
                *block.queues,
                deadline_ns=block.deadline_ns,
                restart=block.restart,
                interruptible=block.interruptible,
                reason=block.reason,
                carry=Progress(done, block.carry),
            ) from None
        t.carry, t.wake = None, Wake.NONE
        done += 1
    return done


def _submit(k: Kernel, t: Task, context: aio.Context, address: int) -> None:
    """One request.  SysError: it is none, and there will be no event."""
    request = Iocb._make(abi.IOCB.unpack(t.memory.read(address, abi.IOCB.size)))
    if request.reserved2 or request.nbytes > MAX_OFFSET:
        raise SysError(Errno.EINVAL)
    # "EAGAIN Insufficient resources are available to queue any iocbs"
    if context.is_full(k):
        raise SysError(Errno.EAGAIN)
    file = t.files.get(request.fildes)
    if file.flags & O_PATH:
        raise SysError(Errno.EBADF)
    told = None
    if request.flags & abi.IOCB_FLAG_RESFD:
        found = t.files.get(request.resfd)
        if not isinstance(found, EventFile):
            raise SysError(Errno.EINVAL)
        told = found
    t.memory.write_u32(address + abi.KEY_OFFSET, 0)
    if request.opcode == abi.IOCB_CMD_POLL:
        _poll(k, context, request, address, file, told)
        return
    if request.opcode in (abi.IOCB_CMD_FSYNC, abi.IOCB_CMD_FDSYNC):
        if request.buf or request.offset or request.nbytes or request.rw_flags:
            raise SysError(Errno.EINVAL)
        synchronise = filesystem.fsync if request.opcode == abi.IOCB_CMD_FSYNC else filesystem.fdatasync
        result = synchronise(k, t, request.fildes)
    elif request.opcode in READS + WRITES:
        _check_transfer(t, request, file)
        result = _result(k, lambda: _transfer(k, t, request, file))
    else:
        raise SysError(Errno.EINVAL)
    aio.complete(k, context, address, request.data, result, told)


def _result(k: Kernel, transfer: Callable[[], int]) -> int:
    """What a transfer comes to: a number of bytes, or minus an errno.  A signal ends it, as it would end a read(2)."""
    try:
        return transfer()
    except SysError as error:
        return -error.errno
    except Block as block:
        if block.interruptible and k.signal_pending():
            return -Errno.EINTR
        raise


def _check_transfer(t: Task, request: Iocb, file: OpenFile) -> None:
    """All that Linux looks at before it begins."""
    vectors.check_rw_flags(request.rw_flags & 0xFFFF_FFFF)
    if request.flags & abi.IOCB_FLAG_IOPRIO:
        _check_priority(t, request.reqprio & 0xFFFF)
    writes = request.opcode in WRITES
    # "EBADF ... the file descriptor specified in the first iocb is invalid", or not open for that
    if not (file.writable if writes else file.readable):
        raise SysError(Errno.EBADF)
    if not _can(file, writes):
        raise SysError(Errno.EINVAL)
    if request.opcode in VECTORS:
        vectors.read_iovec(t, request.buf, request.nbytes)
    elif outside(request.buf, min(request.nbytes, MAX_RW_COUNT)):
        raise SysError(Errno.EFAULT)
    if request.offset < 0 or request.offset + request.nbytes > MAX_OFFSET:
        raise SysError(Errno.EINVAL)


def _check_priority(t: Task, priority: int) -> None:
    kind, level = priority >> abi.IOPRIO_CLASS_SHIFT, priority & 0x1FFF
    if kind > abi.IOPRIO_CLASS_IDLE or (level & 7 and not kind):
        raise SysError(Errno.EINVAL)
    if kind == abi.IOPRIO_CLASS_RT and not t.credentials.capable(CAP_SYS_NICE):
        raise SysError(Errno.EPERM)


def _can(file: OpenFile, writes: bool) -> bool:
    """Whether Linux has the operation for such a file: it is those that readv(2) has not to take apart."""
    inode = file.inode
    if isinstance(inode, ProcInode):
        return (not writes and inode.of_the_system) or inode.kind.startswith("sys")
    if isinstance(file, EventFile):
        return not writes
    return inode.type != FileType.DIRECTORY and not isinstance(file, (EpollFile, InotifyFile, QueueFile))


def _transfer(k: Kernel, t: Task, request: Iocb, file: OpenFile) -> int:
    """The read or write itself."""
    fd, address, count, offset = request.fildes, request.buf, request.nbytes, request.offset
    flags = request.rw_flags & 0xFFFF_FFFF
    if request.opcode == abi.IOCB_CMD_PREAD:
        call: Callable[[], int] = (
            (lambda: pread64(k, t, fd, address, count, offset))
            if file.seekable
            else (lambda: read(k, t, fd, address, count))
        )
    elif request.opcode == abi.IOCB_CMD_PREADV:
        call = (
            (lambda: vectors.preadv(k, t, fd, address, count, offset, 0))
            if file.seekable
            else (lambda: vectors.readv(k, t, fd, address, count))
        )
    else:
        if flags & RWF_APPEND or (file.flags & O_APPEND and not flags & RWF_NOAPPEND):
            offset = file.inode.size
        if request.opcode == abi.IOCB_CMD_PWRITE:
            call = (
                (lambda: pwrite64(k, t, fd, address, count, offset))
                if file.seekable
                else (lambda: write(k, t, fd, address, count))
            )
        else:
            call = (
                (lambda: vectors.pwritev(k, t, fd, address, count, offset, 0))
                if file.seekable
                else (lambda: vectors.writev(k, t, fd, address, count))
            )
    return vectors.with_flags(file, flags, call)


def _poll(
    k: Kernel, context: aio.Context, request: Iocb, address: int, file: OpenFile, told: EventFile | None
) -> None:
    """IOCB_CMD_POLL: once, as poll(2)."""
    if request.buf >> 16 or request.offset or request.nbytes or request.rw_flags:
        raise SysError(Errno.EINVAL)
    events = request.buf | POLLERR | POLLHUP
    ready = file.poll(k) & events
    if ready:
        aio.complete(k, context, address, request.data, ready, told)
        return
    pending = aio.PollRequest(
        context, file, events, address, request.data, told, file.poll_queues_for(events)
    )
    file.references += 1
    if told is not None:
        told.references += 1
    context.pending.append(pending)
    for queue in pending.queues:
        queue.watchers = [*(queue.watchers or ()), pending]

"""Contexts and events of asynchronous input and output: io_setup(2), io_destroy(2), io_getevents(2), io_cancel(2).  What is
asked for is in aio_requests.py.
"""

from __future__ import annotations

from forkingpaths.abi import aio as abi
from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.mman import MAP_SHARED, PROT_READ, PROT_WRITE
from forkingpaths.kernel import aio
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory import mapping
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Address, Long, UInt
from forkingpaths.sys.memory import nameless_file, round_up
from forkingpaths.sys.waiting import NS, TWO_LONGS, deadline_after, temporary_mask
from forkingpaths.vfs.inode import Place
from forkingpaths.vfs.openfile import O_RDWR
from forkingpaths.vfs.regular import RegularOpenFile
from forkingpaths.vfs.wait import Block

MOST_EVENTS = 0x1000_0000 // abi.IO_EVENT.size


@syscall(man="io_setup(2)")
def io_setup(k: Kernel, t: Task, nr_events: UInt, ctx_idp: Address) -> int:
    # "EINVAL ctx_idp is not initialized, or the specified nr_events exceeds internal limits.  nr_events should be greater than 0"
    if t.memory.read_u64(ctx_idp) or not 0 < nr_events <= MOST_EVENTS:
        raise SysError(Errno.EINVAL)
    k.touch(("aio",), True)
    # "EAGAIN The specified nr_events exceeds the limit of available events, as defined in /proc/sys/fs/aio-max-nr"
    if aio.requests(k) + nr_events > aio.most_requests(k):
        raise SysError(Errno.EAGAIN)
    inode = nameless_file(k, 0o600)
    file = inode.open(k, Place(0, inode), O_RDWR, b"/[aio]")
    assert isinstance(file, RegularOpenFile)
    length = round_up(32 + aio.slots_for(k, nr_events) * abi.IO_EVENT.size)
    inode.set_size(k, length)
    context = aio.enter(k, t.memory, nr_events, file)
    try:
        address = mapping.map_memory(
            k, t.memory, t.process.limits, 0, length, PROT_READ | PROT_WRITE, MAP_SHARED, inode.pages, 0, file
        )
        t.memory.write_u64(ctx_idp, address)
    except SysError:
        aio.destroy(k, context)
        raise
    return 0


@syscall(man="io_destroy(2)")
def io_destroy(k: Kernel, t: Task, ctx_id: Address) -> int:
    context = aio.find(k, t.memory, ctx_id)
    k.touch(("aio",), True)
    length = round_up(context.ring.size)
    aio.destroy(k, context)
    mapping.unmap(k, t.memory, ctx_id, ctx_id + length)
    return 0


@syscall(man="io_cancel(2)")
def io_cancel(k: Kernel, t: Task, ctx_id: Address, iocb: Address, result: Address) -> int:
    if t.memory.read_u32(iocb + abi.KEY_OFFSET):
        raise SysError(Errno.EINVAL)
    context = aio.find(k, t.memory, ctx_id)
    for pending in context.pending:
        if pending.address == iocb:
            pending.end(k, 0)
            # the event goes to the ring, not to `result`: so Linux says that it is still on its way
            raise SysError(Errno.EINPROGRESS)
    # the manual has "EAGAIN The iocb specified was not canceled": Linux does not find what is over
    raise SysError(Errno.EINVAL)


@syscall(man="io_getevents(2)")
def io_getevents(
    k: Kernel, t: Task, ctx_id: Address, min_nr: Long, nr: Long, events: Address, timeout: Address
) -> int:
    begun = t.carry if t.carry is not None else (_deadline(k, t, timeout), 0)
    return _get(k, t, ctx_id, min_nr, nr, events, begun)


@syscall(man="io_getevents(2)")
def io_pgetevents(
    k: Kernel,
    t: Task,
    ctx_id: Address,
    min_nr: Long,
    nr: Long,
    events: Address,
    timeout: Address,
    usig: Address,
) -> int:
    begun = t.carry
    if begun is None:
        begun = _deadline(k, t, timeout), 0
        if usig:  # struct __aio_sigset: the mask and its size
            mask, size = t.memory.read_u64(usig), t.memory.read_u64(usig + 8)
            temporary_mask(k, t, mask, size)
    return _get(k, t, ctx_id, min_nr, nr, events, begun)


def _deadline(k: Kernel, t: Task, timeout: int) -> int | None:
    """Linux does not look whether the time makes sense; what is negative never comes."""
    if not timeout:
        return None
    seconds, nanoseconds = TWO_LONGS.unpack(t.memory.read(timeout, 16))
    wait_ns: int = seconds * NS + nanoseconds
    return deadline_after(k, wait_ns) if wait_ns >= 0 else None


def _get(
    k: Kernel, t: Task, ctx_id: int, least: int, most: int, address: int, begun: tuple[int | None, int]
) -> int:
    """`begun`: until when, and how many events it has already."""
    context = aio.find(k, t.memory, ctx_id)
    if not 0 <= least <= most:
        raise SysError(Errno.EINVAL)
    deadline, done = begun
    try:
        done += aio.take(k, context, t.memory, address + done * abi.IO_EVENT.size, most - done)
    except SysError:
        if not done:
            raise
        return done
    if done >= least or (deadline is not None and k.monotonic_ns() >= deadline):
        return done
    if done and k.signal_pending():
        return done
    # "EINTR Interrupted by a signal handler": never restarted
    raise Block(
        context.changed,
        deadline_ns=deadline,
        restart=Restart.EINTR,
        reason="asynchronous operations",
        carry=(deadline, done),
    )

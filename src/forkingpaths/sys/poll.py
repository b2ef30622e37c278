"""poll(2), ppoll(2), select(2), pselect6(2).

Each run of the call asks every file what holds now (`OpenFile.poll`); if nothing does, the task sleeps on all their queues and asks again.
"""

from __future__ import annotations

from struct import Struct
from typing import Annotated

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.mman import TASK_SIZE
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Int, Kind, Size, UInt, struct_in, struct_inout
from forkingpaths.sys.waiting import (
    NS,
    TWO_LONGS,
    deadline_after,
    read_timespec,
    remaining_ns,
    temporary_mask,
)
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.wait import Block, WaitQueue, Wake

POLLFD = Struct("<ihh")
POLLERR, POLLHUP, POLLNVAL = 0x8, 0x10, 0x20
RLIMIT_NOFILE = 7
# What select's three sets stand for (select(2), "Correspondence between select() and poll() notifications").
SELECT_BITS = (0x40 | 0x80 | 0x1 | POLLHUP | POLLERR, 0x200 | 0x100 | 0x4 | POLLERR, 0x2)

PollFds = Annotated[int, Kind("struct pollfd *", "u64", "inout", "arg:1*8", "pollfds")]
FdSet = Annotated[int, struct_inout("fd_set", 128)]
Timeout = Annotated[int, struct_inout("timespec", 16)]
SigMask = Annotated[int, struct_in("sigset", 8)]


@syscall(man="poll(2)")
def poll(k: Kernel, t: Task, fds: PollFds, nfds: UInt, timeout: Int) -> int:
    if t.wake is Wake.NONE and t.carry is None:
        deadline = deadline_after(k, timeout * 1_000_000) if timeout >= 0 else None
    else:
        deadline = t.carry[0]
    # Linux resumes an interrupted poll by restart_syscall with the time that is left, and never after a handler.
    return _poll(k, t, fds, nfds, deadline, Restart.ERESTART_RESTARTBLOCK)


@syscall(man="ppoll(2)")
def ppoll(
    k: Kernel, t: Task, fds: PollFds, nfds: UInt, tmo_p: Timeout, sigmask: SigMask, sigsetsize: Size
) -> int:
    deadline = _begin(k, t, tmo_p, sigmask, sigsetsize, NS)
    try:
        ready = _poll(k, t, fds, nfds, deadline, Restart.ERESTARTNOHAND)
    except Block:
        if k.signal_pending():
            _write_remaining(k, t, tmo_p, deadline, 1)
        raise
    _write_remaining(k, t, tmo_p, deadline, 1)
    return ready


def _begin(k: Kernel, t: Task, timeout: int, sigmask: int, sigsetsize: int, unit: int) -> int | None:
    """The deadline; on the first run also the temporary mask.  `unit`: NS for a timespec, 1000000 for a timeval."""
    if t.carry is not None:
        held: int | None = t.carry[0]
        return held
    deadline = None
    if timeout:
        if unit == NS:
            deadline = deadline_after(k, read_timespec(t, timeout))
        else:
            seconds, micros = TWO_LONGS.unpack(t.memory.read(timeout, 16))
            if seconds < 0 or micros < 0:
                raise SysError(Errno.EINVAL)
            deadline = deadline_after(k, seconds * NS + micros * 1000)
    temporary_mask(k, t, sigmask, sigsetsize)
    return deadline


def _write_remaining(k: Kernel, t: Task, address: int, deadline: int | None, divisor: int) -> None:
    """ "On Linux, select() modifies timeout to reflect the amount of time not slept"; a read-only timeout is no error."""
    if not address or deadline is None:
        return
    # a processor needs a moment for the call: what is left is less than what was asked for
    seconds, nanoseconds = divmod(max(remaining_ns(k, deadline) - 1, 0), NS)
    try:
        t.memory.write(address, TWO_LONGS.pack(seconds, nanoseconds // divisor))
    except SysError:
        pass


def _poll(k: Kernel, t: Task, address: int, count: int, deadline: int | None, restart: Restart) -> int:
    # "EINVAL The nfds value exceeds the RLIMIT_NOFILE value."
    if count > t.process.limits[RLIMIT_NOFILE][0]:
        raise SysError(Errno.EINVAL)
    raw = t.memory.read(address, count * 8) if count else b""
    slots = t.files.slots
    ready = 0
    answers = bytearray(raw)
    files: list[OpenFile] = []
    for index, (fd, events, _) in enumerate(POLLFD.iter_unpack(raw)):
        revents = 0
        if fd >= 0:
            file = slots.get(fd)
            if file is None:
                revents = POLLNVAL
            else:
                files.append(file)
                revents = file.poll(k) & (events | POLLERR | POLLHUP | POLLNVAL)
            if revents:
                ready += 1
        answers[index * 8 + 6 : index * 8 + 8] = (revents & 0xFFFF).to_bytes(2, "little")
    # a pending signal interrupts even a call that was not to wait, when there is nothing to report (fs/select.c)
    if not ready and (deadline is None or k.monotonic_ns() < deadline or k.signal_pending()):
        raise Block(
            *queues_of(files),
            deadline_ns=deadline,
            restart=restart,
            reason="poll",
            carry=(deadline,),
        )
    if not ready:
        k.asked(t)
    if address + count * 8 > TASK_SIZE:  # even when there is nothing to be written
        raise SysError(Errno.EFAULT)
    for index in range(count):
        t.memory.write(address + index * 8 + 6, bytes(answers[index * 8 + 6 : index * 8 + 8]))
    return ready


def queues_of(files: list[OpenFile]) -> list[WaitQueue]:
    """The queues of all the files, each once, in the order of the files."""
    found: list[WaitQueue] = []
    seen: dict[int, bool] = {}
    for file in files:
        for queue in file.poll_queues():
            if id(queue) not in seen:
                seen[id(queue)] = True
                found.append(queue)
    return found


@syscall(man="select(2)")
def select(
    k: Kernel,
    t: Task,
    nfds: Int,
    readfds: FdSet,
    writefds: FdSet,
    exceptfds: FdSet,
    timeout: Annotated[int, struct_inout("timeval", 16)],
) -> int:
    deadline = _begin(k, t, timeout, 0, 0, 1_000_000)
    try:
        ready = _select(k, t, nfds, (readfds, writefds, exceptfds), deadline)
    except Block:
        if k.signal_pending():
            _write_remaining(k, t, timeout, deadline, 1000)
        raise
    _write_remaining(k, t, timeout, deadline, 1000)
    return ready


@syscall(man="pselect(2)")
def pselect6(
    k: Kernel,
    t: Task,
    nfds: Int,
    readfds: FdSet,
    writefds: FdSet,
    exceptfds: FdSet,
    timeout: Timeout,
    sigmask: Annotated[
        int, Kind("const struct sigset_argpack *", "u64", "in", "sigset_argpack", "sigset_argpack")
    ],
) -> int:
    # "The final argument of the pselect6() system call is not a sigset_t * pointer, but is instead a structure" (select(2))
    mask, size = 0, 0
    if sigmask and t.carry is None:
        mask, size = t.memory.read_u64(sigmask), t.memory.read_u64(sigmask + 8)
    deadline = _begin(k, t, timeout, mask, size, NS)
    try:
        ready = _select(k, t, nfds, (readfds, writefds, exceptfds), deadline)
    except Block:
        if k.signal_pending():
            _write_remaining(k, t, timeout, deadline, 1)
        raise
    _write_remaining(k, t, timeout, deadline, 1)
    return ready


def _select(k: Kernel, t: Task, nfds: int, addresses: tuple[int, ...], deadline: int | None) -> int:
    if nfds < 0:
        raise SysError(Errno.EINVAL)
    slots = t.files.slots
    # Bits beyond the descriptor table, whose size is a multiple of 64, are not looked at.
    nfds = min(nfds, (max(slots, default=0) // 64 + 1) * 64)
    length = (nfds + 63) // 64 * 8
    below = (1 << nfds) - 1
    sets = [int.from_bytes(t.memory.read(a, length), "little") & below if a else 0 for a in addresses]
    wanted = sets[0] | sets[1] | sets[2]
    answers = [0, 0, 0]
    files: list[OpenFile] = []
    ready = 0
    while wanted:
        one = wanted & -wanted
        wanted ^= one
        file = slots.get(one.bit_length() - 1)
        # "EBADF An invalid file descriptor was given in one of the sets."
        if file is None:
            raise SysError(Errno.EBADF)
        files.append(file)
        revents = file.poll(k)
        for index in range(3):
            if sets[index] & one and revents & SELECT_BITS[index]:
                answers[index] |= one
                ready += 1
    # a pending signal interrupts even a call that was not to wait, when there is nothing to report (fs/select.c)
    if not ready and (deadline is None or k.monotonic_ns() < deadline or k.signal_pending()):
        raise Block(
            *queues_of(files),
            deadline_ns=deadline,
            restart=Restart.ERESTARTNOHAND,
            reason="select",
            carry=(deadline,),
        )
    for address, answer in zip(addresses, answers, strict=True):
        if address:
            t.memory.write(address, answer.to_bytes(length, "little"))
    return ready

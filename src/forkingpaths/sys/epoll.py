"""epoll_create(2), epoll_ctl(2), epoll_wait(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.mman import TASK_SIZE
from forkingpaths.abi.poll import (
    EPOLL_CTL_ADD,
    EPOLL_CTL_DEL,
    EPOLL_CTL_MOD,
    EPOLL_EVENT,
    EPOLLEXCLUSIVE,
)
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Int, Kind, Size, enum, flags, struct_in
from forkingpaths.sys.paths import get_file
from forkingpaths.sys.waiting import deadline_after, read_timespec, temporary_mask
from forkingpaths.vfs import epoll
from forkingpaths.vfs.epoll import EpollFile
from forkingpaths.vfs.wait import Block

O_CLOEXEC = 0o2000000
MAX_EVENTS = 0x7FFFFFFF // 12

Events = Annotated[int, Kind("struct epoll_event *", "u64", "out", "each:12", "array", "epoll_event")]
Event = Annotated[int, struct_in("epoll_event", 12)]
SigMask = Annotated[int, struct_in("sigset", 8)]


@syscall(man="epoll_create(2)")
def epoll_create(k: Kernel, t: Task, size: Int) -> int:
    # "size is ignored, but must be greater than zero"
    if size <= 0:
        raise SysError(Errno.EINVAL)
    return k.install_file(epoll.make(k), False)


@syscall(man="epoll_create(2)")
def epoll_create1(k: Kernel, t: Task, flags: Annotated[int, flags("poll.EPOLL_CREATE_FLAGS")]) -> int:
    if flags & ~O_CLOEXEC:
        raise SysError(Errno.EINVAL)
    return k.install_file(epoll.make(k), bool(flags))


@syscall(man="epoll_ctl(2)")
def epoll_ctl(
    k: Kernel, t: Task, epfd: Fd, op: Annotated[int, enum("poll.EPOLL_OPERATIONS")], fd: Fd, event: Event
) -> int:
    events = data = 0
    if op != EPOLL_CTL_DEL:
        events, data = EPOLL_EVENT.unpack(t.memory.read(event, 12))
    instance, file = get_file(t, epfd), get_file(t, fd)
    # "EPERM The target file fd does not support epoll."
    if not epoll.can_poll(file):
        raise SysError(Errno.EPERM)
    # "EINVAL epfd is not an epoll file descriptor, or fd is the same as epfd"
    if file is instance or not isinstance(instance, EpollFile):
        raise SysError(Errno.EINVAL)
    exclusive = events & EPOLLEXCLUSIVE
    if exclusive:
        # "EINVAL EPOLLEXCLUSIVE was specified in event and fd refers to an epoll instance", or op is EPOLL_CTL_MOD, or with other bits
        if op == EPOLL_CTL_MOD or isinstance(file, EpollFile) or events & ~epoll.EXCLUSIVE_EVENTS:
            raise SysError(Errno.EINVAL)
    if op == EPOLL_CTL_ADD:
        instance.add(k, fd, file, events, data)
        return 0
    item = instance.find(fd, file)
    if op not in (EPOLL_CTL_DEL, EPOLL_CTL_MOD):
        raise SysError(Errno.EINVAL)
    # "ENOENT op was EPOLL_CTL_MOD or EPOLL_CTL_DEL, and fd is not registered with this epoll instance."
    if item is None:
        raise SysError(Errno.ENOENT)
    if op == EPOLL_CTL_DEL:
        instance.remove(k, item)
    else:
        if item.events & EPOLLEXCLUSIVE:
            raise SysError(Errno.EINVAL)
        instance.modify(k, item, events, data)
    return 0


@syscall(man="epoll_wait(2)")
def epoll_wait(k: Kernel, t: Task, epfd: Fd, events: Events, maxevents: Int, timeout: Int) -> int:
    return _wait(k, t, epfd, events, maxevents, _milliseconds(k, t, timeout))


@syscall(man="epoll_wait(2)")
def epoll_pwait(
    k: Kernel,
    t: Task,
    epfd: Fd,
    events: Events,
    maxevents: Int,
    timeout: Int,
    sigmask: SigMask,
    sigsetsize: Size,
) -> int:
    deadline = _milliseconds(k, t, timeout)
    if t.carry is None:
        temporary_mask(k, t, sigmask, sigsetsize)
    return _wait(k, t, epfd, events, maxevents, deadline)


@syscall(man="epoll_wait(2)")
def epoll_pwait2(
    k: Kernel,
    t: Task,
    epfd: Fd,
    events: Events,
    maxevents: Int,
    timeout: Annotated[int, struct_in("timespec", 16)],
    sigmask: SigMask,
    sigsetsize: Size,
) -> int:
    deadline: int | None
    if t.carry is not None:
        deadline = t.carry[0]
    else:
        deadline = deadline_after(k, read_timespec(t, timeout)) if timeout else None
        temporary_mask(k, t, sigmask, sigsetsize)
    return _wait(k, t, epfd, events, maxevents, deadline)


def _milliseconds(k: Kernel, t: Task, timeout: int) -> int | None:
    if t.carry is not None:
        held: int | None = t.carry[0]
        return held
    # "Specifying a timeout of -1 causes epoll_wait() to block indefinitely"; any negative number does
    return deadline_after(k, timeout * 1_000_000) if timeout >= 0 else None


def _wait(k: Kernel, t: Task, epfd: int, address: int, limit: int, deadline: int | None) -> int:
    # "EINVAL epfd is not an epoll file descriptor, or maxevents is less than or equal to zero."
    if not 0 < limit <= MAX_EVENTS:
        raise SysError(Errno.EINVAL)
    if address + limit * 12 > TASK_SIZE:
        raise SysError(Errno.EFAULT)
    instance = t.files.get(epfd)
    if not isinstance(instance, EpollFile):
        raise SysError(Errno.EINVAL)
    reports = instance.take(k, limit)
    if reports:
        t.memory.write(address, b"".join([EPOLL_EVENT.pack(*report) for report in reports]))
        return len(reports)
    if deadline is not None and k.monotonic_ns() >= deadline:
        k.asked(t)
        return 0
    # "EINTR": never restarted, also not after a stop (signal(7))
    raise Block(
        instance.waiters,
        deadline_ns=deadline,
        restart=Restart.EINTR,
        reason="epoll",
        carry=(deadline,),
    )

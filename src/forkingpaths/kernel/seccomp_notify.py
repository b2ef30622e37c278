"""Calls that a supervisor answers: SECCOMP_RET_USER_NOTIF and the listener of a filter (seccomp_unotify(2)).

    WAITING    the call has stopped at the filter; the listener is readable
    RECEIVED   the supervisor has it (SECCOMP_IOCTL_NOTIF_RECV); the listener is writable
    ANSWERED   by SECCOMP_IOCTL_NOTIF_SEND, by a descriptor that is the answer, or by the listener's end; the caller goes on

A `Notification` is in the caller's `Task.carry` while it waits and in `Listener.notifications` until the caller has gone on: answered,
interrupted by a signal, or dead (`abandon`).  `ask` begins a wait, `go_on` is its continuation; both say whether the call is to
be carried out, and leave what it returns in the register when it is not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import Struct
from typing import TYPE_CHECKING, Any

from forkingpaths.abi import ioctl as abi
from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.open import O_CLOEXEC
from forkingpaths.abi.resource import RLIMIT_NOFILE
from forkingpaths.kernel.signals import deliver
from forkingpaths.kernel.task import State, Task
from forkingpaths.machine.registers import RAX
from forkingpaths.vfs.objects import anonymous_inode
from forkingpaths.vfs.openfile import O_RDWR, POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM, OpenFile
from forkingpaths.vfs.wait import Block, WaitQueue, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.user_memory import UserMemory

WAITING, RECEIVED, ANSWERED = range(3)
REQUEST = Struct("<QII64s")  # struct seccomp_notif
RESPONSE = Struct("<QqiI")  # struct seccomp_notif_resp
ADDED = Struct("<QIIII")  # struct seccomp_notif_addfd
CONTINUE = 1  # SECCOMP_USER_NOTIF_FLAG_CONTINUE
SET_FD, SEND = 1, 2  # SECCOMP_ADDFD_FLAG_
SYNC_WAKE_UP = 1  # SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
SET_FLAGS = 0x4008_2104  # SECCOMP_IOCTL_NOTIF_SET_FLAGS
ID_VALID_AS_IT_WAS = 0x8008_2102  # with the wrong direction
SIZE_BITS = 0x3FFF_0000
PAGE = 4096
POLLHUP = 0x10
U64 = 0xFFFF_FFFF_FFFF_FFFF


@dataclass(slots=True, eq=False)
class Notification:
    """A call that waits for its answer."""

    id: int
    tid: int
    data: bytes  # struct seccomp_data
    listener: Listener
    state: int = WAITING
    value: int = 0
    error: int = 0  # as the supervisor gave it, a negative errno
    made: bool = False  # the call is to be carried out after all
    queue: WaitQueue = field(default_factory=lambda: WaitQueue("the answer of a seccomp supervisor"))

    def abandon(self, k: Kernel) -> None:
        """The caller is not waiting any more."""
        if self in self.listener.notifications:
            self.listener.notifications.remove(self)
        k.touch(("seccomp", self.listener.identity), True)

    def answer(self, k: Kernel, value: int, error: int = 0, *, made: bool = False) -> None:
        """The caller may go on."""
        self.state, self.value, self.error, self.made = ANSWERED, value, error, made
        k.wake(self.queue)


@dataclass(slots=True, eq=False)
class Listener(OpenFile):
    """What SECCOMP_FILTER_FLAG_NEW_LISTENER returns a descriptor of."""

    release_shows = True
    filter: Any = None  # the kernel.seccomp.Filter that it belongs to
    killable: bool = False  # SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
    notifications: list[Notification] = field(default_factory=list)  # oldest first
    requests: int = 0  # how many receives are owed, also for what is gone since
    asked: int = 0  # notifications so far
    queue: WaitQueue = field(default_factory=lambda: WaitQueue("a call for the seccomp supervisor"))

    def find(self, number: int) -> Notification:
        """SysError(ENOENT) when the caller waits no more."""
        found = next((n for n in self.notifications if n.id == number), None)
        if found is None:
            raise SysError(Errno.ENOENT)
        return found

    def unused(self, k: Kernel) -> bool:
        """Whether nobody is left whose calls the filter sees."""
        return not any(
            t.seccomp and t.state is not State.DEAD and self.filter in t.seccomp for t in k.tasks.values()
        )

    def poll(self, k: Kernel) -> int:  # type: ignore[override]  # the kernel is the only Services
        k.touch(("seccomp", self.identity), False)
        states = {n.state for n in self.notifications}
        ready = POLLIN | POLLRDNORM if WAITING in states else 0
        ready |= POLLOUT | POLLWRNORM if RECEIVED in states else 0
        # "If the target ... terminated: POLLHUP": all that the filter was on have
        return ready | (POLLHUP if self.unused(k) else 0)

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return (self.queue,)

    def ioctl(self, k: Kernel, memory: UserMemory, request: int, argument: int) -> int:  # type: ignore[override]  # likewise
        k.touch(("seccomp", self.identity), True)
        if request == abi.SECCOMP_IOCTL_NOTIF_RECV:
            return self._receive(k, memory, argument)
        if request == abi.SECCOMP_IOCTL_NOTIF_SEND:
            return self._send(k, memory, argument)
        if request in (abi.SECCOMP_IOCTL_NOTIF_ID_VALID, ID_VALID_AS_IT_WAS):
            # "ENOENT ... the notification is no longer valid": also before it was received, and once it is answered
            if self.find(memory.read_u64(argument)).state != RECEIVED:
                raise SysError(Errno.ENOENT)
            return 0
        if request & ~SIZE_BITS == abi.SECCOMP_IOCTL_NOTIF_ADDFD & ~SIZE_BITS:
            return self._add_descriptor(k, memory, argument, request >> 16 & 0x3FFF)
        if request == SET_FLAGS and not argument & ~SYNC_WAKE_UP:
            return 0  # on which processor the other side is woken: there is one
        raise SysError(Errno.EINVAL)

    def _receive(self, k: Kernel, memory: UserMemory, address: int) -> int:
        # "EINVAL The seccomp_notif structure that was passed to the call contained nonzero fields"
        if any(memory.read(address, REQUEST.size)):
            raise SysError(Errno.EINVAL)
        if self.requests:
            self.requests -= 1
        elif not self.unused(k):
            raise Block(self.queue, reason="a call for the seccomp supervisor")
        # "ENOENT The target thread was killed by a signal as the notification information was being generated, or the target's
        # (blocked) system call was interrupted by a signal handler"
        found = next((n for n in self.notifications if n.state == WAITING), None)
        if found is None:
            raise SysError(Errno.ENOENT)
        try:
            memory.write(address, REQUEST.pack(found.id, found.tid, 0, found.data))
        except SysError:
            self.requests += 1
            raise
        found.state = RECEIVED
        if self.killable:
            k.wake(found.queue)  # it sleeps on, and signals that are not fatal wait from now on
        k.wake(self.queue, events=POLLOUT | POLLWRNORM)
        return 0

    def _send(self, k: Kernel, memory: UserMemory, address: int) -> int:
        number, value, error, flags = RESPONSE.unpack(memory.read(address, RESPONSE.size))
        # "EINVAL An invalid value was specified in the flags field", or with CONTINUE "the error or val field was not zero"
        if flags & ~CONTINUE or (flags and (error or value)):
            raise SysError(Errno.EINVAL)
        found = self.find(number)
        # "EINPROGRESS A response has already been sent, for the notification"
        if found.state != RECEIVED:
            raise SysError(Errno.EINPROGRESS)
        found.answer(k, value, error, made=bool(flags))
        return 0

    def _add_descriptor(self, k: Kernel, memory: UserMemory, address: int, size: int) -> int:
        if not ADDED.size <= size < PAGE:
            raise SysError(Errno.EINVAL)
        raw = memory.read(address, size)
        if any(raw[ADDED.size :]):
            raise SysError(Errno.E2BIG)
        number, flags, source, wanted, new_flags = ADDED.unpack_from(raw)
        # "EINVAL An invalid flag was specified in the flags field, newfd_flags contained a flag other than O_CLOEXEC, or newfd is
        # nonzero and SECCOMP_ADDFD_FLAG_SETFD was not specified"
        if new_flags & ~O_CLOEXEC or flags & ~(SET_FD | SEND) or (wanted and not flags & SET_FD):
            raise SysError(Errno.EINVAL)
        file = k.caller().files.get(source)
        found = self.find(number)
        if found.state != RECEIVED:
            raise SysError(Errno.EINPROGRESS)
        target = k.tasks[found.tid]
        fd = _give(k, target, file, wanted if flags & SET_FD else -1, cloexec=bool(new_flags))
        if flags & SEND:
            found.answer(k, fd)
        return fd

    def release(self, k: Kernel) -> None:  # type: ignore[override]  # likewise
        """ "the target ... fails with ENOSYS", now and whenever the filter says so again."""
        self.filter.listener = None
        for waiting in self.notifications:
            if waiting.state != ANSWERED:
                waiting.answer(k, 0, -int(Errno.ENOSYS))


def _give(k: Kernel, target: Task, file: OpenFile, wanted: int, *, cloexec: bool) -> int:
    """Install a description in another thread's table, at `wanted` or, if that is -1, where it is free."""
    limit = target.process.limits[RLIMIT_NOFILE][0]
    table = target.files
    if wanted < 0:
        fd = table.install(file, limit, cloexec=cloexec)
    else:
        if wanted >= limit:
            raise SysError(Errno.EBADF)
        fd = wanted
        file.references += 1
        if fd in table.slots:
            table.close(k, fd)
        table.slots[fd] = file
        if cloexec:
            table.close_on_exec[fd] = True
    k.touch(("fd", target.tgid, fd), True)
    return fd


def make(k: Kernel, filter: Any, *, killable: bool) -> Listener:
    """The listener of a filter that is about to be installed."""
    made = Listener(
        anonymous_inode(k), O_RDWR, b"anon_inode:seccomp notify", identity=k.objects.file_identity()
    )
    made.filter, made.killable = filter, killable
    filter.listener = made
    return made


# ---- the caller's side ----------------------------------------------------------------------------------------------


def ask(k: Kernel, t: Task, listener: Listener, data: bytes) -> bool:
    """The filter has said that the supervisor decides."""
    listener.asked += 1
    n = Notification(listener.identity << 32 | listener.asked, t.tid, data, listener)
    listener.notifications.append(n)
    listener.requests += 1
    k.touch(("seccomp", listener.identity), True)
    k.wake(listener.queue, events=POLLIN | POLLRDNORM)
    return _wait(k, t, n)


def _wait(k: Kernel, t: Task, n: Notification) -> bool:
    from forkingpaths.kernel import sleeping

    interruptible = not (n.listener.killable and n.state == RECEIVED)
    if interruptible and deliver.has_work(t):
        # "the target's system call is interrupted ... and restarted", and is then a new one to the supervisor
        _finish(k, t, n)
        t.restart = -int(Restart.ERESTARTSYS)
        t.context.regs[RAX] = t.restart & U64
    else:
        block = Block(n.queue, interruptible=interruptible, reason=n.queue.name, carry=n)
        sleeping.suspend(k, t, block)
    return False


def go_on(k: Kernel, t: Task, n: Notification) -> bool:
    """The caller was woken."""
    if n.state != ANSWERED:
        return _wait(k, t, n)
    _finish(k, t, n)
    if n.made:
        return True
    t.context.regs[RAX] = (n.error or n.value) & U64
    return False


def _finish(k: Kernel, t: Task, n: Notification) -> None:
    n.abandon(k)
    t.carry = None
    t.wake = Wake.NONE
    t.woken_from = None


def thread_ended(k: Kernel, t: Task) -> None:
    """Whoever watches a filter that was on `t` may be watching nobody now."""
    for filter in t.seccomp or ():
        if filter.listener is not None:
            k.touch(("seccomp", filter.listener.identity), True)
            k.wake(filter.listener.queue, events=POLLHUP)

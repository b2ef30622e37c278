"""POSIX message queues (mq_overview(7)): named queues of messages with priorities, opened like files.

A queue lives as long as it has a name or an open description.  As with System V messages a message goes straight to the
oldest receiver that waits, and with the room a receiver makes the oldest waiting sender is finished.  Messages are kept
highest priority first, oldest first among equals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple, cast

from forkingpaths.abi import ipc as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.ioctl import FIONREAD
from forkingpaths.abi.open import SEEK_DATA, SEEK_HOLE
from forkingpaths.abi.resource import RLIM_INFINITY, RLIMIT_MSGQUEUE
from forkingpaths.abi.siginfo import SIGEV_SIGNAL
from forkingpaths.abi.signals import SI_MESGQ, Signal
from forkingpaths.kernel import namespaces
from forkingpaths.kernel.ipc.waiter import Waiter, finish, living
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import SigInfo, Task
from forkingpaths.vfs.inode import Inode, Place
from forkingpaths.vfs.openfile import POLLIN, POLLOUT, POLLRDNORM, POLLWRNORM, OpenFile
from forkingpaths.vfs.socket.netlink import NetlinkSocket
from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.services import Services
    from forkingpaths.vfs.user_memory import UserMemory

MQUEUE_DEVICE = 19
COOKIE_BYTES, WOKEN_UP, REMOVED = 32, 1, 2  # NOTIFY_COOKIE_LEN, and what its last byte says
SENDER_AND_VALUE = Struct("<iIQ")  # si_pid, si_uid, si_value: siginfo_t from offset 16
MESSAGE_BYTES = 48  # what Linux charges for one message and for one priority besides the text (getrlimit(2), RLIMIT_MSGQUEUE)


HARD_MESSAGES, HARD_SIZE = 65536, 16 << 20  # limits even for CAP_SYS_RESOURCE
SETTINGS = {  # /proc/sys/fs/mqueue: what holds at first, the least and the most that can be written
    "msg_default": (abi.MQ_MAXMSG_DEFAULT, 1, HARD_MESSAGES),
    "msg_max": (abi.MQ_MAXMSG_DEFAULT, 1, HARD_MESSAGES),
    "msgsize_default": (abi.MQ_MSGSIZE_DEFAULT, 128, HARD_SIZE),
    "msgsize_max": (abi.MQ_MSGSIZE_DEFAULT, 128, HARD_SIZE),
    "queues_max": (abi.MQ_QUEUES_MAX, 0, 0x7FFF_FFFF),
}


class Message(NamedTuple):
    priority: int
    text: bytes


class Notification(NamedTuple):
    """mq_notify(3): whom to tell when a message comes to the empty queue."""

    tgid: int
    how: int
    signal: int  # for SIGEV_THREAD the descriptor of `socket`
    value: int
    cookie: bytes = b""  # SIGEV_THREAD: what libc's helper thread reads from its netlink socket
    socket: NetlinkSocket | None = None


STATE_BYTES = 80  # what stat(2) says is in a queue's file
LONGEST = 0x7FFF_FFFF  # the longest file of a file system that does not say otherwise


@dataclass(slots=True, eq=False, kw_only=True)
class QueueInode(Inode):
    """The i-node of a queue.  Its size says nothing of the messages, and ftruncate(2) sets it."""

    length: int = STATE_BYTES

    @property
    def size(self) -> int:
        return self.length

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        """By a descriptor's link in /proc, also when the name is gone."""
        return opened(cast("Kernel", k), _by_number(cast("Kernel", k))[self.number], flags, path)

    def used(self, k: Services) -> None:
        """A message went in or out, without having waited: all three times, as Linux keeps them."""
        self.atime_ns = self.mtime_ns = self.ctime_ns = k.now_ns()

    def looked_at(self, k: Services) -> None:
        """Its state was read or its flags set."""
        self.atime_ns = self.ctime_ns = k.now_ns()

    def set_size(self, k: Services, size: int) -> None:
        if size > self.length and size > k.file_size_limit():
            k.signal_caller(Signal.SIGXFSZ)
            raise SysError(Errno.EFBIG)
        if size > LONGEST:
            raise SysError(Errno.EFBIG)
        self.length = size
        self.mtime_ns = self.ctime_ns = k.now_ns()


@dataclass(slots=True, eq=False)
class Queue:
    """One queue."""

    inode: QueueInode
    name: bytes
    max_messages: int
    message_size: int
    owner_uid: int  # whose RLIMIT_MSGQUEUE it is charged to
    messages: list[Message] = field(default_factory=list)
    receivers: list[Waiter] = field(default_factory=list)
    senders: list[Waiter] = field(default_factory=list)
    changed: WaitQueue = field(default_factory=lambda: WaitQueue("message queue"))  # pollers
    notification: Notification | None = None

    @property
    def charge(self) -> int:
        return self.max_messages * (self.message_size + 2 * MESSAGE_BYTES)


@dataclass(slots=True, eq=False)
class QueueFile(OpenFile):
    """An open queue; reading it gives a line about its state."""

    queue: Queue | None = None

    @property
    def seekable(self) -> bool:
        return True

    def state(self) -> bytes:
        assert self.queue is not None
        size = sum(len(m.text) for m in self.queue.messages)
        n = self.queue.notification
        numbers = (size, n.how, n.signal, n.tgid) if n else (size, 0, 0, 0)
        return b"QSIZE:%-10d NOTIFY:%-5d SIGNO:%-5d NOTIFY_PID:%-6d\n" % numbers

    def read(self, k: Services, count: int) -> bytes:
        data = self.pread(k, count, self.offset)
        self.offset += len(data)
        return data

    def pread(self, k: Services, count: int, offset: int) -> bytes:
        assert self.queue is not None
        self.queue.inode.looked_at(k)
        return self.state()[offset : offset + count]

    def seek(self, k: Services, offset: int, whence: int) -> int:
        if whence in (SEEK_DATA, SEEK_HOLE):
            # "ENXIO whence is SEEK_DATA or SEEK_HOLE, and offset is beyond the end of the file"; all of it is data
            if not 0 <= offset < self.inode.size:
                raise SysError(Errno.ENXIO)
            new = offset if whence == SEEK_DATA else self.inode.size
        else:
            new = offset + {0: 0, 1: self.offset, 2: self.inode.size}.get(whence, -1 << 63)
        if new < 0:
            raise SysError(Errno.EINVAL)
        self.offset = new
        return new

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        # a regular file's: how far the end is
        if request == FIONREAD:
            memory.write_u32(argument, (self.inode.size - self.offset) & 0xFFFFFFFF)
            return 0
        raise SysError(Errno.ENOTTY)

    def poll(self, k: Services) -> int:
        assert self.queue is not None
        k.touch(("mqueue", self.queue.inode.number), False)
        ready = POLLIN | POLLRDNORM if self.queue.messages else 0
        return ready | (POLLOUT | POLLWRNORM if len(self.queue.messages) < self.queue.max_messages else 0)

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        assert self.queue is not None
        return (self.queue.changed,)

    def descriptor_closed(self, k: Services) -> None:
        """ "If the process that has registered closes the descriptor, the registration is removed": any descriptor
        of the queue (mq_close(3))."""
        assert self.queue is not None
        if self.queue.notification is not None and self.queue.notification.tgid == k.caller().tgid:
            unregister(k, self.queue)

    def release(self, k: Services) -> None:
        assert self.queue is not None
        self.queue.inode.uses -= 1
        forget_if_unused(cast("Kernel", k), self.queue)


@dataclass(slots=True, eq=False)
class Queues:
    """The queues with a name, of one namespace."""

    names: dict[bytes, Queue] = field(default_factory=dict)
    settings: dict[str, int] = field(default_factory=dict)  # what was written to /proc/sys/fs/mqueue


def table(k: Kernel) -> Queues:
    found: Queues = namespaces.ipc_tables(k, k.caller()).setdefault("mqueue", Queues())
    return found


def _by_number(k: Kernel) -> dict[int, Queue]:
    """Every queue there is, by the number of its i-node."""
    found: dict[int, Queue] = k.tables.setdefault("mqueue numbers", {})
    return found


def opened(k: Kernel, queue: Queue, flags: int, path: bytes) -> QueueFile:
    """A new open file description of a queue."""
    queue.inode.uses += 1
    file = QueueFile(queue.inode, flags, path, identity=k.objects.file_identity())
    file.queue = queue
    return file


def setting(k: Kernel, name: str) -> int:
    """A file of /proc/sys/fs/mqueue (mq_overview(7))."""
    k.touch(("mqueue", name), False)
    return table(k).settings.get(name, SETTINGS[name][0])


def set_setting(k: Kernel, name: str, value: int) -> None:
    """A number is written to one of them; SysError(EINVAL) for one out of range."""
    _, least, most = SETTINGS[name]
    if not least <= value <= most:
        raise SysError(Errno.EINVAL)
    k.touch(("mqueue", name), True)
    table(k).settings[name] = value


def defaults(k: Kernel) -> tuple[int, int]:
    """mq_maxmsg and mq_msgsize of a queue made without attributes: "the default value ... if attr is NULL", never above the limit."""
    return (
        min(setting(k, "msg_max"), setting(k, "msg_default")),
        min(setting(k, "msgsize_max"), setting(k, "msgsize_default")),
    )


def charge(k: Kernel, t: Task, queue: Queue) -> None:
    """ "RLIMIT_MSGQUEUE: a limit on the number of bytes that can be allocated for POSIX message queues for the real user ID of the calling
    process": EMFILE."""
    charges = _charged(k)
    total = charges.get(queue.owner_uid, 0) + queue.charge
    limit = t.process.limits[RLIMIT_MSGQUEUE][0]
    if limit != RLIM_INFINITY and total > limit:
        raise SysError(Errno.EMFILE)
    charges[queue.owner_uid] = total


def enter_name(k: Kernel, queue: Queue) -> None:
    """A new queue has its name."""
    table(k).names[queue.name] = queue
    _by_number(k)[queue.inode.number] = queue


def _charged(k: Kernel) -> dict[int, int]:
    """uid -> bytes of all its queues, in all namespaces, also of those that have lost their name."""
    found: dict[int, int] = k.tables.setdefault("mqueue bytes", {})
    return found


def forget_if_unused(k: Kernel, queue: Queue) -> None:
    """Without name and users the queue is gone."""
    if queue.inode.uses == 0 and queue.inode.nlink == 0:
        _charged(k)[queue.owner_uid] -= queue.charge
        del _by_number(k)[queue.inode.number]


def enter(queue: Queue, message: Message) -> None:
    """Into the queue, behind all of the same or a higher priority."""
    at = len(queue.messages)
    while at and queue.messages[at - 1].priority < message.priority:
        at -= 1
    queue.messages.insert(at, message)


def put(k: Kernel, t: Task, queue: Queue, message: Message) -> None:
    """A message is sent and has room: to a waiting receiver, or into the queue."""
    queue.inode.used(k)
    waiting = living(k, queue.receivers)
    if waiting:
        finish(k, queue.receivers, waiting[0], message)
        return
    enter(queue, message)
    if len(queue.messages) == 1:
        _notify(k, t, queue)
    k.wake(queue.changed)


def take(k: Kernel, queue: Queue) -> Message:
    """The first message; a sender that waited has its message entered."""
    queue.inode.used(k)
    message = queue.messages.pop(0)
    waiting = living(k, queue.senders)
    if waiting:
        enter(queue, waiting[0].wanted)
        finish(k, queue.senders, waiting[0], 0)
    k.wake(queue.changed)
    return message


def line_up(k: Kernel, waiters: list[Waiter], t: Task, waiter: Waiter) -> None:
    """Into the line of receivers or senders: the highest priority first, of equals the one that has waited longest (mq_send(3));
    nice values count too."""
    at = len(waiters)
    while at and _rank(k.tasks.get(waiters[at - 1].tid)) > _rank(t):
        at -= 1
    waiters.insert(at, waiter)


def _rank(t: Task | None) -> int:
    return -1000 if t is None else -t.priority or 120 + t.nice


def unregister(k: Services, queue: Queue, told: int = REMOVED) -> None:
    """End a registration; the helper thread of one with SIGEV_THREAD is told how."""
    held, queue.notification = queue.notification, None
    if held is not None and held.socket is not None:
        held.socket.queue.append(held.cookie[:-1] + bytes([told]))
        k.wake(held.socket.readers)


def _notify(k: Kernel, t: Task, queue: Queue) -> None:
    """ "Message notification occurs only when a new message arrives and the queue was previously empty"; once (mq_notify(3))."""
    wanted = queue.notification
    unregister(k, queue, WOKEN_UP)
    # a signal of number 0 can be asked for, and is none
    if wanted is None or wanted.how != SIGEV_SIGNAL or not wanted.signal:
        return
    process = k.processes.get(wanted.tgid)
    if process is not None:
        fields = SENDER_AND_VALUE.pack(t.tgid, t.credentials.uid, wanted.value)
        send.tell_process(k, process, SigInfo(wanted.signal, SI_MESGQ, 0, fields, False, t.tgid))

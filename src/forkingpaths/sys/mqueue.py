"""mq_open(2), mq_unlink(2), mq_timedsend(2), mq_timedreceive(2), mq_notify(2), mq_getsetattr(2): the calls under mq_open(3) and so on.

Names come here without the leading slash, which libc takes away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import ipc as abi
from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.open import (
    O_ACCMODE,
    O_CREAT,
    O_DIRECT,
    O_EXCL,
    O_NOCTTY,
    O_NONBLOCK,
    O_PATH,
    O_RDONLY,
    O_RDWR,
    O_TRUNC,
    O_WRONLY,
)
from forkingpaths.abi.resource import RLIMIT_NOFILE
from forkingpaths.abi.siginfo import SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD, SIGEVENT
from forkingpaths.abi.signals import NSIG
from forkingpaths.abi.time import TIMESPEC
from forkingpaths.kernel.ipc import mqueue
from forkingpaths.kernel.ipc.mqueue import HARD_MESSAGES, HARD_SIZE
from forkingpaths.kernel.ipc.waiter import Waiter
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import (
    Fd,
    Mode,
    Path,
    Size,
    UInt,
    buffer_in,
    buffer_out,
    flags,
    struct_in,
    struct_out,
)
from forkingpaths.vfs import permission
from forkingpaths.vfs.credentials import CAP_FOWNER, CAP_SYS_RESOURCE
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.objects import make_inode
from forkingpaths.vfs.socket.base import SocketFile
from forkingpaths.vfs.socket.netlink import NetlinkSocket
from forkingpaths.vfs.wait import Block

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SECOND_NS = 1_000_000_000
NAME_MAX = 255
RIGHTS = {O_RDONLY: 4, O_WRONLY: 2, O_RDWR: 6}

AttrIn = Annotated[int, struct_in("mq_attr", 64)]
AttrOut = Annotated[int, struct_out("mq_attr", 64)]
Timeout = Annotated[int, struct_in("timespec", 16)]


def _name(t: Task, address: int) -> bytes:
    name = t.memory.read_string(address)
    if not name:
        raise SysError(Errno.ENOENT)
    # "EACCES name contained more than one slash"
    if b"/" in name or name in (b".", b".."):
        raise SysError(Errno.EACCES)
    if len(name) > NAME_MAX:
        raise SysError(Errno.ENAMETOOLONG)
    return name


def _open_queue(t: Task, fd: int) -> mqueue.QueueFile:
    file = t.files.get(fd)
    if not isinstance(file, mqueue.QueueFile) or file.flags & O_PATH:
        raise SysError(Errno.EBADF)
    return file


def _queue(file: mqueue.QueueFile) -> mqueue.Queue:
    assert file.queue is not None
    return file.queue


@syscall(man="mq_open(3)")
def mq_open(
    k: Kernel,
    t: Task,
    name: Path,
    oflag: Annotated[int, flags("open.OPEN_FLAGS", "i32")],
    mode: Mode,
    attr: AttrIn,
) -> int:
    limits = mqueue.defaults(k)
    if attr:
        a = abi.MqAttr._make(abi.MQ_ATTR.unpack(t.memory.read(attr, 64)))
        limits = (a.maxmsg, a.msgsize)
    text = _name(t, name)
    # "EMFILE The per-process limit on the number of open file and message queue descriptors has been reached": before a queue is made
    t.files.lowest_free(0, t.process.limits[RLIMIT_NOFILE][0])
    queues = mqueue.table(k)
    k.touch(("mqueue", text), bool(oflag & O_CREAT))
    queue = queues.names.get(text)
    if queue is None:
        if not oflag & O_CREAT:
            raise SysError(Errno.ENOENT)
        queue = _create(k, t, text, mode, limits)
    else:
        # "EEXIST Both O_CREAT and O_EXCL were specified in oflag, but a queue with this name already exists"
        if oflag & O_CREAT and oflag & O_EXCL:
            raise SysError(Errno.EEXIST)
        if oflag & O_ACCMODE == O_ACCMODE:
            raise SysError(Errno.EINVAL)
        permission.check(t.credentials, queue.inode, RIGHTS[oflag & O_ACCMODE])
    # a queue's file has no direct input and output (open(2), EINVAL)
    if oflag & (O_DIRECT | O_PATH) == O_DIRECT:
        raise SysError(Errno.EINVAL)
    kept = oflag if oflag & O_PATH else oflag & ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC)
    file = mqueue.opened(k, queue, kept & 0xFFFFFFFF, b"/" + text)
    return t.files.install(file, t.process.limits[RLIMIT_NOFILE][0], cloexec=True)


def _create(k: Kernel, t: Task, name: bytes, mode: int, limits: tuple[int, int]) -> mqueue.Queue:
    queues = mqueue.table(k)
    privileged = t.credentials.capable(CAP_SYS_RESOURCE)
    # "ENOSPC Insufficient space for the creation of a new message queue.  This probably occurred because the queues_max
    # limit was encountered"
    if len(queues.names) >= mqueue.setting(k, "queues_max") and not privileged:
        raise SysError(Errno.ENOSPC)
    messages, size = limits
    most = (
        (HARD_MESSAGES, HARD_SIZE)
        if privileged
        else (mqueue.setting(k, "msg_max"), mqueue.setting(k, "msgsize_max"))
    )
    # "EINVAL O_CREAT was specified in oflag, attr was not NULL, and attr->mq_maxmsg or attr->mq_msqsize was invalid"
    if not (0 < messages <= most[0] and 0 < size <= most[1]):
        raise SysError(Errno.EINVAL)
    inode = make_inode(
        k, mqueue.MQUEUE_DEVICE, FileType.REGULAR | mode & 0o7777 & ~t.fs.umask, mqueue.QueueInode
    )
    assert isinstance(inode, mqueue.QueueInode)
    queue = mqueue.Queue(inode, name, messages, size, t.credentials.uid)
    mqueue.charge(k, t, queue)
    mqueue.enter_name(k, queue)
    return queue


@syscall(man="mq_unlink(3)")
def mq_unlink(k: Kernel, t: Task, name: Path) -> int:
    text = _name(t, name)
    queues = mqueue.table(k)
    k.touch(("mqueue", text), True)
    queue = queues.names.get(text)
    if queue is None:
        raise SysError(Errno.ENOENT)
    # The directory is sticky: the owner alone removes a queue
    if t.credentials.fsuid != queue.inode.uid and not t.credentials.capable(CAP_FOWNER):
        raise SysError(Errno.EPERM)
    del queues.names[text]
    queue.inode.nlink = 0
    mqueue.forget_if_unused(k, queue)
    return 0


def _date(t: Task, address: int) -> int | None:
    """The absolute CLOCK_REALTIME time at `address`, in nanoseconds."""
    if not address:
        return None
    seconds, nanoseconds = TIMESPEC.unpack(t.memory.read(address, 16))
    if seconds < 0 or not 0 <= nanoseconds < SECOND_NS:
        raise SysError(Errno.EINVAL)
    date_ns: int = seconds * SECOND_NS + nanoseconds
    return date_ns


def _waiter(k: Kernel, t: Task, wanted: mqueue.Message | None, date_ns: int | None) -> Waiter:
    deadline_ns = date_ns - k.now_ns() + k.monotonic_ns() if date_ns is not None else None
    return Waiter(t.tid, wanted, deadline_ns, date_ns)


@syscall(man="mq_send(3)")
def mq_timedsend(
    k: Kernel,
    t: Task,
    mqdes: Fd,
    msg_ptr: Annotated[int, buffer_in(2)],
    msg_len: Size,
    msg_prio: UInt,
    abs_timeout: Timeout,
) -> int:
    waiter: Waiter | None = t.carry
    if waiter is not None:
        return 0 if waiter.result is not None else _sleep(k, waiter)
    date_ns = _date(t, abs_timeout)
    if msg_prio >= abi.MQ_PRIO_MAX:
        raise SysError(Errno.EINVAL)
    file = _open_queue(t, mqdes)
    if not file.writable:
        raise SysError(Errno.EBADF)
    queue = _queue(file)
    k.touch(("mqueue", queue.inode.number), True)
    # "EMSGSIZE msg_len was greater than the mq_msgsize attribute of the message queue"
    if msg_len > queue.message_size:
        raise SysError(Errno.EMSGSIZE)
    message = mqueue.Message(msg_prio, t.memory.read(msg_ptr, msg_len))
    if len(queue.messages) >= queue.max_messages:
        if file.nonblocking:
            raise SysError(Errno.EAGAIN)
        waiter = _waiter(k, t, message, date_ns)
        waiter.queue.name = "room in a message queue"
        mqueue.line_up(k, queue.senders, t, waiter)
        return _sleep(k, waiter)
    mqueue.put(k, t, queue, message)
    return 0


@syscall(man="mq_receive(3)")
def mq_timedreceive(
    k: Kernel,
    t: Task,
    mqdes: Fd,
    msg_ptr: Annotated[int, buffer_out(2)],
    msg_len: Size,
    msg_prio: Annotated[int, struct_out("int", 4)],
    abs_timeout: Timeout,
) -> int:
    waiter: Waiter | None = t.carry
    if waiter is not None:
        if waiter.result is None:
            return _sleep(k, waiter)
        return _deliver(t, msg_ptr, msg_prio, waiter.result)
    date_ns = _date(t, abs_timeout)
    file = _open_queue(t, mqdes)
    if not file.readable:
        raise SysError(Errno.EBADF)
    queue = _queue(file)
    k.touch(("mqueue", queue.inode.number), True)
    # "EMSGSIZE msg_len was less than the mq_msgsize attribute of the message queue"
    if msg_len < queue.message_size:
        raise SysError(Errno.EMSGSIZE)
    if not queue.messages:
        if file.nonblocking:
            raise SysError(Errno.EAGAIN)
        waiter = _waiter(k, t, None, date_ns)
        waiter.queue.name = "a message in a queue"
        mqueue.line_up(k, queue.receivers, t, waiter)
        return _sleep(k, waiter)
    return _deliver(t, msg_ptr, msg_prio, mqueue.take(k, queue))


def _sleep(k: Kernel, waiter: Waiter) -> int:
    # "ETIMEDOUT The call timed out before a message could be transferred"
    if waiter.deadline_ns is not None and k.monotonic_ns() >= waiter.deadline_ns:
        raise SysError(Errno.ETIMEDOUT)
    raise Block(
        waiter.queue,
        deadline_ns=waiter.deadline_ns,
        restart=Restart.ERESTARTSYS,
        reason=waiter.queue.name,
        carry=waiter,
    )


def _deliver(t: Task, address: int, priority: int, message: mqueue.Message) -> int:
    if priority:
        t.memory.write_u32(priority, message.priority)
    t.memory.write(address, message.text)
    return len(message.text)


@syscall(man="mq_notify(3)")
def mq_notify(k: Kernel, t: Task, mqdes: Fd, sevp: Annotated[int, struct_in("sigevent", 64)]) -> int:
    wanted: mqueue.Notification | None = None
    if sevp:
        value, signal, how, _ = SIGEVENT.unpack(t.memory.read(sevp, 64))
        if how not in (SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD):
            raise SysError(Errno.EINVAL)
        if how == SIGEV_SIGNAL and not 0 <= signal <= NSIG:
            raise SysError(Errno.EINVAL)
        wanted = mqueue.Notification(t.tgid, how, signal if how == SIGEV_SIGNAL else 0, value)
        if how == SIGEV_THREAD:
            # libc makes the thread: it reads from a netlink socket, whose descriptor is in place of the signal, that the cookie has come
            cookie = t.memory.read(value, mqueue.COOKIE_BYTES)
            socket = t.files.get(signal)
            if not isinstance(socket, NetlinkSocket):
                raise SysError(Errno.EINVAL if isinstance(socket, SocketFile) else Errno.ENOTSOCK)
            wanted = wanted._replace(signal=signal, cookie=cookie, socket=socket)
    queue = _queue(_open_queue(t, mqdes))
    k.touch(("mqueue", queue.inode.number), True)
    held = queue.notification
    if held is not None and k.processes.get(held.tgid) is None:
        held = None
    if wanted is None:
        # "If sevp is NULL, and the calling process is currently registered to receive notifications for this message queue, then the
        # registration is removed"
        if held is not None and held.tgid == t.tgid:
            mqueue.unregister(k, queue)
        return 0
    # "EBUSY Another process has already registered to receive notification for this message queue"
    if held is not None:
        raise SysError(Errno.EBUSY)
    queue.notification = wanted
    return 0


@syscall()
def mq_getsetattr(k: Kernel, t: Task, mqdes: Fd, newattr: AttrIn, oldattr: AttrOut) -> int:
    new = abi.MqAttr._make(abi.MQ_ATTR.unpack(t.memory.read(newattr, 64))) if newattr else None
    # "EINVAL newattr->mq_flags contained set bits other than O_NONBLOCK"
    if new is not None and new.flags & ~O_NONBLOCK:
        raise SysError(Errno.EINVAL)
    file = _open_queue(t, mqdes)
    queue = _queue(file)
    old = (file.flags & O_NONBLOCK, queue.max_messages, queue.message_size, len(queue.messages))
    if new is not None:
        file.flags = file.flags & ~O_NONBLOCK | new.flags
        queue.inode.looked_at(k)
    if oldattr:
        t.memory.write(oldattr, abi.MQ_ATTR.pack(*old))
    return 0

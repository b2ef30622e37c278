"""msgget(2), msgsnd(2), msgrcv(2), msgctl(2)."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import ipc as abi
from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.kernel.ipc import ids, msg
from forkingpaths.kernel.ipc.waiter import Waiter
from forkingpaths.sys.capture import nested
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Int, Kind, Long, Size, enum, flags
from forkingpaths.vfs.credentials import CAP_SYS_RESOURCE
from forkingpaths.vfs.wait import Block

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

TYPE = Struct("<q")
Key = Annotated[int, Kind("key_t", "i32", show="ipc_key")]
Flags = Annotated[int, flags("ipc.MSGRCV_FLAGS", "i32")]


@nested("msgbuf_in")
def capture_sent(t: Task, arguments: tuple[int, ...], index: int, result: int) -> bytes:
    """For the trace: type and text."""
    return t.memory.read(arguments[index], 8 + min(arguments[2], 4096))


@nested("msgbuf_out")
def capture_received(t: Task, arguments: tuple[int, ...], index: int, result: int) -> bytes:
    return t.memory.read(arguments[index], 8 + min(arguments[2], 4096))  # strace shows all of the buffer


@syscall()
def msgget(k: Kernel, t: Task, key: Key, msgflg: Annotated[int, flags("ipc.IPC_GET_FLAGS", "i32")]) -> int:
    queues = msg.table(k)
    k.touch(("msg",), True)
    found = ids.existing(t, queues, key, msgflg)
    if found is not None:
        k.touch(("msg", found.id), False)
        ids.check(t, found, msgflg & 0o777)
        return found.id
    return queues.add(k, t, key, msgflg, msg.Queue())


@syscall(man="msgop(2)")
def msgsnd(
    k: Kernel,
    t: Task,
    msqid: Int,
    msgp: Annotated[int, Kind("const struct msgbuf *", "u64", "in", "msgbuf_in:2", "msgbuf")],
    msgsz: Size,
    msgflg: Flags,
) -> int:
    queue: msg.Queue | None = t.carry
    kind = TYPE.unpack(t.memory.read(msgp, 8))[0]
    # "EINVAL Invalid msqid value, or nonpositive mtype value, or invalid msgsz value (less than 0 or greater than MSGMAX)"
    if msgsz > abi.MSGMAX or msqid < 0 or kind < 1:
        raise SysError(Errno.EINVAL)
    text = t.memory.read(msgp + 8, msgsz)
    if queue is None:
        queue = msg.table(k).find(msqid)
    elif queue.removed:
        raise SysError(Errno.EIDRM)
    k.touch(("msg", msqid), True)
    ids.check(t, queue, ids.WRITE)
    if not msg.fits(queue, msgsz):
        # "EAGAIN The message can't be sent due to the msg_qbytes limit for the queue and IPC_NOWAIT was specified"
        if msgflg & abi.IPC_NOWAIT:
            raise SysError(Errno.EAGAIN)
        raise Block(
            queue.senders, restart=Restart.ERESTARTNOHAND, reason="room in a message queue", carry=queue
        )
    msg.put(k, queue, msg.Message(kind, text), t.tgid)
    return 0


@syscall(man="msgop(2)")
def msgrcv(
    k: Kernel,
    t: Task,
    msqid: Int,
    msgp: Annotated[int, Kind("struct msgbuf *", "u64", "out", "msgbuf_out", "msgbuf")],
    msgsz: Size,
    msgtyp: Long,
    msgflg: Flags,
) -> int:
    waiter: Waiter | None = t.carry
    if waiter is not None:
        if waiter.error is not None:
            raise SysError(waiter.error)
        if waiter.result is None:
            return _sleep(waiter)
        return _deliver(t, msgp, msgsz, waiter.result)
    if msqid < 0 or msgsz >> 63:
        raise SysError(Errno.EINVAL)
    if msgflg & abi.MSG_COPY and (msgflg & abi.MSG_EXCEPT or not msgflg & abi.IPC_NOWAIT):
        # "EINVAL msgflg specified MSG_COPY, but not IPC_NOWAIT", "... both MSG_COPY and MSG_EXCEPT"
        raise SysError(Errno.EINVAL)
    queue = msg.table(k).find(msqid)
    k.touch(("msg", msqid), True)
    ids.check(t, queue, ids.READ)
    if msgflg & abi.MSG_COPY:
        # "a copy of the message at the ordinal position in the queue specified by msgtyp (messages are numbered from 0)"
        index = msgtyp if 0 <= msgtyp < len(queue.messages) else -1
    else:
        index = msg.choose(queue, msgtyp, msgflg)
    if index < 0:
        # "ENOMSG IPC_NOWAIT was specified in msgflg and no message of the requested type existed on the message queue"
        if msgflg & abi.IPC_NOWAIT:
            raise SysError(Errno.ENOMSG)
        waiter = Waiter(t.tid, msg.Wanted(msgtyp, msgsz, msgflg, t.tgid))
        waiter.queue.name = f"message queue {msqid}"
        queue.receivers.append(waiter)
        return _sleep(waiter)
    # "E2BIG The message text length is greater than msgsz and MSG_NOERROR isn't specified in msgflg"
    if len(queue.messages[index].text) > msgsz and not msgflg & abi.MSG_NOERROR:
        raise SysError(Errno.E2BIG)
    if msgflg & abi.MSG_COPY:
        if len(queue.messages[index].text) > msgsz:
            # MSG_NOERROR does not cut what is copied (copy_msg of Linux)
            raise SysError(Errno.EINVAL)
        return _deliver(t, msgp, msgsz, queue.messages[index])
    return _deliver(t, msgp, msgsz, msg.take(k, queue, index, t.tgid))


def _sleep(waiter: Waiter) -> int:
    raise Block(waiter.queue, restart=Restart.ERESTARTNOHAND, reason=waiter.queue.name, carry=waiter)


def _deliver(t: Task, address: int, size: int, message: msg.Message) -> int:
    text = message.text[:size]
    t.memory.write(address, TYPE.pack(message.type))
    t.memory.write(address + 8, text)
    return len(text)


@syscall()
def msgctl(
    k: Kernel,
    t: Task,
    msqid: Int,
    cmd: Annotated[int, enum("ipc.MSGCTL_COMMANDS")],
    buf: Annotated[int, Kind("struct msqid_ds *", "u64", "inout", "msqid_ds", "msqid_ds")],
) -> int:
    if msqid < 0 or cmd < 0:
        raise SysError(Errno.EINVAL)
    queues = msg.table(k)
    if cmd in (abi.IPC_INFO, abi.MSG_INFO):
        return _info(t, queues, cmd, buf)
    if cmd in (abi.MSG_STAT, abi.MSG_STAT_ANY):
        queue = queues.at(msqid)
        return _stat(t, queue, buf, queue.id, cmd == abi.MSG_STAT_ANY)
    if cmd not in abi.MSGCTL_COMMANDS:
        raise SysError(Errno.EINVAL)
    queue = queues.find(msqid)
    k.touch(("msg", msqid), True)
    if cmd == abi.IPC_STAT:
        return _stat(t, queue, buf, 0, False)
    if cmd == abi.IPC_SET:
        data = t.memory.read(buf, abi.IPC_PERM.size + abi.MSQID_DS.size)
        ids.check_owner(t.credentials, queue)
        limit = abi.MSQID_DS.unpack_from(data, abi.IPC_PERM.size)[5]
        # "EPERM ... An attempt (IPC_SET) was made to increase msg_qbytes beyond the system parameter MSGMNB" without CAP_SYS_RESOURCE
        if limit > abi.MSGMNB and not t.credentials.capable(CAP_SYS_RESOURCE):
            raise SysError(Errno.EPERM)
        queue.bytes_limit = limit
        ids.set_owner(k, queue, data[: abi.IPC_PERM.size])
        k.wake(queue.senders)
        return 0
    ids.check_owner(t.credentials, queue)
    k.touch(("msg",), True)
    msg.remove(k, queue)
    return 0


def _stat(t: Task, q: msg.Queue, buf: int, result: int, anybody: bool) -> int:
    if not anybody:
        ids.check(t, q, ids.READ)
    rest = abi.MSQID_DS.pack(
        q.stime, q.rtime, q.ctime, q.bytes, len(q.messages), q.bytes_limit, q.last_sender, q.last_receiver
    )
    t.memory.write(buf, q.perm() + rest)
    return result


def _info(t: Task, queues: ids.Table[msg.Queue], cmd: int, buf: int) -> int:
    pool, entries, total = abi.MSGMNI * abi.MSGMNB // 1024, abi.MSGMNB, abi.MSGMNB
    if cmd == abi.MSG_INFO:
        pool = len(queues.objects)
        entries = sum(len(q.messages) for q in queues.objects.values())
        total = sum(q.bytes for q in queues.objects.values())
    info = (pool, entries, abi.MSGMAX, abi.MSGMNB, abi.MSGMNI, 16, total, 0xFFFF)
    t.memory.write(buf, abi.MSGINFO.pack(*info))
    return queues.highest()

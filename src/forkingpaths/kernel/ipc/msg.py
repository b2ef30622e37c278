"""System V message queues (msgget(2), msgop(2)).

A message goes straight to a receiver that waits for one of its type, oldest receiver first; otherwise it stays in the
queue.  Senders wait for room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi.errno import Errno
from forkingpaths.abi.ipc import MSG_EXCEPT, MSG_NOERROR, MSGMNB, MSGMNI
from forkingpaths.kernel import namespaces
from forkingpaths.kernel.ipc.ids import Object, Table, seconds
from forkingpaths.kernel.ipc.waiter import Waiter, finish, living
from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel


class Message(NamedTuple):
    type: int
    text: bytes


class Wanted(NamedTuple):
    """What a receiver takes."""

    type: int
    size: int
    flags: int
    tgid: int


@dataclass(slots=True, eq=False, kw_only=True)
class Queue(Object):
    """struct msqid_ds, and the messages."""

    messages: list[Message] = field(default_factory=list)
    bytes: int = 0
    bytes_limit: int = MSGMNB
    stime: int = 0
    rtime: int = 0
    last_sender: int = 0
    last_receiver: int = 0
    receivers: list[Waiter] = field(default_factory=list)
    senders: WaitQueue = field(default_factory=lambda: WaitQueue("message queue: room"))
    removed: bool = False


def table(k: Kernel) -> Table[Queue]:
    found: Table[Queue] = namespaces.ipc_tables(k, k.caller()).setdefault("msg", Table(MSGMNI))
    return found


def fits(q: Queue, size: int) -> bool:
    """Whether a message of `size` bytes has room now (msgsnd(2)): in bytes, and in messages, of which there may be as many as bytes."""
    return size + q.bytes <= q.bytes_limit and len(q.messages) + 1 <= q.bytes_limit


def matches(message: Message, kind: int, flags: int) -> bool:
    """Whether a receiver for type `kind` takes it; of several that match a negative type the lowest goes first (`choose`)."""
    if kind == 0:
        return True
    if kind < 0:
        return message.type <= -kind
    return (message.type != kind) if flags & MSG_EXCEPT else message.type == kind


def choose(q: Queue, kind: int, flags: int) -> int:
    """Index of the message to be received; -1 when there is none.

    "If msgtyp is less than 0, then the first message in the queue with the lowest type less than or equal to the absolute value of
    msgtyp will be read."
    """
    best = -1
    for index, message in enumerate(q.messages):
        if matches(message, kind, flags):
            if kind >= 0:
                return index
            if best < 0 or message.type < q.messages[best].type:
                best = index
    return best


def put(k: Kernel, q: Queue, message: Message, sender: int) -> None:
    """Hand a message to the oldest receiver that waits for it, else enter it into the queue."""
    q.last_sender = sender
    q.stime = seconds(k)
    for waiter in living(k, q.receivers):
        wanted: Wanted = waiter.wanted
        if not matches(message, wanted.type, wanted.flags):
            continue
        # "If the message text is longer than msgsz bytes ... E2BIG" and the message stays
        if len(message.text) > wanted.size and not wanted.flags & MSG_NOERROR:
            finish(k, q.receivers, waiter, error=Errno.E2BIG)
            continue
        q.last_receiver = wanted.tgid
        q.rtime = seconds(k)
        finish(k, q.receivers, waiter, message)
        return
    q.messages.append(message)
    q.bytes += len(message.text)


def take(k: Kernel, q: Queue, index: int, receiver: int) -> Message:
    """Take a message out; senders may have room now."""
    message = q.messages.pop(index)
    q.bytes -= len(message.text)
    q.last_receiver = receiver
    q.rtime = seconds(k)
    k.wake(q.senders)
    return message


def remove(k: Kernel, q: Queue) -> None:
    """IPC_RMID: "awakening all waiting reader and writer processes (with an error return and errno set to EIDRM)"."""
    table(k).remove(q)
    q.removed = True
    for waiter in living(k, q.receivers):
        finish(k, q.receivers, waiter, error=Errno.EIDRM)
    k.wake(q.senders)

"""Messages of UNIX sockets: bytes, descriptors and credentials on their way (unix(7), cmsg(3)).

A message stands in the receiver's queue.  Its memory counts against the sender, who is full when `allocated` has reached
the send buffer and is woken when it is down to a quarter.  A stream is a queue of pieces; a read runs over their borders,
but not from one sender's credentials to another's, and not past descriptors: those come with the first byte they were
sent with.  The byte that MSG_OOB sent last (`oob`) is a piece of its own, and once taken it stays in the queue, empty, as the mark.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import ERRNO_BY_NUMBER, Errno, SysError
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.socket import buffers
from forkingpaths.vfs.socket.base import (
    ARRIVED,
    MSG_OOB,
    MSG_PEEK,
    MSG_TRUNC,
    MSG_WAITALL,
    POLLOUT,
    SHUT_READ,
    SHUT_WRITE,
    SOCK_DGRAM,
    SOCK_SEQPACKET,
    Control,
    Credentials,
    Received,
    drop_control,
)
from forkingpaths.vfs.wait import Block

if TYPE_CHECKING:
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.socket.unix import UnixSocket

OVERFLOW_ID = 65534


@dataclass(slots=True, eq=False)
class Message:
    """One message, or one piece of a stream."""

    data: bytes
    sender: UnixSocket
    memory: int
    files: list[OpenFile]
    credentials: Credentials | None

    @property
    def address(self) -> bytes:
        """Who sent it, by the name the sender has now; empty when it has none."""
        from forkingpaths.vfs.socket.unix import address_of

        return address_of(self.sender.bound) if self.sender.bound is not None else b""


def full(target: UnixSocket) -> bool:
    """Whether a datagram socket's queue takes no more (net.unix.max_dgram_qlen)."""
    from forkingpaths.vfs.socket.unix import MAX_DATAGRAMS

    return len(target.queue) > MAX_DATAGRAMS


def _message(
    k: Services, sender: UnixSocket, target: UnixSocket, data: bytes, memory: int, control: Control | None
) -> Message:
    credentials = control.credentials if control is not None else None
    if credentials is None and (sender.passes or target.passes or not target.accepted):
        caller = k.caller()
        credentials = caller.tgid, caller.credentials.uid, caller.credentials.gid
    files: list[OpenFile] = []
    if control is not None:
        files, control.files = control.files, []
    return Message(data, sender, memory, files, credentials)


def _enter(k: Services, target: UnixSocket, message: Message) -> None:
    k.touch(("socket", target.inode.number), True)
    message.sender.allocated += message.memory
    target.queue.append(message)
    k.passed("socket", target.inode.number, len(message.data))
    k.wake(target.readers, events=ARRIVED)


def _free(k: Services, message: Message) -> None:
    """The bytes of a message are gone: its memory is the sender's again."""
    sender = message.sender
    sender.allocated -= message.memory
    if sender.writable_now():
        k.wake(sender.writers, events=POLLOUT)


def discard(k: Services, message: Message) -> None:
    """A message nobody will read."""
    drop_control(k, Control(message.files))
    _free(k, message)


# ---- sending ----------------------------------------------------------------------------------------------------------


def send_stream(
    k: Services, s: UnixSocket, data: bytes, flags: int, control: Control | None, addressed: bool
) -> int:
    """send(2) on a stream: in pieces, as far as the buffer goes."""
    urgent = bool(flags & MSG_OOB)
    if urgent and not data:
        raise SysError(Errno.EOPNOTSUPP)
    # "EISCONN The connection-mode socket was connected already but a recipient was specified."
    if addressed:
        raise SysError(Errno.EISCONN if s.connected else Errno.EOPNOTSUPP)
    if not s.connected:
        raise SysError(Errno.ENOTCONN)
    carry = k.caller().carry
    done: int = carry[0] if carry is not None and carry[0] is not None else 0
    if done and control is not None:
        drop_control(k, control)  # they went with the first piece
    try:
        if s.shut & SHUT_WRITE:
            raise s.pipe_error(k, flags)
        while done < len(data):
            if s.error:
                raise SysError(ERRNO_BY_NUMBER[s.take_error()])
            peer = s.peer
            if s.shut & SHUT_WRITE or peer is None:
                raise s.pipe_error(k, flags)
            if peer.shut & SHUT_READ:
                _unused(k, s)
                raise s.pipe_error(k, flags)
            if s.allocated >= s.send_buffer:
                if done and k.signal_pending():
                    return done
                raise s.wait(k, flags, s.send_timeout_ns, s.writers, done=done, reason="UNIX socket is full")
            left = len(data) - done
            size = buffers.stream_piece(left - (urgent and left > 1), s.send_buffer)
            piece = data[done : done + size]
            message = _message(k, s, peer, piece, buffers.of_stream(size), control)
            if urgent and left == 1:
                peer.oob = message
                peer.signal_urgent(k)
            _enter(k, peer, message)
            done += size
    except SysError:
        if not done:
            raise
    return done


def send_message(
    k: Services,
    s: UnixSocket,
    data: bytes,
    flags: int,
    control: Control | None,
    target: UnixSocket | None,
    addressed: bool,
) -> int:
    """send(2) of one datagram or sequenced packet: whole or not at all."""
    if flags & MSG_OOB:
        raise SysError(Errno.EOPNOTSUPP)
    s.raise_error()
    if s.type == SOCK_SEQPACKET:
        if not s.connected:
            raise SysError(Errno.ENOTCONN)
        target = None  # "the address is ignored"
        addressed = False
    peer = target if addressed else s.peer
    # "EMSGSIZE The socket type requires that message be sent atomically, and the size of the message to be sent made this impossible."
    if len(data) > s.send_buffer - 32:
        raise SysError(Errno.EMSGSIZE)
    if s.shut & SHUT_WRITE:
        raise s.pipe_error(k, flags)
    if s.allocated >= s.send_buffer:
        raise s.wait(k, flags, s.send_timeout_ns, s.writers, reason="UNIX socket is full")
    try:
        _check_receiver(k, s, peer, flags, addressed)
    except SysError:
        _unused(k, s)
        raise
    assert peer is not None
    _enter(k, peer, _message(k, s, peer, data, buffers.of_datagram(len(data)), control))
    return len(data)


def _unused(k: Services, s: UnixSocket) -> None:
    """On Linux the buffer of a message that could not be delivered is freed, and that wakes who waits for room: an
    edge-triggered epoll sees it."""
    if s.writable_now():
        k.wake(s.writers, events=POLLOUT)


def _check_receiver(k: Services, s: UnixSocket, peer: UnixSocket | None, flags: int, addressed: bool) -> None:
    """Whether a message can be delivered to `peer` now; an error or a wait if not."""
    if peer is None:
        if s.type == SOCK_SEQPACKET:
            raise s.pipe_error(k, flags)
        raise SysError(Errno.ENOTCONN)
    if peer.closed:
        # "ECONNREFUSED": a connected datagram socket loses its peer with that
        if not addressed:
            s.peer = None
            s.lose_datagrams(k, peer)
        raise SysError(Errno.ECONNREFUSED)
    if s.type == SOCK_DGRAM and peer.peer is not None and peer.peer is not s:
        raise SysError(Errno.EPERM)
    if peer.shut & SHUT_READ:
        raise s.pipe_error(k, flags)
    if peer.peer is not s and full(peer):
        raise s.wait(
            k, flags, s.send_timeout_ns, peer.connectors, reason="UNIX socket: the receiver's queue is full"
        )


# ---- receiving --------------------------------------------------------------------------------------------------------


def _shown_credentials(s: UnixSocket, message: Message) -> Credentials | None:
    if not s.pass_credentials:
        return None
    return message.credentials or (0, OVERFLOW_ID, OVERFLOW_ID)


def _shown_pidfd(s: UnixSocket, message: Message) -> int:
    return message.credentials[0] if s.pass_pidfd and message.credentials else 0


def read_at_once(k: Services, s: UnixSocket, count: int) -> bytes | None:
    """The plain case of a read from a stream: the first piece alone answers it.  None for all others."""
    queue = s.queue
    if not queue or not count or s.passes or s.low_water != 1 or k.caller().carry is not None:
        return None
    message = queue[0]
    data = message.data
    if message.files or s.oob is not None or not data or (len(data) < count and len(queue) > 1):
        return None
    k.touch(("socket", s.inode.number), True)
    k.passed("socket", s.inode.number, -min(len(data), count))
    if len(data) > count:
        message.data = data[count:]
        return data[:count]
    del queue[0]
    _free(k, message)
    return data


def receive_stream(k: Services, s: UnixSocket, count: int, flags: int) -> Received:
    """recv(2) on a stream."""
    if not s.connected:
        raise SysError(Errno.EINVAL)
    k.touch(("socket", s.inode.number), True)
    if flags & MSG_OOB:
        return _receive_urgent(k, s, count, flags)
    carry = k.caller().carry
    got: Received = carry[0] if carry is not None and carry[0] is not None else Received(b"")
    peeking = flags & MSG_PEEK
    target = count if flags & MSG_WAITALL else min(s.low_water, count) or 1
    index = 0
    parts = [got.data]
    total = len(got.data)
    fresh = not total
    credentials: Credentials | None = None
    while total < count:
        if index >= len(s.queue):
            break
        following = _up_to_mark(k, s, index, flags, bool(total))
        if following is None:
            if total:
                target = 0
            break
        index = following
        message = s.queue[index]
        shown = _shown_credentials(s, message)
        if fresh:
            got.address = message.address
            got.control = Control(credentials=shown, pidfd_of=_shown_pidfd(s, message))
            credentials = message.credentials
            fresh = False
        elif s.passes and message.credentials != credentials:
            target = 0
            break
        part = message.data[: count - total]
        parts.append(part)
        total += len(part)
        files = message.files
        assert got.control is not None
        if peeking:
            if files:
                for file in files:
                    file.references += 1
                got.control.files = files[:]
                target = 0
                break
            index += 1
            continue
        message.files = []
        k.passed("socket", s.inode.number, -len(part))
        message.data = message.data[len(part) :]
        if not message.data:
            s.queue.pop(0)
            _free(k, message)
        if files:
            got.control.files = files
            target = 0
            break
    got.data = b"".join(parts)
    if (total >= target and total) or (s.queue and (total or not count)):
        return got
    return _nothing_more(k, s, got, flags, target)


def _receive_urgent(k: Services, s: UnixSocket, count: int, flags: int) -> Received:
    """recv(MSG_OOB): EINVAL when there is no such byte or it is in line.  It counts as received even where there is no room for it."""
    message = s.oob
    if message is None or s.inline:
        raise SysError(Errno.EINVAL)
    got = Received(message.data[:count], flags=MSG_OOB, length=1)
    if not flags & MSG_PEEK:
        s.oob = None
        k.passed("socket", s.inode.number, -1)
        message.data = b""
    return got


def _up_to_mark(k: Services, s: UnixSocket, index: int, flags: int, copied: bool) -> int | None:
    """The piece that a read goes on with from the one at `index`; None when there is none or it ends at the mark.
    A read that begins at the urgent byte passes over it, unless it is in line (Linux's manage_oob)."""
    queue = s.queue
    peeking = flags & MSG_PEEK
    if not queue[index].data:  # taken out of band: the mark
        if copied and (s.oob is None or queue[index] is s.oob):
            return None
        if peeking:
            index += 1
        else:
            _free(k, queue.pop(index))
        if index >= len(queue):
            return None
    if queue[index] is not s.oob:
        return index
    if copied:
        return None
    if not peeking:
        s.oob = None
        if not s.inline:
            s.passed_over += 1
            discard(k, queue.pop(index))
    elif not s.inline:
        index += 1
    return index if index < len(queue) else None


def _nothing_more(k: Services, s: UnixSocket, got: Received, flags: int, target: int) -> Received:
    """The queue is empty and too little has come: the end, an error, or a wait."""
    if s.error:
        if got.data:
            return got
        raise SysError(ERRNO_BY_NUMBER[s.take_error()])
    if s.shut & SHUT_READ:
        return got
    if got.data and (flags & MSG_PEEK or k.signal_pending()):
        return got
    try:
        block = s.wait(
            k,
            flags,
            s.receive_timeout_ns,
            s.readers,
            done=got if got.data else None,
            reason="UNIX socket is empty",
        )
    except SysError:
        if got.data:
            return got
        raise
    assert isinstance(block, Block)
    raise block


def receive_message(k: Services, s: UnixSocket, count: int, flags: int) -> Received:
    """recv(2) of one datagram or packet: what does not fit is lost, and MSG_TRUNC says so."""
    if flags & MSG_OOB:
        raise SysError(Errno.EOPNOTSUPP)
    if s.type == SOCK_SEQPACKET and not s.connected:
        raise SysError(Errno.ENOTCONN)
    k.touch(("socket", s.inode.number), True)
    s.raise_error()  # comes before the messages; on a stream, after them
    if not s.queue:
        # Shut down for reading: end of file; a datagram socket that does not wait says EAGAIN even then, as on Linux
        if s.shut & SHUT_READ and not (s.type == SOCK_DGRAM and s.will_not_wait(flags)):
            return Received(b"")
        raise s.wait(k, flags, s.receive_timeout_ns, s.readers, reason="UNIX socket is empty")
    message = s.queue[0]
    got = Received(message.data[:count], message.address, length=len(message.data))
    got.control = Control(credentials=_shown_credentials(s, message), pidfd_of=_shown_pidfd(s, message))
    if len(message.data) > count:
        got.flags |= MSG_TRUNC
    if flags & MSG_PEEK:
        for file in message.files:
            file.references += 1
        got.control.files = message.files[:]
        return got
    s.queue.pop(0)
    k.passed("socket", s.inode.number, -len(message.data))
    got.control.files = message.files
    _free(k, message)
    if len(s.queue) == 10:
        k.wake(s.connectors)
    return got

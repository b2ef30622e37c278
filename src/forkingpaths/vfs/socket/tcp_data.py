"""The bytes of a TCP connection: what is written stands at once in the other side's buffer, as far as its window goes (tcp.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import ERRNO_BY_NUMBER, Errno, SysError
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.socket.base import (
    ARRIVED,
    MSG_OOB,
    MSG_PEEK,
    MSG_TRUNC,
    MSG_WAITALL,
    SHUT_READ,
    SHUT_WRITE,
    Received,
)  # fmt: skip
from forkingpaths.vfs.socket.tcp_end import State, reset_other, was_reset

if TYPE_CHECKING:
    from forkingpaths.vfs.socket.tcp import TcpSocket

POLLOUT = 0x104  # and POLLWRNORM: of TCP there is no band
WINDOW = 1 << 19  # bytes that may stand in the receiver's buffer


def send(
    k: Services,
    s: TcpSocket,
    data: bytes,
    flags: int,
) -> int:
    k.touch(("socket", s.inode.number), True)
    carry = k.caller().carry
    done: int = carry[0] if carry is not None and carry[0] is not None else 0
    while True:
        if s.state is State.SYN_SENT:
            raise s.wait(k, flags, s.send_timeout_ns, s.writers, reason="connect")
        if s.error or s.shut & SHUT_WRITE or s.state is not State.ESTABLISHED:
            if done:
                return done
            if s.error and s.error != Errno.EPIPE:
                raise SysError(ERRNO_BY_NUMBER[s.take_error()])
            s.error = 0
            raise s.pipe_error(k, flags)
        if done >= len(data):
            return done
        other = s.other
        assert other is not None
        k.touch(("socket", other.inode.number), True)
        if other.closed:
            # what arrives at a closed socket is answered by RST
            reset_other(k, other, Errno.ECONNRESET)
            return len(data)
        if other.fin_sent and other.shut & SHUT_READ:
            # shut down for both directions: RFC 1122 says that data arriving then resets the connection
            reset_other(k, other, Errno.ECONNRESET)
            was_reset(k, other, Errno.ECONNRESET)
            return len(data)
        room = WINDOW - len(other.buffer)
        if room > 0:
            part = data[done : done + room]
            other.buffer += part
            k.passed("socket", other.inode.number, len(part))
            done += len(part)
            if flags & MSG_OOB and done == len(data):
                _urgent(k, other)
            k.wake(other.readers, events=ARRIVED)
            continue
        if done and k.signal_pending():
            return done
        try:
            block = s.wait(k, flags, s.send_timeout_ns, s.writers, done=done, reason="TCP window is full")
        except SysError:
            if done:
                return done
            raise
        raise block


def receive(k: Services, s: TcpSocket, count: int, flags: int) -> Received:
    k.touch(("socket", s.inode.number), True)
    if s.state is State.LISTEN:
        raise SysError(Errno.ENOTCONN)
    if flags & MSG_OOB:
        return _receive_urgent(s, flags)
    carry = k.caller().carry
    got: bytes = carry[0] if carry is not None and carry[0] is not None else b""
    target = count if flags & MSG_WAITALL else min(s.low_water, count) or 1
    part = bytes(s.buffer[: _up_to_mark(s, count - len(got), flags)])
    data = got + part
    if part and not flags & MSG_PEEK:
        k.passed("socket", s.inode.number, -len(part))
        full = len(s.buffer) >= WINDOW
        del s.buffer[: len(part)]
        if s.urgent_at >= 0:
            s.urgent_at = max(s.urgent_at - len(part), -1)
        other = s.other
        if other is not None and (full or other.writers.waiters):
            k.wake(other.writers, events=POLLOUT)
    if flags & MSG_TRUNC:
        data = b"" if not flags & MSG_PEEK else data
        return Received(data, length=len(got) + len(part))
    if len(data) >= target or not count or (data and flags & MSG_PEEK):
        return Received(data)
    if data and (s.error or s.shut & SHUT_READ or k.signal_pending()):
        return Received(data)
    if s.finished:
        return Received(data)
    s.raise_error()
    if s.shut & SHUT_READ:
        return Received(data)
    if s.state is State.CLOSED:
        raise SysError(Errno.ENOTCONN)
    try:
        block = s.wait(
            k,
            flags,
            s.receive_timeout_ns,
            s.readers,
            done=data or None,
            reason="TCP socket is empty",
        )
    except SysError:
        if data:
            return Received(data)
        raise
    raise block


def _urgent(k: Services, s: TcpSocket) -> None:
    """The last byte that has come is urgent; one that was urgent before becomes an ordinary byte."""
    s.urgent_at = len(s.buffer) - 1
    s.urgent_read = False
    s.signal_urgent(k)


def _receive_urgent(s: TcpSocket, flags: int) -> Received:
    """recv(MSG_OOB): "EINVAL" when there is none, when it was read already, or when it is in line."""
    if s.inline or s.urgent_at < 0 or s.urgent_read:
        raise SysError(Errno.EINVAL)
    byte = bytes(s.buffer[s.urgent_at : s.urgent_at + 1])
    if not flags & MSG_PEEK:
        s.urgent_read = True
    return Received(byte, flags=MSG_OOB)


def _up_to_mark(s: TcpSocket, count: int, flags: int) -> int:
    """How far a read may go: to the mark, never across it; a byte at the mark that is not in line is passed over."""
    if s.urgent_at == 0 and not s.inline and count:
        del s.buffer[0]
        s.urgent_at = -1
    if s.urgent_at > 0:
        return min(count, s.urgent_at)
    return count

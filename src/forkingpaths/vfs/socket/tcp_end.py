"""How a TCP connection ends: FIN from either side, RST, and what stays of a side that has no descriptor any more (tcp.py).

What a segment would do is done at once, at the other side: FIN sets `finished`, RST its error.  Closing resets when data are left unread or
SO_LINGER says zero; the side that closed first keeps its port for TIME_WAIT.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.socket.base import SHUT_READ, SHUT_WRITE
from forkingpaths.vfs.socket.inet import SOL_SOCKET

if TYPE_CHECKING:
    from forkingpaths.vfs.socket.tcp import TcpSocket

SO_LINGER = 13
TIME_WAIT_NS = 60 * 1_000_000_000


class State(IntEnum):
    """As in struct tcp_info."""

    ESTABLISHED = 1
    SYN_SENT = 2
    CLOSED = 7
    LISTEN = 10


def shutdown(k: Services, s: TcpSocket, how: int) -> None:
    k.touch(("socket", s.inode.number), True)
    if s.state is State.LISTEN:
        if how != 1:
            stop_listening(k, s)
            s.state = State.CLOSED
        return
    s.shut |= how + 1
    if s.state is not State.ESTABLISHED:
        k.wake(s.readers)
        raise SysError(Errno.ENOTCONN)
    if s.shut & SHUT_WRITE:
        finish(k, s)
    k.wake(s.readers)
    k.wake(s.writers)


def finish(k: Services, s: TcpSocket) -> None:
    """Send FIN."""
    if s.fin_sent:
        return
    s.fin_sent = True
    s.first_to_close = not s.finished
    other = s.other
    if other is not None:
        k.touch(("socket", other.inode.number), True)
        other.finished = True
        other.shut |= SHUT_READ
        if s.finished:  # both have said all: LAST_ACK on this side, TIME_WAIT on the other
            s.state = other.state = State.CLOSED
        k.wake(other.readers)
        k.wake(other.writers)


def reset_other(k: Services, s: TcpSocket, error: int) -> None:
    """Send RST: "ECONNRESET", or EPIPE where a FIN had come before."""
    other, s.other = s.other, None
    if other is None:
        return
    k.touch(("socket", other.inode.number), True)
    was_reset(k, other, Errno.EPIPE if other.finished else error)


def was_reset(k: Services, s: TcpSocket, error: int) -> None:
    """RST has come: the connection is over, and the next call is told `error`."""
    s.error = error
    s.other = None
    s.state = State.CLOSED
    s.shut = SHUT_READ | SHUT_WRITE
    k.wake(s.readers)
    k.wake(s.writers)
    if s.closed:
        s.leave_port(k)


def stop_listening(k: Services, s: TcpSocket) -> None:
    for made in s.pending:
        reset_other(k, made, Errno.ECONNRESET)
        made.leave_port(k)
    s.pending = []
    for late in s.waiting:
        late.state = State.CLOSED
        late.error = Errno.ECONNREFUSED
        late.shut = SHUT_READ | SHUT_WRITE
        k.wake(late.writers)
    s.waiting = []
    k.wake(s.readers)


def release(k: Services, s: TcpSocket) -> None:
    k.touch(("socket", s.inode.number), True)
    s.closed = True
    if s.state is State.LISTEN:
        stop_listening(k, s)
        s.state = State.CLOSED
    linger = s.options.get((SOL_SOCKET, SO_LINGER))
    if s.state is State.ESTABLISHED:
        # RFC 2525: closing with data unread resets; so does "SO_LINGER ... a timeout of 0"
        if s.buffer or (linger and linger[0] and not linger[1]):
            reset_other(k, s, Errno.ECONNRESET)
            s.state = State.CLOSED
        else:
            finish(k, s)
    s.buffer.clear()
    other = s.other
    if other is not None and s.fin_sent:
        if not s.finished:
            return  # an orphan: FIN_WAIT2 until the other side closes too
        for side in (s, other):
            if side.closed or side is s:
                end(k, side)
        return
    s.leave_port(k)


def end(k: Services, s: TcpSocket) -> None:
    """Both FINs have been sent and this side has no descriptor: TIME_WAIT for the side that was first, nothing for the other."""
    if s.first_to_close:
        s.until_ns = k.monotonic_ns() + TIME_WAIT_NS
    else:
        s.leave_port(k)

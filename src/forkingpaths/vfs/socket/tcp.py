"""TCP over the loopback device (tcp(7)): connections as programs see them, without segments.

A connection is two sockets that know each other (`other`); what is written stands at once in the receiver's buffer.
What TCP's packets would do is done at the moment they would arrive: FIN sets `finished` on the other side, RST its error.
Closing follows the protocol where programs can tell: data left unread, or SO_LINGER with zero, resets; the side that
closed first keeps its port for TIME_WAIT.

    CLOSED -> LISTEN                     CLOSED -> SYN_SENT -> ESTABLISHED -> CLOSED (orphan or TIME_WAIT while `closed`)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from forkingpaths.abi.errno import ERRNO_BY_NUMBER, Errno, SysError
from forkingpaths.vfs.openfile import O_NONBLOCK
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.socket.base import (
    ARRIVED,
    MSG_OOB,
    MSG_PEEK,
    MSG_TRUNC,
    MSG_WAITALL,
    POLLERR,
    POLLHUP,
    POLLIN,
    POLLPRI,
    POLLRDHUP,
    SHUT_READ,
    SHUT_WRITE,
    SOCK_STREAM,
    Control,
    Received,
    SocketFile,
)
from forkingpaths.vfs.socket.inet import SOL_SOCKET, TCP, Endpoint, InetSocket, create

POLLOUT = 0x104
SO_LINGER = 13
SOMAXCONN = 4096
WINDOW = 1 << 19  # bytes that may stand in the receiver's buffer
TIME_WAIT_NS = 60 * 1_000_000_000


class State(IntEnum):
    """As in struct tcp_info."""

    ESTABLISHED = 1
    SYN_SENT = 2
    CLOSED = 7
    LISTEN = 10


FIN_WAIT2, CLOSE_WAIT = 5, 8


@dataclass(slots=True, eq=False)
class TcpSocket(InetSocket):
    """A TCP socket."""

    state: State = State.CLOSED
    other: TcpSocket | None = None  # the other side; None once reset
    buffer: bytearray = field(default_factory=bytearray)  # received, not read
    urgent_at: int = -1  # index in `buffer` of the urgent byte, the mark; -1 for none
    urgent_read: bool = False  # recv(MSG_OOB) has had it
    finished: bool = False  # the other side's FIN has come
    fin_sent: bool = False
    first_to_close: bool = False
    was_connected: bool = False
    reporting: bool = False  # a nonblocking connect has finished, and no second connect has told so yet
    backlog: int = -1
    pending: list[TcpSocket] = field(default_factory=list)  # established, not accepted
    waiting: list[TcpSocket] = field(default_factory=list)  # whose SYN found the backlog full
    closed: bool = False  # no descriptor left
    until_ns: int = 0  # end of TIME_WAIT

    @property
    def listening(self) -> bool:
        return self.state is State.LISTEN

    @property
    def shown_state(self) -> int:
        """The state of tcp_info, with what the FINs make of ESTABLISHED."""
        if self.state is State.ESTABLISHED and (self.fin_sent or self.finished):
            return FIN_WAIT2 if self.fin_sent else CLOSE_WAIT
        return self.state

    # ---- making connections ----------------------------------------------------------------------------------------

    def listen(self, k: Services, backlog: int) -> None:
        k.touch(("socket", self.inode.number), True)
        if self.state not in (State.CLOSED, State.LISTEN):
            raise SysError(Errno.EINVAL)
        if self.state is State.CLOSED:
            if not self.local[1]:
                self.take_port(k, self.any, 0)
            for other in k.objects.inet_ports.get((TCP, self.local[1]), ()):
                # "EADDRINUSE Another socket is already listening on the same port."
                shared = self.reuse_port and other.reuse_port
                if other is not self and other.listening and self._meets(self.local[0], other) and not shared:
                    raise SysError(Errno.EADDRINUSE)
        self.state = State.LISTEN
        self.backlog = min(backlog & 0xFFFFFFFF, SOMAXCONN)

    def connect(self, k: Services, address: bytes, target: Any = None) -> None:
        k.touch(("socket", self.inode.number), True)
        if len(address) < 2:
            raise SysError(Errno.EINVAL)
        if address[:2] == b"\0\0":
            self._disconnect(k)
            return
        if self.state is State.SYN_SENT:
            # a second connect, or this one run again
            if k.caller().carry is None and self.flags & O_NONBLOCK:
                raise SysError(Errno.EALREADY)
            raise self.wait(
                k, 0, self.send_timeout_ns, self.writers, reason="connect", again=Errno.EINPROGRESS
            )
        if self.reporting:
            self.reporting = False
            if self.state is State.ESTABLISHED and not self.error:
                return
            self.shut = 0  # it may connect again
            self.raise_error()
            raise SysError(Errno.ECONNABORTED)
        if self.state is State.LISTEN or self.state is State.ESTABLISHED or self.was_connected:
            raise SysError(Errno.EISCONN)
        end, source = self.route(self.parse(address))
        self.error = 0
        if not self.local[1]:
            self.take_port(k, source, 0)
        elif not any(self.local[0]):
            self.local = (source, self.local[1])
        self.remote = end
        listener = find(k, end)
        if listener is None and end == self.local:
            # both SYNs cross: a connection of the socket with itself
            self.other, self.state, self.was_connected = self, State.ESTABLISHED, True
            self._finish_connecting()
            return
        if listener is None:
            self.remote = None
            if not self.bound:
                self.leave_port(k)
                self.local = (b"", 0)
            if self.flags & O_NONBLOCK:
                self.error = Errno.ECONNREFUSED
                self.shut = SHUT_READ | SHUT_WRITE
                self.reporting = True
                raise SysError(Errno.EINPROGRESS)
            raise SysError(Errno.ECONNREFUSED)
        k.touch(("socket", listener.inode.number), True)
        if len(listener.pending) > listener.backlog:
            # the SYN is dropped, and sent again until there is room
            self.state = State.SYN_SENT
            self.reporting = True
            listener.waiting.append(self)
            raise self.wait(
                k, 0, self.send_timeout_ns, self.writers, reason="connect", again=Errno.EINPROGRESS
            )
        self._establish(k, listener)
        self._finish_connecting()

    def _finish_connecting(self) -> None:
        if self.flags & O_NONBLOCK:
            # "EINPROGRESS The socket is nonblocking and the connection cannot be completed immediately": never within the call
            self.reporting = True
            raise SysError(Errno.EINPROGRESS)

    def _establish(self, k: Services, listener: TcpSocket) -> None:
        """The handshake: both sides are connected, the other one waits for accept."""
        made = create(k, TcpSocket, listener.family, SOCK_STREAM, TCP, 0)
        assert isinstance(made, TcpSocket)
        assert self.remote is not None
        made.local, made.remote = self.remote, self.local
        made.options = dict(listener.options)
        made.owner_uid = listener.owner_uid
        made.receive_buffer, made.send_buffer = listener.receive_buffer, listener.send_buffer
        made.receive_timeout_ns, made.send_timeout_ns = listener.receive_timeout_ns, listener.send_timeout_ns
        made.other, self.other = self, made
        made.state = self.state = State.ESTABLISHED
        made.was_connected = self.was_connected = True
        k.objects.inet_ports.setdefault((TCP, made.local[1]), []).append(made)
        listener.pending.append(made)
        k.wake(listener.readers, 1, ARRIVED)

    def accept(self, k: Services, flags: int) -> SocketFile:
        if self.state is not State.LISTEN:
            raise SysError(Errno.EINVAL)
        k.touch(("socket", self.inode.number), True)
        if not self.pending:
            raise self.wait(k, 0, self.receive_timeout_ns, self.readers, reason="accept")
        made = self.pending.pop(0)
        made.flags |= flags & O_NONBLOCK
        if self.waiting:
            late = self.waiting.pop(0)
            late._establish(k, self)
            k.wake(late.writers)
        return made

    def accepted_name(self, k: Services) -> bytes:
        assert self.remote is not None
        return self.show(self.remote)

    def peer_name(self, k: Services) -> bytes:
        if self.state is not State.ESTABLISHED or self.remote is None:
            raise SysError(Errno.ENOTCONN)
        return self.show(self.remote)

    def _disconnect(self, k: Services) -> None:
        """connect to AF_UNSPEC: back to an unconnected socket; the other side is reset."""
        error = 0
        if self.state is State.ESTABLISHED:
            self._reset_other(k, Errno.ECONNRESET)
            error = Errno.ECONNRESET  # it hears of it itself, unless it connects again before
        elif self.state is State.LISTEN:
            self._stop_listening(k)
        self.state = State.CLOSED
        self.other = None
        self.remote = None
        self.was_connected = self.finished = self.fin_sent = self.reporting = False
        self.shut, self.error = 0, error
        self.buffer.clear()
        if not self.bound:
            self.leave_port(k)
            self.local = (b"", 0)

    # ---- ending them -----------------------------------------------------------------------------------------------

    def shutdown(self, k: Services, how: int) -> None:
        k.touch(("socket", self.inode.number), True)
        if self.state is State.LISTEN:
            if how != 1:
                self._stop_listening(k)
                self.state = State.CLOSED
            return
        self.shut |= how + 1
        if self.state is not State.ESTABLISHED:
            k.wake(self.readers)
            raise SysError(Errno.ENOTCONN)
        if self.shut & SHUT_WRITE:
            self._finish(k)
        k.wake(self.readers)
        k.wake(self.writers)

    def _finish(self, k: Services) -> None:
        """Send FIN."""
        if self.fin_sent:
            return
        self.fin_sent = True
        self.first_to_close = not self.finished
        other = self.other
        if other is not None:
            k.touch(("socket", other.inode.number), True)
            other.finished = True
            other.shut |= SHUT_READ
            if self.finished:  # both have said all: LAST_ACK on this side, TIME_WAIT on the other
                self.state = other.state = State.CLOSED
            k.wake(other.readers)
            k.wake(other.writers)

    def _reset_other(self, k: Services, error: int) -> None:
        """Send RST: "ECONNRESET", or EPIPE where a FIN had come before."""
        other, self.other = self.other, None
        if other is None:
            return
        k.touch(("socket", other.inode.number), True)
        other._was_reset(k, Errno.EPIPE if other.finished else error)

    def _was_reset(self, k: Services, error: int) -> None:
        """RST has come: the connection is over, and the next call is told `error`."""
        self.error = error
        self.other = None
        self.state = State.CLOSED
        self.shut = SHUT_READ | SHUT_WRITE
        k.wake(self.readers)
        k.wake(self.writers)
        if self.closed:
            self.leave_port(k)

    def _stop_listening(self, k: Services) -> None:
        for made in self.pending:
            made._reset_other(k, Errno.ECONNRESET)
            made.leave_port(k)
        self.pending = []
        for late in self.waiting:
            late.state = State.CLOSED
            late.error = Errno.ECONNREFUSED
            late.shut = SHUT_READ | SHUT_WRITE
            k.wake(late.writers)
        self.waiting = []
        k.wake(self.readers)

    def release(self, k: Services) -> None:
        k.touch(("socket", self.inode.number), True)
        self.closed = True
        if self.state is State.LISTEN:
            self._stop_listening(k)
            self.state = State.CLOSED
        linger = self.options.get((SOL_SOCKET, SO_LINGER))
        if self.state is State.ESTABLISHED:
            # RFC 2525: closing with data unread resets; so does "SO_LINGER ... a timeout of 0"
            if self.buffer or (linger and linger[0] and not linger[1]):
                self._reset_other(k, Errno.ECONNRESET)
                self.state = State.CLOSED
            else:
                self._finish(k)
        self.buffer.clear()
        other = self.other
        if other is not None and self.fin_sent:
            if not self.finished:
                return  # an orphan: FIN_WAIT2 until the other side closes too
            for side in (self, other):
                if side.closed or side is self:
                    side._end(k)
            return
        self.leave_port(k)

    def _end(self, k: Services) -> None:
        """Both FINs have been sent and this side has no descriptor: TIME_WAIT for the side that was first, nothing for the other."""
        if self.first_to_close:
            self.until_ns = k.monotonic_ns() + TIME_WAIT_NS
        else:
            self.leave_port(k)

    def gone_by(self, now_ns: int) -> bool:
        return self.closed and 0 < self.until_ns <= now_ns

    # ---- data ------------------------------------------------------------------------------------------------------

    def send(
        self,
        k: Services,
        data: bytes,
        flags: int,
        address: bytes = b"",
        control: Control | None = None,
        target: Any = None,
    ) -> int:
        k.touch(("socket", self.inode.number), True)
        carry = k.caller().carry
        done: int = carry[0] if carry is not None and carry[0] is not None else 0
        while True:
            if self.state is State.SYN_SENT:
                raise self.wait(k, flags, self.send_timeout_ns, self.writers, reason="connect")
            if self.error or self.shut & SHUT_WRITE or self.state is not State.ESTABLISHED:
                if done:
                    return done
                if self.error and self.error != Errno.EPIPE:
                    raise SysError(ERRNO_BY_NUMBER[self.take_error()])
                self.error = 0
                raise self.pipe_error(k, flags)
            if done >= len(data):
                return done
            other = self.other
            assert other is not None
            k.touch(("socket", other.inode.number), True)
            if other.closed:
                # what arrives at a closed socket is answered by RST
                other._reset_other(k, Errno.ECONNRESET)
                return len(data)
            if other.fin_sent and other.shut & SHUT_READ:
                # shut down for both directions: RFC 1122 says that data arriving then resets the connection
                other._reset_other(k, Errno.ECONNRESET)
                other._was_reset(k, Errno.ECONNRESET)
                return len(data)
            room = WINDOW - len(other.buffer)
            if room > 0:
                part = data[done : done + room]
                other.buffer += part
                k.passed("socket", other.inode.number, len(part))
                done += len(part)
                if flags & MSG_OOB and done == len(data):
                    other._urgent(k)
                k.wake(other.readers, events=ARRIVED)
                continue
            if done and k.signal_pending():
                return done
            try:
                block = self.wait(
                    k, flags, self.send_timeout_ns, self.writers, done=done, reason="TCP window is full"
                )
            except SysError:
                if done:
                    return done
                raise
            raise block

    def receive(self, k: Services, count: int, flags: int) -> Received:
        k.touch(("socket", self.inode.number), True)
        if self.state is State.LISTEN:
            raise SysError(Errno.ENOTCONN)
        if flags & MSG_OOB:
            return self._receive_urgent(flags)
        carry = k.caller().carry
        got: bytes = carry[0] if carry is not None and carry[0] is not None else b""
        target = count if flags & MSG_WAITALL else min(self.low_water, count) or 1
        part = bytes(self.buffer[: self._up_to_mark(count - len(got), flags)])
        data = got + part
        if part and not flags & MSG_PEEK:
            k.passed("socket", self.inode.number, -len(part))
            full = len(self.buffer) >= WINDOW
            del self.buffer[: len(part)]
            if self.urgent_at >= 0:
                self.urgent_at = max(self.urgent_at - len(part), -1)
            other = self.other
            if other is not None and (full or other.writers.waiters):
                k.wake(other.writers, events=POLLOUT)
        if flags & MSG_TRUNC:
            data = b"" if not flags & MSG_PEEK else data
            return Received(data, length=len(got) + len(part))
        if len(data) >= target or not count or (data and flags & MSG_PEEK):
            return Received(data)
        if data and (self.error or self.shut & SHUT_READ or k.signal_pending()):
            return Received(data)
        if self.finished:
            return Received(data)
        self.raise_error()
        if self.shut & SHUT_READ:
            return Received(data)
        if self.state is State.CLOSED:
            raise SysError(Errno.ENOTCONN)
        try:
            block = self.wait(
                k,
                flags,
                self.receive_timeout_ns,
                self.readers,
                done=data or None,
                reason="TCP socket is empty",
            )
        except SysError:
            if data:
                return Received(data)
            raise
        raise block

    # ---- urgent data (tcp(7), "Sockets API": one byte, the last that MSG_OOB sent) ------------------------------------

    def _urgent(self, k: Services) -> None:
        """The last byte that has come is urgent; one that was urgent before becomes an ordinary byte."""
        self.urgent_at = len(self.buffer) - 1
        self.urgent_read = False
        self.signal_urgent(k)

    def _receive_urgent(self, flags: int) -> Received:
        """recv(MSG_OOB): "EINVAL" when there is none, when it was read already, or when it is in line."""
        if self.inline or self.urgent_at < 0 or self.urgent_read:
            raise SysError(Errno.EINVAL)
        byte = bytes(self.buffer[self.urgent_at : self.urgent_at + 1])
        if not flags & MSG_PEEK:
            self.urgent_read = True
        return Received(byte, flags=MSG_OOB)

    def _up_to_mark(self, count: int, flags: int) -> int:
        """How far a read may go: to the mark, never across it; a byte at the mark that is not in line is passed over."""
        if self.urgent_at == 0 and not self.inline and count:
            del self.buffer[0]
            self.urgent_at = -1
        if self.urgent_at > 0:
            return min(count, self.urgent_at)
        return count

    def at_mark(self) -> bool:
        """sockatmark(3)."""
        return self.urgent_at == 0

    def poll(self, k: Services) -> int:
        k.touch(("socket", self.inode.number), False)
        if self.state is State.LISTEN:
            return POLLIN if self.pending else 0
        ready = 0
        if self.shut == SHUT_READ | SHUT_WRITE or self.state is State.CLOSED:
            ready |= POLLHUP
        if self.shut & SHUT_READ:
            ready |= POLLIN | POLLRDHUP
        if self.state is not State.SYN_SENT:
            hidden = self.urgent_at == 0 and not self.inline
            if len(self.buffer) - hidden >= self.low_water:
                ready |= POLLIN
            if self.urgent_at >= 0 and not self.urgent_read:
                ready |= POLLPRI
            other = self.other
            if self.shut & SHUT_WRITE or other is None or len(other.buffer) < WINDOW * 2 // 3:
                ready |= POLLOUT
        if self.error:
            ready |= POLLERR
        return ready

    def queued(self) -> int:
        return self.urgent_at if self.urgent_at >= 0 and not self.inline else len(self.buffer)


def find(k: Services, end: Endpoint) -> TcpSocket | None:
    """The listening socket for a destination: an exact address before the wildcard."""
    best: TcpSocket | None = None
    score = 0
    for socket in k.objects.inet_ports.get((TCP, end[1]), ()):
        fit = socket.accepts(end[0]) if socket.listening else 0
        if fit > score:
            best, score = socket, fit
    return best

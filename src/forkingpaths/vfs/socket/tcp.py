"""TCP over the loopback device (tcp(7)): connections as programs see them, without segments.

A connection is two sockets that know each other (`other`); what is written stands at once in the receiver's buffer.
What TCP's packets would do is done at the moment they would arrive: here what makes connections, in tcp_end what ends them, in
tcp_data what bytes do.

    CLOSED -> LISTEN                     CLOSED -> SYN_SENT -> ESTABLISHED -> CLOSED (orphan or TIME_WAIT while `closed`)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.openfile import O_NONBLOCK
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.socket import tcp_data, tcp_end
from forkingpaths.vfs.socket.base import (
    ARRIVED,
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
from forkingpaths.vfs.socket.inet import TCP, Endpoint, InetSocket, create
from forkingpaths.vfs.socket.tcp_data import POLLOUT, WINDOW
from forkingpaths.vfs.socket.tcp_end import State

SOMAXCONN = 4096
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
            tcp_end.reset_other(k, self, Errno.ECONNRESET)
            error = Errno.ECONNRESET  # it hears of it itself, unless it connects again before
        elif self.state is State.LISTEN:
            tcp_end.stop_listening(k, self)
        self.state = State.CLOSED
        self.other = None
        self.remote = None
        self.was_connected = self.finished = self.fin_sent = self.reporting = False
        self.shut, self.error = 0, error
        self.buffer.clear()
        if not self.bound:
            self.leave_port(k)
            self.local = (b"", 0)

    # ---- ending them, and their data ---------------------------------------------------------------------------------

    def shutdown(self, k: Services, how: int) -> None:
        tcp_end.shutdown(k, self, how)

    def release(self, k: Services) -> None:
        tcp_end.release(k, self)

    def gone_by(self, now_ns: int) -> bool:
        return self.closed and 0 < self.until_ns <= now_ns

    def send(
        self,
        k: Services,
        data: bytes,
        flags: int,
        address: bytes = b"",
        control: Control | None = None,
        target: Any = None,
    ) -> int:
        return tcp_data.send(k, self, data, flags)

    def receive(self, k: Services, count: int, flags: int) -> Received:
        return tcp_data.receive(k, self, count, flags)

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

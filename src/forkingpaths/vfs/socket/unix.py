"""UNIX domain sockets: names, connections and life (unix(7)).

A stream or sequenced-packet connection is two sockets that are each other's `peer`; a datagram socket's peer is where it
sends to.  What is sent stands in the *receiver's* queue and counts against the *sender's* buffer.  A listening socket
queues, for each connect, the new socket that accept will hand out: it is connected, and can be written to, before it is
accepted.

Names: a path, which is an i-node of type socket, found through `Objects.unix_names[device, number]`; or an abstract name,
bytes after a NUL, of which each type of socket has its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.objects import SOCKFS, make_inode
from forkingpaths.vfs.openfile import O_NONBLOCK, O_RDWR, whole_pieces
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.socket import unix_cycles, unix_data
from forkingpaths.vfs.socket.base import (
    ARRIVED,
    POLLERR,
    POLLHUP,
    POLLIN,
    POLLOUT,
    POLLPRI,
    POLLRDHUP,
    SHUT_READ,
    SHUT_WRITE,
    SOCK_DGRAM,
    SOCK_SEQPACKET,
    SOCK_STREAM,
    Control,
    Credentials,
    Received,
    SocketFile,
    drop_control,
)
from forkingpaths.vfs.socket.unix_data import Message
from forkingpaths.vfs.wait import WaitQueue

AF_UNIX = 1
NOBODY: Credentials = (0, 0xFFFFFFFF, 0xFFFFFFFF)  # SO_PEERCRED of a socket without a peer
MAX_DATAGRAMS = 10  # /proc/sys/net/unix/max_dgram_qlen
SOMAXCONN = 4096
AUTOBIND_NAMES = 1 << 20


@dataclass(slots=True, eq=False)
class UnixSocket(SocketFile):
    """A UNIX socket."""

    bound: bytes | None = None  # the path, or NUL and the abstract name
    key: Any = None  # its key in Objects.unix_names
    peer: UnixSocket | None = None
    connected: bool = False  # streams: was connected, whether or not the peer still lives
    queue: list[Message] = field(default_factory=list)
    allocated: int = 0  # memory of our messages in others' queues
    backlog: int = -1  # of listen; -1 when not listening
    pending: list[UnixSocket] = field(default_factory=list)  # connections that wait for accept
    accepted: bool = True  # False while it stands in a listener's `pending`
    closed: bool = False
    left_by: bytes = b""  # the address of a peer that closed: getpeername goes on telling it
    peer_credentials: Credentials = NOBODY
    pass_credentials: bool = False  # SO_PASSCRED
    pass_pidfd: bool = False  # SO_PASSPIDFD
    oob: Message | None = None  # what MSG_OOB sent last, while it is in `queue` and not taken
    passed_over: int = 0  # urgent bytes that reads went over: FIONREAD of Linux counts them for ever
    connectors: WaitQueue = field(default_factory=lambda: WaitQueue("UNIX socket: backlog"))

    @property
    def listening(self) -> bool:
        return self.backlog >= 0

    @property
    def oriented(self) -> bool:
        """Connection-oriented."""
        return self.type != SOCK_DGRAM

    @property
    def passes(self) -> bool:
        """Whether its messages say who sent them."""
        return self.pass_credentials or self.pass_pidfd

    # ---- names -----------------------------------------------------------------------------------------------------

    def bind_to(self, k: Services, name: bytes, key: Any) -> None:
        """Take a name; the caller has made the i-node of a path (`key`), or found the abstract name free."""
        k.objects.unix_names[key] = self
        self.bound, self.key = name, key

    def bind_abstract(self, k: Services, name: bytes) -> None:
        """bind(2) to an abstract name; b"" is autobind: "a unique abstract address of five hexadecimal digits"."""
        if self.bound is not None:
            raise SysError(Errno.EINVAL)
        names = k.objects.unix_names
        if not name:
            for number in range(AUTOBIND_NAMES):
                name = b"\0%05x" % number
                if (self.type, name) not in names:
                    break
        elif (self.type, name) in names:
            raise SysError(Errno.EADDRINUSE)
        k.touch(("unix", self.type, name), True)
        self.bind_to(k, name, (self.type, name))

    def name(self, k: Services) -> bytes:
        return address_of(self.bound)

    def peer_name(self, k: Services) -> bytes:
        if self.peer is None:
            if not self.left_by:
                raise SysError(Errno.ENOTCONN)
            return self.left_by
        return address_of(self.peer.bound)

    def accepted_name(self, k: Services) -> bytes:
        return address_of(self.peer.bound) if self.peer is not None else self.left_by or address_of(None)

    # ---- connections -----------------------------------------------------------------------------------------------

    def listen(self, k: Services, backlog: int) -> None:
        # "EOPNOTSUPP The socket is not of a type that supports the listen() operation."
        if not self.oriented:
            raise SysError(Errno.EOPNOTSUPP)
        if self.bound is None or self.peer is not None:
            raise SysError(Errno.EINVAL)
        k.touch(("socket", self.inode.number), True)
        self.backlog = min(backlog & 0xFFFFFFFF, SOMAXCONN)
        self.peer_credentials = identity(k)
        k.wake(self.connectors)

    def connect(self, k: Services, address: bytes, target: Any = None) -> None:
        """`target` is the socket of that name; None dissolves a datagram socket's association (AF_UNSPEC)."""
        k.touch(("socket", self.inode.number), True)
        self.name_itself(k)
        if not self.oriented:
            if target is not None and not _may_send(self, target):
                raise SysError(Errno.EPERM)
            old, self.peer = self.peer, target
            if old is not None and old is not target:
                self.lose_datagrams(k, old)
            k.wake(self.writers)
            return
        if target is None:
            raise SysError(Errno.EINVAL)
        k.touch(("socket", target.inode.number), True)
        # "ECONNREFUSED A connect() on a stream socket found no one listening on the remote address."
        if not target.listening or target.shut & SHUT_READ:
            raise SysError(Errno.ECONNREFUSED)
        if len(target.pending) > target.backlog:
            raise self.wait(
                k, 0, self.send_timeout_ns, target.connectors, reason="UNIX socket: the backlog is full"
            )
        if self.listening:
            raise SysError(Errno.EINVAL)
        if self.connected:
            raise SysError(Errno.EISCONN)
        other = make(k, self.type, 0)
        other.bound, other.accepted = target.bound, False
        self.peer, other.peer = other, self
        self.connected = other.connected = True
        other.pass_credentials = target.pass_credentials
        self.peer_credentials = target.peer_credentials
        other.peer_credentials = identity(k)
        target.pending.append(other)
        k.wake(target.readers, 1, ARRIVED)

    def name_itself(self, k: Services) -> None:
        """ "If SO_PASSCRED is set and the socket is not bound, it is bound to an abstract name automatically" (unix(7))."""
        if self.passes and self.bound is None:
            self.bind_abstract(k, b"")

    def lose_datagrams(self, k: Services, old: UnixSocket) -> None:
        """A datagram socket got another peer: "messages are lost", and a peer that was connected to it hears of that."""
        if not self.queue:
            return
        for message in self.queue:
            unix_data.discard(k, message)
        self.queue = []
        k.wake(self.connectors)
        if not old.closed and old.peer is self:
            old.error = Errno.ECONNRESET
            wake_all(k, old)

    def accept(self, k: Services, flags: int) -> SocketFile:
        if not self.oriented:
            raise SysError(Errno.EOPNOTSUPP)
        # "EINVAL Socket is not listening for connections"
        if not self.listening:
            raise SysError(Errno.EINVAL)
        k.touch(("socket", self.inode.number), True)
        if not self.pending:
            if self.shut & SHUT_READ:
                raise SysError(Errno.EINVAL)
            raise self.wait(k, 0, self.receive_timeout_ns, self.readers, reason="accept")
        other = self.pending.pop(0)
        k.touch(("socket", other.inode.number), True)
        other.accepted = True
        other.flags |= flags & O_NONBLOCK
        k.wake(self.connectors)
        return other

    def shutdown(self, k: Services, how: int) -> None:
        k.touch(("socket", self.inode.number), True)
        bits = how + 1
        self.shut |= bits
        peer = self.peer
        if self.oriented and peer is not None:
            k.touch(("socket", peer.inode.number), True)
            peer.shut |= (SHUT_WRITE if bits & SHUT_READ else 0) | (SHUT_READ if bits & SHUT_WRITE else 0)
            wake_all(k, peer)
        wake_all(k, self)

    def descriptor_closed(self, k: Services) -> None:
        self.collect(k, 1)

    def collect(self, k: Services, leaving: int) -> None:
        if self.references > leaving:
            unix_cycles.collect(k, self, leaving)

    def release(self, k: Services) -> None:
        """The last descriptor is gone: the name, the queue and the connection go too."""
        k.touch(("socket", self.inode.number), True)
        self.closed = True
        self.oob = None
        if self.key is not None and k.objects.unix_names.get(self.key) is self:
            del k.objects.unix_names[self.key]
        peer = self.peer
        if peer is not None and self.oriented:
            k.touch(("socket", peer.inode.number), True)
            peer.shut = SHUT_READ | SHUT_WRITE
            # "ECONNRESET": the peer closed without having read everything, or without having been accepted
            if (
                any(m.data for m in self.queue)
                or (self.queue and self.type != SOCK_STREAM)
                or not self.accepted
            ):
                peer.error = Errno.ECONNRESET
            if peer.peer is self:
                peer.peer = None
                peer.left_by = address_of(self.bound)
            wake_all(k, peer)
        self.peer = None
        for waiting in self.pending:
            waiting.release(k)
        self.pending = []
        if self.listening:
            k.wake(self.connectors)
        for message in self.queue:
            unix_data.discard(k, message)
        self.queue = []
        wake_all(k, self)

    def read(self, k: Services, count: int) -> bytes:
        if self.type == SOCK_STREAM:
            data = unix_data.read_at_once(k, self, count)
            if data is not None:
                return data
        return SocketFile.read(self, k, count)

    def storable(self, k: Services, count: int, room: int) -> int:
        if self.type != SOCK_STREAM:
            return count  # a datagram is taken from the queue before it is stored: lost when it does not fit
        return whole_pieces([len(m.data) for m in self.queue], count, room)

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
        try:
            if self.type == SOCK_STREAM:
                return unix_data.send_stream(k, self, data, flags, control, bool(address))
            if not self.oriented:
                self.name_itself(k)
            return unix_data.send_message(k, self, data, flags, control, target, bool(address))
        except BaseException:
            if control is not None:
                drop_control(k, control)
            raise

    def receive(self, k: Services, count: int, flags: int) -> Received:
        if self.type == SOCK_STREAM:
            return unix_data.receive_stream(k, self, count, flags)
        return unix_data.receive_message(k, self, count, flags)

    def writable_now(self) -> bool:
        """Linux's unix_writable: at most a quarter of the buffer is in use."""
        return not self.listening and self.allocated << 2 <= self.send_buffer

    def poll(self, k: Services) -> int:
        k.touch(("socket", self.inode.number), False)
        shut = self.shut
        ready = POLLERR if self.error else 0
        if shut == SHUT_READ | SHUT_WRITE:
            ready |= POLLHUP
        if shut & SHUT_READ:
            ready |= POLLRDHUP | POLLIN
        if self.queue or self.pending:
            ready |= POLLIN
        if self.oob is not None:
            ready |= POLLPRI
        if self.oriented and not self.connected and not self.listening:
            ready |= POLLHUP
        if self.writable_now():
            peer = self.peer
            if peer is not None:
                k.touch(("socket", peer.inode.number), False)
            if self.oriented or peer is None or peer.peer is self or not unix_data.full(peer):
                ready |= POLLOUT
        return ready

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        peer = self.peer
        if not self.oriented and peer is not None:
            return (self.readers, self.writers, peer.connectors)
        return (self.readers, self.writers)

    def queued(self) -> int:
        if self.oriented:
            return sum(len(m.data) for m in self.queue) + self.passed_over
        return len(self.queue[0].data) if self.queue else 0

    def at_mark(self) -> bool:
        if self.type != SOCK_STREAM or not self.queue:
            return False
        first = self.queue[0]
        following = self.queue[1] if len(self.queue) > 1 else None
        return first is self.oob or (not first.data and (self.oob is None or following is self.oob))

    def unsent(self) -> int:
        return self.allocated


def address_of(name: bytes | None) -> bytes:
    """A struct sockaddr_un: "unnamed: its length is sizeof(sa_family_t)"; a path has its NUL, an abstract name none."""
    if name is None:
        return b"\1\0"
    return b"\1\0" + name + (b"" if name[:1] == b"\0" else b"\0")


def identity(k: Services) -> Credentials:
    """Who the caller is, as SO_PEERCRED and SCM_CREDENTIALS tell it."""
    caller = k.caller()
    return caller.tgid, caller.credentials.euid, caller.credentials.egid


def _may_send(socket: UnixSocket, target: UnixSocket) -> bool:
    """A datagram socket that is connected receives from its peer only."""
    return target.peer is None or target.peer is socket


def wake_all(k: Services, socket: UnixSocket) -> None:
    """Its state has changed: everybody who waits for it looks again."""
    k.wake(socket.readers)
    k.wake(socket.writers)


def make(k: Services, type_: int, flags: int) -> UnixSocket:
    """socket(2)."""
    if type_ not in (SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET):
        raise SysError(Errno.ESOCKTNOSUPPORT)
    inode = make_inode(k, SOCKFS, FileType.SOCKET | 0o777)
    return UnixSocket(
        inode,
        O_RDWR | flags & O_NONBLOCK,
        b"socket:[%d]" % inode.number,
        identity=k.objects.file_identity(),
        family=AF_UNIX,
        type=type_,
    )


def make_pair(k: Services, type_: int, flags: int) -> tuple[UnixSocket, UnixSocket]:
    """socketpair(2)."""
    first, second = make(k, type_, flags), make(k, type_, flags)
    first.peer, second.peer = second, first
    first.connected = second.connected = type_ != SOCK_DGRAM
    first.peer_credentials = second.peer_credentials = identity(k)
    return first, second

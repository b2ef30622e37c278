"""What every socket has: the open file description, its options and errors, and the calls of socket(2)'s family as methods to fill in.

A call that must wait raises Block with a deadline when SO_RCVTIMEO or SO_SNDTIMEO is set.  "If a timeout has been set ... and the call is
interrupted by a signal handler, it fails with EINTR" (signal(7)) even under SA_RESTART: `wait` chooses the restart code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from forkingpaths.abi.errno import ERRNO_BY_NUMBER, Errno, Restart, SysError
from forkingpaths.vfs.openfile import O_NONBLOCK, OpenFile
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.user_memory import UserMemory
from forkingpaths.vfs.wait import Block, WaitQueue

SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET = 1, 2, 3, 5
SHUT_READ, SHUT_WRITE = 1, 2  # bits of `shut`
SIGPIPE, SIGURG = 13, 23
SOL_SOCKET, SO_OOBINLINE = 1, 10
MSG_PEEK, MSG_DONTWAIT, MSG_WAITALL, MSG_NOSIGNAL, MSG_TRUNC, MSG_OOB = 0x2, 0x40, 0x100, 0x4000, 0x20, 0x1
POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLRDHUP = 0x41, 0x2, 0x304, 0x8, 0x10, 0x2000
ARRIVED = 0xC3  # what a wake-up for new data stands for: POLLIN, POLLPRI, POLLRDNORM, POLLRDBAND
FIONREAD, SIOCOUTQ, SIOCATMARK = 0x541B, 0x5411, 0x8905
DEFAULT_BUFFER = 212992  # net.core.wmem_default
Credentials = tuple[int, int, int]  # pid, uid, gid


@dataclass(slots=True)
class Control:
    """What travels beside the bytes (cmsg(3)): descriptors (references counted), credentials, header fields of packets."""

    files: list[OpenFile] = field(default_factory=list)
    credentials: Credentials | None = None
    pidfd_of: int = 0  # the process that sent it, where a descriptor of it is asked for
    packet: list[tuple[int, int, bytes]] = field(
        default_factory=list
    )  # (level, type, value): a datagram's header fields


@dataclass(slots=True)
class Received:
    """What one receive gave."""

    data: bytes
    address: bytes = b""
    control: Control | None = None
    flags: int = 0  # MSG_ bits for msg_flags
    length: int = -1  # the datagram's own length, when it was cut (MSG_TRUNC)


@dataclass(slots=True, eq=False)
class SocketFile(OpenFile):
    """A socket."""

    release_shows = True
    family: int = 0
    type: int = 0
    protocol: int = 0
    shut: int = 0
    error: int = 0  # SO_ERROR, an errno
    send_buffer: int = DEFAULT_BUFFER
    receive_buffer: int = DEFAULT_BUFFER
    send_timeout_ns: int = 0
    receive_timeout_ns: int = 0
    low_water: int = 1  # SO_RCVLOWAT
    options: dict[tuple[int, int], Any] = field(
        default_factory=dict
    )  # (level, option) -> its value, of plain options
    readers: WaitQueue = field(default_factory=lambda: WaitQueue("socket: input"))
    writers: WaitQueue = field(default_factory=lambda: WaitQueue("socket: output"))

    # ---- the calls -------------------------------------------------------------------------------------------------

    @property
    def tells_by_signal(self) -> bool:
        return True

    def bind(self, k: Services, address: bytes) -> None:
        raise SysError(Errno.EOPNOTSUPP)

    def connect(self, k: Services, address: bytes, target: Any = None) -> None:
        raise SysError(Errno.EOPNOTSUPP)

    def listen(self, k: Services, backlog: int) -> None:
        raise SysError(Errno.EOPNOTSUPP)

    def accept(self, k: Services, flags: int) -> SocketFile:
        raise SysError(Errno.EOPNOTSUPP)

    def name(self, k: Services) -> bytes:
        """getsockname(2)."""
        raise SysError(Errno.EOPNOTSUPP)

    def peer_name(self, k: Services) -> bytes:
        """getpeername(2)."""
        raise SysError(Errno.ENOTCONN)

    def accepted_name(self, k: Services) -> bytes:
        """The peer's address, for accept(2): also when the peer has gone already."""
        return self.peer_name(k)

    def send(
        self,
        k: Services,
        data: bytes,
        flags: int,
        address: bytes = b"",
        control: Control | None = None,
        target: Any = None,
    ) -> int:
        raise SysError(Errno.EOPNOTSUPP)

    def receive(self, k: Services, count: int, flags: int) -> Received:
        raise SysError(Errno.EOPNOTSUPP)

    def shutdown(self, k: Services, how: int) -> None:
        raise SysError(Errno.EOPNOTSUPP)

    def at_mark(self) -> bool:
        """SIOCATMARK."""
        raise SysError(Errno.ENOTTY)

    def queued(self) -> int:
        """FIONREAD."""
        return 0

    def unsent(self) -> int:
        """SIOCOUTQ."""
        return 0

    @property
    def listening(self) -> bool:
        return False

    # ---- as a file -------------------------------------------------------------------------------------------------

    def read(self, k: Services, count: int) -> bytes:
        if not count and self.type != SOCK_DGRAM and self.type != SOCK_SEQPACKET:
            return b""
        received = self.receive(k, count, 0)
        if received.control is not None:
            drop_control(k, received.control)
        return received.data

    def write(self, k: Services, data: bytes) -> int:
        return self.send(k, data, 0)

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return (self.readers, self.writers)

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        if request == FIONREAD:
            if self.listening:
                raise SysError(Errno.EINVAL)
            memory.write_u32(argument, self.queued())
            return 0
        if request == SIOCOUTQ:
            if self.listening:
                raise SysError(Errno.EINVAL)
            memory.write_u32(argument, self.unsent())
            return 0
        if request == SIOCATMARK:
            memory.write_u32(argument, int(self.at_mark()))
            return 0
        if request >> 8 == 0x89:
            from forkingpaths.vfs.socket import interfaces

            return interfaces.ioctl(k, memory, request, argument)
        raise SysError(Errno.ENOTTY)

    # ---- shared by the families ------------------------------------------------------------------------------------

    def take_error(self) -> int:
        """ "SO_ERROR: get and clear the pending socket error"."""
        error, self.error = self.error, 0
        return error

    def raise_error(self) -> None:
        """A pending error ends the call."""
        if self.error:
            raise SysError(ERRNO_BY_NUMBER[self.take_error()])

    @property
    def inline(self) -> bool:
        """SO_OOBINLINE: the urgent byte stays in the stream."""
        return bool(self.options.get((SOL_SOCKET, SO_OOBINLINE)))

    def signal_urgent(self, k: Services) -> None:
        """An urgent byte has come: "SIGURG is sent ... if the socket has an owner" (socket(7))."""
        if self.owner > 0:
            k.signal_process(self.owner, SIGURG)
        elif self.owner:
            k.signal_process_group(-self.owner, SIGURG)
        k.wake(self.readers, events=POLLPRI)

    def collect(self, k: Services, leaving: int) -> None:
        """One that loses references, and keeps others, may be held by nothing but itself (UNIX sockets)."""

    def pipe_error(self, k: Services, flags: int) -> SysError:
        """EPIPE: "the local end has been shut down on a connection oriented socket ... the process will also receive a SIGPIPE unless
        MSG_NOSIGNAL is set" (send(2))."""
        if not flags & MSG_NOSIGNAL:
            k.signal_caller(SIGPIPE)
        return SysError(Errno.EPIPE)

    def will_not_wait(self, flags: int) -> bool:
        """Nonblocking, by O_NONBLOCK or MSG_DONTWAIT."""
        return bool(self.flags & O_NONBLOCK or flags & MSG_DONTWAIT)

    def wait(
        self,
        k: Services,
        flags: int,
        timeout_ns: int,
        *queues: WaitQueue,
        done: Any = None,
        reason: str = "",
        again: Errno = Errno.EAGAIN,
    ) -> Block:
        """What to raise: `again` when the caller will not wait or has waited long enough, else a Block that hands over `done`."""
        if self.flags & O_NONBLOCK or flags & MSG_DONTWAIT:
            raise SysError(again)
        carry = k.caller().carry
        deadline = None
        if timeout_ns:
            deadline = carry[1] if carry is not None else k.monotonic_ns() + timeout_ns
            if k.monotonic_ns() >= deadline:
                raise SysError(again)
        # signal(7): "If a timeout (SO_RCVTIMEO) has been set on the socket", these calls are "never restarted", and they "can fail with the
        # error EINTR after the process is stopped ... and then resumed via SIGCONT"
        restart = Restart.EINTR if timeout_ns else Restart.ERESTARTSYS
        return Block(
            *queues,
            deadline_ns=deadline,
            restart=restart,
            reason=reason or self.path.decode(),
            carry=(done, deadline),
        )


def drop_control(k: Services, control: Control) -> None:
    """Descriptors that nobody received are closed."""
    for file in control.files:
        put(k, file)
    control.files = []


def put(k: Services, file: OpenFile) -> None:
    """Take one reference away; the last releases the description."""
    file.references -= 1
    if file.references == 0:
        file.release(k)
    elif isinstance(file, SocketFile):
        file.collect(k, 0)

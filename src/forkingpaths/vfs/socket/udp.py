"""UDP, and UDP-Lite, over the loopback device (udp(7), udplite(7)): datagrams from socket to socket, lost only when the
receiver's buffer is full.

A datagram to a port where nobody listens comes back as an ICMP error: a *connected* sender finds ECONNREFUSED at its next call.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.socket_options import SO_BROADCAST, SOL_SOCKET
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.socket import buffers
from forkingpaths.vfs.socket.base import (
    ARRIVED,
    MSG_OOB,
    MSG_PEEK,
    MSG_TRUNC,
    POLLERR,
    POLLHUP,
    POLLIN,
    POLLOUT,
    POLLRDHUP,
    SHUT_READ,
    SHUT_WRITE,
    Control,
    Received,
)
from forkingpaths.vfs.socket.inet import AF_INET, AF_INET6, MAPPED, Endpoint, InetSocket

MAX_DATAGRAM = 65507
BROADCAST = b"\x7f\xff\xff\xff"  # of the loopback network
IPPROTO_IP, IP_TOS, IP_TTL, IP_PKTINFO, IP_RECVTTL, IP_RECVTOS = 0, 1, 2, 8, 12, 13
IPPROTO_IPV6, IPV6_UNICAST_HOPS, IPV6_RECVPKTINFO, IPV6_PKTINFO = 41, 16, 49, 50
IPV6_RECVHOPLIMIT, IPV6_HOPLIMIT, IPV6_RECVTCLASS, IPV6_TCLASS = 51, 52, 66, 67
DEFAULT_HOPS = 64


@dataclass(slots=True, eq=False)
class Datagram:
    """A packet in the receiver's queue."""

    data: bytes
    source: Endpoint
    target: Endpoint
    memory: int
    hops: int  # time to live, hop limit
    traffic: int  # type of service, traffic class


@dataclass(slots=True, eq=False)
class UdpSocket(InetSocket):
    """A UDP socket."""

    queue: list[Datagram] = field(default_factory=list)
    used: int = 0  # memory of the queue

    def connect(self, k: Services, address: bytes, target: Any = None) -> None:
        """ "connect() ... the address to which datagrams are sent by default, and the only address from which datagrams are received";
        AF_UNSPEC dissolves that."""
        k.touch(("socket", self.inode.number), True)
        if len(address) >= 2 and address[:2] == b"\0\0":
            self.remote = None
            if not self.bound:
                self.leave_port(k)
                self.local = (b"", 0)
            return
        end, source = self.route(self.parse(address))
        self._check_broadcast(end[0])
        if not self.local[1]:
            self.take_port(k, source, 0)
        elif not any(self.local[0]):
            self.local = (source, self.local[1])
        self.remote = end

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
        # "EMSGSIZE The socket type requires that message be sent atomically, and the size of the message ... made this impossible."
        if len(data) > MAX_DATAGRAM:
            raise SysError(Errno.EMSGSIZE)
        if flags & MSG_OOB:
            raise SysError(Errno.EOPNOTSUPP)
        if address:
            end = self.parse(address)
            # "EINVAL": port 0 is nobody's
            if not end[1]:
                raise SysError(Errno.EINVAL)
            end, source = self.route(end)
        elif self.remote is not None:
            end, source = self.route(self.remote)
        else:
            # "EDESTADDRREQ The socket is not connection-mode, and no peer address is set."
            raise SysError(Errno.EDESTADDRREQ)
        self._check_broadcast(end[0])
        if not self.local[1]:
            self.take_port(k, self.any, 0)
        if self.shut & SHUT_WRITE:
            raise self.pipe_error(k, flags)
        self.raise_error()
        if any(self.local[0]):
            source = self.local[0]
        receiver = find(k, self.protocol, end, (source, self.local[1]))
        if receiver is None:
            if self.remote is not None and not address:
                self.error = Errno.ECONNREFUSED
                k.wake(self.readers)
                k.wake(self.writers)
            return len(data)
        memory = buffers.of_datagram(len(data) + 64)
        k.touch(("socket", receiver.inode.number), True)
        if receiver.used + memory <= receiver.receive_buffer and not receiver.shut & SHUT_READ:
            hops, traffic = self._header_fields(control)
            receiver.queue.append(Datagram(data, (source, self.local[1]), end, memory, hops, traffic))
            receiver.used += memory
            k.passed("socket", receiver.inode.number, len(data))
            k.wake(receiver.readers, events=ARRIVED)
        return len(data)

    def _check_broadcast(self, address: bytes) -> None:
        # "EACCES The user tried to ... send to a broadcast address without having the socket broadcast flag enabled"
        if address == BROADCAST and not self.options.get((SOL_SOCKET, SO_BROADCAST), 0):
            raise SysError(Errno.EACCES)

    def receive(self, k: Services, count: int, flags: int) -> Received:
        k.touch(("socket", self.inode.number), True)
        self.raise_error()
        if not self.queue:
            if self.shut & SHUT_READ and not self.will_not_wait(flags):
                return Received(b"")
            raise self.wait(k, flags, self.receive_timeout_ns, self.readers, reason="UDP socket is empty")
        packet = self.queue[0]
        if not flags & MSG_PEEK:
            self.queue.pop(0)
            self.used -= packet.memory
            k.passed("socket", self.inode.number, -len(packet.data))
        got = Received(packet.data[:count], self.show(packet.source), length=len(packet.data))
        if len(packet.data) > count:
            got.flags |= MSG_TRUNC
        wanted = self._wanted_fields(packet)
        if wanted:
            got.control = Control(packet=wanted)
        return got

    def _header_fields(self, control: Control | None) -> tuple[int, int]:
        """Hop limit and traffic class of what is sent: from the message's control data, or from the options."""
        four = self.family == AF_INET
        hops = self.options.get((IPPROTO_IP, IP_TTL) if four else (IPPROTO_IPV6, IPV6_UNICAST_HOPS), -1)
        traffic = self.options.get((IPPROTO_IP, IP_TOS) if four else (IPPROTO_IPV6, IPV6_TCLASS), 0)
        for level, kind, value in control.packet if control is not None else ():
            if (level, kind) in ((IPPROTO_IP, IP_TTL), (IPPROTO_IPV6, IPV6_HOPLIMIT)):
                hops = int.from_bytes(value[:4], "little", signed=True)
            elif (level, kind) in ((IPPROTO_IP, IP_TOS), (IPPROTO_IPV6, IPV6_TCLASS)):
                traffic = int.from_bytes(value[:4], "little", signed=True)
        return (hops if hops >= 0 else DEFAULT_HOPS), max(traffic, 0)

    def _wanted_fields(self, packet: Datagram) -> list[tuple[int, int, bytes]]:
        """The header fields of a packet that the receiver has asked for, in Linux's order."""
        options = self.options
        found: list[tuple[int, int, bytes]] = []
        address = packet.target[0]
        if self.family == AF_INET6:
            if options.get((IPPROTO_IPV6, IPV6_RECVPKTINFO)):
                six = address if len(address) == 16 else MAPPED + address
                found.append((IPPROTO_IPV6, IPV6_PKTINFO, six + b"\1\0\0\0"))
            if options.get((IPPROTO_IPV6, IPV6_RECVHOPLIMIT)):
                found.append((IPPROTO_IPV6, IPV6_HOPLIMIT, packet.hops.to_bytes(4, "little")))
            if options.get((IPPROTO_IPV6, IPV6_RECVTCLASS)):
                found.append((IPPROTO_IPV6, IPV6_TCLASS, packet.traffic.to_bytes(4, "little")))
            return found
        if options.get((IPPROTO_IP, IP_PKTINFO)):
            found.append((IPPROTO_IP, IP_PKTINFO, b"\1\0\0\0" + address + address))
        if options.get((IPPROTO_IP, IP_RECVTTL)):
            found.append((IPPROTO_IP, IP_TTL, packet.hops.to_bytes(4, "little")))
        if options.get((IPPROTO_IP, IP_RECVTOS)):
            found.append((IPPROTO_IP, IP_TOS, bytes((packet.traffic & 0xFF,))))
        return found

    def shutdown(self, k: Services, how: int) -> None:
        k.touch(("socket", self.inode.number), True)
        if self.remote is None:
            # "ENOTCONN", but it takes effect all the same
            self.shut |= how + 1
            k.wake(self.readers)
            raise SysError(Errno.ENOTCONN)
        self.shut |= how + 1
        k.wake(self.readers)
        k.wake(self.writers)

    def poll(self, k: Services) -> int:
        k.touch(("socket", self.inode.number), False)
        ready = POLLOUT
        if self.queue:
            ready |= POLLIN
        if self.error:
            ready |= POLLERR
        if self.shut & SHUT_READ:
            ready |= POLLRDHUP | POLLIN
        if self.shut == SHUT_READ | SHUT_WRITE:
            ready |= POLLHUP
        return ready

    def queued(self) -> int:
        return len(self.queue[0].data) if self.queue else 0

    def release(self, k: Services) -> None:
        self.leave_port(k)
        self.queue = []


def find(k: Services, protocol: int, end: Endpoint, source: Endpoint) -> UdpSocket | None:
    """Who gets a datagram: a socket connected to its source before others, an exact address before the wildcard, the
    last bound of equals."""
    best: UdpSocket | None = None
    score = 0
    for socket in k.objects.inet_ports.get((protocol, end[1]), ()):
        assert isinstance(socket, UdpSocket)
        fit = socket.accepts(end[0])
        if not fit:
            continue
        if socket.remote is not None:
            if socket.remote != source:
                continue
            fit += 4
        if fit >= score:
            best, score = socket, fit
    return best

"""Netlink, as far as programs ask about the network (rtnetlink(7)): links, addresses and routes of a host with lo alone.

A request is answered at once: the replies stand in the socket's own queue when send returns.  A dump is a multipart
message that ends with NLMSG_DONE.  What would change something, and what is not known here, is answered by NLMSG_ERROR.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import Struct
from typing import Any

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.sockaddr import SOCKADDR_NL
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.objects import SOCKFS, make_inode
from forkingpaths.vfs.openfile import O_NONBLOCK, O_RDWR
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.socket.base import MSG_PEEK, MSG_TRUNC, POLLIN, POLLOUT, Control, Received, SocketFile

AF_NETLINK, NETLINK_ROUTE = 16, 0
NLMSGHDR = Struct("<IHHII")  # length, type, flags, sequence, port
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_MULTI, NLM_F_ACK, NLM_F_DUMP = 2, 4, 0x300
RTM_NEWLINK, RTM_GETLINK, RTM_NEWADDR, RTM_GETADDR, RTM_GETROUTE, RTM_GETNEIGH = 16, 18, 20, 22, 26, 30
IFINFOMSG = Struct("<BxHiII")
IFADDRMSG = Struct("<BBBBI")
LOOPBACK_TYPE, UP_LOOPBACK_RUNNING = 772, 0x10049
PERMANENT, SCOPE_HOST = 0x80, 254
AF_INET, AF_INET6 = 2, 10


def attribute(kind: int, value: bytes) -> bytes:
    """One struct rtattr, padded to four bytes."""
    length = 4 + len(value)
    return length.to_bytes(2, "little") + kind.to_bytes(2, "little") + value + bytes(-length % 4)


def _u32(value: int) -> bytes:
    return value.to_bytes(4, "little")


def _link() -> bytes:
    """RTM_NEWLINK of lo."""
    return IFINFOMSG.pack(0, LOOPBACK_TYPE, 1, UP_LOOPBACK_RUNNING, 0) + b"".join(
        attribute(kind, value)
        for kind, value in (
            (3, b"lo\0"),
            (13, _u32(1000)),  # transmit queue length
            (16, b"\0"),  # operational state: unknown
            (17, b"\0"),
            (4, _u32(65536)),  # MTU
            (27, _u32(0)),
            (30, _u32(0)),
            (31, _u32(1)),
            (32, _u32(1)),
            (6, b"noqueue\0"),
            (1, bytes(6)),
            (2, bytes(6)),
            (23, bytes(192)),  # statistics
        )
    )


def _address(family: int) -> bytes:
    """RTM_NEWADDR of lo: 127.0.0.1/8 or ::1/128."""
    four = family == AF_INET
    value = b"\x7f\0\0\1" if four else bytes(15) + b"\1"
    parts = [attribute(1, value)]
    if four:
        parts += [attribute(2, value), attribute(3, b"lo\0")]
    parts += [attribute(6, b"\xff" * 8 + _u32(100) * 2), attribute(8, _u32(PERMANENT))]
    return IFADDRMSG.pack(family, 8 if four else 128, PERMANENT, SCOPE_HOST, 1) + b"".join(parts)


@dataclass(slots=True, eq=False)
class NetlinkSocket(SocketFile):
    """A netlink socket."""

    port: int = 0
    groups: int = 0
    queue: list[bytes] = field(default_factory=list)

    def bind(self, k: Services, address: bytes) -> None:
        if len(address) < 12:
            raise SysError(Errno.EINVAL)
        family, port, groups = SOCKADDR_NL.unpack(address[:12])
        if family != AF_NETLINK:
            raise SysError(Errno.EINVAL)
        if (
            groups and not k.caller().credentials.capable(12) and self.protocol != NETLINK_ROUTE
        ):  # CAP_NET_ADMIN
            raise SysError(Errno.EPERM)
        self.port = port or self._autobind(k)
        self.groups = groups

    def _autobind(self, k: Services) -> int:
        """The process's id for its first socket, as Linux chooses; numbers from the top for others."""
        return self.port or (k.caller().tgid if self.identity % 2 else 0xFFFFFFFF - self.identity)

    def connect(self, k: Services, address: bytes, target: Any = None) -> None:
        self.port = self.port or self._autobind(k)

    def name(self, k: Services) -> bytes:
        return SOCKADDR_NL.pack(AF_NETLINK, self.port, self.groups)

    def peer_name(self, k: Services) -> bytes:
        return SOCKADDR_NL.pack(AF_NETLINK, 0, 0)

    def send(
        self,
        k: Services,
        data: bytes,
        flags: int,
        address: bytes = b"",
        control: Control | None = None,
        target: Any = None,
    ) -> int:
        self.port = self.port or self._autobind(k)
        at = 0
        while at + 16 <= len(data):
            length, kind, asked, sequence, _ = NLMSGHDR.unpack_from(data, at)
            if length < 16 or at + length > len(data):
                break
            self._answer(k, kind, asked, sequence, data[at : at + length])
            at += (length + 3) & ~3
        k.wake(self.readers)
        return len(data)

    def _answer(self, k: Services, kind: int, asked: int, sequence: int, request: bytes) -> None:
        family = request[16] if len(request) > 16 else 0
        if kind < 16:  # NLMSG_NOOP and its kind are not answered
            return
        answers: list[tuple[int, bytes]] = []
        if kind == RTM_GETLINK:
            answers = [(RTM_NEWLINK, _link())]
        elif kind == RTM_GETADDR and asked & NLM_F_DUMP:
            answers = [(RTM_NEWADDR, _address(f)) for f in (AF_INET, AF_INET6) if family in (0, f)]
        elif kind not in (RTM_GETROUTE, RTM_GETNEIGH) or not asked & NLM_F_DUMP:
            k.not_modelled(f"netlink request {kind}")
            error = (-Errno.EOPNOTSUPP & 0xFFFFFFFF).to_bytes(4, "little") + request
            self.queue.append(NLMSGHDR.pack(16 + len(error), NLMSG_ERROR, 0, sequence, self.port) + error)
            return
        if not asked & NLM_F_DUMP:
            for type_, body in answers:
                self.queue.append(NLMSGHDR.pack(16 + len(body), type_, 0, sequence, self.port) + body)
            return
        made = [NLMSGHDR.pack(16 + len(b), t, NLM_F_MULTI, sequence, self.port) + b for t, b in answers]
        if made:
            self.queue.append(b"".join(made))
        self.queue.append(NLMSGHDR.pack(20, NLMSG_DONE, NLM_F_MULTI, sequence, self.port) + bytes(4))

    def receive(self, k: Services, count: int, flags: int) -> Received:
        k.touch(("socket", self.inode.number), True)
        if not self.queue:
            raise self.wait(k, flags, self.receive_timeout_ns, self.readers, reason="netlink")
        data = self.queue[0] if flags & MSG_PEEK else self.queue.pop(0)
        got = Received(data[:count], self.peer_name(k), length=len(data))
        if len(data) > count:
            got.flags |= MSG_TRUNC
        return got

    def poll(self, k: Services) -> int:
        return POLLOUT | POLLIN if self.queue else POLLOUT


def make(k: Services, type_: int, protocol: int, flags: int) -> NetlinkSocket:
    """socket(2): NETLINK_ROUTE only."""
    if type_ not in (2, 3):
        raise SysError(Errno.ESOCKTNOSUPPORT)
    if protocol != NETLINK_ROUTE:
        k.not_modelled(f"netlink protocol {protocol}")
        raise SysError(Errno.EPROTONOSUPPORT)
    inode = make_inode(k, SOCKFS, FileType.SOCKET | 0o777)
    return NetlinkSocket(
        inode,
        O_RDWR | flags & O_NONBLOCK,
        b"socket:[%d]" % inode.number,
        identity=k.objects.file_identity(),
        family=AF_NETLINK,
        type=type_,
        protocol=protocol,
    )

"""Addresses and ports of AF_INET and AF_INET6 (ip(7), ipv6(7)), on a host that has the loopback device and no other.

An address is four bytes or sixteen; an IPv4-mapped IPv6 address is kept as its four, and shown as sixteen again by an
AF_INET6 socket.  A socket's local end stands in `Objects.inet_ports[protocol, port]`.  Destinations outside 127.0.0.0/8
and ::1 are unreachable (ENETUNREACH).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.sockaddr import SOCKADDR_IN, SOCKADDR_IN6
from forkingpaths.vfs.credentials import CAP_NET_BIND_SERVICE
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.objects import SOCKFS, make_inode
from forkingpaths.vfs.openfile import O_NONBLOCK, O_RDWR
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.socket.base import SOCK_DGRAM, SOCK_RAW, SOCK_STREAM, SocketFile

AF_INET, AF_INET6 = 2, 10
TCP, UDP, UDPLITE = 6, 17, 136
IPPROTO_MAX = 263
SOL_SOCKET, SO_REUSEADDR, SO_REUSEPORT = 1, 2, 15
IPPROTO_IPV6, IPV6_V6ONLY = 41, 26
ANY4, ANY6 = bytes(4), bytes(16)
LOOPBACK4, LOOPBACK6 = b"\x7f\0\0\1", bytes(15) + b"\1"
MAPPED = bytes(10) + b"\xff\xff"
FIRST_PORT, LAST_PORT = 32768, 60999  # net.ipv4.ip_local_port_range
FIRST_FREE_PORT = 1024  # below: CAP_NET_BIND_SERVICE
Endpoint = tuple[bytes, int]  # address, port


@dataclass(slots=True, eq=False)
class InetSocket(SocketFile):
    """What TCP and UDP sockets share: the two ends."""

    local: Endpoint = (b"", 0)  # port 0: not bound
    remote: Endpoint | None = None
    bound: bool = False  # by bind(2), not by being connected
    owner_uid: int = 0
    flow: bytes = field(default=bytes(4))

    @property
    def v6only(self) -> bool:
        return bool(self.options.get((IPPROTO_IPV6, IPV6_V6ONLY)))

    @property
    def reuse(self) -> bool:
        return bool(self.options.get((SOL_SOCKET, SO_REUSEADDR)))

    @property
    def reuse_port(self) -> bool:
        return bool(self.options.get((SOL_SOCKET, SO_REUSEPORT)))

    @property
    def any(self) -> bytes:
        return ANY4 if self.family == AF_INET else ANY6

    # ---- addresses -------------------------------------------------------------------------------------------------

    def parse(self, raw: bytes, *, binding: bool = False) -> Endpoint:
        """A struct sockaddr_in or sockaddr_in6.  EINVAL when too short, EAFNOSUPPORT for another family."""
        family = int.from_bytes(raw[:2], "little") if len(raw) >= 2 else -1
        if self.family == AF_INET:
            if len(raw) < 16:
                raise SysError(Errno.EINVAL)
            if family != AF_INET and not (family == 0 and raw[4:8] == ANY4):
                raise SysError(Errno.EAFNOSUPPORT)
            _, port, address = SOCKADDR_IN.unpack(raw[:16])
        else:
            if len(raw) < 24:
                raise SysError(Errno.EINVAL)
            if family != AF_INET6:
                raise SysError(Errno.EAFNOSUPPORT)
            port, address = raw[2:4], raw[8:24]
            if address[:12] == MAPPED:
                # "EINVAL"/ENETUNREACH: IPV6_V6ONLY sockets do not speak IPv4
                if self.v6only:
                    raise SysError(Errno.EINVAL if binding else Errno.ENETUNREACH)
                address = address[12:]
        return bytes(address), int.from_bytes(port, "big")

    def show(self, end: Endpoint) -> bytes:
        """The opposite of `parse`."""
        address, port = end
        if self.family == AF_INET:
            return SOCKADDR_IN.pack(AF_INET, port.to_bytes(2, "big"), address or ANY4)
        if len(address) == 4:
            address = MAPPED + address
        return SOCKADDR_IN6.pack(AF_INET6, port.to_bytes(2, "big"), bytes(4), address or ANY6, 0)

    def name(self, k: Services) -> bytes:
        return self.show((self.local[0] or self.any, self.local[1]))

    def peer_name(self, k: Services) -> bytes:
        if self.remote is None:
            raise SysError(Errno.ENOTCONN)
        return self.show(self.remote)

    def route(self, end: Endpoint) -> tuple[Endpoint, bytes]:
        """Where a destination is: (it, "any" being this host; the source address for it).  ENETUNREACH for every other host."""
        address, port = end
        if address in (ANY4, LOOPBACK4) or (len(address) == 4 and address[0] == 127):
            return (address if address != ANY4 else LOOPBACK4, port), LOOPBACK4
        if address in (ANY6, LOOPBACK6):
            return (LOOPBACK6, port), LOOPBACK6
        raise SysError(Errno.ENETUNREACH)

    # ---- ports -----------------------------------------------------------------------------------------------------

    def bind(self, k: Services, address: bytes) -> None:
        ip, port = self.parse(address, binding=True)
        # "EINVAL The socket is already bound to an address."
        if self.family == AF_INET6 and self.local[1]:
            raise SysError(Errno.EINVAL)
        local = ip in (ANY4, ANY6, LOOPBACK4, LOOPBACK6) or (len(ip) == 4 and ip[0] == 127)
        # "EADDRNOTAVAIL A nonexistent interface was requested or the requested address was not local."
        if not local:
            raise SysError(Errno.EADDRNOTAVAIL)
        if 0 < port < FIRST_FREE_PORT and not k.caller().credentials.capable(CAP_NET_BIND_SERVICE):
            raise SysError(Errno.EACCES)
        if self.local[1]:
            raise SysError(Errno.EINVAL)
        self.take_port(k, ip, port)
        self.bound = True

    def take_port(self, k: Services, ip: bytes, port: int) -> None:
        """Enter the local end; port 0 asks for a free one.  EADDRINUSE."""
        self.owner_uid = k.caller().credentials.euid
        if not port:
            port = self._free_port(k, ip)
        elif self._conflict(k, ip, port):
            raise SysError(Errno.EADDRINUSE)
        k.touch(("port", self.protocol, port), True)
        self.local = (ip, port)
        k.objects.inet_ports.setdefault((self.protocol, port), []).append(self)

    def _free_port(self, k: Services, ip: bytes) -> int:
        """ "ip_local_port_range": the next one that nobody has.  EADDRINUSE when all are taken."""
        objects = k.objects
        for _ in range(LAST_PORT - FIRST_PORT + 1):
            port = objects.next_port
            objects.next_port = port + 1 if port < LAST_PORT else FIRST_PORT
            if not self._conflict(k, ip, port, True):
                return port
        raise SysError(Errno.EADDRINUSE)

    def _conflict(self, k: Services, ip: bytes, port: int, automatic: bool = False) -> bool:
        now = k.monotonic_ns()
        others = k.objects.inet_ports.get((self.protocol, port), [])
        for other in [o for o in others if o.gone_by(now)]:
            other.leave_port(k)
        for other in others:
            if other is self or not self._meets(ip, other):
                continue
            if automatic:
                return True
            if self.reuse and other.reuse and not other.listening:
                continue
            if self.reuse_port and other.reuse_port and self.owner_uid == other.owner_uid:
                continue
            return True
        return False

    def _meets(self, ip: bytes, other: InetSocket) -> bool:
        """Whether the two local addresses could receive the same packets."""
        theirs = other.local[0]
        if ip == theirs:
            return True
        if len(ip) == len(theirs):
            return not any(ip) or not any(theirs)
        six, four, owner = (ip, theirs, self) if len(ip) == 16 else (theirs, ip, other)
        return six == ANY6 and not owner.v6only and len(four) == 4

    def gone_by(self, now_ns: int) -> bool:
        """Whether only a memory of the socket holds the port, and that has run out (TIME_WAIT)."""
        return False

    def leave_port(self, k: Services) -> None:
        """Give the port back."""
        key = (self.protocol, self.local[1])
        held = k.objects.inet_ports.get(key)
        if held is not None and self in held:
            k.touch(("port", *key), True)
            held.remove(self)
            if not held:
                del k.objects.inet_ports[key]

    def accepts(self, ip: bytes) -> int:
        """How well packets to `ip` fit the local address: 0 not at all, 2 exactly, 1 by the wildcard."""
        mine = self.local[0]
        if mine == ip:
            return 2
        if mine == ANY4 and len(ip) == 4:
            return 1
        return 1 if mine == ANY6 and (len(ip) == 16 or not self.v6only) else 0


def make(k: Services, family: int, type_: int, protocol: int, flags: int) -> InetSocket:
    """socket(2)."""
    from forkingpaths.vfs.socket.tcp import TcpSocket
    from forkingpaths.vfs.socket.udp import UdpSocket

    # no protocol's number at all, whatever the type (inet_create of Linux)
    if not 0 <= protocol < IPPROTO_MAX:
        raise SysError(Errno.EINVAL)
    kind: type[InetSocket]
    if type_ == SOCK_STREAM:
        kind, number = TcpSocket, TCP
    elif type_ == SOCK_DGRAM:
        kind, number = UdpSocket, UDPLITE if protocol == UDPLITE else UDP
    elif type_ == SOCK_RAW:
        k.not_modelled("raw sockets")
        raise SysError(Errno.EPROTONOSUPPORT)
    else:
        raise SysError(Errno.ESOCKTNOSUPPORT)
    if protocol not in (0, number):
        raise SysError(Errno.EPROTONOSUPPORT)
    return create(k, kind, family, type_, number, flags)


def create(
    k: Services, kind: type[InetSocket], family: int, type_: int, protocol: int, flags: int
) -> InetSocket:
    """A socket of class `kind`, without an address."""
    inode = make_inode(k, SOCKFS, FileType.SOCKET | 0o777)
    return kind(
        inode,
        O_RDWR | flags & O_NONBLOCK,
        b"socket:[%d]" % inode.number,
        identity=k.objects.file_identity(),
        family=family,
        type=type_,
        protocol=protocol,
    )

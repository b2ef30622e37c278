"""getsockopt(2), setsockopt(2), with the options of socket(7), tcp(7), udp(7), ip(7), ipv6(7) and unix(7).

Options without an effect on one host (priority, keep-alive times, quick acknowledgements) are kept and given back; what would have an
effect and is not modelled is refused and recorded.
"""

from __future__ import annotations

from struct import Struct
from typing import Annotated

from forkingpaths.abi import socket_options as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.sockaddr import LINGER, UCRED
from forkingpaths.kernel import pidfd
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Int, Kind, enum, struct_inout
from forkingpaths.sys.socket import get_socket
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN
from forkingpaths.vfs.socket.base import SOCK_STREAM, SocketFile
from forkingpaths.vfs.socket.inet import AF_INET
from forkingpaths.vfs.socket.tcp import TcpSocket
from forkingpaths.vfs.socket.unix import AF_UNIX, UnixSocket

NS = 1_000_000_000
JIFFY_NS = 4_000_000  # timeouts of sockets are whole timer ticks (HZ is 250)
TIMEVAL = Struct("<qq")
MIN_SEND, MIN_RECEIVE, MAX_BUFFER = 4608, 2304, 212992
# Plain integers that are kept and given back: (level, option) -> what it is before it is set.
KEPT = {
    (abi.SOL_SOCKET, abi.SO_DEBUG): 0,
    (abi.SOL_SOCKET, abi.SO_REUSEADDR): 0,
    (abi.SOL_SOCKET, abi.SO_REUSEPORT): 0,
    (abi.SOL_SOCKET, abi.SO_DONTROUTE): 0,
    (abi.SOL_SOCKET, abi.SO_BROADCAST): 0,
    (abi.SOL_SOCKET, abi.SO_KEEPALIVE): 0,
    (abi.SOL_SOCKET, abi.SO_OOBINLINE): 0,
    (abi.SOL_SOCKET, abi.SO_NO_CHECK): 0,
    (abi.SOL_SOCKET, abi.SO_PRIORITY): 0,
    (abi.SOL_SOCKET, abi.SO_MARK): 0,
    (abi.SOL_SOCKET, abi.SO_BUSY_POLL): 0,
    (abi.SOL_SOCKET, abi.SO_LOCK_FILTER): 0,
    (abi.SOL_SOCKET, 45): 0,  # SO_SELECT_ERR_QUEUE
    (abi.SOL_TCP, abi.TCP_NODELAY): 0,
    (abi.SOL_TCP, abi.TCP_MAXSEG): 536,
    (abi.SOL_TCP, 3): 0,  # TCP_CORK
    (abi.SOL_TCP, 4): 7200,  # TCP_KEEPIDLE
    (abi.SOL_TCP, 5): 75,  # TCP_KEEPINTVL
    (abi.SOL_TCP, 6): 9,  # TCP_KEEPCNT
    (abi.SOL_TCP, 7): 6,  # TCP_SYNCNT
    (abi.SOL_TCP, 8): 60,  # TCP_LINGER2
    (abi.SOL_TCP, 12): 1,  # TCP_QUICKACK
    (abi.SOL_TCP, 18): 0,  # TCP_USER_TIMEOUT
    (abi.SOL_IP, abi.IP_TOS): 0,
    (abi.SOL_IP, abi.IP_TTL): 64,
    (abi.SOL_IP, abi.IP_PKTINFO): 0,
    (abi.SOL_IP, abi.IP_MTU_DISCOVER): 1,
    (abi.SOL_IP, abi.IP_RECVERR): 0,
    (abi.SOL_IP, abi.IP_RECVTTL): 0,
    (abi.SOL_IP, abi.IP_RECVTOS): 0,
    (abi.SOL_IP, abi.IP_FREEBIND): 0,
    (abi.SOL_IP, abi.IP_BIND_ADDRESS_NO_PORT): 0,
    (abi.SOL_IP, abi.IP_MULTICAST_TTL): 1,
    (abi.SOL_IP, abi.IP_MULTICAST_LOOP): 1,
    (abi.SOL_IPV6, abi.IPV6_V6ONLY): 0,
    (abi.SOL_IPV6, abi.IPV6_UNICAST_HOPS): 64,
    (abi.SOL_IPV6, abi.IPV6_MULTICAST_HOPS): 1,
    (abi.SOL_IPV6, abi.IPV6_MULTICAST_LOOP): 1,
    (abi.SOL_IPV6, abi.IPV6_MTU_DISCOVER): 1,
    (abi.SOL_IPV6, abi.IPV6_RECVERR): 0,
    (abi.SOL_IPV6, abi.IPV6_RECVPKTINFO): 0,
    (abi.SOL_IPV6, 51): 0,  # IPV6_RECVHOPLIMIT
    (abi.SOL_IPV6, 66): 0,  # IPV6_RECVTCLASS
    (136, 10): 8,  # UDPLITE_SEND_CSCOV
    (136, 11): 0,  # UDPLITE_RECV_CSCOV
    (abi.SOL_IPV6, abi.IPV6_TCLASS): 0,
}
# What cannot be switched on here, and says so truthfully when asked.
OFF = [
    (abi.SOL_SOCKET, option)
    for option in (
        abi.SO_TIMESTAMP_OLD,
        abi.SO_TIMESTAMPNS_OLD,
        abi.SO_TIMESTAMPING_OLD,
        abi.SO_TIMESTAMP_NEW,
        abi.SO_TIMESTAMPNS_NEW,
        abi.SO_TIMESTAMPING_NEW,
        abi.SO_RXQ_OVFL,
        abi.SO_PASSSEC,
        abi.SO_ZEROCOPY,
    )
]
BOOLEANS = frozenset(
    (abi.SOL_SOCKET, option)
    for option in (
        abi.SO_DEBUG,
        abi.SO_REUSEADDR,
        abi.SO_REUSEPORT,
        abi.SO_DONTROUTE,
        abi.SO_BROADCAST,
        abi.SO_KEEPALIVE,
        abi.SO_OOBINLINE,
        abi.SO_NO_CHECK,
    )
) | {
    (abi.SOL_TCP, abi.TCP_NODELAY),
    (abi.SOL_TCP, 3),
    (abi.SOL_IPV6, abi.IPV6_V6ONLY),
    (abi.SOL_IP, abi.IP_PKTINFO),
}
# What may be set: (level, option) -> the least and the greatest value ("EINVAL"), and what -1 stands for.
RANGES: dict[tuple[int, int], tuple[int, int, int | None]] = {
    (abi.SOL_TCP, 4): (1, 32767, None),
    (abi.SOL_TCP, 5): (1, 32767, None),
    (abi.SOL_TCP, 6): (1, 127, None),
    (abi.SOL_TCP, 7): (1, 127, None),
    (abi.SOL_IP, abi.IP_TTL): (1, 255, 64),
    (abi.SOL_IP, abi.IP_MULTICAST_TTL): (0, 255, 1),
    (abi.SOL_IPV6, abi.IPV6_UNICAST_HOPS): (0, 255, 64),
    (abi.SOL_IPV6, abi.IPV6_MULTICAST_HOPS): (0, 255, 1),
    (abi.SOL_IPV6, abi.IPV6_TCLASS): (0, 255, 0),
}
MAX_SEGMENT = range(88, 32768)
CONGESTION_BITS = 3  # of the type of service: TCP's own
FAMILY_OF_LEVEL = {
    136: (2, 10),
    abi.SOL_TCP: (2, 10),
    abi.SOL_UDP: (2, 10),
    abi.SOL_IP: (2, 10),
    abi.SOL_IPV6: (10,),
}
TCP_INFO, TCP_CONGESTION = 11, 13
SO_PEEK_OFF = 42
SO_PASSPIDFD, SO_PEERPIDFD = 76, 77  # younger than Debian 12's headers

Level = Annotated[int, enum("socket_options.SOCK_LEVELS")]
OptionIn = Annotated[int, Kind("const void *optval", "u64", "in", "arg:4", "sockopt")]
OptionOut = Annotated[int, Kind("void *optval", "u64", "out", "sockopt_out", "sockopt")]


@syscall(man="getsockopt(2)")
def setsockopt(
    k: Kernel, t: Task, sockfd: Fd, level: Level, optname: Int, optval: OptionIn, optlen: Int
) -> int:
    s = get_socket(t, sockfd)
    if optlen < 0:
        raise SysError(Errno.EINVAL)
    _check_level(k, s, level)
    key = (level, optname)
    if level == abi.SOL_SOCKET and _set_socket_option(k, t, s, optname, optval, optlen):
        return 0
    if level == abi.SOL_TCP and optname == TCP_CONGESTION:
        name = t.memory.read(optval, min(optlen, 15)).partition(b"\0")[0]
        if name not in (b"cubic", b"reno"):
            raise SysError(Errno.ENOENT)
        s.options[key] = name
        return 0
    if key not in KEPT:
        if level == abi.SOL_SOCKET:  # the value is fetched before the option is looked at
            if optlen < 4:
                raise SysError(Errno.EINVAL)
            t.memory.read_u32(optval)
        raise _unknown(k, level, optname)
    # "EINVAL optlen invalid in setsockopt()": an int is asked for; IP options also take a single byte
    if optlen < 4 and not (level == abi.SOL_IP and optlen):
        raise SysError(Errno.EINVAL)
    value = t.memory.read_i32(optval) if optlen >= 4 else t.memory.read(optval, 1)[0]
    if key == (abi.SOL_IPV6, abi.IPV6_V6ONLY) and getattr(s, "local", (b"", 0))[1]:
        raise SysError(Errno.EINVAL)
    s.options[key] = int(value != 0) if key in BOOLEANS else _checked(s, key, value)
    return 0


def _checked(s: SocketFile, key: tuple[int, int], value: int) -> int:
    """What becomes of a value; "EINVAL" when it is out of range."""
    least, greatest, default = RANGES.get(key, (value, value, None))
    if value == -1 and default is not None:
        return default
    # "TCP_MAXSEG": 0 takes it back
    if not least <= value <= greatest or (
        key == (abi.SOL_TCP, abi.TCP_MAXSEG) and value and value not in MAX_SEGMENT
    ):
        raise SysError(Errno.EINVAL)
    if key == (abi.SOL_IP, abi.IP_TOS):
        value &= 0xFF & ~CONGESTION_BITS if s.type == SOCK_STREAM else 0xFF
    return value


def _check_level(k: Kernel, s: SocketFile, level: int, *, getting: bool = False) -> None:
    """Whether the socket has such options at all."""
    if level == abi.SOL_SOCKET:
        return
    if s.family not in FAMILY_OF_LEVEL.get(level, ()) or (level in (6, 17, 136) and s.protocol != level):
        # "ENOPROTOOPT The option is unknown at the level indicated."  UNIX sockets know no other level at all.
        unsupported = s.family == AF_UNIX or (getting and s.family == AF_INET)
        raise SysError(Errno.EOPNOTSUPP if unsupported else Errno.ENOPROTOOPT)


def _unknown(k: Kernel, level: int, option: int) -> SysError:
    k.not_modelled(f"socket option {option} of level {abi.SOCK_LEVELS.show(level)}")
    return SysError(Errno.ENOPROTOOPT)


def _set_socket_option(k: Kernel, t: Task, s: SocketFile, option: int, address: int, length: int) -> bool:
    """The options of socket(7) that do something; False for those that are merely kept."""
    if option in (abi.SO_RCVTIMEO_OLD, abi.SO_SNDTIMEO_OLD, abi.SO_RCVTIMEO_NEW, abi.SO_SNDTIMEO_NEW):
        if length < 16:
            raise SysError(Errno.EINVAL)
        seconds, micros = TIMEVAL.unpack(t.memory.read(address, 16))
        # "EDOM": the microseconds are not below a million
        if not 0 <= micros < 1_000_000:
            raise SysError(Errno.EDOM)
        value = (seconds * NS + micros * 1000 + JIFFY_NS - 1) // JIFFY_NS * JIFFY_NS if seconds >= 0 else 0
        if option in (abi.SO_RCVTIMEO_OLD, abi.SO_RCVTIMEO_NEW):
            s.receive_timeout_ns = value
        else:
            s.send_timeout_ns = value
        return True
    if option == abi.SO_BINDTODEVICE:
        name = t.memory.read(address, min(length, 15)).partition(b"\0")[0]
        # "ENODEV": there is lo and no other
        if name not in (b"", b"lo"):
            raise SysError(Errno.ENODEV)
        s.options[abi.SOL_SOCKET, option] = name
        return True
    if option == abi.SO_LINGER:
        if length < 8:
            raise SysError(Errno.EINVAL)
        on, seconds = LINGER.unpack(t.memory.read(address, 8))
        s.options[abi.SOL_SOCKET, option] = (int(on != 0), seconds)
        return True
    if option in (
        abi.SO_TYPE,
        abi.SO_PROTOCOL,
        abi.SO_DOMAIN,
        abi.SO_ERROR,
        abi.SO_SNDLOWAT,
        abi.SO_ACCEPTCONN,
        abi.SO_PEERCRED,
        SO_PEERPIDFD,
    ):
        raise SysError(Errno.ENOPROTOOPT)
    if option not in (
        abi.SO_SNDBUF,
        abi.SO_RCVBUF,
        abi.SO_SNDBUFFORCE,
        abi.SO_RCVBUFFORCE,
        abi.SO_RCVLOWAT,
        abi.SO_PASSCRED,
        SO_PASSPIDFD,
    ):
        return False
    if length < 4:
        raise SysError(Errno.EINVAL)
    value = t.memory.read_i32(address)
    if option in (abi.SO_SNDBUFFORCE, abi.SO_RCVBUFFORCE):
        if not t.credentials.capable(CAP_SYS_ADMIN):
            raise SysError(Errno.EPERM)
    elif option in (abi.SO_SNDBUF, abi.SO_RCVBUF):
        value = min(value & 0xFFFFFFFF, MAX_BUFFER)
    # "The kernel doubles this value (to allow space for bookkeeping overhead)"
    if option in (abi.SO_SNDBUF, abi.SO_SNDBUFFORCE):
        s.send_buffer = max(value * 2, MIN_SEND)
        k.wake(s.writers)
    elif option in (abi.SO_RCVBUF, abi.SO_RCVBUFFORCE):
        s.receive_buffer = max(value * 2, MIN_RECEIVE)
    elif option == abi.SO_RCVLOWAT:
        if s.family == AF_UNIX and s.type != SOCK_STREAM and value < 0:
            value = 0x7FFFFFFF
        s.low_water = value if value > 0 else (0x7FFFFFFF if value < 0 else 1)
    elif isinstance(s, UnixSocket):
        if option == SO_PASSPIDFD:
            s.pass_pidfd = value != 0
        else:
            s.pass_credentials = value != 0
    else:
        raise SysError(Errno.EOPNOTSUPP)
    return True


@syscall(man="getsockopt(2)")
def getsockopt(
    k: Kernel,
    t: Task,
    sockfd: Fd,
    level: Level,
    optname: Int,
    optval: OptionOut,
    optlen: Annotated[int, struct_inout("socklen", 4)],
) -> int:
    s = get_socket(t, sockfd)
    _check_level(k, s, level, getting=True)
    room = t.memory.read_i32(optlen)
    if room < 0:
        raise SysError(Errno.EINVAL)
    value = _get_special(k, t, s, level, optname)
    if value is None:
        key = (level, optname)
        if key not in KEPT and key not in OFF:
            raise _unknown(k, level, optname)
        value = _int(s.options.get(key, KEPT.get(key, 0)))
    t.memory.write(optval, value[:room])
    t.memory.write_u32(optlen, min(room, len(value)))
    return 0


def _peer_pidfd(k: Kernel, t: Task, s: SocketFile) -> bytes:
    """A descriptor of the process at the other end (Linux 6.5); "ENODATA" without one."""
    pid = s.peer_credentials[0] if isinstance(s, UnixSocket) else 0
    if not pid:
        raise SysError(Errno.ENODATA)
    process = k.processes.get(pid)
    if process is None:
        raise SysError(Errno.ESRCH)
    return _int(pidfd.install(k, t, process))


def _int(value: int) -> bytes:
    return (value & 0xFFFFFFFF).to_bytes(4, "little")


def _get_special(k: Kernel, t: Task, s: SocketFile, level: int, option: int) -> bytes | None:
    """The value of an option that is not merely kept; None for those."""
    if level == abi.SOL_TCP and isinstance(s, TcpSocket):
        if option == TCP_INFO:
            return bytes((s.shown_state,)) + bytes(231)
        if option == TCP_CONGESTION:
            return bytes(s.options.get((level, option), b"cubic")).ljust(16, b"\0")
    if level != abi.SOL_SOCKET:
        return None
    numbers = {
        abi.SO_TYPE: s.type,
        abi.SO_PROTOCOL: s.protocol,
        abi.SO_DOMAIN: s.family,
        abi.SO_ACCEPTCONN: int(s.listening),
        abi.SO_SNDBUF: s.send_buffer,
        abi.SO_RCVBUF: s.receive_buffer,
        abi.SO_RCVLOWAT: s.low_water,
        abi.SO_SNDLOWAT: 1,
    }
    if option in numbers:
        return _int(numbers[option])
    if option == abi.SO_ERROR:
        return _int(s.take_error())
    if option == abi.SO_BINDTODEVICE:
        name = s.options.get((level, option), b"")
        return bytes(name) + b"\0" if name else b""
    if option == abi.SO_LINGER:
        return LINGER.pack(*s.options.get((level, option), (0, 0)))
    if option in (abi.SO_RCVTIMEO_OLD, abi.SO_RCVTIMEO_NEW, abi.SO_SNDTIMEO_OLD, abi.SO_SNDTIMEO_NEW):
        receiving = option in (abi.SO_RCVTIMEO_OLD, abi.SO_RCVTIMEO_NEW)
        ns = s.receive_timeout_ns if receiving else s.send_timeout_ns
        return TIMEVAL.pack(ns // NS, ns % NS // 1000)
    if isinstance(s, UnixSocket):
        if option == abi.SO_PASSCRED:
            return _int(s.pass_credentials)
        if option == SO_PASSPIDFD:
            return _int(s.pass_pidfd)
        if option == abi.SO_PEERCRED:
            return UCRED.pack(*s.peer_credentials)
    elif option in (abi.SO_PASSCRED, SO_PASSPIDFD, abi.SO_PASSSEC):
        raise SysError(Errno.EOPNOTSUPP)
    if option == SO_PEEK_OFF:
        return _int(-1)  # off, and cannot be switched on here
    if option == SO_PEERPIDFD:
        return _peer_pidfd(k, t, s)
    if option == abi.SO_PEERCRED:
        return UCRED.pack(0, 0xFFFFFFFF, 0xFFFFFFFF)
    if option == abi.SO_COOKIE:
        return s.identity.to_bytes(8, "little")
    return None

"""/proc/net (a link to self/net): sockets as lists, and the one network device, the loopback."""

from __future__ import annotations

from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.proc.processes import DIRECTORY, FILE, LINK, add_both
from forkingpaths.kernel.task import State
from forkingpaths.vfs.proc.tree import DIRECTORIES, Entry, Kind, ProcInode, add
from forkingpaths.vfs.socket.base import SocketFile
from forkingpaths.vfs.socket.inet import AF_INET, AF_INET6, MAPPED, TCP, UDP, Endpoint, InetSocket
from forkingpaths.vfs.socket.tcp import TcpSocket
from forkingpaths.vfs.socket.udp import UdpSocket
from forkingpaths.vfs.socket.unix import UnixSocket

DEVICES = (
    b"Inter-|   Receive                                                |  Transmit\n"
    b" face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n"
    b"    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n"
)
ROUTES = (
    b"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT" + b" " * 55 + b"\n"
)
ARP = b"IP address       HW type     Flags       HW address            Mask     Device\n"
ADDRESSES6 = b"00000000000000000000000000000001 01 80 10 80       lo\n"
CONSTANT = {b"dev": DEVICES, b"route": ROUTES, b"arp": ARP, b"if_inet6": ADDRESSES6, b"ipv6_route": b""}
SS_UNCONNECTED, SS_CONNECTED = 1, 3
SO_ACCEPTCON = 0x10000
TIME_WAIT, UDP_BOUND, UDP_CONNECTED = 6, 7, 1


def _open_sockets(k: Kernel) -> list[SocketFile]:
    """Every socket that a descriptor refers to, once, in order of opening."""
    found: dict[int, SocketFile] = {}
    for t in k.tasks.values():
        if t.state is not State.DEAD:
            for file in t.files.slots.values():
                if isinstance(file, SocketFile):
                    found[file.identity] = file
    return [found[number] for number in sorted(found)]


def _unix(k: Kernel, inode: ProcInode) -> bytes:
    lines = [b"Num       RefCount Protocol Flags    Type St Inode Path\n"]
    for s in _open_sockets(k):
        if not isinstance(s, UnixSocket):
            continue
        flags = SO_ACCEPTCON if s.listening else 0
        state = SS_CONNECTED if s.peer is not None else SS_UNCONNECTED
        path = b"" if s.bound is None else b" " + (b"@" + s.bound[1:] if s.bound[0] == 0 else s.bound)
        lines.append(
            b"%016x: %08X %08X %08X %04X %02X %5d%s\n"
            % (0, s.references, 0, flags, s.type, state, s.inode.number, path)
        )
    return b"".join(lines)


def _end(end: Endpoint, family: int) -> str:
    """An address and port as the kernel prints them: words of the host's byte order."""
    address, port = end
    if family == AF_INET6:
        address = MAPPED + address if len(address) == 4 else address or bytes(16)
    else:
        address = address or bytes(4)
    words = (address[i : i + 4][::-1].hex().upper() for i in range(0, len(address), 4))
    return f"{''.join(words)}:{port:04X}"


def _inet(k: Kernel, family: int, protocol: int) -> bytes:
    """tcp, tcp6, udp, udp6."""
    address = (
        "local_address rem_address  "
        if family == AF_INET
        else "local_address" + " " * 25 + "remote_address" + " " * 23
    )
    tail = " ref pointer drops" if protocol == UDP else ""
    lines = [f"  sl  {address} st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode{tail}"]
    sockets: list[InetSocket] = [s for s in _open_sockets(k) if isinstance(s, InetSocket)]
    waiting = [s for held in k.objects.inet_ports.values() for s in held if getattr(s, "until_ns", 0)]
    for s in [*sockets, *waiting]:
        if s.family != family or s.protocol != protocol or (not s.local[1] and s.remote is None):
            continue
        state, received = 0, 0
        if isinstance(s, TcpSocket):
            state = TIME_WAIT if s.until_ns else int(s.shown_state)
            received = len(s.pending) if s.listening else len(s.buffer)
        elif isinstance(s, UdpSocket):
            state = UDP_CONNECTED if s.remote is not None else UDP_BOUND
            received = s.used
        remote = s.remote or (b"", 0)
        number = 0 if state == TIME_WAIT else s.inode.number
        lines.append(
            f"{len(lines) - 1:4d}: {_end(s.local, family)} {_end(remote, family)} {state:02X} 00000000:{received:08X} 00:00000000 "
            f"00000000 {s.owner_uid:5d} {0:8d} {number} 1 0000000000000000"
            + (" 0" if protocol == UDP else " 100 0 0 10 0")
        )
    width = 149 if family == AF_INET else 0
    return "".join(f"{line:<{width}}\n" for line in lines).encode()


def _summary(k: Kernel, inode: ProcInode) -> bytes:
    sockets = _open_sockets(k)
    tcp = sum(isinstance(s, TcpSocket) for s in sockets)
    udp = sum(isinstance(s, UdpSocket) for s in sockets)
    return (
        f"sockets: used {len(sockets)}\nTCP: inuse {tcp} orphan 0 tw 0 alloc {tcp} mem 0\nUDP: inuse {udp} mem 0\n"
        "UDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0\n"
    ).encode()


DIRECTORIES["net"] = Kind("pid", b"net")
add_both(b"net", Entry(DIRECTORY | 0o555, directory="net"))
add("root", b"net", Entry(LINK | 0o777, link=lambda k, i: b"self/net"))
for name in CONSTANT:
    add("net", name, Entry(FILE | 0o444, lambda k, i: CONSTANT[i.name]))
add("net", b"unix", Entry(FILE | 0o444, _unix))
add("net", b"tcp", Entry(FILE | 0o444, lambda k, i: _inet(k, AF_INET, TCP)))
add("net", b"tcp6", Entry(FILE | 0o444, lambda k, i: _inet(k, AF_INET6, TCP)))
add("net", b"udp", Entry(FILE | 0o444, lambda k, i: _inet(k, AF_INET, UDP)))
add("net", b"udp6", Entry(FILE | 0o444, lambda k, i: _inet(k, AF_INET6, UDP)))
add("net", b"sockstat", Entry(FILE | 0o444, _summary))

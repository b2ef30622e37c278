"""/proc/net (a link to self/net): sockets as lists, and the one network device, the loopback."""

from __future__ import annotations

from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.proc.processes import DIRECTORY, FILE, LINK, add_both
from forkingpaths.vfs.proc.tree import DIRECTORIES, Entry, Kind, ProcInode, add

DEVICES = (
    b"Inter-|   Receive                                                |  Transmit\n"
    b" face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n"
    b"    lo:       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0\n"
)
ROUTES = (
    b"Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT" + b" " * 55 + b"\n"
)


def _if_inet6(k: Kernel, inode: ProcInode) -> bytes:
    return b"00000000000000000000000000000001 01 80 10 80       lo\n"


DIRECTORIES["net"] = Kind("pid", b"net")
add_both(b"net", Entry(DIRECTORY | 0o555, directory="net"))
add("root", b"net", Entry(LINK | 0o777, link=lambda k, i: b"self/net"))
add("net", b"dev", Entry(FILE | 0o444, lambda k, i: DEVICES))
add("net", b"route", Entry(FILE | 0o444, lambda k, i: ROUTES))
add("net", b"if_inet6", Entry(FILE | 0o444, _if_inet6))

"""The one network device, lo, as the ioctls of netdevice(7) show it."""

from __future__ import annotations

from forkingpaths.abi import ioctl as req
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.sockaddr import IFCONF, IFREQ
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.user_memory import UserMemory

NAME = b"lo"
IFF_UP, IFF_LOOPBACK, IFF_RUNNING = 0x1, 0x8, 0x40
ADDRESS = b"\2\0\0\0\x7f\0\0\1" + bytes(8)
MASK = b"\2\0\0\0\xff\0\0\0" + bytes(8)
VALUES = {
    req.SIOCGIFFLAGS: (IFF_UP | IFF_LOOPBACK | IFF_RUNNING).to_bytes(2, "little"),
    req.SIOCGIFADDR: ADDRESS,
    req.SIOCGIFNETMASK: MASK,
    req.SIOCGIFBRDADDR: b"\2\0" + bytes(14),
    req.SIOCGIFMTU: (65536).to_bytes(4, "little"),
    req.SIOCGIFINDEX: (1).to_bytes(4, "little"),
    req.SIOCGIFHWADDR: b"\x04\x03" + bytes(14),  # ARPHRD_LOOPBACK
    req.SIOCGIFTXQLEN: (1000).to_bytes(4, "little"),
}


def ioctl(k: Services, memory: UserMemory, request: int, argument: int) -> int:
    """A request about network devices."""
    if request == req.SIOCGIFCONF:
        length, buffer = IFCONF.unpack(memory.read(argument, IFCONF.size))
        entry = IFREQ.pack(NAME, ADDRESS)
        if buffer:
            entry = entry if length >= len(entry) else b""
            memory.write(buffer, entry)
        memory.write_u32(argument, len(entry))
        return 0
    name, value = IFREQ.unpack(memory.read(argument, IFREQ.size))
    if request == req.SIOCGIFNAME:
        if int.from_bytes(value[:4], "little") != 1:
            raise SysError(Errno.ENODEV)
        memory.write(argument, NAME.ljust(16, b"\0"))
        return 0
    answer = VALUES.get(request)
    if answer is None:
        k.not_modelled(f"ioctl {req.show_request(request)} of a socket")
        raise SysError(Errno.ENOTTY)
    if name.partition(b"\0")[0] != NAME:
        raise SysError(Errno.ENODEV)
    memory.write(argument + 16, answer)
    return 0

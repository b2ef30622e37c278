"""Requests of ioctl_tty(2) that only the master of a pair has: packet mode, the lock of the slave, its number, a signal."""

from __future__ import annotations

from forkingpaths.abi import ioctl as req
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.terminal.handler import Request
from forkingpaths.vfs.terminal.state import Terminal
from forkingpaths.vfs.user_memory import UserMemory


def _of_master(handler: Request) -> Request:
    """A request that only the master knows."""

    def checked(
        k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
    ) -> int:
        if not master:
            raise SysError(Errno.ENOTTY)
        return handler(k, t, f, master, memory, argument)

    return checked


def _set_packet(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    wanted = memory.read_u32(argument) != 0
    if wanted and not t.packet:
        t.packet_status = 0
    t.packet = wanted
    return 0


def _get_packet(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write_u32(argument, int(t.packet))
    return 0


def _set_lock(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    t.locked = memory.read_u32(argument) != 0
    return 0


def _get_lock(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    memory.write_u32(argument, int(t.locked))
    return 0


def _get_number(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write_u32(argument, t.number)
    return 0


def _signal(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    if argument not in (2, 3, 20):  # SIGINT, SIGQUIT, SIGTSTP
        raise SysError(Errno.EINVAL)
    if t.foreground:
        k.signal_process_group(t.foreground, argument)
    return 0


REQUESTS: dict[int, Request] = {
    req.TIOCPKT: _of_master(_set_packet),
    req.TIOCGPKT: _of_master(_get_packet),
    req.TIOCSPTLCK: _of_master(_set_lock),
    req.TIOCGPTLCK: _of_master(_get_lock),
    req.TIOCGPTN: _of_master(_get_number),
    req.TIOCSIG: _of_master(_signal),
}

"""User and group ids of 16 bits: what the calls without "32" in their names have (credentials(7), getuid(2), "History").

Going in, 65535 is "leave it"; coming out, an id that does not fit shows as 65534.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import pack, unpack
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys import attributes, credentials
from forkingpaths.sys.declare import CALLS
from forkingpaths.sys.i386.bind import i386_syscall
from forkingpaths.sys.i386.scratch import Scratch
from forkingpaths.sys.kinds import Address, Fd, Int, Kind, Path

Id16 = Annotated[int, Kind("uid16_t", "u32", show="id")]
LEAVE16, LEAVE, OVERFLOW = 0xFFFF, 0xFFFF_FFFF, 65534
GROUPS_MAX = 65536


def wide(number: int) -> int:
    """An id from 16 bits."""
    number &= LEAVE16
    return LEAVE if number == LEAVE16 else number


def narrow(number: int) -> int:
    """An id in 16 bits."""
    return number if number <= LEAVE16 else OVERFLOW


def _define(name: str) -> None:
    """A call that only sets ids, or only tells one."""
    handler = CALLS[name].handler
    count = len(CALLS[name].parameters)
    result: Callable[[int], int] = narrow if name.startswith(("get", "setfs")) else lambda value: value

    def none(k: Kernel, t: Task) -> int:
        return result(handler(k, t))

    def one(k: Kernel, t: Task, first: Id16) -> int:
        return result(handler(k, t, wide(first)))

    def two(k: Kernel, t: Task, first: Id16, second: Id16) -> int:
        return result(handler(k, t, wide(first), wide(second)))

    def three(k: Kernel, t: Task, first: Id16, second: Id16, third: Id16) -> int:
        return result(handler(k, t, wide(first), wide(second), wide(third)))

    i386_syscall(name=name, man=CALLS[name].manual)((none, one, two, three)[count])


for _name in "getuid getgid geteuid getegid setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid".split():
    _define(_name)


@i386_syscall(man="getresuid(2)")
def getresuid(k: Kernel, t: Task, ruid: Address, euid: Address, suid: Address) -> int:
    held = t.credentials
    return _store(t, (ruid, held.uid), (euid, held.euid), (suid, held.suid))


@i386_syscall(man="getresuid(2)")
def getresgid(k: Kernel, t: Task, rgid: Address, egid: Address, sgid: Address) -> int:
    held = t.credentials
    return _store(t, (rgid, held.gid), (egid, held.egid), (sgid, held.sgid))


def _store(t: Task, *pairs: tuple[int, int]) -> int:
    for address, value in pairs:
        t.memory.write(address, pack("<H", narrow(value)))
    return 0


@i386_syscall()
def chown(k: Kernel, t: Task, pathname: Path, owner: Id16, group: Id16) -> int:
    return attributes.chown(k, t, pathname, wide(owner), wide(group))


@i386_syscall(man="chown(2)")
def lchown(k: Kernel, t: Task, pathname: Path, owner: Id16, group: Id16) -> int:
    return attributes.lchown(k, t, pathname, wide(owner), wide(group))


@i386_syscall(man="chown(2)")
def fchown(k: Kernel, t: Task, fd: Fd, owner: Id16, group: Id16) -> int:
    return attributes.fchown(k, t, fd, wide(owner), wide(group))


@i386_syscall()
def getgroups(k: Kernel, t: Task, size: Int, groups: Address) -> int:
    held = t.credentials.groups
    if size < 0 or 0 < size < len(held):
        raise SysError(Errno.EINVAL)
    if size:
        t.memory.write(groups, pack(f"<{len(held)}H", *map(narrow, held)))
    return len(held)


@i386_syscall(man="getgroups(2)")
def setgroups(k: Kernel, t: Task, size: Int, groups: Address) -> int:
    if not 0 <= size <= GROUPS_MAX:
        raise SysError(Errno.EINVAL)
    given = unpack(f"<{size}H", t.memory.read(groups, 2 * size))
    scratch = Scratch(k, t.memory)
    try:
        place = scratch.put(pack(f"<{size}I", *map(wide, given)))
        return credentials.setgroups(k, t, size, place)
    finally:
        scratch.free()

"""socketcall(2) and ipc(2): one call for a whole family, the real one named by the first argument.

Each is carried out as the call of i386 that does the same, by registers made for it; so a call that waits is told from the program's
registers again, as any other.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.ipc import IPC_64
from forkingpaths.abi.socket_options import SO_RCVTIMEO_OLD, SO_SNDTIMEO_OLD, SOL_SOCKET
from forkingpaths.kernel.i386 import ARGUMENTS
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.machine.registers import REGISTER_COUNT, RSP
from forkingpaths.sys import socket_options
from forkingpaths.sys.declare import CALLS
from forkingpaths.sys.i386.bind import OWN, NarrowCall, bind, i386_syscall
from forkingpaths.sys.i386.layouts import TWO
from forkingpaths.sys.i386.scratch import Scratch
from forkingpaths.sys.kinds import Address, Fd, Int, Kind, UInt

U32 = 0xFFFF_FFFF
# call -> (name, arguments), net.h's numbers
SOCKET_CALLS = {
    1: ("socket", 3), 2: ("bind", 3), 3: ("connect", 3), 4: ("listen", 2), 5: ("accept", 3), 6: ("getsockname", 3),
    7: ("getpeername", 3), 8: ("socketpair", 4), 9: ("send", 4), 10: ("recv", 4), 11: ("sendto", 6), 12: ("recvfrom", 6),
    13: ("shutdown", 2), 14: ("setsockopt", 5), 15: ("getsockopt", 5), 16: ("sendmsg", 3), 17: ("recvmsg", 3),
    18: ("accept4", 4), 19: ("recvmmsg", 5), 20: ("sendmmsg", 4),
}  # fmt: skip
SEMOP, SEMGET, SEMCTL, SEMTIMEDOP, MSGSND, MSGRCV, MSGGET, MSGCTL = 1, 2, 3, 4, 11, 12, 13, 14
SHMAT, SHMDT, SHMGET, SHMCTL = 21, 22, 23, 24
Vector = Annotated[int, Kind("unsigned long *", "u64", "in", 24, "address")]


def _make(k: Kernel, t: Task, name: str, *arguments: int) -> int:
    """Carry out the call of i386 `name`; some of them have no number of their own."""
    return _invoke(k, t, OWN.get(name) or _bound(name), arguments)


@cache
def _bound(name: str) -> NarrowCall:
    return bind(name, CALLS[name])


def _invoke(k: Kernel, t: Task, call: NarrowCall, arguments: tuple[int, ...]) -> int:
    registers = [0] * REGISTER_COUNT
    registers[RSP] = t.context.regs[RSP]
    for register, value in zip(ARGUMENTS, arguments, strict=False):
        registers[register] = value & U32
    return call.invoke(k, t, registers)


@i386_syscall()
def socketcall(k: Kernel, t: Task, call: Int, args: Vector) -> int:
    # "EINVAL" for a number that is not there
    if call not in SOCKET_CALLS:
        raise SysError(Errno.EINVAL)
    name, count = SOCKET_CALLS[call]
    raw = t.memory.read(args, 4 * count)
    given = [int.from_bytes(raw[at : at + 4], "little") for at in range(0, 4 * count, 4)]
    if name in ("send", "recv"):
        return _make(k, t, "sendto" if name == "send" else "recvfrom", *given, 0, 0)
    return _make(k, t, name, *given)


@i386_syscall()
def ipc(
    k: Kernel, t: Task, call: UInt, first: Int, second: UInt, third: UInt, ptr: Address, fifth: Int
) -> int:
    version, call = call >> 16, call & 0xFFFF
    if call in (SEMOP, SEMTIMEDOP):
        if call == SEMOP:
            return _make(k, t, "semop", first, ptr, second)
        return _make(k, t, "semtimedop", first, ptr, second, fifth)
    if call == SEMGET:
        return _make(k, t, "semget", first, second, third)
    if call == SEMCTL:
        return _make(k, t, "semctl", first, second, third & ~IPC_64, t.memory.read_u32(ptr))
    if call == MSGSND:
        return _make(k, t, "msgsnd", first, ptr, second, third)
    if call == MSGRCV:
        if version:
            return _make(k, t, "msgrcv", first, ptr, second, fifth, third)
        # "struct ipc_kludge": the pointer and the type were one too many
        buffer, kind = t.memory.read_u32(ptr), t.memory.read_i32(ptr + 4)
        return _make(k, t, "msgrcv", first, buffer, second, kind, third)
    if call == MSGGET:
        return _make(k, t, "msgget", first, second)
    if call == MSGCTL:
        return _make(k, t, "msgctl", first, second & ~IPC_64, ptr)
    if call == SHMAT:
        address = _make(k, t, "shmat", first, ptr, second)
        t.memory.write_u32(third, address)
        return 0
    if call == SHMDT:
        return _make(k, t, "shmdt", ptr)
    if call == SHMGET:
        return _make(k, t, "shmget", first, second, third)
    if call == SHMCTL:
        return _make(k, t, "shmctl", first, second & ~IPC_64, ptr)
    raise SysError(Errno.ENOSYS)


@i386_syscall(man="msgop(2)")
def msgsnd(k: Kernel, t: Task, msqid: Int, msgp: Address, msgsz: Int, msgflg: Int) -> int:
    return _message(k, t, "msgsnd", msgsz, msqid, msgp, msgsz, msgflg)


@i386_syscall(man="msgop(2)")
def msgrcv(k: Kernel, t: Task, msqid: Int, msgp: Address, msgsz: Int, msgtyp: Int, msgflg: Int) -> int:
    return _message(k, t, "msgrcv", msgsz, msqid, msgp, msgsz, msgtyp, msgflg)


def _message(k: Kernel, t: Task, name: str, size: int, *arguments: int) -> int:
    # "EINVAL Invalid msqid value, or nonpositive mtype value, or invalid msgsz value (less than 0 ...)"
    if size < 0:
        raise SysError(Errno.EINVAL)
    return _invoke(k, t, _bound(name), arguments)


@i386_syscall()
def setsockopt(k: Kernel, t: Task, sockfd: Fd, level: Int, optname: Int, optval: Address, optlen: Int) -> int:
    if level != SOL_SOCKET or optname not in (SO_RCVTIMEO_OLD, SO_SNDTIMEO_OLD) or optlen < TWO.small.size:
        return socket_options.setsockopt(k, t, sockfd, level, optname, optval, optlen)
    scratch = Scratch(k, t.memory)
    try:
        place = scratch.put(TWO.widened(t.memory.read(optval, TWO.small.size)))
        return socket_options.setsockopt(k, t, sockfd, level, optname, place, TWO.wide.size)
    finally:
        scratch.free()


@i386_syscall()
def getsockopt(
    k: Kernel, t: Task, sockfd: Fd, level: Int, optname: Int, optval: Address, optlen: Address
) -> int:
    if level != SOL_SOCKET or optname not in (SO_RCVTIMEO_OLD, SO_SNDTIMEO_OLD):
        return socket_options.getsockopt(k, t, sockfd, level, optname, optval, optlen)
    room = t.memory.read_i32(optlen)
    scratch = Scratch(k, t.memory)
    try:
        place = scratch.put(bytes(TWO.wide.size))
        length = scratch.put(TWO.wide.size.to_bytes(4, "little"))
        result = socket_options.getsockopt(k, t, sockfd, level, optname, place, length)
        raw = TWO.narrowed(scratch.get(place, TWO.wide.size) or b"")[: max(room, 0)]
        t.memory.write(optval, raw)
        t.memory.write_u32(optlen, len(raw))
        return result
    finally:
        scratch.free()

"""ptrace(2) by a 32-bit tracer: words of four bytes, and the registers that a 32-bit program has."""

from __future__ import annotations

from forkingpaths.abi import ptrace as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.ptrace import USER_REGS32
from forkingpaths.kernel import process as processes
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.kernel.user_registers import FIELDS as REGISTERS
from forkingpaths.kernel.user_registers import FIELDS_I386, registers_of_i386
from forkingpaths.sys import ptrace, ptrace_holds, ptrace_requests
from forkingpaths.sys.i386.bind import i386_syscall
from forkingpaths.sys.i386.crossing import Crossing, Flat
from forkingpaths.sys.i386.layouts import SigInfo
from forkingpaths.sys.i386.scratch import Scratch
from forkingpaths.sys.kinds import Int, Pid, UInt

U32 = 0xFFFF_FFFF
WORD = Flat("<I", "<Q")
ACROSS: dict[int, Crossing] = {
    abi.PTRACE_PEEKTEXT: WORD,
    abi.PTRACE_PEEKDATA: WORD,
    abi.PTRACE_GETEVENTMSG: WORD,
    abi.PTRACE_GETSIGINFO: SigInfo(),
    abi.PTRACE_SETSIGINFO: SigInfo(),
}
OWN = (
    *(abi.PTRACE_POKETEXT, abi.PTRACE_POKEDATA, abi.PTRACE_PEEKUSR, abi.PTRACE_POKEUSR),
    *(abi.PTRACE_GETREGS, abi.PTRACE_SETREGS),
)


@i386_syscall(name="ptrace", note="without register sets and hardware breakpoints")
def ptrace_(k: Kernel, t: Task, number: Int, pid: Pid, address: UInt, data: UInt) -> int:
    if number in OWN:
        return _own(k, t, number, pid, address, data)
    crossing = ACROSS.get(number)
    if crossing is None:
        return ptrace.ptrace_(k, t, number, pid, address, data)
    scratch = Scratch(k, t.memory)
    try:
        image = crossing.widen(t, data, (), scratch)
        assert image is not None
        place = scratch.put(image)
        result = ptrace.ptrace_(k, t, number, pid, address, place)
        crossing.narrow(t, data, (), scratch.get(place, len(image)) or image, scratch)
        return result
    finally:
        scratch.free()


def _own(k: Kernel, t: Task, number: int, pid: int, address: int, data: int) -> int:
    target = processes.find_task(k, pid)
    ptrace_requests.check_stopped(t, target)
    k.touch(("process", target.tgid), True)
    if number in (abi.PTRACE_POKETEXT, abi.PTRACE_POKEDATA):
        ptrace_holds.store(k, target, address, data.to_bytes(4, "little"))
    elif number == abi.PTRACE_GETREGS:
        t.memory.write(data, USER_REGS32.pack(*registers_of_i386(target)))
    elif number == abi.PTRACE_SETREGS:
        for index, value in enumerate(USER_REGS32.unpack(t.memory.read(data, USER_REGS32.size))):
            _set(target, index, value)
    else:
        index, rest = divmod(address, 4)
        # "EIO ... an attempt was made to read or write at an invalid offset"
        if rest or not 0 <= index < len(FIELDS_I386):
            raise SysError(Errno.EIO)
        if number == abi.PTRACE_PEEKUSR:
            t.memory.write_u32(data, registers_of_i386(target)[index])
        else:
            _set(target, index, data)
    return 0


def _set(target: Task, index: int, value: int) -> None:
    """As for a 64-bit tracer, which has the same registers under other indices."""
    ptrace_holds.set_register(target, REGISTERS.index(FIELDS_I386[index]), value)

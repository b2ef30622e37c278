"""The legacy vsyscall page: three addresses at which old programs call gettimeofday, time and getcpu (arch/x86/entry/vsyscall).

Nothing is mapped there. "vsyscall=xonly": the page cannot be read, and a call to it is a page fault that the kernel takes for the call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.errno import SysError
from forkingpaths.abi.mman import MAP_PRIVATE, PROT_EXEC
from forkingpaths.abi.numbers import X86_64
from forkingpaths.abi.signals import SI_KERNEL, Signal
from forkingpaths.kernel.memory.vma import SPECIAL, Vma
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import SigInfo
from forkingpaths.machine.registers import RAX, RIP, RSP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

ADDRESS: Final = 0xFFFF_FFFF_FF60_0000
PAGE = 4096
GATE: Final = Vma(ADDRESS, ADDRESS + PAGE, PROT_EXEC, MAP_PRIVATE | SPECIAL, None, 0, None, b"[vsyscall]")
"""How it shows in /proc/pid/maps."""
CALLS = {ADDRESS: X86_64["gettimeofday"], ADDRESS + 0x400: X86_64["time"], ADDRESS + 0x800: X86_64["getcpu"]}
FETCH = 16  # of a page fault's error code
U64 = 0xFFFF_FFFF_FFFF_FFFF


def emulate(k: Kernel, t: Task, address: int, error: int) -> bool:
    """Whether a page fault was such a call; then it has been carried out, or the thread gets SIGSEGV."""
    if not error & FETCH or not ADDRESS <= address < ADDRESS + PAGE:
        return False
    regs = t.context.regs
    number = CALLS.get(address)
    try:
        # "vsyscall_64: the fault is a SIGSEGV of the call's own", whatever was bad: the address, the stack, an argument
        caller = t.memory.read_u64(regs[RSP])
        result = k.calls[number].invoke(k, t, regs) if number is not None else None
    except SysError:
        result = None
    if result is None:
        send.force(k, t, SigInfo(int(Signal.SIGSEGV), SI_KERNEL))
        return True
    regs[RAX] = result & U64
    regs[RIP] = caller
    regs[RSP] += 8
    return True

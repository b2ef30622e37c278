"""The other way in: system calls of 32-bit programs, and of any program that says `int $0x80` (arch/x86/entry/common.c).

A call through either gate is one of i386's table, whatever the code that makes it: its number, in `Task.call_number`, has the bit I386
set, and its arguments are in EBX, ECX, EDX, ESI, EDI and EBP.  sys/i386 has the calls.

    int $0x80   the registers hold all; RIP is behind the instruction
    sysenter    forgets where it came from: only the vDSO uses it, which has pushed EBP and put the stack pointer there.  The kernel
                fetches the sixth argument from the stack, and goes on at the vDSO's landing pad: in front of that stands `int $0x80`,
                so that a call that is to be made again is made through the other gate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.machine import TrapKind
from forkingpaths.machine.registers import CS, RAX, RBP, RBX, RCX, RDI, RDX, RIP, RSI, RSP, USER_CS_32

if TYPE_CHECKING:
    from forkingpaths.kernel.task import Task

I386: Final = 1 << 32  # of a call number: it is one of i386's table
RESTART_SYSCALL: Final = I386
"""restart_syscall(2) is number 0 there."""
GATES: Final = (int(TrapKind.INTERRUPT), int(TrapKind.SYSENTER))
ARGUMENTS: Final = (RBX, RCX, RDX, RSI, RDI, RBP)
U32 = 0xFFFF_FFFF
U64 = 0xFFFF_FFFF_FFFF_FFFF


def enter(t: Task, trap: int) -> bool:
    """Note the call that a thread has come with.  False when it has none: the answer is in its registers already."""
    regs = t.context.regs
    if trap == TrapKind.SYSENTER:
        from forkingpaths.kernel.memory import vdso_i386

        regs[RSP] = regs[RBP] & U32
        regs[RIP] = t.memory.vdso + vdso_i386.LANDING_PAD
        try:
            regs[RBP] = t.memory.read_u32(regs[RSP])
        except SysError:
            regs[RAX] = -int(Errno.EFAULT) & U64
            return False
    t.call_number = I386 | (regs[RAX] & U32)
    return True


def in_32_bit_code(t: Task) -> bool:
    """Whether the thread's code segment is the 32-bit one."""
    return bool(t.context.regs[CS] & 0xFFFF == USER_CS_32)


def is_call(t: Task) -> bool:
    """Whether the call that the thread makes is one of i386's (Linux's in_ia32_syscall)."""
    return t.call_number >> 32 == 1

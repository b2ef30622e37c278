"""struct user_regs_struct: a task's registers as debuggers want them (ptrace(2), core(5))."""

from __future__ import annotations

from forkingpaths.kernel import single_step
from forkingpaths.kernel.i386 import I386
from forkingpaths.kernel.ptrace import SKIPPED
from forkingpaths.kernel.task import Phase, Task
from forkingpaths.machine import registers

SIGNAL_RETURNS = (15, I386 | 119, I386 | 173)  # rt_sigreturn; i386's sigreturn and rt_sigreturn
U32, U64 = 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF

# where each field is in Context.regs; orig_rax is the task's call number
_FIELDS = "R15 R14 R13 R12 RBP RBX R11 R10 R9 R8 RAX RCX RDX RSI RDI ORIG RIP CS RFLAGS RSP SS FS_BASE GS_BASE DS ES FS GS"
FIELDS = [getattr(registers, name) if name != "ORIG" else -1 for name in _FIELDS.split()]


# the same of i386's struct user_regs_struct
_FIELDS_I386 = "RBX RCX RDX RSI RDI RBP RAX DS ES FS GS ORIG RIP CS RFLAGS RSP SS"
FIELDS_I386 = [getattr(registers, name) if name != "ORIG" else -1 for name in _FIELDS_I386.split()]


def _in_call(t: Task) -> bool:
    if t.phase is not Phase.CALL and t.call_number in SIGNAL_RETURNS:
        return False  # the registers are those of before the signal, which came behind a call
    return t.phase is Phase.CALL or bool(t.restart) or (t.traced is not None and t.traced.kind == "exit")


def original_call(t: Task) -> int:
    """orig_rax: the number of the call that the task is in, minus one when it is in none."""
    number = t.call_number & U32
    return U64 if not _in_call(t) or number == SKIPPED else number


def _shown(t: Task) -> list[int]:
    regs = list(t.context.regs)
    regs[registers.RFLAGS] = single_step.flags_of(t)
    return regs


def registers_of(t: Task) -> list[int]:
    """The words of struct user_regs_struct."""
    regs = _shown(t)
    original = original_call(t)
    return [original if field < 0 else regs[field] for field in FIELDS]


def registers_of_i386(t: Task) -> list[int]:
    """The words of i386's."""
    regs = _shown(t)
    original = original_call(t)
    return [(original if field < 0 else regs[field]) & U32 for field in FIELDS_I386]

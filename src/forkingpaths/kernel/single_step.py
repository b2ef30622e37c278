"""A tracer's single steps (PTRACE_SINGLESTEP): the flag TF of the tracee, and whose it is (arch/x86/kernel/step.c).

    begin, when the tracer resumes it so -> one instruction, #DB   -> a signal-delivery-stop of SIGTRAP, TRAP_TRACE
                                         -> a system call is over  -> the same with TRAP_BRKPT, before the next instruction
                                         -> a handler is entered   -> a stop of its own at the handler's first instruction
    end, when it is resumed in any other way

While the flag is *forced*, set by the tracer and not by the program, nobody sees it: not the tracer in the registers, not the program
in its handler's frame.  (A program that pushes its flags does, as on Linux.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.signals import TRAP_BRKPT, Signal
from forkingpaths.kernel import instructions
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import send
from forkingpaths.machine.registers import RFLAGS, RIP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

TRAP_FLAG = 0x100  # of RFLAGS: one instruction, then #DB
STEPS = ("step", "emulate step")  # of Tracee.mode
SETS_THE_FLAG = (0x9D, 0xCF)  # popf, iret
SIGTRAP = int(Signal.SIGTRAP)


def begin(t: Task) -> None:
    """The tracee is to make one step."""
    tracee = t.traced
    assert tracee is not None
    regs = t.context.regs
    was_set = regs[RFLAGS] & TRAP_FLAG
    regs[RFLAGS] |= TRAP_FLAG
    instruction = instructions.at(t)
    if instruction is not None and instruction.opcode in SETS_THE_FLAG:
        tracee.forced_trap = False  # what the flag is behind it is the program's doing
    elif not was_set:
        tracee.forced_trap = True


def end(t: Task) -> None:
    """The tracee steps no more."""
    tracee = t.traced
    assert tracee is not None
    if tracee.forced_trap:
        tracee.forced_trap = False
        t.context.regs[RFLAGS] &= ~TRAP_FLAG


def flags_of(t: Task) -> int:
    """RFLAGS as the program would have it without its tracer."""
    flags: int = t.context.regs[RFLAGS]
    forced = t.traced is not None and t.traced.forced_trap
    return flags & ~TRAP_FLAG if forced else flags


def set_flags(t: Task, flags: int) -> None:
    """The tracer has set RFLAGS."""
    tracee = t.traced
    assert tracee is not None
    if flags & TRAP_FLAG:
        tracee.forced_trap = False
    elif tracee.forced_trap:
        flags |= TRAP_FLAG
    t.context.regs[RFLAGS] = flags


def at_exit(k: Kernel, t: Task) -> None:
    """A system call is over: the step is."""
    if not t.pending.mask >> (SIGTRAP - 1) & 1:
        send.force(k, t, infos.fault(SIGTRAP, TRAP_BRKPT, t.context.regs[RIP]))


def before_handler(t: Task) -> bool:
    """A handler is about to be entered: whether that is the step."""
    tracee = t.traced
    if tracee is None or tracee.mode not in STEPS:
        return False
    end(t)
    return True

"""The frame that a signal handler runs on, and the way back (arch/x86/kernel/signal.c, signal_64.c).

From high addresses down: the interrupted stack, its red zone (128 bytes), the FXSAVE image on a multiple of 64, then
`rt_sigframe` at 8 modulo 16: the return address (the restorer, which calls rt_sigreturn), struct ucontext, siginfo_t
(written only with SA_SIGINFO). abi/sigframe.py draws it.

The handler starts with rdi = signal, rsi = &siginfo, rdx = &ucontext, rax = 0, direction and trap flags clear and the
floating-point unit as at exec; every other register is as it was.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Final

from forkingpaths.abi.errno import SysError
from forkingpaths.abi.sigframe import (
    EFLAGS_DF,
    EFLAGS_RESTORED,
    EFLAGS_RF,
    EFLAGS_TF,
    FPU_CW_DEFAULT,
    FXSAVE_MXCSR,
    FXSAVE_SIZE,
    MXCSR_DEFAULT,
    MXCSR_MASK_DEFAULT,
    RED_ZONE,
    RT_SIGFRAME_INFO,
    RT_SIGFRAME_SIZE,
    RT_SIGFRAME_UC,
    UC_SIGCONTEXT_SS,
    UC_STRICT_RESTORE_SS,
    USER_CS,
    USER_DS,
)
from forkingpaths.abi.signals import SA_ONSTACK, SA_RESTORER, SA_SIGINFO, SS_AUTODISARM, SS_DISABLE
from forkingpaths.kernel.signals.info import pack
from forkingpaths.kernel.task import Action, SigInfo, Task
from forkingpaths.machine import registers as r

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

U64: Final = 0xFFFF_FFFF_FFFF_FFFF
UC_FLAGS: Final = UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS
# return address; uc_flags, uc_link, uc_stack; r8-r15 di si bp bx dx ax cx sp ip flags; cs gs fs ss; err trapno oldmask
# cr2 fpstate; reserved; uc_sigmask
FRAME: Final = Struct("<QQQQi4xQ18Q4H5Q64xQ")
# what comes back: uc_flags and uc_stack, registers, selectors, fpstate, uc_sigmask
RETURN: Final = Struct("<Q8xQi4xQ18QH4xH32xQ64xQ")
_R8, _R15, _RDI, _RSI, _RBP, _RBX, _RDX, _RAX, _RCX, _RSP, _RIP = (
    *(r.R8, r.R15, r.RDI, r.RSI, r.RBP, r.RBX, r.RDX, r.RAX, r.RCX, r.RSP, r.RIP),
)
_FLAGS, _CS, _SS = r.RFLAGS, r.CS, r.SS
GENERAL: Final = Struct("<17Q")  # rax to r15 and rip, as they lie in a context
_MXCSR: Final = Struct("<I")
INITIAL_FXSAVE: Final = Struct("<H22xII480x").pack(
    FPU_CW_DEFAULT, MXCSR_DEFAULT, MXCSR_MASK_DEFAULT
)  # as at exec


def on_stack(stack: tuple[int, int, int], sp: int) -> bool:
    """Whether `sp` lies on the alternate stack."""
    return stack[0] < sp <= stack[0] + stack[1]


def stack_flags(stack: tuple[int, int, int], sp: int) -> int:
    """SS_DISABLE, SS_ONSTACK or 0, as sigaltstack(2) reports it."""
    if not stack[1]:
        return SS_DISABLE
    if stack[2] & SS_AUTODISARM:
        return 0
    return 1 if on_stack(stack, sp) else 0


def push(k: Kernel, t: Task, info: SigInfo, action: Action, mask: int) -> bool:
    """Lay the frame down and aim the registers at the handler.  False when the stack cannot take it (the caller then
    forces SIGSEGV)."""
    flags = action.flags
    if not flags & SA_RESTORER:  # "as x86-64 has no other way back, there is no frame without it"
        return False
    context = t.context
    regs = context.regs
    stack = t.alternate_stack
    sp: int = regs[_RSP]
    top = (sp - RED_ZONE) & U64
    bounded = bool(stack[1]) and not stack[2] & SS_AUTODISARM and on_stack(stack, sp)
    # "SA_ONSTACK: call the signal handler on an alternate signal stack": unless it is in use already
    if flags & SA_ONSTACK and stack_flags(stack, top) == 0:
        top = stack[0] + stack[1]
        bounded = True
    fpstate = (top - FXSAVE_SIZE) & U64 & ~63
    address = ((fpstate - RT_SIGFRAME_SIZE) & ~15) - 8
    # "Instead of overflowing the alternate stack, return an always-bogus address so that it dies with SIGSEGV"
    if address < 0 or (bounded and not on_stack(stack, address)):
        return False
    vector, error, cr2 = t.fault
    frame = FRAME.pack(
        action.restorer,
        UC_FLAGS, 0, stack[0], _signed32(stack[2]), stack[1],
        *regs[_R8 : _R15 + 1],
        regs[_RDI], regs[_RSI], regs[_RBP], regs[_RBX], regs[_RDX], regs[_RAX], regs[_RCX], sp, regs[_RIP], regs[_FLAGS],
        regs[_CS] & 0xFFFF, 0, 0, regs[_SS] & 0xFFFF,
        error, vector, mask, cr2, fpstate,
        mask,
    )  # fmt: skip
    if flags & SA_SIGINFO:
        frame += pack(info)
    memory = t.memory
    try:
        memory.write(fpstate, context.get_fxsave())
        memory.write(address, frame)
    except SysError:
        return False
    regs[_RDI] = info.signal
    regs[_RSI] = address + RT_SIGFRAME_INFO
    regs[_RDX] = address + RT_SIGFRAME_UC
    regs[_RAX] = 0
    regs[_RSP] = address
    regs[_RIP] = action.handler
    regs[_CS] = USER_CS
    regs[_SS] = USER_DS
    regs[_FLAGS] &= ~(EFLAGS_DF | EFLAGS_RF | EFLAGS_TF)
    context.set_fxsave(INITIAL_FXSAVE)
    if stack[2] & SS_AUTODISARM:
        t.alternate_stack = (0, 0, SS_DISABLE)
    return True


def pop(k: Kernel, t: Task) -> tuple[int, tuple[int, int, int]] | None:
    """Take the registers back from the frame at the stack pointer: (blocked mask, alternate stack) to restore, or
    None when the frame is bad."""
    context = t.context
    regs = context.regs
    memory = t.memory
    address = (regs[_RSP] - 8) & U64
    try:
        raw = memory.read(address + RT_SIGFRAME_UC, RETURN.size)
        (
            uc_flags, stack_sp, stack_flags_, stack_size,
            r8, r9, r10, r11, r12, r13, r14, r15, di, si, bp, bx, dx, ax, cx, sp, ip, flags,
            cs, ss, fpstate, mask,
        ) = RETURN.unpack(raw)  # fmt: skip
        image = memory.read(fpstate, FXSAVE_SIZE) if fpstate else None
    except SysError:
        return None
    if image is None:
        context.set_fxsave(INITIAL_FXSAVE)
    elif _MXCSR.unpack_from(image, FXSAVE_MXCSR)[0] & ~MXCSR_MASK_DEFAULT:
        return None  # FXRSTOR would fault
    else:
        try:
            context.set_fxsave(image)
        except ValueError:
            return None
    GENERAL.pack_into(
        context.regs, 0, ax, cx, dx, bx, sp, bp, si, di, r8, r9, r10, r11, r12, r13, r14, r15, ip
    )
    regs[_FLAGS] = (regs[_FLAGS] & ~EFLAGS_RESTORED) | (flags & EFLAGS_RESTORED)
    regs[_CS] = cs | 3
    regs[_SS] = ss | 3 if uc_flags & UC_STRICT_RESTORE_SS else USER_DS
    return mask, (stack_sp, stack_size, stack_flags_ & 0xFFFF_FFFF)


def _signed32(value: int) -> int:
    return value - (1 << 32) if value & 0x8000_0000 else value

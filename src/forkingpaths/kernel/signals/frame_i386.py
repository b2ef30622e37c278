"""The frame of a 32-bit signal handler, and the way back (arch/x86/kernel/signal_32.c); abi/i386/sigframe.py draws it.

Which frame a handler gets is decided when it is installed: by an i386 sigaction, so that a flag of the disposition says it.  Without
SA_SIGINFO it is the old frame, and sigreturn leads back; with it the new one, and rt_sigreturn.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Any, Final

from forkingpaths.abi.errno import SysError
from forkingpaths.abi.i386.sigframe import (
    FREGS_STATE,
    RT_SIGFRAME32_HEAD,
    RT_SIGFRAME32_INFO,
    RT_SIGFRAME32_RETCODE,
    RT_SIGFRAME32_SIZE,
    RT_SIGFRAME32_UC,
    RT_SIGRETURN_CODE,
    SIGCONTEXT32,
    SIGFRAME_EXTRAMASK,
    SIGFRAME_RETCODE,
    SIGFRAME_SC,
    SIGFRAME_SIZE,
    SIGRETURN_CODE,
    UCONTEXT32_HEAD,
    UCONTEXT32_MCONTEXT,
    UCONTEXT32_SIGMASK,
    FregsState,
    Sigcontext32,
)
from forkingpaths.abi.sigframe import (
    EFLAGS_DF,
    EFLAGS_RESTORED,
    EFLAGS_RF,
    EFLAGS_TF,
    FXSAVE_MXCSR,
    FXSAVE_SIZE,
    MXCSR_MASK_DEFAULT,
    USER32_CS,
    USER_DS,
)
from forkingpaths.abi.signals import SA_ONSTACK, SA_RESTORER, SA_SIGINFO, SS_AUTODISARM, SS_DISABLE
from forkingpaths.kernel.memory import vdso_i386
from forkingpaths.kernel.signals.frame import INITIAL_FXSAVE, on_stack, stack_flags
from forkingpaths.kernel.signals.info_i386 import pack
from forkingpaths.kernel.task import Action, SigInfo, Task
from forkingpaths.machine import registers as r

SA_IA32_ABI: Final = 0x0200_0000
"""The kernel's own flag of a disposition: installed by an i386 call."""
U32 = 0xFFFF_FFFF
U32S = Struct("<I")
ST, ST_SIZE, FREGS_ST_SIZE = (
    32,
    16,
    10,
)  # the x87 registers in an FXSAVE image; in an FSAVE image 10 bytes each

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel


def push(k: Kernel, t: Task, info: SigInfo, action: Action, mask: int) -> bool:
    """Lay the frame down and aim the registers at the handler.  False when the stack cannot take it."""
    flags = action.flags
    regs = t.context.regs
    stack = t.alternate_stack
    sp = regs[r.RSP] & U32
    top = sp
    bounded = bool(stack[1]) and not stack[2] & SS_AUTODISARM and on_stack(stack, sp)
    if flags & SA_ONSTACK and stack_flags(stack, sp) == 0:
        top = stack[0] + stack[1]
        bounded = True
    real_time = flags & SA_SIGINFO
    image = (top - FXSAVE_SIZE) & ~63
    fpstate = image - FREGS_STATE.size
    address = (fpstate - (RT_SIGFRAME32_SIZE if real_time else SIGFRAME_SIZE) + 4 & -16) - 4
    if address < 0 or (bounded and not on_stack(stack, address)):
        return False
    context = _sigcontext(t, sp, fpstate, mask)
    fxsave = t.context.get_fxsave()
    if real_time:
        frame = _new_frame(t, address, info, action, context, mask)
    else:
        frame = _old_frame(t, info, action, context, mask)
    memory = t.memory
    try:
        memory.write(image, fxsave)
        memory.write(fpstate, fsave(fxsave, regs))
        memory.write(address, frame)
    except SysError:
        return False
    regs[r.RAX] = info.signal
    regs[r.RDX] = address + RT_SIGFRAME32_INFO if real_time else 0
    regs[r.RCX] = address + RT_SIGFRAME32_UC if real_time else 0
    regs[r.RSP] = address
    regs[r.RIP] = action.handler
    regs[r.CS] = USER32_CS
    regs[r.DS] = regs[r.ES] = regs[r.SS] = USER_DS
    regs[r.RFLAGS] &= ~(EFLAGS_DF | EFLAGS_RF | EFLAGS_TF)
    t.context.set_fxsave(INITIAL_FXSAVE)
    if stack[2] & SS_AUTODISARM:
        t.alternate_stack = (0, 0, SS_DISABLE)
    return True


def _sigcontext(t: Task, sp: int, fpstate: int, mask: int) -> bytes:
    regs = t.context.regs
    vector, error, cr2 = t.fault
    selectors = (regs[s] & 0xFFFF for s in (r.GS, r.FS, r.ES, r.DS))
    general = (regs[g] & U32 for g in (r.RDI, r.RSI, r.RBP, r.RSP, r.RBX, r.RDX, r.RCX, r.RAX))
    return SIGCONTEXT32.pack(
        *selectors, *general, vector, error & U32, regs[r.RIP] & U32, regs[r.CS] & 0xFFFF, regs[r.RFLAGS] & U32, sp,
        regs[r.SS] & 0xFFFF, fpstate, mask & U32, cr2 & U32,
    )  # fmt: skip


def _old_frame(t: Task, info: SigInfo, action: Action, context: bytes, mask: int) -> bytes:
    back = action.restorer if action.flags & SA_RESTORER else t.memory.vdso + vdso_i386.SIGRETURN
    frame = bytearray(SIGFRAME_SIZE)
    frame[:SIGFRAME_SC] = U32S.pack(back & U32) + U32S.pack(info.signal)
    frame[SIGFRAME_SC : SIGFRAME_SC + len(context)] = context
    frame[SIGFRAME_EXTRAMASK : SIGFRAME_EXTRAMASK + 4] = U32S.pack(mask >> 32)
    frame[SIGFRAME_RETCODE:] = SIGRETURN_CODE
    return bytes(frame)


def _new_frame(t: Task, address: int, info: SigInfo, action: Action, context: bytes, mask: int) -> bytes:
    back = action.restorer if action.flags & SA_RESTORER else t.memory.vdso + vdso_i386.RT_SIGRETURN
    stack = t.alternate_stack
    user_context = UCONTEXT32_HEAD.pack(0, 0, stack[0], stack[2] - (stack[2] >> 31 << 32), stack[1]) + context
    head = RT_SIGFRAME32_HEAD.pack(
        back & U32, info.signal, address + RT_SIGFRAME32_INFO, address + RT_SIGFRAME32_UC
    )
    frame = head + pack(info) + user_context + mask.to_bytes(8, "little")
    assert len(frame) == RT_SIGFRAME32_RETCODE, "abi/i386/sigframe.py draws it otherwise"
    return frame + RT_SIGRETURN_CODE


def pop_old(t: Task) -> int | None:
    """sigreturn(2): take the registers back; the blocked mask to restore, or None when the frame is bad."""
    # the restorer has popped the return address and the signal's number
    address = (t.context.regs[r.RSP] - 8) & U32
    try:
        upper = t.memory.read_u32(address + SIGFRAME_EXTRAMASK)
        lower = _restore(t, address + SIGFRAME_SC)
    except SysError:
        return None
    return None if lower is None else upper << 32 | lower


def pop_new(t: Task) -> tuple[int, tuple[int, int, int]] | None:
    """rt_sigreturn(2): (blocked mask, alternate stack) to restore, or None."""
    address = ((t.context.regs[r.RSP] - 4) & U32) + RT_SIGFRAME32_UC
    try:
        _, _, stack, flags, size = UCONTEXT32_HEAD.unpack(t.memory.read(address, UCONTEXT32_HEAD.size))
        mask = t.memory.read_u64(address + UCONTEXT32_SIGMASK)
        if _restore(t, address + UCONTEXT32_MCONTEXT) is None:
            return None
    except SysError:
        return None
    return mask, (stack, size, flags & U32)


def _restore(t: Task, address: int) -> int | None:
    """The registers from a struct sigcontext; its `oldmask`, or None when the floating-point state is bad.  EFAULT."""
    c = Sigcontext32._make(SIGCONTEXT32.unpack(t.memory.read(address, SIGCONTEXT32.size)))
    regs = t.context.regs
    if c.fpstate:
        fregs = FregsState._make(FREGS_STATE.unpack(t.memory.read(c.fpstate, FREGS_STATE.size)))
        image = _fxsave(fregs, t.memory.read(c.fpstate + FREGS_STATE.size, FXSAVE_SIZE))
        if U32S.unpack_from(image, FXSAVE_MXCSR)[0] & ~MXCSR_MASK_DEFAULT:
            return None
        t.context.set_fxsave(image)
    else:
        t.context.set_fxsave(INITIAL_FXSAVE)
    for register, value in (
        *((r.RDI, c.edi), (r.RSI, c.esi), (r.RBP, c.ebp), (r.RSP, c.esp), (r.RBX, c.ebx), (r.RDX, c.edx)),
        *((r.RCX, c.ecx), (r.RAX, c.eax), (r.RIP, c.eip), (r.CS, c.cs | 3), (r.SS, c.ss | 3)),
        *((r.GS, _selector(c.gs)), (r.FS, _selector(c.fs)), (r.DS, _selector(c.ds)), (r.ES, _selector(c.es))),
    ):
        regs[register] = value
    regs[r.RFLAGS] = (regs[r.RFLAGS] & ~EFLAGS_RESTORED) | (c.eflags & EFLAGS_RESTORED)
    return c.oldmask


def _selector(value: int) -> int:
    """ "Reload fs and gs if they have changed in the signal handler": null, or with the rights of a user."""
    return value | 3 if value & ~3 else value


def fsave(fxsave: bytes, regs: Any) -> bytes:
    """The head of the floating-point state in FSAVE's shape (convert_from_fxsr)."""
    control, status = fxsave[0:2], fxsave[2:4]
    top = fxsave[3] >> 3 & 7
    tags = 0
    for number in range(8):
        here = _tag(fxsave, (number - top) & 7) if fxsave[4] >> number & 1 else 3
        tags |= here << 2 * number
    st = b"".join(fxsave[ST + ST_SIZE * n : ST + ST_SIZE * n + FREGS_ST_SIZE] for n in range(8))
    instruction, operand = (int.from_bytes(fxsave[at : at + 4], "little") for at in (8, 16))
    return FREGS_STATE.pack(
        int.from_bytes(control, "little") | 0xFFFF_0000, int.from_bytes(status, "little") | 0xFFFF_0000, tags | 0xFFFF_0000,
        instruction, regs[r.CS] & 0xFFFF, operand, 0xFFFF_0000 | (regs[r.DS] & 0xFFFF), st, int.from_bytes(status, "little"), 0,
    )  # fmt: skip


def _tag(fxsave: bytes, register: int) -> int:
    """FSAVE's two bits for a register in use: 0 a number, 1 zero, 2 anything else."""
    at = ST + ST_SIZE * register
    significand = int.from_bytes(fxsave[at : at + 8], "little")
    exponent = int.from_bytes(fxsave[at + 8 : at + 10], "little") & 0x7FFF
    if exponent == 0x7FFF:
        return 2
    if not exponent:
        return 2 if significand else 1
    return 0 if significand >> 63 else 2


def _fxsave(fregs: FregsState, image: bytes) -> bytes:
    """The FXSAVE image of a frame with the x87 part from the FSAVE image before it (convert_to_fxsr)."""
    in_use = sum(1 << n for n in range(8) if fregs.twd >> 2 * n & 3 != 3)
    head = (
        (fregs.cwd & 0xFFFF).to_bytes(2, "little")
        + (fregs.swd & 0xFFFF).to_bytes(2, "little")
        + bytes([in_use])
    )
    made = bytearray(image)
    made[: len(head)] = head
    for n in range(8):
        made[ST + ST_SIZE * n : ST + ST_SIZE * n + FREGS_ST_SIZE] = fregs.st[
            FREGS_ST_SIZE * n : FREGS_ST_SIZE * (n + 1)
        ]
    return bytes(made)

"""What the kernel leaves on the stack for an x86-64 signal handler (arch/x86/kernel/signal.c).

From the handler's stack pointer upwards:

    0    the return address: the restorer, which calls rt_sigreturn
    8    struct ucontext, 304 bytes: flags, link, stack_t, sigcontext, blocked mask
    312  siginfo_t, 128 bytes
    440  end of the frame; above it, 64-byte aligned, lies the floating-point state

The frame's address is chosen so that it is 8 modulo 16, as after a call. The 128 bytes below the interrupted
stack pointer (the red zone) are left alone. `sigcontext.fpstate` points at an FXSAVE image of 512 bytes. In
its last 48 bytes software may say that more follows: with FP_XSTATE_MAGIC1 there, and FP_XSTATE_MAGIC2 after
`xstate_size` bytes, it is an XSAVE image; without them it is FXSAVE alone, as on a processor without XSAVE.
"""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple


class Sigcontext(NamedTuple):
    """struct sigcontext: the registers at the moment of the signal."""

    r8: int
    r9: int
    r10: int
    r11: int
    r12: int
    r13: int
    r14: int
    r15: int
    rdi: int
    rsi: int
    rbp: int
    rbx: int
    rdx: int
    rax: int
    rcx: int
    rsp: int
    rip: int
    eflags: int
    cs: int
    gs: int
    fs: int
    ss: int
    err: int  # the page fault's error code, if there was one
    trapno: int  # the processor's vector: 14 for a page fault
    oldmask: int
    cr2: int
    fpstate: int


SIGCONTEXT: Final = Struct("<18Q4H5Q64x")


class Ucontext(NamedTuple):
    """The head of struct ucontext, before the sigcontext."""

    flags: int
    link: int
    stack_sp: int
    stack_flags: int
    stack_size: int


UCONTEXT_HEAD: Final = Struct("<QQQi4xQ")
UCONTEXT_MCONTEXT: Final = 40  # offsets inside struct ucontext
UCONTEXT_SIGMASK: Final = 296
UCONTEXT_SIZE: Final = 304

UC_FP_XSTATE: Final = 1
UC_SIGCONTEXT_SS: Final = 2
UC_STRICT_RESTORE_SS: Final = 4

RT_SIGFRAME_UC: Final = 8
RT_SIGFRAME_INFO: Final = 312
RT_SIGFRAME_SIZE: Final = 440
RED_ZONE: Final = 128

FXSAVE_SIZE: Final = 512
FXSAVE_MXCSR: Final = 24
FXSAVE_SW_RESERVED: Final = 464
FP_XSTATE_MAGIC1: Final = 0x46505853
FP_XSTATE_MAGIC2: Final = 0x46505845
MXCSR_DEFAULT: Final = 0x1F80
FPU_CW_DEFAULT: Final = 0x037F
MXCSR_MASK_DEFAULT: Final = 0xFFFF  # bits that may be set; others make FXRSTOR fault


class FpxSwBytes(NamedTuple):
    """struct _fpx_sw_bytes, at FXSAVE_SW_RESERVED."""

    magic1: int
    extended_size: int
    xfeatures: int
    xstate_size: int


FPX_SW_BYTES: Final = Struct("<IIQI28x")

# Flags that rt_sigreturn takes from the frame (FIX_EFLAGS); the others keep their value.
EFLAGS_RESTORED: Final = 0x00050DD5
EFLAGS_CF: Final = 0x0001
EFLAGS_TF: Final = 0x0100
EFLAGS_DF: Final = 0x0400
EFLAGS_RF: Final = 0x00010000
EFLAGS_AC: Final = 0x00040000

USER_CS: Final = 0x33
USER_DS: Final = 0x2B  # also SS
USER32_CS: Final = 0x23

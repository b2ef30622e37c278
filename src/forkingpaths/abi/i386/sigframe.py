"""What the kernel leaves on the stack for an i386 signal handler (arch/x86/ia32/ia32_signal.c).

Two kinds. Without SA_SIGINFO, from the handler's stack pointer upwards:

    0    the return address: the restorer, or `retcode` below
    4    the signal's number, the handler's argument
    8    struct sigcontext, 88 bytes
    96   an unused struct _fpstate, 624 bytes
    720  the upper half of the blocked mask (the lower half is sigcontext.oldmask)
    724  retcode, 8 bytes: code that calls sigreturn, for debuggers to recognise
    732  end

With SA_SIGINFO:

    0    the return address
    4    the signal's number, then pointers to the siginfo (8) and to the ucontext (12)
    16   siginfo_t, 128 bytes
    144  struct ucontext, 116 bytes: flags, link, stack_t, sigcontext, mask
    260  retcode, 8 bytes: code that calls rt_sigreturn
    268  end

Above either lies the floating-point state: FSAVE's 108 bytes, status and magic (4), then an FXSAVE image of 512.
The frame's address is chosen so that it is 12 modulo 16, as after a call.
"""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple


class Sigcontext32(NamedTuple):
    """struct sigcontext of i386; segment registers are 16 bits, each followed by 16 bits of padding."""

    gs: int
    fs: int
    es: int
    ds: int
    edi: int
    esi: int
    ebp: int
    esp: int
    ebx: int
    edx: int
    ecx: int
    eax: int
    trapno: int
    err: int
    eip: int
    cs: int
    eflags: int
    esp_at_signal: int
    ss: int
    fpstate: int
    oldmask: int
    cr2: int


SIGCONTEXT32: Final = Struct("<H2xH2xH2xH2x11IH2xIIH2xIII")

SIGFRAME_SC: Final = 8
SIGFRAME_EXTRAMASK: Final = 720
SIGFRAME_RETCODE: Final = 724
SIGFRAME_SIZE: Final = 732
SIGRETURN_CODE: Final = bytes.fromhex("58b877000000cd80")  # pop %eax; mov $__NR_sigreturn, %eax; int $0x80

RT_SIGFRAME32_HEAD: Final = Struct("<IiII")  # pretcode, sig, pinfo, puc
RT_SIGFRAME32_INFO: Final = 16
RT_SIGFRAME32_UC: Final = 144
RT_SIGFRAME32_RETCODE: Final = 260
RT_SIGFRAME32_SIZE: Final = 268
RT_SIGRETURN_CODE: Final = bytes.fromhex("b8ad000000cd8000")  # mov $__NR_rt_sigreturn, %eax; int $0x80; pad

UCONTEXT32_HEAD: Final = Struct("<IIIiI")  # flags, link, stack: abi.sigframe.Ucontext
UCONTEXT32_MCONTEXT: Final = 20
UCONTEXT32_SIGMASK: Final = 108
UCONTEXT32_SIZE: Final = 116


class FregsState(NamedTuple):
    """struct fregs_state: the FSAVE image with which the frame's floating-point state begins."""

    cwd: int
    swd: int
    twd: int
    fip: int
    fcs: int
    foo: int
    fos: int
    st: bytes
    status: int
    magic: int


FREGS_STATE: Final = Struct("<7I80sHH")
X86_FXSR_MAGIC: Final = 0x0000  # `magic` when an FXSAVE image follows; 0xFFFF when none does

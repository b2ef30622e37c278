"""What a processor exception means to the program that caused it (arch/x86/kernel/traps.c, arch/x86/mm/fault.c).

Page faults go to the memory map, which repairs them or says which signal they are.  The other exceptions are signals,
by TABLE.  A #GP may be an instruction that this kernel carries out itself: RDTSC and RDTSCP, because time is virtual.

The engine itself raises neither #XM, #MF and #AC nor #GP for an SSE operand that is not on a multiple of 16; machine/native.c does.
What it reports otherwise than a processor is mended there and in instructions.py; machine/__init__.py lists what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi.errno import SysError
from forkingpaths.abi.signals import (
    BUS_ADRALN,
    FPE_FLTDIV,
    FPE_FLTINV,
    FPE_FLTOVF,
    FPE_FLTRES,
    FPE_FLTUND,
    FPE_INTDIV,
    ILL_ILLOPN,
    SEGV_ACCERR,
    SI_KERNEL,
    TRAP_BRKPT,
    TRAP_TRACE,
    Signal,
)
from forkingpaths.kernel import instructions
from forkingpaths.kernel.clock import TSC_PER_NS
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.instructions import INT1
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import SigInfo, Task
from forkingpaths.machine import TrapKind
from forkingpaths.machine.registers import RAX, RCX, RDX, RFLAGS, RIP
from forkingpaths.machine.trap import AS_IT_IS

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

DE, DB, BP, OF, BR, UD, NM, TS, NP, SS, GP, PF, MF, AC, XM = (
    0,
    1,
    3,
    4,
    5,
    6,
    7,
    10,
    11,
    12,
    13,
    14,
    16,
    17,
    19,
)
TRAP_FLAG = 0x100
PR_TSC_SIGSEGV = 2
RDTSC, GROUP_7, RDTSCP = 0x0F31, 0x0F01, 0xF9
U32, U64 = 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF
ERROR_PRESENT, ERROR_WRITE, ERROR_USER, ERROR_FETCH = 1, 2, 4, 16
USER_TOP = 0x7FFF_FFFF_F000


class Meaning(NamedTuple):
    """A signal; its si_code, 0 for SI_KERNEL (then there is no si_addr); whether si_addr is the instruction's address."""

    signal: int
    code: int = 0
    at_instruction: bool = False


TABLE = {
    DE: Meaning(Signal.SIGFPE, FPE_INTDIV, True),
    DB: Meaning(Signal.SIGTRAP, TRAP_TRACE, True),
    INT1: Meaning(Signal.SIGTRAP, TRAP_BRKPT, True),
    BP: Meaning(Signal.SIGTRAP),
    OF: Meaning(Signal.SIGSEGV),
    BR: Meaning(Signal.SIGSEGV),
    UD: Meaning(Signal.SIGILL, ILL_ILLOPN, True),
    TS: Meaning(Signal.SIGSEGV),
    NP: Meaning(Signal.SIGBUS),
    SS: Meaning(Signal.SIGBUS),
    GP: Meaning(Signal.SIGSEGV),
    AC: Meaning(Signal.SIGBUS, BUS_ADRALN),
}


def handle_trap(k: Kernel, t: Task, trap: int) -> None:
    """Repair what `trap` complains of, or send its signal to the thread."""
    machine = k.machine
    if trap == TrapKind.PAGE_FAULT:
        _page_fault(k, t, machine.trap_address, machine.trap_error_code)
    elif trap == TrapKind.EXCEPTION:
        _exception(k, t, machine.trap_vector, machine.trap_error_code)
    else:
        k.not_modelled(f"processor: {TrapKind(trap).name} {machine.engine_words}")
        _signal(k, t, SigInfo(int(Signal.SIGILL), SI_KERNEL))


def _page_fault(k: Kernel, t: Task, address: int, error: int) -> None:
    from forkingpaths.kernel.memory import vsyscall
    from forkingpaths.kernel.memory.fault import fault

    if error & ERROR_FETCH and address - t.context.regs[RIP] >= instructions.LONGEST:
        _exception(k, t, GP, 0)  # all that an instruction may have was there
        return
    if address >= USER_TOP and vsyscall.emulate(k, t, address, error):
        return
    info = fault(k, t, address, error)
    if info is None:
        return
    if instructions.through_no_segment(t):
        _exception(k, t, GP, 0)
        return
    if not error & ERROR_FETCH:
        source = instructions.other_operand(t, address)
        before = fault(k, t, source, 0) if source is not None and not _there(t, source) else None
        if source is not None and before is not None:
            address, info = source, before
            error = ERROR_PRESENT if info.code == SEGV_ACCERR else 0
        vector = instructions.refused_before(t, address)
        if vector:
            _exception(k, t, vector, 0)
            return
    if not error & (ERROR_WRITE | ERROR_FETCH) and instructions.writes_what_it_read(t):
        error |= ERROR_WRITE
    # the program must not learn from the error code whether a kernel address is mapped
    if address >= USER_TOP:
        error |= ERROR_PRESENT
    t.fault = (PF, error | ERROR_USER, address)
    _tell(k, t, PF, error, address)
    _signal(k, t, info)


def _there(t: Task, address: int) -> bool:
    try:
        t.memory.read(address, 1)
    except SysError:
        return False
    return True


def _exception(k: Kernel, t: Task, vector: int, error: int) -> None:
    if vector in (GP, UD) and not error and k.machine.trap_address != AS_IT_IS:
        vector, error = _emulate(k, t, vector)
        if vector < 0:
            return
    rip = t.context.regs[RIP]
    _tell(k, t, vector, error, rip)
    t.fault = (DB if vector == INT1 else vector, error & U64, t.fault[2])
    if vector in (MF, XM):
        info = infos.fault(Signal.SIGFPE, _floating_point_code(t, vector), rip)
    else:
        meaning = TABLE.get(vector)
        if meaning is None:
            k.not_modelled(f"processor exception {vector}")
            meaning = TABLE[GP]
        signal = int(meaning.signal)
        if meaning.code:
            info = infos.fault(signal, meaning.code, rip if meaning.at_instruction else 0)
        else:
            info = SigInfo(signal, SI_KERNEL)
    _signal(k, t, info)


def _signal(k: Kernel, t: Task, info: SigInfo) -> None:
    send.force(k, t, info)


def _tell(k: Kernel, t: Task, vector: int, error: int, address: int) -> None:
    if k.listeners:
        k.emit(t.tid, Kind.FAULT, (vector, error, address, t.context.regs[RIP]))
    else:
        k.step_number += 1


def _floating_point_code(t: Task, vector: int) -> int:
    """si_code from the exception that is raised and not masked, in the order of `fpu__exception_code`."""
    image = t.context.get_fxsave()
    if vector == MF:
        control = int.from_bytes(image[0:2], "little")
        raised = int.from_bytes(image[2:4], "little") & ~control
    else:
        mxcsr = int.from_bytes(image[24:28], "little")
        raised = mxcsr & ~(mxcsr >> 7)
    for bits, code in (
        (0x001, FPE_FLTINV),
        (0x004, FPE_FLTDIV),
        (0x008, FPE_FLTOVF),
        (0x012, FPE_FLTUND),
        (0x020, FPE_FLTRES),
    ):
        if raised & bits:
            return code
    return 0


def _emulate(k: Kernel, t: Task, vector: int) -> tuple[int, int]:
    """Carry out the instruction at RIP if it is one that reads the time-stamp counter: then -1.  Else vector and error code that
    a real processor would report."""
    regs = t.context.regs
    instruction = instructions.at(t)
    opcode = instruction.opcode if instruction is not None else 0
    if instruction is None or not (opcode == RDTSC or (opcode == GROUP_7 and instruction.rest[0] == RDTSCP)):
        return instructions.real_vector(t, vector)
    # PR_SET_TSC: "PR_TSC_SIGSEGV: throw a SIGSEGV when the process tries to read the timestamp counter"
    if t.extras.get("tsc") == PR_TSC_SIGSEGV:
        return GP, 0
    if opcode == GROUP_7:  # also the processor's number
        regs[RCX] = 0
    ticks = k.clock.monotonic_ns() * TSC_PER_NS
    regs[RAX] = ticks & U32
    regs[RDX] = ticks >> 32 & U32
    regs[RIP] += instruction.length + (opcode == GROUP_7)
    if regs[RFLAGS] & TRAP_FLAG:
        _exception(k, t, DB, 0)
    return -1, 0

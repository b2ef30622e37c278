"""Hardware breakpoints (Intel SDM, volume 3, 17.2): debug registers, set by a tracer's PTRACE_POKEUSER at u_debugreg (ptrace(2)).

DR0 to DR3 are addresses; DR7 says which count, for what (instructions, writes, reads and writes) and for how many bytes; DR6 which
were met. They are the thread's, in `Task.extras`, from the first that is set until exec; a new thread has none.  While one counts, the
thread's instructions are carried out one by one: one that is to be executed at such an address traps before, one that has touched such
bytes behind, with SIGTRAP and TRAP_HWBKPT.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.signals import TRAP_HWBKPT, Signal
from forkingpaths.kernel import precise
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Task
from forkingpaths.machine import TrapKind
from forkingpaths.machine.cpu import OUT_BLOCKS_LEFT, Access
from forkingpaths.machine.registers import RIP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

NAME = "debug_registers"
PASSED = (
    "debug_passed"  # in the extras: the instruction at which it has trapped, and may go on now (the flag RF)
)
TASK_SIZE_MAX = 0x7FFF_FFFF_F000
EXECUTE, WRITE, PORT, ACCESS = range(4)
LENGTHS = (1, 2, 8, 4)
RESERVED_7 = 0xFFFF_FFFF_0000_FC00
RESERVED_6 = 0xFFFF_0FF0
STEPS = 100_000  # before the fuel counts as used up
STOP_POINT, FUEL = int(TrapKind.STOP_POINT), int(TrapKind.FUEL)


def peek(t: Task, number: int) -> int:
    registers: list[int] = t.extras.get(NAME, [0] * 8)
    return registers[number]


def poke(t: Task, number: int, value: int) -> None:
    """Set one register; SysError(EINVAL) for what no processor would take, EIO for DR4 and DR5."""
    registers = list(t.extras.get(NAME, [0] * 8))
    if number < 4:
        # "the address is of the kernel", or the register counts already and its address would not fit its length
        if value >= TASK_SIZE_MAX or (
            _counts(registers[7], number) and value & (_length(registers[7], number) - 1)
        ):
            raise SysError(Errno.EINVAL)
    elif number == 6:
        value ^= RESERVED_6
    elif number == 7:
        value &= ~RESERVED_7
        _check_control(t, registers, value)
    else:
        raise SysError(Errno.EIO)
    registers[number] = value
    t.extras[NAME] = registers


def _counts(control: int, number: int) -> bool:
    return bool(control >> 2 * number & 3)


def _length(control: int, number: int) -> int:
    return LENGTHS[control >> (18 + 4 * number) & 3]


def _kind(control: int, number: int) -> int:
    return control >> (16 + 4 * number) & 3


def _check_control(t: Task, registers: list[int], control: int) -> None:
    for number in range(4):
        if not _counts(control, number):
            continue
        length, kind = _length(control, number), _kind(control, number)
        if kind == PORT or (kind == EXECUTE and length != 1) or registers[number] & (length - 1):
            raise SysError(Errno.EINVAL)


def any_counts(t: Task) -> bool:
    return NAME in t.extras and bool(t.extras[NAME][7] & 0xFF)


def run(k: Kernel, t: Task, fuel_blocks: int) -> int:
    """Go on as `machine.run` does, looking at each instruction: the trap that ends it, FUEL after a breakpoint was met."""
    machine = k.machine
    context = t.context
    registers: list[int] = t.extras[NAME]
    control = registers[7]
    wanted = [
        (n, _kind(control, n), registers[n], _length(control, n)) for n in range(4) if _counts(control, n)
    ]
    for _ in range(STEPS):
        rip = context.regs[RIP]
        passed = t.extras.pop(PASSED, None) == rip
        met = [n for n, kind, address, _ in wanted if kind == EXECUTE and address == rip and not passed]
        if met:
            t.extras[PASSED] = rip
            machine.out[OUT_BLOCKS_LEFT] = fuel_blocks
            _trap(k, t, met)
            return FUEL
        trap = precise.single_step(k, t, fuel_blocks, {}, {})
        fuel_blocks = machine.out[OUT_BLOCKS_LEFT]
        met = _touched(machine.access_log(), wanted)
        if met:
            _trap(k, t, met)
            return FUEL if trap == STOP_POINT else trap
        if trap != STOP_POINT:
            return trap
    return FUEL


def _touched(accesses: list[Access], wanted: list[tuple[int, int, int, int]]) -> list[int]:
    met = []
    for number, kind, address, length in wanted:
        for _, start, size, write, _ in accesses:
            if kind == EXECUTE or (kind == WRITE and not write):
                continue
            if start < address + length and address < start + size:
                met.append(number)
                break
    return met


def _trap(k: Kernel, t: Task, met: list[int]) -> None:
    registers = list(t.extras[NAME])
    for number in met:
        registers[6] |= 1 << number
    t.extras[NAME] = registers
    send.force(k, t, infos.fault(int(Signal.SIGTRAP), TRAP_HWBKPT, t.context.regs[RIP]))

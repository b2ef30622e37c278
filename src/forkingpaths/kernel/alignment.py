"""The alignment check: code that has set the flag AC of EFLAGS runs here, one instruction at a time (Intel SDM, volume 3, 6.15, "#AC").

The fast engine makes no such check; it stops when the flag is set, or about to be by POPF or a signal frame.  From then on each instruction
is carried out and its accesses looked at, until the flag is clear again.  Under the explorer, which runs on the precise engine, there is no
check.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.machine import TrapKind
from forkingpaths.machine.cpu import OUT_BLOCKS_LEFT
from forkingpaths.machine.registers import RFLAGS

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

AC = 1 << 18
LONGEST = 100_000  # instructions before the fuel counts as used up
STOP_POINT, FUEL, ALIGNMENT = int(TrapKind.STOP_POINT), int(TrapKind.FUEL), int(TrapKind.ALIGNMENT)


def run(k: Kernel, t: Task, fuel_blocks: int) -> int:
    """Go on as `machine.run` does, with the check for as long as the flag is set: the trap that ends it."""
    machine = k.machine
    context = t.context
    for _ in range(LONGEST):
        trap = machine.run_aligned(context, fuel_blocks)
        if trap == STOP_POINT and not context.regs[RFLAGS] & AC:
            trap = machine.run(context, machine.out[OUT_BLOCKS_LEFT])
        elif trap == STOP_POINT:
            trap = ALIGNMENT
        fuel_blocks = machine.out[OUT_BLOCKS_LEFT]
        if trap != ALIGNMENT:
            return trap
    return FUEL

"""What a processor checks and the fast engine does not: alignment while the flag AC of EFLAGS is set (Intel SDM, volume 3, 6.15,
"#AC"), and floating-point exceptions that MXCSR or the x87's control word does not mask ("#XM", "#MF").

The fast engine stops when it is to run with such a setting, or an instruction is about to make it (POPF, LDMXCSR, FLDCW and their
like; a signal frame). From then on each instruction is carried out by itself and looked at, and taken back if it may not be, until
the setting is an ordinary one again.  An exception of the x87 comes with the next x87 instruction that waits, as it does there; that
of a denormal operand is never noticed, the engine's arithmetic has no flag for it.  Under the explorer, which runs on the
precise engine, there are no such checks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.machine import TrapKind
from forkingpaths.machine.cpu import OUT_BLOCKS_LEFT

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

LONGEST = 100_000  # instructions before the fuel counts as used up
STOP_POINT, FUEL, ALIGNMENT = int(TrapKind.STOP_POINT), int(TrapKind.FUEL), int(TrapKind.ALIGNMENT)


def run(k: Kernel, t: Task, fuel_blocks: int) -> int:
    """Go on as `machine.run` does, with the checks for as long as they are asked for: the trap that ends it."""
    machine = k.machine
    context = t.context
    for _ in range(LONGEST):
        trap = machine.run_aligned(context, fuel_blocks)
        if trap == STOP_POINT:
            trap = machine.run(context, machine.out[OUT_BLOCKS_LEFT])
        fuel_blocks = machine.out[OUT_BLOCKS_LEFT]
        if trap != ALIGNMENT:
            return trap
    return FUEL

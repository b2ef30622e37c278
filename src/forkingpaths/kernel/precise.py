"""User code looked at instruction by instruction: exact stops, and the memory accesses of the running transition.

A transition may run in several stretches (a page fault ends one); instruction numbers go on across them, so that a number names the
same instruction in every run of the same choices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task


def run(k: Kernel, t: Task, fuel_blocks: int, instructions: int) -> int:
    """One stretch on the precise engine; `instructions` 0 means no limit.  Returns the trap kind; `k.instructions_run` says how many
    instructions were completed, and when `k.watched`, `k.accesses` grows by (instruction, address, size, is a write, physical address),
    `k.access_places` by where and what (machine.access_places)."""
    machine = k.machine
    trap = machine.run_precise(t.context, instructions or None, log=k.watched, fuel_blocks=fuel_blocks)
    k.instructions_run = machine.instructions
    if k.watched:
        start = k.instructions_total
        k.accesses += [
            (start + a.instruction, a.address, a.size, bool(a.write), a.physical)
            for a in machine.access_log()
        ]
        k.access_places += machine.access_places()
    k.instructions_total += k.instructions_run
    return trap

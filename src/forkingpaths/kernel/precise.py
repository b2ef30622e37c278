"""User code looked at instruction by instruction: exact stops, and the memory accesses of the running transition.

A transition may run in several stretches (a page fault ends one); instruction numbers go on across them, so that a number names the
same instruction in every run of the same choices.

A program that waits by turning in a loop would fill the log with nothing new.  Watched code therefore runs in pieces of SPIN_BLOCKS; when
registers and memory are after a piece what they were before it, the pieces that would follow change nothing either, as nobody else runs in
between: they are counted, and not carried out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forkingpaths.kernel.clock import BLOCK_NS
from forkingpaths.kernel.memory.vdso import CLOCK_PAGE
from forkingpaths.machine import TrapKind
from forkingpaths.machine.cpu import OUT_BLOCKS_LEFT

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SPIN_BLOCKS = 5040  # a multiple of every loop length up to ten blocks, and of most up to twenty
PAGE_SHIFT = 12


def run(k: Kernel, t: Task, fuel_blocks: int, instructions: int) -> int:
    """One stretch on the precise engine; `instructions` 0 means no limit.  Returns the trap kind; `k.instructions_run` says how many
    instructions were completed, and when `k.watched`, `k.accesses` grows by (instruction, address, size, is a write, physical address),
    `k.access_places` by where and what (machine.access_places), and `k.spun` says whether pieces were left out."""
    if instructions or not k.watched or fuel_blocks <= SPIN_BLOCKS:
        return _piece(k, t, fuel_blocks, instructions)
    out = k.machine.out
    left = fuel_blocks
    before: tuple[bytes, dict[tuple[int, int], int]] | None = None
    while left > SPIN_BLOCKS:
        k.clock_page[0] = k.clock.now_ns + (fuel_blocks - left + SPIN_BLOCKS) * BLOCK_NS
        mark, counted = len(k.accesses), k.instructions_total
        trap = _piece(k, t, SPIN_BLOCKS, 0)
        left -= SPIN_BLOCKS - out[OUT_BLOCKS_LEFT]
        if trap != TrapKind.FUEL:
            out[OUT_BLOCKS_LEFT] = left
            return trap
        registers = t.context.to_bytes()
        if before is not None and before[0] == registers:
            written = _written(k, mark)
            if written == before[1]:
                times = left // SPIN_BLOCKS
                left -= times * SPIN_BLOCKS
                k.instructions_total += times * (k.instructions_total - counted)
                k.spun = True
                break
        before = registers, _written(k, mark)
    k.clock_page[0] = k.clock.now_ns + fuel_blocks * BLOCK_NS
    if left:
        trap = _piece(k, t, left, 0)
        k.spun = k.spun and trap == TrapKind.FUEL
        return trap
    out[OUT_BLOCKS_LEFT] = 0
    return TrapKind.FUEL


def _written(k: Kernel, start: int) -> dict[tuple[int, int], int]:
    """(physical address, size) -> the value last written there by the accesses from index `start` on; reading the clock counts, since it
    goes on."""
    words = memoryview(k.access_places).cast("Q")
    clock = _clock_frame(k)
    found: dict[tuple[int, int], int] = {}
    for index in range(start, len(k.accesses)):
        _, _, size, write, physical = k.accesses[index]
        if write or physical >> PAGE_SHIFT == clock:
            found[physical, size] = words[2 * index + 1]
    return found


def _clock_frame(k: Kernel) -> int:
    page: Any = k.tables.get(CLOCK_PAGE)
    return page.frames[0] if page is not None else -1


def _piece(k: Kernel, t: Task, fuel_blocks: int, instructions: int) -> int:
    machine = k.machine
    trap = machine.run_precise(
        t.context, instructions or None, k.stop_rip, log=k.watched, fuel_blocks=fuel_blocks
    )
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

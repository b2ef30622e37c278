"""Programs that wait by turning in a loop: for them the clock goes faster.

A loop that asks the clock again and again, or looks at a word that a handler or another thread will change, turns for as long as it takes,
and emulated it would take several times as long as natively.  How much time a block of code takes is ours to say, as long as work alone
decides: a task seen in such a loop has its blocks count for more, up to FASTEST_NS, until it leaves.  Nothing is left out, and nothing
is taken for granted about what the loop waits for, so a wrong guess means a slow computer, not a wrong result.

    turn used up -> end_of_turn -> ... a while at the same depth of the stack -> look: single steps, is it a short loop?
                 -> a loop: `Spin.ranges` are the addresses of its code, `block_ns` is raised turn by turn while it is there
                 -> elsewhere: all is forgotten, but what kernel/making_way.py has to know: loops that only look at memory

The state of this is `Task.spin`, absent for who never used up a turn.  A look is a turn like others, made of single steps on the precise
engine; when it happens depends on work alone, so it happens in each run of the same choices, watched or not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forkingpaths.abi.mman import PROT_WRITE
from forkingpaths.kernel import making_way, precise
from forkingpaths.kernel.clock import BLOCK_NS
from forkingpaths.kernel.making_way import Loops
from forkingpaths.kernel.memory.fault import fault
from forkingpaths.machine import TrapKind
from forkingpaths.machine.cpu import OUT_BLOCKS_LEFT
from forkingpaths.machine.registers import RIP, RSP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

FIRST_LOOK_NS = 4_000_000  # of work in one place before the first look: two turns
LAST_INTERVAL_NS = 256_000_000  # a look costs as much as a turn or two; they become rare
LONGEST_LOOP = 800  # instructions: a read of the clock through the C library and what is done with it
SAME_STACK_BYTES = (
    512  # the stack pointer is as deep as at the last end of a turn, give or take a call of the C library
)
MOST_RANGES = 16
GAP_BYTES = 128  # between addresses of one range
QUICKER = 8  # from turn to turn in the loop
FASTEST_NS = 1024  # a block, in a loop that only waits
# One that asks the clock may count how often it could: it goes at one pace for the first while.
ASKING_NS, FIRST_WHILE_NS = 64, 3_000_000_000
# A loop that counts may be work: it becomes faster, and less so, only when it has gone on for long.  (since then, what a block takes)
PATIENCE = (
    (1_500_000_000, 64),
    (1_000_000_000, 32),
    (700_000_000, 16),
    (200_000_000, 8),
    (100_000_000, 4),
    (0, BLOCK_NS),
)
# One that counts, ends by what it counts, and watches nothing that others could change is work; only for so long, since it may be one of
# the many rounds of a loop that does watch something.
WORK_NS = 6_000_000_000
# A handler may be what a counting loop waited for; the next wait is as long as this one then (programs compare how far they
# counted), but not for ever: a loop that waits for many signals is to get there.
AFRESH_NS = 5_000_000_000
PAGE = 4096
FRAME_BYTES = 8192  # above the stack pointer: where a function has its variables
STOP_POINT, FUEL, PAGE_FAULT = int(TrapKind.STOP_POINT), int(TrapKind.FUEL), int(TrapKind.PAGE_FAULT)


@dataclass(slots=True)
class Spin:
    """What is known of a task that used up its turn."""

    stack: int  # RSP then
    look_ns: int  # the processor time, user, at which to look
    interval_ns: int = FIRST_LOOK_NS
    block_ns: int = BLOCK_NS  # what a block takes it
    ranges: tuple[
        tuple[int, int], ...
    ] = ()  # the code of its loop, first and last instruction; empty: none known
    only_waits: bool = False
    asks: bool = False  # for the time
    works: bool = False  # it computes, as far as can be seen
    # `Clock.busy_ns` when the loop was found: those who turn side by side have turned for as long as they have by the clock
    since_ns: int = 0
    found_ns: int = 0  # likewise, but no handler begins it afresh
    cut: bool = False  # the last look was ended by a call, and it is to be taken up behind that
    entry: int = (
        0  # where it began to run, outside of `ranges`, when it last did; 0 when it has been looked at
    )
    loops: Loops = field(default_factory=Loops)

    def holds(self, rip: int) -> bool:
        return any(first <= rip <= last for first, last in self.ranges)


def block_ns(k: Kernel, spin: Spin, t: Task) -> int:
    """What a block takes `t`, which is about to run."""
    plain = k.clock.plain_block_ns
    if spin.block_ns <= plain:
        return plain
    rip: int = t.context.regs[RIP]
    if spin.holds(rip):
        return spin.block_ns
    spin.entry = rip
    return plain


def end_of_turn(k: Kernel, t: Task) -> None:
    """`t` was stopped in user code because its time was over."""
    spin = t.spin
    regs = t.context.regs
    stack, now = regs[RSP], t.usage.user_ns
    if spin is None:
        t.spin = Spin(stack, now + FIRST_LOOK_NS)
        return
    if spin.loops.early:
        spin.block_ns = BLOCK_NS
        return
    making_way.whole_turn_ended(k.clock, spin.loops)
    if abs(stack - spin.stack) > SAME_STACK_BYTES or (spin.ranges and not spin.holds(regs[RIP])):
        t.spin = Spin(stack, now + FIRST_LOOK_NS, loops=spin.loops)
        return
    spin.stack = stack
    if not spin.ranges:
        return
    if spin.entry and len(spin.ranges) < MOST_RANGES:
        # it came back into the loop: from a call that the loop makes now and then, such as a lock's
        spin.ranges += ((spin.entry, spin.entry),)
    spin.entry = 0
    turned = k.clock.busy_ns() - spin.since_ns
    if spin.asks:
        spin.block_ns = ASKING_NS if turned < FIRST_WHILE_NS else FASTEST_NS
    elif spin.only_waits:
        spin.block_ns = spin.loops.whole_ns = min(spin.block_ns * QUICKER, FASTEST_NS)
    else:
        if spin.works and turned < WORK_NS:
            return
        spin.block_ns = next(ns for long, ns in PATIENCE if turned >= long)


def handler_runs(k: Kernel, spin: Spin) -> None:
    """A signal's handler is about to run in the task."""
    busy_ns = k.clock.busy_ns()
    if busy_ns - spin.found_ns < AFRESH_NS and (spin.asks or not spin.only_waits):
        spin.since_ns = busy_ns
        spin.block_ns = ASKING_NS if spin.asks else BLOCK_NS


def is_due(spin: Spin, t: Task) -> bool:
    return (
        not spin.ranges and t.usage.user_ns >= spin.look_ns and t.context.regs[RIP] not in spin.loops.rounds
    )


@dataclass(slots=True)
class _Pass:
    """The task is where the look began: what it is like, and what has happened since it was there before."""

    registers: bytes
    written: dict[tuple[int, int], int]
    read: dict[int, int]  # physical address -> address
    blocks: dict[int, bool]
    left: int


def look(k: Kernel, t: Task, spin: Spin, fuel_blocks: int) -> int:
    """Run `t` for a few hundred single steps and see whether they are a loop; the trap that ends them, FUEL if none."""
    interval_ns = spin.interval_ns
    spin.interval_ns = min(2 * interval_ns, LAST_INTERVAL_NS)
    spin.look_ns = t.usage.user_ns + spin.interval_ns
    out, context = k.machine.out, t.context
    regs = context.regs
    begin = regs[RIP], regs[RSP]
    passes: list[_Pass] = []
    written: dict[tuple[int, int], int] = {}
    read: dict[int, int] = {}
    blocks: dict[int, bool] = {}
    seen: set[int] = set()
    left = fuel_blocks
    for done in range(3 * LONGEST_LOOP):
        if done == LONGEST_LOOP and not passes:  # it began on the way into the loop, if there is one
            begin = regs[RIP], regs[RSP]
            seen.clear()
        seen.add(regs[RIP])
        trap = precise.single_step(k, t, left, written, read)
        while trap == PAGE_FAULT and fault(k, t, k.machine.trap_address, k.machine.trap_error_code) is None:
            if t.process.exiting:  # no memory was left
                return FUEL
            trap = precise.single_step(
                k, t, left, written, read
            )  # the look goes on: which pages are missing hangs on snapshots
        if out[OUT_BLOCKS_LEFT] < left:  # a block is counted when it is reached
            blocks[regs[RIP]] = True
        left = out[OUT_BLOCKS_LEFT]
        if trap != STOP_POINT or regs[RIP] == k.stop_rip:
            if not spin.ranges:
                # cut short, which costs little and says nothing: at once again, behind the call, or soon
                spin.cut = not spin.cut
                spin.interval_ns = interval_ns
                spin.look_ns = t.usage.user_ns + (0 if spin.cut else FIRST_LOOK_NS)
            return trap
        if (regs[RIP], regs[RSP]) != begin:
            continue
        passes.append(_Pass(context.to_bytes(), written, read, blocks, left))
        written, read, blocks = {}, {}, {}
        if len(passes) > 1 and _found(k, t, spin, seen, passes):
            break
    return FUEL


def _found(k: Kernel, t: Task, spin: Spin, seen: set[int], passes: list[_Pass]) -> bool:
    """It has come back to where it was: that is a loop.  Whether all is known of it that is wanted."""
    asks = _asks_the_clock(t, seen)
    length = 0 if asks else _round(passes)
    spin.asks, spin.only_waits = asks, asks or length > 0
    if len(passes) == 2 or spin.only_waits:
        spin.ranges = _ranges(seen)
        spin.since_ns = spin.found_ns = k.clock.busy_ns()
        spin.works = not spin.only_waits and _may_end(k, t, seen) and not _watches(t, passes[-2], passes[-1])
    if length:
        blocks = passes[-length - 1].left - passes[-1].left
        spin.loops.learn({rip: blocks for one in passes[-length:] for rip in one.blocks})
    # nobody needs to know of a loop in a loop (a pause between two looks) while there is nobody to make way for
    return spin.only_waits or len(k.run_queue) == 1


def _round(passes: list[_Pass]) -> int:
    """How many passes ago all was as it is now, if as much was written since then as in as many before; 0: never.
    (In its first turn registers hold marks of how the turn before ended.)"""
    last = passes[-1]
    for length in range(1, len(passes) // 2 + 1):
        before = passes[-length - 1]
        if before.registers != last.registers or any(
            before.written.get(place, value) != value for place, value in last.written.items()
        ):
            continue  # what was written last is what is there: most loops that count are told by that
        if _all_written(passes[-length:]) == _all_written(passes[-2 * length : -length]):
            return length
    return 0


def _all_written(passes: list[_Pass]) -> dict[tuple[int, int], int]:
    return {place: value for one in passes for place, value in one.written.items()}


def _may_end(k: Kernel, t: Task, addresses: set[int]) -> bool:
    """There is a conditional jump among the instructions."""
    footprint, k.footprint = k.footprint, None  # who looks does not touch anything
    first = [t.memory.read(address, min(2, PAGE - address % PAGE)) for address in addresses]
    k.footprint = footprint
    return any(
        code[0] & 0xF0 == 0x70
        or 0xE0 <= code[0] <= 0xE3
        or (code[0] == 0x0F and len(code) > 1 and code[1] & 0xF0 == 0x80)
        for code in first
    )


def _watches(t: Task, before: _Pass, last: _Pass) -> bool:
    """In each round it reads something that it does not change, and others could: a flag, perhaps."""
    own = {physical + i for one in (before, last) for physical, size in one.written for i in range(size)}
    stack = t.context.regs[RSP]
    for physical, address in last.read.items():
        if physical in before.read and physical not in own and not -128 <= address - stack < FRAME_BYTES:
            vma = t.memory.vmas.find(address)
            if vma is not None and vma.prot & PROT_WRITE:
                return True
    return False


def _ranges(addresses: set[int]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for address in sorted(addresses):
        if found and address - found[-1][1] <= GAP_BYTES:
            found[-1] = found[-1][0], address
        else:
            found.append((address, address))
    return tuple(found)


def _asks_the_clock(t: Task, addresses: set[int]) -> bool:
    image = t.memory.vdso
    return bool(image) and any(0 <= address - image < 4096 for address in addresses)

"""User code looked at instruction by instruction: exact stops, and the memory accesses of the running transition.

A transition may run in several stretches (a page fault ends one); instruction numbers go on across them, so that a number names the
same instruction in every run of the same choices.

A program that waits by turning in a loop would fill the log with nothing new.  Watched code therefore runs in pieces; when
registers and memory are after a piece what they were before it, the pieces that would follow change nothing either, as nobody else runs in
between: they are counted, and not carried out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forkingpaths.kernel.memory.vdso import CLOCK_PAGE
from forkingpaths.machine import TrapKind
from forkingpaths.machine.cpu import OUT_BLOCKS_LEFT

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SHORT_BLOCKS = 420  # a multiple of every loop length up to seven blocks: the first pieces
SPIN_BLOCKS = 5040  # and up to ten, and of most up to twenty: all others
SHORT_PIECES = 2
PAGE_SHIFT = 12


def run(k: Kernel, t: Task, fuel_blocks: int, instructions: int) -> int:
    """One stretch on the precise engine; `instructions` 0 means no limit.  Returns the trap kind; `k.instructions_run` says how many
    instructions were completed, and when `k.watched`, `k.accesses` grows (machine.accesses) and
    `k.access_places` by where and what (machine.access_places).  `k.spun`: the transition did nothing but turn in a loop that changes
    nothing.  (Who leaves such a loop, does something and comes back into it gets on.)"""
    if instructions or not k.watched or fuel_blocks <= SHORT_BLOCKS:
        return _piece(k, t, fuel_blocks, instructions)
    out = k.machine.out
    block_ns = k.clock.block_ns
    left = fuel_blocks
    before: tuple[bytes, int] | None = None  # registers after the last piece, and where its accesses begin
    pieces, begun, left_out = 0, len(k.accesses), False
    while left > (size := SHORT_BLOCKS if pieces < SHORT_PIECES else SPIN_BLOCKS):
        pieces += 1
        k.clock_page[0] = k.clock.now_ns + (fuel_blocks - left + size) * block_ns
        mark, counted = len(k.accesses), k.instructions_total
        trap = _piece(k, t, size, 0)
        left -= size - out[OUT_BLOCKS_LEFT]
        if trap != TrapKind.FUEL:
            out[OUT_BLOCKS_LEFT] = left
            return trap
        registers = t.context.to_bytes()
        if before is not None and before[0] == registers:
            if _written(k, mark, len(k.accesses)) == _written(k, before[1], mark):
                times = left // size
                left -= times * size
                k.instructions_total += times * (k.instructions_total - counted)
                k.spun = _nothing_else(k, mark)
                left_out = True
                _keep_one_turn(k, begun, mark)
                break
        before = registers, mark
    k.clock_page[0] = k.clock.now_ns + fuel_blocks * block_ns
    if left:
        mark = len(k.accesses)
        trap = _piece(k, t, left, 0)
        if left_out and trap == TrapKind.FUEL:
            _cut(k, mark)
        else:
            k.spun = False
        return trap
    out[OUT_BLOCKS_LEFT] = 0
    return TrapKind.FUEL


def for_ever(k: Kernel, spins: dict[int, int]) -> bool:
    """Whether the run goes on like this for ever: all who can run did nothing but turn in a loop, twice over (`spins`: a tid -> how
    often), and nothing is on its way that could end it: no timer, none of theirs on processor time, and no signal."""
    if not spins or k.timers.heap:
        return False
    running = [k.tasks[tid] for tid in k.run_queue]
    return all(spins.get(t.tid, 0) > 1 and not t.signal_pending and not t.process.cpu_timers for t in running)


def single_step(
    k: Kernel, t: Task, fuel_blocks: int, written: dict[tuple[int, int], int], read: dict[int, int]
) -> int:
    """One instruction: STOP_POINT behind it, FUEL when none is left for it, or a trap of its own.  What it writes goes into `written`
    as `_written` has it, what it reads into `read`: physical address -> address."""
    machine = k.machine
    trap = machine.run_precise(t.context, 1, log=True, fuel_blocks=fuel_blocks)
    k.instructions_run = machine.instructions
    accesses = machine.access_log(k.instructions_total)
    if accesses:
        places = machine.access_places()
        values = memoryview(places).cast("Q")[1::2]
        for (_, address, size, write, physical), value in zip(accesses, values, strict=True):
            if write:
                written[physical, size] = value
            else:
                read[physical] = address
        if k.watched:
            k.accesses.entries += machine.packed_log(k.instructions_total)
            k.access_places += places
    k.instructions_total += k.instructions_run
    return trap


def _written(k: Kernel, start: int, end: int) -> dict[tuple[int, int], int]:
    """(physical address, size) -> the value last written there by the accesses from index `start` to `end`; reading the clock counts,
    since it goes on."""
    words = memoryview(bytes(k.access_places)).cast("Q")
    clock = _clock_frame(k)
    found: dict[tuple[int, int], int] = {}
    for index in range(start, end):
        _, _, size, write, physical = k.accesses[index]
        if write or physical >> PAGE_SHIFT == clock:
            found[physical, size] = words[2 * index + 1]
    return found


def _nothing_else(k: Kernel, start: int) -> bool:
    """Whether what was accessed in the transition before index `start` is, instruction for instruction, what is accessed from there on."""
    places = memoryview(bytes(k.access_places)).cast("Q")
    instructions = places[::2].tolist()
    values = places[1::2].tolist()

    def among(first: int, end: int) -> set[tuple[int, int, bool, int]]:
        return {
            (instructions[n], physical, write, values[n] if write else 0)
            for n, (_, _, _, write, physical) in ((n, k.accesses[n]) for n in range(first, end))
        }

    return among(0, start) <= among(start, len(k.accesses))


def _keep_one_turn(k: Kernel, first: int, second: int) -> None:
    """Leave of the log what came before the loop and one turn of it: `first` is where the stretch begins in it, `second` its last piece,
    which is nothing but turns.  To stop in a later turn is no different."""
    turns = [(address, physical) for _, address, _, _, physical in k.accesses[second:]]
    count = len(turns)
    length = next((n for n in range(1, count) if turns[n:] == turns[: count - n]), count)
    start = second  # the loop begins where going back from its end no longer fits
    while (
        start > first
        and length < count
        and k.accesses[start - 1][1::3] == turns[(start - 1 - second) % length]
    ):
        start -= 1
    _cut(k, start + length)


def _cut(k: Kernel, start: int) -> None:
    """Leave out the accesses from index `start` on, and the changes of page behind them."""
    if k.fetches is not None and start < len(k.accesses):
        number = k.accesses[start][0]
        k.fetches = [fetch for fetch in k.fetches if fetch[0] <= number]
    k.accesses.cut(start)
    del k.access_places[16 * start :]


def _clock_frame(k: Kernel) -> int:
    page: Any = k.tables.get(CLOCK_PAGE)
    return page.frames[0] if page is not None else -1


def _piece(k: Kernel, t: Task, fuel_blocks: int, instructions: int) -> int:
    machine = k.machine
    trap = machine.run_precise(
        t.context,
        instructions or None,
        k.stop_rip,
        log=k.watched,
        fuel_blocks=fuel_blocks,
        fetches=k.watched and k.fetches is not None,
    )
    k.instructions_run = machine.instructions
    if k.watched and k.fetches is not None:
        k.fetches += machine.fetch_log(k.instructions_total)
    if k.watched:
        k.accesses.entries += machine.packed_log(k.instructions_total)
        k.access_places += machine.access_places()
    k.instructions_total += k.instructions_run
    return trap

"""A task that waits in a loop makes way for the others: its turn is over as soon as it is seen to do nothing but look.

On a computer with more processors who turns in a loop until another thread has set a flag is in nobody's way; with one it would keep the
processor for whole turns, and two that hand a flag to each other would need a turn for each time.  The loops are found by
kernel/spinning.py: those whose rounds leave registers and memory as they were, and ask no clock.  `Loops.rounds` says for each
block of such a loop how many blocks a round takes.  While others could run, the turn of a task that has any goes in portions:

    in a loop, a round -> registers as before -> it waits: the turn is over
                       -> not so -> a portion, and twice as much, and so on; where one ends in a loop: a round, as above

A turn that began with a round that changed nothing was in vain.  When all who could run had such turns, one after the other, time has to
pass: they take whole turns then, in which it goes faster (kernel/spinning.py).

It goes faster also for others who wait, by looking at a clock or by calls, and they do not get on in that time.  Who has made way for
a turn's length of it takes a whole turn as well: its own processor time passes, which may be what the others look at.  Who has made way
for four turns of others' work does too, or it would seem to have slept.

The last portion of a turn differs in length, so that turns end everywhere in a loop: one that tries a lock in it, or makes way for
another that does the same, could otherwise stand in the same place for ever.  To end a turn is never wrong, so what is known of
loops need not be certain; but work alone decides, the same whether the run is watched or not: the flags, which may differ, are left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forkingpaths.kernel.clock import BLOCK_NS
from forkingpaths.machine.registers import RIP

if TYPE_CHECKING:
    from forkingpaths.kernel.clock import Clock
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

MOST_BLOCKS = 64  # at which known loops are recognised
FIRST_PORTION_BLOCKS = 150
VARIETY = 89  # blocks, at most, by which that differs
OWED_NS = 1_800_000  # of hurried time until a whole turn: a turn's length, less by what turns differ
PATIENCE_NS = 8_000_000  # of work until a whole turn
ROUND, PORTION, LAST, WHOLE = range(4)  # what a task is given to run


@dataclass(slots=True)
class Loops:
    """What is known of the loops in which a task waits, and how far its running turn is."""

    rounds: dict[int, int] = field(default_factory=dict)  # address of a block -> blocks of a round
    early: bool = False  # the last turn was over before its time
    whole_ns: int = BLOCK_NS  # what a block takes in the next whole turn
    # at the end of the last whole turn
    hurried_ns: int = 0
    busy_ns: int = 0
    # of the running turn
    turn: int = -1  # the transition that it is
    step: int = ROUND  # what is run now, or next
    blocks: int = 0  # ... of LAST, or of the next PORTION
    before: tuple[int, ...] = ()  # registers at the beginning of the round that is being made
    in_vain: bool = False  # it is the first round, and nothing was done before it
    shortened: bool = False  # what is run now is less than what may be

    def learn(self, rounds: dict[int, int]) -> None:
        self.rounds |= rounds
        while len(self.rounds) > MOST_BLOCKS:
            del self.rounds[next(iter(self.rounds))]


def may(k: Kernel, t: Task, instructions: int) -> bool:
    """Somebody else could run, and how far `t` is to run was not said."""
    if k.processors > 1 and k.real_time:
        return len(k.run_queue) - k.outranked > 1 and not instructions
    return len(k.run_queue) > 1 and not instructions and not t.priority


def portion(k: Kernel, t: Task, loops: Loops, fuel_blocks: int, rest: int) -> int:
    """How many of `fuel_blocks` the task is to run now; `rest`, if not negative, is left of a portion in which a fault came."""
    if loops.turn != k.transitions:
        loops.turn, loops.step, loops.in_vain, loops.early = k.transitions, ROUND, True, False
        loops.blocks = FIRST_PORTION_BLOCKS + _varied(t, VARIETY)
    blocks = fuel_blocks
    if rest >= 0:
        blocks = rest
    elif loops.step == ROUND:
        blocks = loops.rounds.get(t.context.regs[RIP], 0)
        if blocks:
            loops.before = _registers(t)
        else:
            loops.step = PORTION
    if rest < 0 and loops.step == PORTION:
        blocks, loops.blocks = loops.blocks, 2 * loops.blocks
        loops.in_vain = False
    elif rest < 0 and loops.step == LAST:
        blocks = loops.blocks
    loops.shortened = blocks < fuel_blocks
    return blocks if loops.shortened else fuel_blocks


def goes_on(k: Kernel, t: Task, loops: Loops) -> bool:
    """Whether the turn does, behind a portion that was used up."""
    if not loops.shortened:
        return False
    if loops.step == PORTION:
        loops.step = ROUND
    elif loops.step == ROUND and loops.before != _registers(t):
        loops.step = PORTION
    elif loops.step == ROUND and loops.in_vain and (_all_turn_in_vain(k) or _is_owed_a_turn(k.clock, loops)):
        loops.step = WHOLE
        if t.spin is not None:
            t.spin.block_ns = loops.whole_ns
    else:
        loops.blocks = 0 if loops.step == LAST else _varied(t, loops.rounds[t.context.regs[RIP]])
        loops.step = LAST
        loops.early = not loops.blocks
        return not loops.early
    return True


def _all_turn_in_vain(k: Kernel) -> bool:
    clock = k.clock
    clock.in_vain = clock.in_vain + 1 if k.transitions == clock.in_vain_at + 1 else 1
    clock.in_vain_at = k.transitions
    return clock.in_vain > len(k.run_queue)


def _is_owed_a_turn(clock: Clock, loops: Loops) -> bool:
    return clock.hurried_ns - loops.hurried_ns >= OWED_NS or clock.busy_ns() - loops.busy_ns >= PATIENCE_NS


def whole_turn_ended(clock: Clock, loops: Loops) -> None:
    loops.hurried_ns, loops.busy_ns = clock.hurried_ns, clock.busy_ns()


def _registers(t: Task) -> tuple[int, ...]:
    return tuple(t.context.regs[: RIP + 1])


def _varied(t: Task, below: int) -> int:
    """Another number each turn."""
    return t.turns * 17 % 257 % below

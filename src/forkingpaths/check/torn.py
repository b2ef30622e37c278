"""Properties of memory that a handler touches while the program is in the middle of it.

Looked at is the stretch of user code, without a call in it, that the signal cut in two.
  lost write     the program read a value before, the handler wrote another, the program writes what it made of the first: counter++
  half an object the handler reads two parts of an object of which the program has written one before and writes the other after
Stacks do not count: a handler's frame lies below, and what is the program's own there nobody else knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from forkingpaths.check.activations import Activation, activations
from forkingpaths.check.ending import signal_name
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run, Transition

STACK_SPAN_BYTES = 8 << 20
ADD_AND_STORE = 4  # instructions after a load: counter++ is three, counter = (counter + 1) % 8 some more
NEAR_BYTES = 16  # without a symbol: parts this near each other are taken for one object


class Touch(NamedTuple):
    """One access: where in the program, where in memory, what."""

    instruction: int
    address: int
    size: int
    write: bool
    value: int
    number: int  # of the instruction within its stretch


class LostWrite(NamedTuple):
    """What a handler wrote and the program wrote over, not having seen it."""

    instruction: int  # of the program's read
    address: int
    what: str
    same_code: bool  # the handler ran the program's instructions itself


def _touches(t: Transition | None, stack: int) -> list[Touch]:
    """The accesses of `t` outside the stack that `stack` points into."""
    if t is None or t.call:
        return []
    return [
        Touch(rip, address, size, write, value, number)
        for (number, address, size, write, _), (rip, value) in zip(t.accesses, t.instructions, strict=True)
        if not stack - STACK_SPAN_BYTES <= address < stack + STACK_SPAN_BYTES
    ]


def _parts(a: Activation) -> tuple[list[Touch], list[Touch], list[Touch]]:
    """What the program touched before, the handler, the program after, in the stretch that was cut in two."""
    if a.before is None or a.before.choice.kind != "stop" or a.how != "returned":
        return [], [], []
    stack = a.entered.data[4]
    inside = [touch for t in a.transitions for touch in _touches(t, stack)]
    return _touches(a.before, stack), inside, _touches(a.after, stack)


def lost_write(run: Run, a: Activation) -> LostWrite | None:
    """The first place where the program wrote over what the handler had written, after reading what was there before."""
    before, inside, after = _parts(a)
    left = {(x.address, x.size): x for x in inside if x.write}
    if not left or not before or not after:
        return None
    last: dict[tuple[int, int], Touch] = {}
    for x in before:
        last[x.address, x.size] = x
    first: dict[tuple[int, int], Touch] = {}
    for x in after:
        first.setdefault((x.address, x.size), x)
    ran = {x.instruction for x in inside}
    for key, wrote in left.items():
        read, write = last.get(key), first.get(key)
        if read is None or write is None or read.write or not write.write:
            continue
        same = read.instruction in ran or write.instruction in ran
        if (
            wrote.value == read.value
            or (write.value == read.value and not same)
            or not (same or _one_step(a, read, write))
        ):
            continue
        return LostWrite(read.instruction, key[0], _what(run, a.space, key[0]), same)
    return None


def _one_step(a: Activation, read: Touch, write: Touch) -> bool:
    """Whether the program's read and write belong together as in counter++: load, add, store.  Who looks at a flag and some time later
    puts it back to 0 has not computed the one from the other, and may well look at what the flag is for afterwards."""
    stopped = a.before.choice.number if a.before is not None else 0
    return stopped - read.number + write.number <= ADD_AND_STORE


def half_object(run: Run, a: Activation) -> tuple[Touch, Touch] | None:
    """(the program's last write before, its next write after) to two parts of one object that the handler read."""
    before, inside, after = _parts(a)
    read = {x.address: x for x in inside if not x.write}
    if len(read) < 2:
        return None
    new = {x.address: x for x in after if x.write and x.address in read}
    old = {x.address: x for x in before if x.write}
    for address, wrote in old.items():
        if address not in read or address in new:
            continue
        for other, writes in new.items():
            if other not in old and _one_object(run, a.space, address, other):
                return wrote, writes
    return None


def _one_object(run: Run, space: int, one: int, other: int) -> bool:
    symbol = run.code.variable(space, one)
    if symbol is not None:
        return symbol.start <= other < symbol.end
    return run.code.variable(space, other) is None and abs(one - other) <= NEAR_BYTES


def _what(run: Run, space: int, address: int) -> str:
    symbol = run.code.variable(space, address)
    if symbol is None:
        return f"the memory at {address:#x}"
    offset = address - symbol.start
    return f"{symbol.name}+{offset}" if offset else symbol.name


@dataclass(slots=True, frozen=True)
class Torn:
    """A handler came into the middle of an access that is not one step: what it wrote is lost, or it saw half of what was being written."""

    id: str = "torn"
    title: str = "an access was torn by a handler"
    manual: str = "signal(7), sigprocmask(2), sig_atomic_t in ISO C 7.14"
    mend: str = "block the signal around the access, or let the handler only set a volatile sig_atomic_t"
    example: str = "corpus/21_counter"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        for a in activations(run):
            lost = lost_write(run, a)
            signal = signal_name(a.signal)
            if lost is not None and not lost.same_code:
                return [
                    Finding(
                        self.id,
                        f"the handler of {signal} wrote {lost.what}, and process {a.tid} wrote over it",
                        f"process {a.tid} read {lost.what} before {signal} came at step {a.entered.step}, and wrote it after: "
                        f"what the handler wrote in between is lost",
                        (a.entered.step,),
                        a.tid,
                        lost.instruction,
                    )
                ]
            half = half_object(run, a)
            if half is not None:
                what = _what(run, a.space, half[0].address).partition("+")[0]
                return [
                    Finding(
                        self.id,
                        f"the handler of {signal} read {what} while process {a.tid} was halfway through changing it",
                        f"{signal} came at step {a.entered.step}, after {_what(run, a.space, half[0].address)} was written and "
                        f"before {_what(run, a.space, half[1].address)} was",
                        (a.entered.step,),
                        a.tid,
                        half[1].instruction,
                    )
                ]
        return []


REGISTRY.add(Torn())

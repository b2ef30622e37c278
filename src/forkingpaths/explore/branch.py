"""A schedule to be tried: where it leaves a known run, and what it will have cost by then."""

from __future__ import annotations

from typing import NamedTuple

from forkingpaths.explore.cost import FREE
from forkingpaths.explore.schedule import Schedule
from forkingpaths.explore.trace import END, Cost, End, Transition
from forkingpaths.kernel.scheduler import Choice

Spot = tuple[bytes, int]  # executable, address of the instruction
NOWHERE: Spot = (b"", 0)


class Went(NamedTuple):
    """A choice that a run took: it need not be tried again."""

    prefix_hash: int
    choice: Choice
    cost: Cost  # with it


class Branch(NamedTuple):
    """A schedule to be tried: a known run up to some point, and then `choice`."""

    prefix_hash: int
    choice: Choice
    cost: Cost
    schedule: Schedule
    generation: int = 0  # of the run that it was found in, plus one
    place: Spot = NOWHERE  # where in its program the task stands that it concerns
    sure: bool = True  # False: made of parts of a run in an order in which nobody has executed them yet


ROOT = Branch(0, END, FREE, ())


def spot_of(at: Transition | End, choice: Choice) -> Spot:
    """Where the task stands that `choice` concerns: of a stop, the instruction in front of which it is left."""
    if isinstance(at, End):
        return NOWHERE
    if choice.kind != "stop":
        return at.place[:2]
    return at.place[0], at.instruction_of(at.accesses.first_of(choice.number))

"""Random scripts for the program of shared.c: "number operation numbers;...", one operation a round.

The number names one of the tasks that are idle, counted when the round begins; so do the numbers that name a target. Nothing is
followed here: what is possible is any order of any operations, and families say only how often, and with which numbers.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.differential.rounds import families

LENGTH = 45
Chance = random.Random
Operation = Callable[[Chance], str]


def script(seed: int, family: str | None = None) -> str:
    """The text of one script; most of its operations are of one family, which the seed names if nobody else does."""
    chance = random.Random(seed)
    chosen = family or sorted(families.FAMILIES)[seed % len(families.FAMILIES)]
    own, all_of = families.FAMILIES[chosen], [op for f in families.FAMILIES.values() for op in f]
    lines = []
    for place in range(LENGTH):
        operations: list[Operation] = (
            families.START if place < 5 else own if chance.random() < 0.7 else all_of
        )
        lines.append(f"{chance.randrange(1000)} {chance.choice(operations)(chance)}")
    return ";".join(lines)

"""How far a search goes, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass

from forkingpaths.explore.trace import Cost


@dataclass(slots=True, frozen=True)
class Bounds:
    """How far to go.  `signals` bounds the places at which signals are taken in the middle of things (in user code, or before a
    call that has not begun), `outside` what comes from outside (kernel/outside.py)."""

    preemptions: int = 2
    signals: int = 1
    outside: int = 1

    def admit(self, cost: Cost) -> bool:
        return cost[0] <= self.preemptions and cost[1] <= self.signals and cost[2] <= self.outside


@dataclass(slots=True)
class Progress:
    """What has been done, for people and for the proof."""

    runs: int = 0
    transitions: int = 0
    considered: int = 0  # points at which another choice was possible
    merged: int = 0  # schedules dropped because their prefix was seen in another order
    beyond: int = 0  # schedules dropped because of the bound
    waiting: int = 0
    sampled: int = 0  # of `runs`, those that a random strategy drew
    complete: bool = False

"""Ending a search in the middle: what it may use is used up, or somebody wants it to end.

Who makes runs asks at every point of a run (Executor.look), who looks for other choices at each that is found.  Looking at a finished run,
by a property for one, takes as long as it takes and asks nobody: a timer of the command line's interrupts it (Executor.interrupt).
"""

from __future__ import annotations


class CutOff(Exception):
    """What the search may use is used up: `why` as check.checker.Result.stopped has it."""

    def __init__(self, why: str, points: int | None = None) -> None:
        super().__init__(why, points)
        self.why = why
        self.points = points  # that the run had come through which was given up in the middle; None: a run was done with


def going_on() -> str:
    """Nothing ends a run but itself."""
    return ""

"""What one run adds to a search, and the words for people who ask what became of each choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from forkingpaths.explore.branch import Branch, Went
from forkingpaths.explore.memory_conflicts import Word
from forkingpaths.explore.passed import Packed
from forkingpaths.explore.trace import Cost, Run
from forkingpaths.kernel.scheduler import Choice

TO_BE_TRIED = "to be tried"
KNOWN = "known"
# (run, point, choice, what came of it: TO_BE_TRIED | "beyond the bounds" | KNOWN) -> a line that ends with that, for people who ask
# (-v); a run made has the point -1, and how it ended
Notice = Callable[[Run, int, Choice, str], str]


@dataclass(slots=True)
class Examined:
    """What one run adds to the search, as plain data: what one process finds, another can take in (parallel.py)."""

    passed: list[tuple[int, Cost]] = field(default_factory=list)  # states that nobody had reached as cheaply
    queued: list[Branch | Went] = field(
        default_factory=list
    )  # choices that nobody has tried, or queued, as cheaply
    words: Packed = ()  # the code that it went through and no earlier one did
    surprising: bool = (
        False  # a handler touched what was not known, and it cannot be told here what follows from that
    )
    transitions: int = 0
    considered: int = 0
    beyond: int = 0
    merged: bool = False
    learned: set[Word] = field(default_factory=set)  # of the handlers' footprints
    told: list[str] = field(
        default_factory=list
    )  # when somebody asks: a line for each choice looked at, and for the run

    @property
    def branches(self) -> list[Branch]:
        return [entry for entry in self.queued if isinstance(entry, Branch)]

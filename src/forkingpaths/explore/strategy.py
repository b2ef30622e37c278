"""Where runs come from: what the checker asks of a strategy, and the one that is used when none was asked for."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Protocol

from forkingpaths.explore.bounds import Progress
from forkingpaths.explore.trace import Run

LOOK_EVERY_RUNS = 32  # how often it is asked whether the rest fits the budget


class Strategy(Protocol):
    """A source of runs.  `progress` counts them; `runs` ends when nothing is left within the bounds, and gives None when
    for a while there was nothing new; `left` is how many schedules are left, estimated, None when nobody can say."""

    @property
    def progress(self) -> Progress: ...
    @property
    def left(self) -> int | None: ...
    def runs(self) -> Generator[Run | None, None, None]: ...


@dataclass(slots=True)
class Budget:
    """What an exploration may cost; None: no limit."""

    runs: int | None
    seconds: float | None
    clock: Callable[[], float]
    began: float = 0.0

    def spent(self, runs: int) -> float:
        """The part that is used up, 0 to 1."""
        parts = [0.0]
        if self.runs is not None:
            parts.append(runs / self.runs)
        if self.seconds is not None:
            parts.append((self.clock() - self.began) / self.seconds)
        return max(parts)

    def holds(self, left: int, runs: int) -> bool:
        """Whether `left` runs more fit, at the rate of the `runs` so far."""
        if self.runs is not None and runs + left > self.runs:
            return False
        elapsed = self.clock() - self.began
        return self.seconds is None or not runs or elapsed + left * elapsed / runs <= self.seconds


@dataclass(slots=True)
class Automatic:
    """All orders, fewest deviations first, for half of the budget, and on while the estimate of the rest fits the other
    half; otherwise that half goes to random runs, which reach farther.  Both count on one `progress`."""

    exhaustive: Strategy
    sampling: Strategy
    budget: Budget
    random: bool = False  # whether it has come to that

    @property
    def progress(self) -> Progress:
        return self.exhaustive.progress

    @property
    def left(self) -> int | None:
        return self.exhaustive.left

    def runs(self) -> Generator[Run | None, None, None]:
        self.budget.began = self.budget.clock()
        search = self.exhaustive.runs()
        looked = 0
        for run in search:
            yield run
            runs = self.progress.runs
            if runs - looked >= LOOK_EVERY_RUNS and self.budget.spent(runs) >= 0.5:
                looked = runs
                left = self.exhaustive.left
                if left is not None and not self.budget.holds(left, runs):
                    self.random = True
                    break
            del run  # what it takes is not to be held while the next is made
        search.close()
        if self.random:
            yield from self.sampling.runs()

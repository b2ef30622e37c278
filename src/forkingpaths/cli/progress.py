"""The line that shows how far an exploration is, on a terminal only.

    |=======-----------|  1204 runs   87 waiting, about 950 left   2 findings   0:00:12 of 0:01:00

What is left is an estimate (explore/estimate.py).  It is drawn from here, without a thread of its own: explorations fork.
"""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING

from forkingpaths.explore.bounds import Progress
from forkingpaths.explore.estimate import LARGEST
from forkingpaths.explore.strategy import Automatic, Strategy

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

EVERY_S = 0.25


class Shown:
    """The line, while the `with` lasts; nothing at all unless `wanted`."""

    def __init__(self, strategy: Strategy, budget_s: float | None, wanted: bool) -> None:
        self.strategy = strategy
        self.budget_s = budget_s
        self.wanted = wanted
        self.told = self.began = time.monotonic()
        self.bar: Bar | None = None
        self.task: TaskID | None = None

    def __enter__(self) -> Shown:
        if self.wanted:
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn
            from rich.progress import Progress as Bar

            columns = BarColumn(20), TextColumn("{task.description}", markup=False)
            self.bar = Bar(*columns, console=Console(stderr=True), auto_refresh=False, transient=True)
            self.task = self.bar.add_task("", total=None)
            self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar is not None:
            self.bar.stop()

    def tick(self, progress: Progress, found: int) -> None:
        """Something was done."""
        if self.bar is None or self.task is None:
            return
        now = time.monotonic()
        if now - self.told < EVERY_S:
            return
        self.told = now
        left = self.strategy.left
        random = isinstance(self.strategy, Automatic) and self.strategy.random
        total = None if left is None or left >= LARGEST or random else progress.runs + left
        self.bar.update(
            self.task,
            completed=progress.runs,
            total=total,
            description=self._words(progress, left, found, now),
        )
        self.bar.refresh()

    def _words(self, progress: Progress, left: int | None, found: int, now: float) -> str:
        parts = [f"{progress.runs} runs"]
        if progress.sampled:
            parts[0] += f", {progress.sampled} of them random"
        if left is not None:
            about = f"about {left} left" if left < LARGEST else "very many left"
            parts.append(f"{progress.waiting} waiting, {about}")
        parts.append(f"{found} findings")
        parts.append(f"{now - self.began:.0f} s" + (f" of {self.budget_s:.0f}" if self.budget_s else ""))
        return "   ".join(parts)

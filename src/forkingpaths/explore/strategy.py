"""From a strategy's name to runs: what the checker asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from forkingpaths.explore.exhaustive import Progress
from forkingpaths.explore.trace import Run


class Strategy(Protocol):
    """A source of runs.  `progress` counts them; `runs` ends when nothing is left within the bounds."""

    @property
    def progress(self) -> Progress: ...
    def runs(self) -> Iterator[Run]: ...

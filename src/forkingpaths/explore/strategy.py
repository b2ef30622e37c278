"""From a strategy's name to runs: what the checker asks for them."""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from forkingpaths.explore.exhaustive import Progress
from forkingpaths.explore.trace import Run


class Strategy(Protocol):
    """A source of runs.  `progress` counts them; `runs` ends when nothing is left within the bounds, and gives None when
    for a while there was nothing new; `left` is how many schedules are left, estimated, None when nobody can say."""

    @property
    def progress(self) -> Progress: ...
    @property
    def left(self) -> int | None: ...
    def runs(self) -> Generator[Run | None, None, None]: ...

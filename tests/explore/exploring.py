"""From C text to an exploration, in this process."""

import os
import time
from collections.abc import Sequence
from typing import Any

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.explore.executor import Executor, RecordedHost
from forkingpaths.explore.exhaustive import Bounds, Exhaustive
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import May
from tests import guests, host


def executor(text: str, may: May | None = None, **options: Any) -> Executor:
    return started([host.compile_c(text, "-O1", "-g", "-static", "-pthread")], may, **options)


def started(argv: Sequence[str | os.PathLike[str]], may: May | None = None, **options: Any) -> Executor:
    """A program that is there already."""

    def start(streams: RecordedHost) -> Kernel:
        words = [os.fsencode(word) for word in argv]
        return boot(Options(argv=words, memory_bytes=64 << 20, **options), streams, guests.calls())

    return Executor(start, may=may)


def check(
    text: str,
    *,
    first: bool = True,
    bounds: Bounds | None = None,
    max_runs: int = 5000,
    may: May | None = None,
    also: tuple[str, ...] = (),
    **options: Any,
) -> Result:
    runner = executor(text, may, **options)
    exploration = Exhaustive(runner, bounds or Bounds())
    return Checker(
        runner, exploration, load_properties(also), time.monotonic, stop_at_first=first, max_runs=max_runs
    ).go()

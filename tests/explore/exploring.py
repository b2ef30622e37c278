"""From C text to an exploration, in this process."""

import os
import time
from collections.abc import Sequence
from typing import Any

from forkingpaths.check import load_properties
from forkingpaths.check.checker import Checker, Result
from forkingpaths.cli.power_loss import power_loss_of
from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.executor import Executor
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.outside import May
from tests import guests, host


def executor(text: str, may: May | None = None, **options: Any) -> Executor:
    program = host.compile_c(text, "-O1", "-g", "-static", "-pthread")
    place = guests.at_one_place(program)
    return started(place["argv"], may, binds=[*place["binds"], *options.pop("binds", ())], **options)


def started(
    argv: Sequence[str | bytes | os.PathLike[str]],
    may: May | None = None,
    after: str | None = None,
    memory_bytes: int = 64 << 20,
    stdin: bytes = b"",
    **options: Any,
) -> Executor:
    """A program that is there already; `after` judges the disks that a loss of power could leave."""
    words = [os.fsencode(word) for word in argv]
    asked = Options(argv=words, memory_bytes=memory_bytes, power_loss=after is not None, **options)

    def start(streams: RecordedHost) -> Kernel:
        return boot(asked, streams, guests.calls())

    return Executor(start, stdin, may=may, power=power_loss_of(asked, after))


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
    return judged(executor(text, may, **options), first, bounds, max_runs, also)


def judged(
    runner: Executor,
    first: bool = True,
    bounds: Bounds | None = None,
    max_runs: int = 5000,
    also: tuple[str, ...] = (),
) -> Result:
    """`check` of what `runner` runs."""
    exploration = Exhaustive(runner, bounds or Bounds())
    return Checker(
        runner, exploration, load_properties(also), time.monotonic, stop_at_first=first, max_runs=max_runs
    ).go()

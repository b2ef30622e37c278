"""The options of the verbs that explore: how far, in which order, what may happen, how many at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import update_wrapper
from typing import Any

import click

from forkingpaths.cli.options import VERBOSE, Size

FAULTS = ("eintr", "short", "eagain", "enomem", "enospc", "emfile", "fork")
DEFAULT_BUDGET_S = 60.0  # of real time
STRATEGIES = ("exhaustive", "random", "pct", "pos", "walk")


@dataclass(frozen=True, slots=True)
class Search:
    """What an exploration was asked to do."""

    preemptions: int = 2
    signals: int = 1
    send: tuple[str, ...] = ()
    strategy: str | None = None  # None: exhaustive while it fits the budget, then random
    depth: int = 3
    max_runs: int | None = None
    waits: int = 20
    store: bool = True
    start: str | None = None  # a mark (explore/mark.py)
    faults: tuple[str, ...] = ()
    outside: int | None = None  # None: 1, or as many as the signals of `send`
    kill9: bool = False
    power_loss: bool = False
    after: str | None = None  # the command that judges what a loss of power leaves
    check: tuple[str, ...] = ()
    no_check: tuple[str, ...] = ()
    properties: tuple[str, ...] = ()  # files of them
    verbose: bool = False
    jobs: int = 1
    memory_limit: int | None = None  # bytes, of this machine's; None: cli/own_memory.py says
    cluster: str | None = None  # the address of a scheduler of dask


class Faults(click.ParamType[tuple[str, ...]]):
    """Kinds of failure, with commas between."""

    name = "faults"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        words = tuple(word.strip() for word in str(value).split(",") if word.strip())
        for word in words:
            if word not in FAULTS:
                self.fail(f"{word!r} is not one of {','.join(FAULTS)}", param, ctx)
        return tuple(kind for kind in FAULTS if kind in words)


_OPTIONS = (
    click.option("--preemptions", default=2, show_default=True, type=click.IntRange(0, 100), metavar="N",
                 help="Switches away from a process that could have gone on, at most."),
    click.option("--signals", default=1, show_default=True, type=click.IntRange(0, 100), metavar="N",
                 help="Signals that come in the middle of user code or before a call, at most."),
    click.option("--send", multiple=True, metavar="SIG[:N]",
                 help="A signal from outside may reach the program at any point (N times)."),
    click.option("--strategy", type=click.Choice(STRATEGIES), default=None,
                 help="exhaustive: all orders within the bounds; random: SURW, orders of racing events equally likely; pct; pos; "
                      "walk: any task, equal chance. Without it: exhaustive while it fits the budget, then random."),
    click.option("--depth", default=3, show_default=True, type=click.IntRange(1, 100), metavar="D",
                 help="Of pct: how many events have to come in the right order, its priority changes plus one."),
    click.option("--faults", type=Faults(), default="", metavar="SET",
                 help="Calls may fail where Linux could fail them: any of eintr,short,eagain,enomem,enospc,emfile,fork."),
    click.option("--outside", type=click.IntRange(0, 100), metavar="N",
                 help="Of all that --send, --time free, --faults, --kill9 and --pids reuse allow, at most N things in one run "
                      "(1; or as many as --send has signals)."),
    click.option("--kill9", is_flag=True, help="Any process may get SIGKILL at any point."),
    click.option("--power-loss", is_flag=True,
                 help="The power may fail at any point; each disk that could be left is judged by the command of --after."),
    click.option("--after", metavar="COMMAND",
                 help="With --power-loss: run by sh on such a disk, in the same folder; another status than 0 is a finding."),
    click.option("-j", "--jobs", default=1, show_default=True, type=click.IntRange(1, 256), metavar="N",
                 help="Explore in N processes."),
    click.option("--cluster", metavar="ADDRESS",
                 help="Explore on the workers of the dask cluster whose scheduler is at ADDRESS, as tcp://host:8786; they must have "
                      "forkingpaths and the program's files. Needs forkingpaths[cluster]."),
    click.option("--max-runs", type=click.IntRange(1), metavar="N", help="Stop after N runs."),
    click.option("--memory-limit", type=Size(), metavar="SIZE",
                 help="Stop when the exploration takes this much of the machine's memory, its processes together; without it half of "
                      "what the machine has (--memory is the guest's)."),
    click.option("--waits", default=20, show_default=True, type=click.IntRange(1, 1_000_000), metavar="N",
                 help="With --send, a run is over when since the last signal everything has slept N times until a timer woke it: "
                      "a server has no other end."),
    click.option("--from", "start", metavar="MARK",
                 help="Explore only what comes behind MARK: main; CALL:N, as write:1; or mark, where the program calls "
                      "prctl(0x46504154, 0, 0, 0, 0). What comes before is run once."),
    click.option("--check", multiple=True, metavar="NAME",
                 help="Also look for this: a property that is off unless named (docs/findings.md)."),
    click.option("--no-check", multiple=True, metavar="NAME", help="Do not look for this."),
    click.option("--property", "properties", multiple=True, metavar="FILE.py",
                 help="Also look for what the functions check_... of this file find in a run (docs/properties.md)."),
    click.option("--verbose", is_flag=True,
                 help="Say which choices were looked at and which runs were merged; also -v, before another option or --."),
    click.option("--store/--no-store", default=True, show_default=True,
                 help="Keep what is found under ~/.cache/forkingpaths (or XDG_CACHE_HOME), for `fpath runs`."),
)  # fmt: skip


def search_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options above as `search: Search`."""

    def verb(**given: Any) -> Any:
        given["verbose"] |= VERBOSE in given["volumes"]
        given["volumes"] = tuple(volume for volume in given["volumes"] if volume is not VERBOSE)
        named = {f.name: given.pop(f.name) for f in fields(Search)}
        return function(search=Search(**named), **given)

    update_wrapper(verb, function)
    decorated: Callable[..., Any] = verb
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated

"""The options of the verbs that explore: how far, in which order, what may happen, how many at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import update_wrapper
from typing import Any

import click

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
    store: bool = True


_OPTIONS = (
    click.option("--preemptions", default=2, show_default=True, type=click.IntRange(0, 100), metavar="N",
                 help="Switches away from a process that could have gone on, at most."),
    click.option("--signals", default=1, show_default=True, type=click.IntRange(0, 100), metavar="N",
                 help="Signals that come in the middle of user code or before a call, at most."),
    click.option("--send", multiple=True, metavar="SIG",
                 help="A signal from outside may reach the program at any point."),
    click.option("--strategy", type=click.Choice(STRATEGIES), default=None,
                 help="exhaustive: all orders within the bounds; random: SURW, orders of racing events equally likely; pct; pos; "
                      "walk: any task, equal chance. Without it: exhaustive while it fits the budget, then random."),
    click.option("--depth", default=3, show_default=True, type=click.IntRange(1, 100), metavar="D",
                 help="Of pct: how many events have to come in the right order, its priority changes plus one."),
    click.option("--max-runs", type=click.IntRange(1), metavar="N", help="Stop after N runs."),
    click.option("--store/--no-store", default=True, show_default=True,
                 help="Keep what is found under ~/.cache/forkingpaths (or XDG_CACHE_HOME), for `fpath runs`."),
)  # fmt: skip


def search_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options above as `search: Search`."""

    def verb(**given: Any) -> Any:
        named = {f.name: given.pop(f.name) for f in fields(Search)}
        return function(search=Search(**named), **given)

    update_wrapper(verb, function)
    decorated: Callable[..., Any] = verb
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated

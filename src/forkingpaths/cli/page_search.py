"""Explorations that the page of `fpath serve` begins: the options of `fpath check`, and what they make of a program that was opened.

    FIELDS      the page's form: names, bounds and words of the command line's options, from their declaration
    explored    the exploration that a filled-in form asks for, of the run's program or the command line's

An exploration of the page is kept as `fpath check` keeps its own.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import fields as fields_of
from dataclasses import replace
from typing import Any

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.explored import Exploration
from forkingpaths.cli.options import guest_options
from forkingpaths.cli.recorded import find, of_file
from forkingpaths.cli.search_options import FAULTS, Search, search_options
from forkingpaths.explore.program import identity
from forkingpaths.kernel.boot import Options
from forkingpaths.record.recording import Subject
from forkingpaths.web.form import Field

# name of the option -> (label, kind, the most that the page takes), in the order of the form
SHOWN = {
    "preemptions": ("preemptions", "number", 10),
    "signals": ("signals", "number", 10),
    "max_runs": ("runs", "number", 100_000),
    "real_timeout_s": ("seconds", "number", 3600),
    "send": ("send signals", "words", 0),
    "faults": ("failures of calls", "any", 0),
    "time": ("time", "one", 0),
    "pids": ("process numbers", "one", 0),
    "kill9": ("SIGKILL anywhere", "flag", 0),
    "outside": ("things from outside in one run", "number", 10),
    "strategy": ("strategy", "one", 0),
    "depth": ("depth (pct)", "number", 100),
    "start": ("from mark", "words", 0),
    "jobs": ("processes", "number", 0),
}
FIRST = ("preemptions", "signals", "max_runs", "real_timeout_s")
DEFAULTS: dict[str, Any] = {"max_runs": 2000, "real_timeout_s": 60, "jobs": 1}
AUTOMATIC = "automatic"  # no strategy named


def _fields() -> tuple[Field, ...]:
    """The form, from the options' own declarations."""

    @search_options
    @guest_options("-e", "-E", required=False)
    def verb(**given: Any) -> None:
        """Never called: only its options are looked at."""

    options = {p.name: p for p in getattr(verb, "__click_params__", ()) if isinstance(p, click.Option)}
    return tuple(_field(name, options[name], *SHOWN[name]) for name in SHOWN)


def _field(name: str, option: click.Option, label: str, kind: str, most: int) -> Field:
    least, default = 0, DEFAULTS.get(name, option.default)
    choices: tuple[str, ...] = ()
    if isinstance(option.type, click.IntRange):
        least = option.type.min or 0
    if name == "jobs":
        most = max(1, os.cpu_count() or 1)
    if kind == "one" and isinstance(option.type, click.Choice):
        choices = tuple(str(one) for one in option.type.choices)
    if name == "strategy":
        choices, default = (AUTOMATIC, *choices), AUTOMATIC
    if kind == "any":
        choices, default = FAULTS, ()
    if kind == "words":
        default = ""
    if kind == "flag":
        default = False
    if kind == "number" and not isinstance(default, int):
        default = None
    words = "Stop after this much real time." if name == "real_timeout_s" else option.help or ""
    return Field(
        name, kind, label, words, default, 1 if name in DEFAULTS else least, most, choices, name in FIRST
    )


FIELDS = _fields()


def search_of(asked: dict[str, Any]) -> Search:
    """What the form asks for, as the command line would say it."""
    known = {f.name for f in fields_of(Search)}
    given = {name: value for name, value in asked.items() if name in known}
    given["send"] = tuple(given["send"].replace(",", " ").split())
    given["strategy"] = None if given["strategy"] == AUTOMATIC else given["strategy"]
    given["start"] = given["start"] or None
    return Search(**given)


def explored(run: str, guest: GuestOptions | None, force: bool, asked: dict[str, Any]) -> Exploration:
    """The exploration, to be entered."""
    if guest is not None:
        return Exploration(replace(guest, time=asked["time"], pids=asked["pids"]), search_of(asked))
    file = find(run)
    search = search_of(asked)
    found = GuestOptions((), time=asked["time"], pids=asked["pids"], seed=file.options.seed)
    return Exploration(found, search, lambda: _of_run(of_file(file, force), asked))


@contextmanager
def _of_run(
    opening: AbstractContextManager[tuple[Subject, Options, str]], asked: dict[str, Any]
) -> Iterator[tuple[Subject, Options]]:
    """The program of a run file, with the time and the process numbers that were asked for."""
    with opening as (subject, options, _):
        yield variant(subject, options, asked["time"] == "free", asked["pids"])


def variant(subject: Subject, options: Options, time_is_free: bool, pids: str) -> tuple[Subject, Options]:
    """The same program where time or process numbers are otherwise: by its identity another one."""
    options = replace(options, time_is_free=time_is_free, pids=pids)
    program = replace(subject.program, identity=identity(options, subject.stdin).hex())
    stored = replace(subject.options, time_is_free=time_is_free, pids=pids)
    return replace(subject, program=program, options=stored), options

"""An exploration that tells of each run as it is made: what the page's tree grows from.

    for told in explore(executor, exploration, ...): a dictionary each

      {"kind": "run", ...}        a run: its schedule, that of its parent in the tree, how it ended, what is wrong with it
      {"kind": "progress", ...}   counts, at most every PROGRESS_RUNS runs
      {"kind": "done", ...}       why it ended, and what was proved

The parent of a run is the known run with the longest beginning of its schedule: the tree is that of the deviations.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from forkingpaths.check.finding import Property
from forkingpaths.explore.schedule import Schedule, format_schedule
from forkingpaths.explore.strategy import Strategy
from forkingpaths.explore.trace import Run
from forkingpaths.view.findings import ending_words
from forkingpaths.view.story import text_of

PROGRESS_RUNS = 20
OUTPUT_LIMIT = 4000  # characters of a run's output that the tree tells


def explore(
    exploration: Strategy,
    properties: Iterable[Property],
    program: bytes,
    stopped: Callable[[], bool],
    max_runs: int,
) -> Iterator[dict[str, Any]]:
    """Runs, until none is left, `max_runs` were made, or `stopped` says so."""
    known: dict[Schedule, str] = {}
    properties = list(properties)
    progress = exploration.progress
    found = 0
    why = ""
    for run in exploration.runs():
        if run is None:
            continue
        told = tell(run, known, properties, program)
        found += bool(told["findings"])
        yield told
        if len(known) % PROGRESS_RUNS == 0:
            yield counts(exploration, found)
        if stopped() or progress.runs >= max_runs:
            why = "stopped" if stopped() else "runs"
            break
    yield {**counts(exploration, found), "kind": "done", "why": why, "complete": progress.complete}


def counts(exploration: Strategy, found: int) -> dict[str, Any]:
    """How far it is."""
    progress = exploration.progress
    return {
        "kind": "progress",
        "runs": progress.runs,
        "waiting": progress.waiting,
        "merged": progress.merged,
        "failing": found,
    }


def tell(run: Run, known: dict[Schedule, str], properties: list[Property], program: bytes) -> dict[str, Any]:
    """One run, entered into `known`."""
    name = format_schedule(run.schedule, program)
    parent = run.schedule[:-1]
    while parent and parent not in known:
        parent = parent[:-1]
    known[run.schedule] = name
    findings = [
        {"property": f.property, "title": f.title, "why": f.why}
        for item in properties
        for f in item.check(run)
    ]
    return {
        "kind": "run",
        "schedule": name,
        "parent": known.get(parent, "") if run.schedule else "",
        "deviations": len(run.schedule),
        "points": len(run.transitions),
        "words": ending_words(run.status, run.ending),
        "output": text_of(run.output)[:OUTPUT_LIMIT],
        "outcome": hashlib.sha256(repr((run.output, run.status, run.ending)).encode()).hexdigest()[:12],
        "findings": findings,
    }

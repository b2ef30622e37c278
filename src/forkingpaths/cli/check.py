"""fpath check: every order in which the program could have run, up to a bound; findings, each with a short
schedule that replays it.

Exit status: 0 clean, 1 a finding, 2 interrupted, 3 internal error, 4 usage, 5 nothing explored, 6 the
budget ended first and --require-complete was given.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.options import CONTEXT, guest_options, report_options
from forkingpaths.cli.search_options import DEFAULT_BUDGET_S, Search, search_options

CLEAN, FINDING, INTERRUPTED, NOTHING, INCOMPLETE = 0, 1, 2, 5, 6


@click.command("check", context_settings=CONTEXT)
@search_options
@click.option("--stop-at", type=click.Choice(["first", "all"]), default="first", show_default=True,
              help="Stop at the first finding, or go on to the bound.")  # fmt: skip
@click.option(
    "--require-complete", is_flag=True, help="Exit status 6 when a budget ended the search before its bound."
)
@guest_options("-e", "-E")
@report_options
def command(guest: GuestOptions, search: Search, as_json: bool, quiet: bool, **asked: Any) -> int:
    """Explore the orders in which PROGRAM's processes, signals and threads could have run.

    Says what is wrong with the runs it finds, with the schedule that replays each exactly, and what was
    proved when nothing is. Standard input is read to its end first and given to every run.
    """
    from forkingpaths.cli.explored import Exploration

    with Exploration(guest, search) as exploration:
        result = exploration.check(
            budget_s=guest.real_timeout_s or DEFAULT_BUDGET_S,
            stop_at_first=asked["stop_at"] == "first",
            quiet=quiet or as_json,
        )
        if as_json:
            print(json.dumps(exploration.as_json(result), indent=2))
        else:
            sys.stdout.write(exploration.report(result))
    if result.stopped == "interrupted":
        return INTERRUPTED  # what was found by then is told, and kept
    if result.witnesses:
        return FINDING
    if result.progress.runs == 0:
        return NOTHING
    if not result.progress.complete and asked["require_complete"]:
        return INCOMPLETE
    return CLEAN

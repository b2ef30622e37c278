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

from forkingpaths.cli.options import CONTEXT, GuestOptions, guest_options, report_options

CLEAN, FINDING, INTERRUPTED, NOTHING, INCOMPLETE = 0, 1, 2, 5, 6
DEFAULT_BUDGET_S = 60.0


@click.command("check", context_settings=CONTEXT)
@click.option("--preemptions", default=2, show_default=True, type=click.IntRange(0, 100), metavar="N",
              help="Switches away from a process that could have gone on, at most.")  # fmt: skip
@click.option("--signals", default=1, show_default=True, type=click.IntRange(0, 100), metavar="N",
              help="Signals that come in the middle of user code or before a call, at most.")  # fmt: skip
@click.option(
    "--send", multiple=True, metavar="SIG", help="A signal from outside may reach the program at any point."
)
@click.option("--max-runs", type=click.IntRange(1), metavar="N", help="Stop after N runs.")
@click.option("--stop-at", type=click.Choice(["first", "all"]), default="first", show_default=True,
              help="Stop at the first finding, or go on to the bound.")  # fmt: skip
@click.option(
    "--require-complete", is_flag=True, help="Exit status 6 when a budget ended the search before its bound."
)
@guest_options("-e", "-E")
@report_options
def command(guest: GuestOptions, as_json: bool, quiet: bool, **asked: Any) -> int:
    """Explore the orders in which PROGRAM's processes, signals and threads could have run.

    Says what is wrong with the runs it finds, with the schedule that replays each exactly, and what was
    proved when nothing is. Standard input is read to its end first and given to every run.
    """
    from forkingpaths.cli.explored import Exploration

    exploration = Exploration(
        guest, preemptions=asked["preemptions"], signals=asked["signals"], send=asked["send"]
    )
    with exploration:
        result = exploration.check(
            max_runs=asked["max_runs"],
            budget_s=guest.real_timeout_s or DEFAULT_BUDGET_S,
            stop_at_first=asked["stop_at"] == "first",
            quiet=quiet or as_json,
        )
        if as_json:
            print(json.dumps(exploration.as_json(result), indent=2))
        else:
            sys.stdout.write(exploration.report(result))
    if result.witnesses:
        return FINDING
    if result.stopped == "interrupted":
        return INTERRUPTED
    if result.progress.runs == 0:
        return NOTHING
    if not result.progress.complete and asked["require_complete"]:
        return INCOMPLETE
    return CLEAN

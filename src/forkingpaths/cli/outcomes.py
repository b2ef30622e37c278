"""fpath outcomes: everything the program can print and every way it can end, each with a count and a schedule that shows it."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from forkingpaths.cli.options import CONTEXT, GuestOptions, guest_options, report_options

DEFAULT_BUDGET_S = 60.0


@click.command("outcomes", context_settings=CONTEXT)
@click.option("--preemptions", default=2, show_default=True, type=click.IntRange(0, 100), metavar="N",
              help="Switches away from a process that could have gone on, at most.")  # fmt: skip
@click.option("--signals", default=1, show_default=True, type=click.IntRange(0, 100), metavar="N",
              help="Signals that come in the middle of user code or before a call, at most.")  # fmt: skip
@click.option(
    "--send", multiple=True, metavar="SIG", help="A signal from outside may reach the program at any point."
)
@click.option("--max-runs", type=click.IntRange(1), metavar="N", help="Stop after N runs.")
@guest_options("-e", "-E")
@report_options
def command(guest: GuestOptions, as_json: bool, quiet: bool, **asked: Any) -> int:
    """List the distinct outputs and endings of PROGRAM over all orders it could have run in.

    The exit status is 0 when there is one outcome, 1 when there are several.
    """
    from forkingpaths.cli.explored import Exploration

    exploration = Exploration(
        guest, preemptions=asked["preemptions"], signals=asked["signals"], send=asked["send"]
    )
    with exploration:
        result = exploration.check(
            max_runs=asked["max_runs"],
            budget_s=guest.real_timeout_s or DEFAULT_BUDGET_S,
            stop_at_first=False,
            quiet=quiet or as_json,
            judge=False,
        )
        if as_json:
            print(json.dumps(exploration.outcomes_as_json(result), indent=2))
        else:
            sys.stdout.write(exploration.outcomes(result))
    if result.stopped == "interrupted":
        return 2
    return 1 if len(result.outcomes) > 1 else 0

"""fpath outcomes: everything the program can print and every way it can end, each with a count and a schedule that shows it."""

from __future__ import annotations

import json
import sys

import click

from forkingpaths.cli.options import CONTEXT, GuestOptions, guest_options, report_options
from forkingpaths.cli.search_options import Search, search_options

DEFAULT_BUDGET_S = 60.0


@click.command("outcomes", context_settings=CONTEXT)
@search_options
@guest_options("-e", "-E")
@report_options
def command(guest: GuestOptions, search: Search, as_json: bool, quiet: bool) -> int:
    """List the distinct outputs and endings of PROGRAM over all orders it could have run in.

    The exit status is 0 when there is one outcome, 1 when there are several.
    """
    from forkingpaths.cli.explored import Exploration

    with Exploration(guest, search) as exploration:
        result = exploration.check(
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

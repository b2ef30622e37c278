"""fpath replay: one run again, exactly, from the schedule that `fpath check` printed."""

from __future__ import annotations

import sys

import click

from forkingpaths.cli.errors import Failure, Why
from forkingpaths.cli.options import CONTEXT, GuestOptions, guest_options, report_options


@click.command("replay", context_settings=CONTEXT)
@click.argument("schedule")
@guest_options("-e", "-E")
@report_options
def command(schedule: str, guest: GuestOptions, as_json: bool, quiet: bool) -> int:
    """Run PROGRAM under SCHEDULE: the same bytes and the same step numbers, every time.

    Program, arguments, environment and standard input must be those of the check that found it; anything else is
    said to be a foreign schedule. The exit status is the program's, as with run; 4 when the schedule does not fit.
    """
    from dataclasses import replace

    from forkingpaths.cli.explored import Exploration
    from forkingpaths.explore.schedule import ScheduleError, parse_schedule

    if guest.command[0] == "--":  # behind a first word click leaves it alone
        guest = replace(guest, command=guest.command[1:])
    with Exploration(guest) as exploration:
        try:
            run = exploration.executor.run(parse_schedule(schedule, exploration.program))
        except ScheduleError as error:
            raise Failure(str(error), Why.SCHEDULE) from error
        if as_json:
            print(exploration.run_as_json(run, schedule))
        else:
            for stream, data in exploration.executor.host.output:
                target = sys.stderr.buffer if stream == 2 else sys.stdout.buffer
                target.write(data)
                target.flush()
            if run.status is None and not quiet:
                print(
                    f"fpath: the program never ends ({run.ending}) after {len(run.transitions)} points",
                    file=sys.stderr,
                )
    if run.status is None:
        return 125
    return 128 + (run.status & 0x7F) if run.status & 0x7F else run.status >> 8 & 0xFF

"""fpath replay: one run again, exactly, from the schedule that `fpath check` printed or from a run file."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.options import CONTEXT, guest_options, report_options

if TYPE_CHECKING:
    from forkingpaths.cli.recorded import Opened


@click.command("replay", context_settings=CONTEXT)
@click.argument("run", metavar="RUN[@STEP]")
@click.option("--force", is_flag=True, help="Try it although the program or a file that it read has changed.")
@guest_options("-e", "-E", required=False)
@report_options
def command(run: str, force: bool, guest: GuestOptions, as_json: bool, quiet: bool) -> int:
    """Run RUN again: the same bytes and the same step numbers, every time.

    RUN is a schedule string, with the program behind it, or a run file. With a program, its arguments, environment and
    standard input must be those of the check that found the schedule; anything else is said to be a foreign schedule.
    With @STEP only what was written up to that step is shown. The exit status is the program's, as with run; 4 when
    the run cannot be made again.
    """
    from forkingpaths.cli.recorded import opened, program_of

    with opened(run, program_of(guest), force) as it:
        if as_json:
            print(json.dumps(as_data(it), indent=2))
        else:
            _show(it, quiet)
        status = it.player.status
    if status is None:
        return 125
    return 128 + (status & 0x7F) if status & 0x7F else status >> 8 & 0xFF


def _show(it: Opened, quiet: bool) -> None:
    """What the run wrote, on the stream it wrote it to."""
    player = it.player
    for written in player.output:
        if it.step is not None and written.step > it.step:
            break
        target = sys.stderr.buffer if written.stream == 2 else sys.stdout.buffer
        target.write(written.data)
        target.flush()
    if quiet:
        return
    if it.step is not None:
        print(f"fpath: step {it.step} of {player.steps}", file=sys.stderr)
    elif player.status is None:
        print(
            f"fpath: the program never ends ({player.ending}) after {player.points} points", file=sys.stderr
        )


def as_data(it: Opened) -> dict[str, Any]:
    """The run as plain data."""
    player = it.player
    upto = player.steps if it.step is None else it.step
    output = b"".join(written.data for written in player.output if written.step <= upto)
    return {
        "schedule": it.file.schedule,
        "status": player.status,
        "ending": player.ending,
        "points": player.points,
        "steps": player.steps,
        "step": upto,
        "output": output.decode(errors="backslashreplace"),
    }

"""fpath show: the kernel's tables at one step of a run."""

from __future__ import annotations

import json
import os
import shutil
import sys

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.options import guest_options, report_options
from forkingpaths.cli.run_argument import SETTINGS, RunCommand

WHAT = ("ps", "fds", "signals", "inodes", "maps", "tty", "time", "locks", "all")
WIDTH = 132


@click.command("show", cls=RunCommand, context_settings=SETTINGS)
@click.argument("run", metavar="RUN[@STEP]")
@click.argument("what", type=click.Choice(WHAT))
@click.option("--force", is_flag=True, help="Try it although the program or a file that it read has changed.")
@guest_options("-e", "-E", required=False)
@report_options
def command(run: str, what: str, force: bool, guest: GuestOptions, as_json: bool, quiet: bool) -> int:
    """Show the kernel's tables as they were at STEP of RUN (its end without one).

    \b
    ps        processes: ids, state, what each waits for
    signals   pending, blocked, ignored and caught, bit by bit
    fds       descriptor, open file description, i-node
    inodes    mounts, and i-nodes in use
    maps      memory maps, pages present, pages shared and copy on write
    tty       terminals, sessions, foreground and background groups
    time      clocks, what is due, processor time
    locks     locks on files, and who waits

    RUN is as for replay: an id, latest, a run file, or a schedule string with the program behind `--`.
    """
    from forkingpaths.cli.recorded import opened, program_of
    from forkingpaths.view import tables
    from forkingpaths.view.tables_text import draw

    with opened(run, program_of(guest), force) as it:
        step = it.player.steps if it.step is None else it.step
        k = it.player.at(step)
        found = tables.look_at_all(k) if what == "all" else tables.look(k, what)
    if as_json:
        print(
            json.dumps(
                {"schedule": it.file.schedule, "step": step, "tables": tables.as_json(found)}, indent=1
            )
        )
        return 0
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ and "--no-color" not in sys.argv
    width = shutil.get_terminal_size((WIDTH, 24)).columns if sys.stdout.isatty() else WIDTH
    if not quiet:
        print(f"step {step} of {it.player.steps}")
    sys.stdout.write(draw(found, colour, width))
    return 0

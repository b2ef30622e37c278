"""fpath run: one deterministic run of a program; its output, its exit status."""

from __future__ import annotations

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.errors import Failure
from forkingpaths.cli.options import CONTEXT, guest_options, report_options, terminal_options


@click.command("run", context_settings=CONTEXT)
@click.option(
    "--record",
    is_flag=True,
    help="Keep the run, for replay and show. Standard input is read to its end first.",
)
@guest_options("-e", "-E")
@terminal_options
@report_options
def command(guest: GuestOptions, record: bool, as_json: bool, quiet: bool) -> int:
    """Run PROGRAM with the default choices. The same program and input do the same thing, always.

    The host's files are there to read; what the program writes stays in memory. Time is virtual: sleeping
    takes none. A PROGRAM that ends in .c is compiled first.

    The exit status is the program's; 128+n when signal n killed it; 125 when a limit ended the run or the fault is
    ours, 126 when the program cannot be executed, 127 when it is not found.
    """
    if record:
        if guest.terminal:
            raise Failure("--record: what is typed on a terminal cannot be recorded; leave out -t")
        from forkingpaths.cli.recording import run_recorded

        return run_recorded(guest, quiet, as_json)
    from forkingpaths.cli.host import HostStreams, TerminalStreams
    from forkingpaths.cli.report import tell
    from forkingpaths.cli.start import run_once

    k, ending = run_once(guest, TerminalStreams() if guest.terminal else HostStreams())
    tell(k, ending, guest, quiet, as_json)
    return ending.exit_status()

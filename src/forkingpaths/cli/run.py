"""fpath run: one deterministic run of a program; its output, its exit status."""

from __future__ import annotations

import click

from forkingpaths.cli.options import CONTEXT, GuestOptions, guest_options, report_options, terminal_options


@click.command("run", context_settings=CONTEXT)
@guest_options("-e", "-E")
@terminal_options
@report_options
def command(guest: GuestOptions, as_json: bool, quiet: bool) -> int:
    """Run PROGRAM with the default choices. The same program and input do the same thing, always.

    The host's files are there to read; what the program writes stays in memory. Time is virtual: sleeping
    takes none. A PROGRAM that ends in .c is compiled first.

    The exit status is the program's; 128+n when signal n killed it; 125 when a limit ended the run or the fault is
    ours, 126 when the program cannot be executed, 127 when it is not found.
    """
    from forkingpaths.cli.host import HostStreams, TerminalStreams
    from forkingpaths.cli.report import tell
    from forkingpaths.cli.start import run_once

    k, ending = run_once(guest, TerminalStreams() if guest.terminal else HostStreams())
    tell(k, ending, guest, quiet, as_json)
    return ending.exit_status()

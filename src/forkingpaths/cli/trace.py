"""fpath trace: a run, with its system calls and signals as strace prints them."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.errors import Failure
from forkingpaths.cli.options import CONTEXT, guest_options, report_options, terminal_options

if TYPE_CHECKING:
    from collections.abc import Callable

    from forkingpaths.kernel.events import Listener
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.view.selection import Selection


@click.command("trace", context_settings=CONTEXT)
@click.option(
    "-e",
    "expressions",
    metavar="EXPR",
    multiple=True,
    help="What to show: trace=SET (a name, %class, /regex, !SET), signal=SET, status=SET, quiet=SET.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the trace to FILE instead of standard error.")
@click.option(
    "-s",
    "--string-limit",
    metavar="SIZE",
    type=click.IntRange(0),
    default=32,
    show_default=True,
    help="Longest string to show, in bytes.",
)
@click.option("-c", "--summary-only", is_flag=True, help="Count calls, errors and time instead.")
@click.option("-z", "--successful-only", is_flag=True, help="Only calls that succeeded.")
@click.option("-Z", "--failed-only", is_flag=True, help="Only calls that failed.")
@click.option("--steps", is_flag=True, help="Begin each line with its step number.")
@click.option("-T", "--syscall-times", "durations", is_flag=True, help="Show how long each call took.")
@click.option(
    "-r", "--relative-timestamps", "relative", is_flag=True, help="Show the time since the line before."
)
@click.option(
    "--absolute-timestamps", "clock", is_flag=True, help="Show the time of day (strace's -tt), in UTC."
)
@click.option(
    "-f", "--follow-forks", is_flag=True, expose_value=False, help="Always on; accepted as strace has it."
)
@guest_options("-E")
@terminal_options
@report_options
def command(
    guest: GuestOptions,
    expressions: tuple[str, ...],
    output: str | None,
    string_limit: int,
    summary_only: bool,
    successful_only: bool,
    failed_only: bool,
    steps: bool,
    durations: bool,
    relative: bool,
    clock: bool,
    as_json: bool,
    quiet: bool,
) -> int:
    """Run PROGRAM and print its system calls and signals as strace does, of all its processes.

    The options are strace's own; -E sets a variable of the environment. The exit status is that of `fpath run`.
    """
    from forkingpaths.cli.host import HostStreams, TerminalStreams
    from forkingpaths.cli.report import tell
    from forkingpaths.cli.start import run_once
    from forkingpaths.view.summary import Summary

    selection = select(expressions, successful_only, failed_only)
    with ExitStack() as stack:
        write = _writer(output, stack)
        listener: Listener
        if summary_only:
            listener = summary = Summary(selection)
        else:
            from forkingpaths.view.strace import StraceView

            listener = view = StraceView(
                write,
                selection,
                string_limit=string_limit,
                steps=steps,
                to_file=output is not None,
                durations=durations,
                relative=relative,
                clock=clock,
            )

        def prepare(kernel: Kernel) -> None:
            kernel.listeners.append(listener)
            if summary_only:
                summary.started()
            else:
                view.epoch_ns = kernel.now_ns() - kernel.monotonic_ns()
                view.now_ns = kernel.monotonic_ns()
                view.started(kernel.main_tgid, *kernel.program, environment_address(kernel))

        host = TerminalStreams() if guest.terminal else HostStreams()
        k, ending = run_once(guest, host, prepare)
        if summary_only:
            write(summary.text())
        else:
            view.finish()
    tell(k, ending, guest, quiet, as_json)
    return ending.exit_status()


def environment_address(k: Kernel) -> int:
    """Where the program's environment lies before its first instruction: above its arguments, on the stack."""
    from forkingpaths.machine.registers import CS, RSP, USER_CS_32

    t = k.tasks[k.main_tgid]
    stack: int = t.context.regs[RSP]
    if t.context.regs[CS] == USER_CS_32:
        return stack + 4 * (t.memory.read_u32(stack) + 2)
    return stack + 8 * (t.memory.read_u64(stack) + 2)


def select(
    expressions: tuple[str, ...], successful_only: bool = False, failed_only: bool = False
) -> Selection:
    """The Selection of the command line."""
    from forkingpaths.view.selection import Selection, SelectionError

    selection = Selection()
    try:
        for expression in expressions:
            selection.add(expression)
        if successful_only:
            selection.add("status=successful")
        if failed_only:
            selection.add("status=failed")
    except SelectionError as error:
        raise click.UsageError(str(error)) from None
    return selection


def _writer(output: str | None, stack: ExitStack) -> Callable[[str], object]:
    """Where lines go: the file of -o, or standard error, unbuffered so that they stand beside the guest's own output."""
    if output is not None:
        try:
            return stack.enter_context(open(output, "w", encoding="utf-8", errors="surrogateescape")).write
        except OSError as error:
            raise Failure(f"{output}: {error.strerror} (-o)") from error
    if sys.stderr is None:
        return lambda _text: None
    return sys.stderr.write

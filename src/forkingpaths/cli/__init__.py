"""The command `fpath`: one file a verb, loaded when it is called for.

Start-up time is part of the interface (a static hello has 0.4 s, Python's own start included), so this file imports click
and nothing else of weight; a verb's module imports the kernel inside its function, after the command line was understood.

    main -> Verbs.get_command -> cli/VERB.py -> options.py -> guest.py -> kernel.boot -> driver.py

Exit status: a verb returns it.  What goes wrong on the way is a Failure (errors.py), a message and a status; a traceback is
shown to nobody who has not set FPATH_TRACEBACK=1.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

import click

from forkingpaths import __version__
from forkingpaths.cli.errors import CLOSED_PIPE, Failure, statuses

VERBS = {
    "run": "Run a program, deterministically.",
    "trace": "Run a program and print its system calls, as strace does.",
    "verify": "Run a program twice and compare everything.",
    "replay": "Run one schedule again, exactly.",
    "explain": "Say why a run failed, beside the nearest run that did not.",
    "show": "Show the kernel's tables at a step.",
    "graph": "Draw the process graph, the process tree, or the partial order.",
    "export": "Write a run for other tools: Perfetto, SARIF, JUnit, asciicast, JSON, one HTML file.",
    "serve": "Show a run, and the tree of explored runs, in the browser.",
    "outcomes": "List everything the program can print and every way it can end.",
    "check": "Explore every order it could have run in; report what is wrong.",
    "runs": "List the runs that were kept, or write one to a file.",
    "rm": "Forget kept runs.",
    "syscalls": "List the system calls, and what is not modelled of each.",
}


class Verbs(click.Group):
    """The group of verbs; the list comes from VERBS, so that --help imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"forkingpaths.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`fpath VERB --help` says more. Example: fpath run -- bash -c 'ls | wc -l'",
)
@click.version_option(__version__, prog_name="fpath", message="%(prog)s %(version)s")
def fpath() -> None:
    """A Unix kernel in Python that runs real, unmodified Linux programs, deterministically."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """The entry point of `fpath`: never returns, never shows a traceback for bad input."""
    status = run(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:  # as Python has it when the descriptor was closed from the start
                stream.flush()
        except OSError:
            status = status or CLOSED_PIPE
    # The interpreter would now take apart a kernel object by object; the operating system does that at once.
    os._exit(status)


def run(arguments: list[str]) -> int:
    """Carry out one command line; the exit status."""
    verb = next((word for word in arguments if not word.startswith("-")), "")
    on = statuses(verb if verb in VERBS else "")
    try:
        result = fpath.main(arguments, prog_name="fpath", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except Failure as failure:
        return _say(failure.message, failure.status(on))
    except click.UsageError as error:
        error.show()
        return on.usage
    except click.ClickException as error:
        return _say(error.format_message(), on.internal)
    except (KeyboardInterrupt, click.Abort):
        return on.interrupted
    except BrokenPipeError:
        return CLOSED_PIPE
    except MemoryError:
        return _say("the host has no memory left", on.internal)
    except Exception as error:  # whatever it is, the user gets one line and the documented status
        if os.environ.get("FPATH_TRACEBACK") == "1":
            raise
        return _say(f"internal error: {_where(error)} (FPATH_TRACEBACK=1 shows the traceback)", on.internal)


def _say(message: str, status: int) -> int:
    try:
        print(f"fpath: {message}", file=sys.stderr)
    except OSError:
        pass
    return status


def _where(error: BaseException) -> str:
    """One line for an error nobody expected: what, and in which line of which file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}: {error}{place}"

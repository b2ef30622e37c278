"""RUN[@STEP] as the looking verbs take it: `fpath graph latest -f dot`, `fpath show 30r3.9747@41 ps -- ./jobs`, `fpath graph -- ./jobs`.

Options may stand behind RUN, since nothing but `--` begins a program here.  With a program and no RUN, the run is the default one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import click

from forkingpaths.cli.errors import Failure
from forkingpaths.cli.options import CONTEXT

SETTINGS = {**CONTEXT, "allow_interspersed_args": True}
DEFAULT_RUN = "default"  # the run without deviations of the program behind it


class RunCommand(click.Command):
    """A verb whose first argument is RUN."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args and not self._has_run(args[: args.index("--")]):
            args = [DEFAULT_RUN, *args]
        return super().parse_args(ctx, args)

    def _has_run(self, words: list[str]) -> bool:
        """Whether one of `words` is neither an option nor the value of one."""
        valued = {
            name
            for parameter in self.params
            if isinstance(parameter, click.Option) and not parameter.is_flag and not parameter.count
            for name in (*parameter.opts, *parameter.secondary_opts)
        }
        value = False
        for word in words:
            if value:
                value = False
            elif word in valued:
                value = True
            elif not word.startswith("-"):
                return True
        return False


def output_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """-o FILE."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(dir_okay=False),
        help="Write to FILE instead of standard output.",
    )(function)


def write(data: str | bytes, output: str | None) -> None:
    """To the file of -o, or to standard output; what is no text is not written to a terminal."""
    raw = data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data
    if output is not None:
        try:
            with open(output, "wb") as file:
                file.write(raw)
        except OSError as error:
            raise Failure(f"{output}: {error.strerror} (-o)") from error
        return
    if isinstance(data, bytes) and sys.stdout.isatty():
        raise Failure("this format is no text: say where it goes with -o FILE")
    sys.stdout.buffer.write(raw)
    sys.stdout.flush()

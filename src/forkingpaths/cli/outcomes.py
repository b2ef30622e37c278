"""fpath outcomes: everything the program can print and every way it can end, each with a count and a schedule that shows it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.options import CONTEXT, guest_options, report_options
from forkingpaths.cli.search_options import DEFAULT_BUDGET_S, Search, search_options

if TYPE_CHECKING:
    from forkingpaths.check.checker import Result
    from forkingpaths.cli.explored import Exploration


@click.command("outcomes", context_settings=CONTEXT)
@click.option(
    "--quiz", is_flag=True, help="Ask which outputs are possible, then show a run for each that is."
)
@search_options
@guest_options("-e", "-E")
@report_options
def command(guest: GuestOptions, search: Search, quiz: bool, as_json: bool, quiet: bool) -> int:
    """List the distinct outputs and endings of PROGRAM over all orders it could have run in.

    The exit status is 0 when there is one outcome, 1 when there are several.
    """
    from forkingpaths.cli.explored import Exploration

    if search.power_loss:
        raise click.UsageError("--power-loss looks for findings, which is what check does")
    with Exploration(guest, search) as exploration:
        result = exploration.check(
            budget_s=guest.real_timeout_s or DEFAULT_BUDGET_S,
            stop_at_first=False,
            quiet=quiet or as_json,
            judge=False,
        )
        if quiz:
            _ask(exploration, result, as_json)
        elif as_json:
            print(json.dumps(exploration.outcomes_as_json(result), indent=2))
        else:
            sys.stdout.write(exploration.outcomes(result))
    if result.stopped == "interrupted":
        return 2
    return 1 if len(result.outcomes) > 1 else 0


def _ask(exploration: Exploration, result: Result, as_json: bool) -> None:
    """The quiz: question, answer from the terminal, truth.  Without a terminal to ask on, question and truth."""
    from dataclasses import asdict

    from forkingpaths.explore.program import host_path
    from forkingpaths.explore.schedule import format_schedule
    from forkingpaths.view import quiz
    from forkingpaths.view.findings import ending_words
    from forkingpaths.view.place import source_text
    from forkingpaths.view.story import text_of

    seen = [
        quiz.Seen(
            text_of(o.output),
            ending_words(o.status, o.ending),
            format_schedule(o.run.schedule, exploration.program),
            o.count,
        )
        for o in result.outcomes
    ]
    program = exploration.subject.program
    text = source_text(program.source or host_path(exploration.options))
    made = quiz.make(program.name, text, seen, result.progress.complete)
    if as_json:
        print(json.dumps(asdict(made), indent=2))
        return
    sys.stdout.write(quiz.question(made))
    given = None
    if sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        given = input("letters of the possible ones: ").lower()
    sys.stdout.write("\n" + quiz.answer(made, given))

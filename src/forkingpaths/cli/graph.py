"""fpath graph: the process graph of a run, as textbooks draw it; or its process tree, or its partial order."""

from __future__ import annotations

import click

from forkingpaths.cli.options import GuestOptions, guest_options
from forkingpaths.cli.run_argument import SETTINGS, RunCommand, output_option, write

FORMATS = ("svg", "dot", "mermaid", "html")


@click.command("graph", cls=RunCommand, context_settings=SETTINGS)
@click.argument("run", metavar="RUN")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="svg",
    show_default=True,
    help="The language of the picture.",
)
@click.option("--tree", is_flag=True, help="The process tree: who made whom, how each ended.")
@click.option("--orders", is_flag=True, help="The partial order of the run, and two orders that fit it.")
@click.option("--rows", type=click.IntRange(1), default=24, show_default=True, metavar="N",
              help="Fold like processes when there are more rows than this.")  # fmt: skip
@click.option("--force", is_flag=True, help="Try it although the program or a file that it read has changed.")
@output_option
@guest_options("-e", "-E", required=False)
def command(
    run: str, form: str, tree: bool, orders: bool, rows: int, force: bool, output: str | None, guest: GuestOptions,
) -> int:  # fmt: skip
    """Draw RUN: a row a process, time to the right by step; fork, exec, exit, signals, pipes, waits, output; the switches marked.

    RUN is as for replay: an id, latest, a run file, or a schedule string with the program behind `--`; with a program alone,
    its default run.
    """
    from forkingpaths.cli.recorded import opened, program_of
    from forkingpaths.cli.told import looker, told
    from forkingpaths.view.graph import dot, mermaid, svg
    from forkingpaths.view.graph import orders as order_pictures
    from forkingpaths.view.graph import tree as tree_pictures

    if tree and orders:
        raise click.UsageError("--tree and --orders are two pictures: say one")
    if form == "html" and (tree or orders):
        raise click.UsageError("--tree and --orders are drawn as svg, dot or mermaid")
    with opened(run, program_of(guest), force) as it:
        if form == "html":
            from forkingpaths.web.answers import export_run
            from forkingpaths.web.single import single

            write(single(export_run(looker(it), it.name), f"{it.name}, schedule {it.file.schedule}"), output)
            return 0
        story = told(it, judge=False).story
        title = f"{it.name}, schedule {it.file.schedule}, {it.player.ending}"
    pictures = tree_pictures if tree else order_pictures if orders else None
    if form == "svg":
        text = (pictures or svg).svg(story, title, rows)
    elif form == "dot":
        text = (pictures or dot).dot(story, title, rows)
    else:
        text = (pictures or mermaid).mermaid(story, title, rows)
    write(text, output)
    return 0

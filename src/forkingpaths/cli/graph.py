"""fpath graph: the process graph of a run, as textbooks draw it; or its process tree, or its partial order."""

from __future__ import annotations

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.options import guest_options
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
    from forkingpaths.view.graph.pages import page

    if tree and orders:
        raise click.UsageError("--tree and --orders are two pictures: say one")
    with opened(run, program_of(guest), force) as it:
        if form == "html" and not (tree or orders):
            from forkingpaths.web.answers import export_run
            from forkingpaths.web.single import single

            write(single(export_run(looker(it), it.name), f"{it.name}, schedule {it.file.schedule}"), output)
            return 0
        story = told(it, judge=False).story
        title = f"{it.name}, schedule {it.file.schedule}, {it.player.ending}"
        made = it.executor().run(it.player.schedule) if orders else None

    def drawn(form: str, rows: int) -> str:
        if made is not None:
            pictures = {
                "svg": order_pictures.svg,
                "dot": order_pictures.dot,
                "mermaid": order_pictures.mermaid,
            }
            return pictures[form](story, title, rows, made)
        module = tree_pictures if tree else {"svg": svg, "dot": dot, "mermaid": mermaid}[form]
        return str(getattr(module, form)(story, title, rows))

    if form == "html":
        shown = [(f"{many(min(rows, len(story.rows)), 'row')}, like processes folded", drawn("svg", rows))]
        if len(story.rows) > rows:
            shown.append((f"all {len(story.rows)} processes", drawn("svg", len(story.rows))))
        write(page(title, shown), output)
    else:
        write(drawn(form, rows), output)
    return 0


def many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

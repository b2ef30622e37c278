"""fpath export: a run for other tools."""

from __future__ import annotations

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.options import guest_options
from forkingpaths.cli.recorded import Opened
from forkingpaths.cli.run_argument import SETTINGS, RunCommand, output_option, write

FORMATS = ("perfetto", "strace", "json", "junit", "sarif", "asciicast", "html")


@click.command("export", cls=RunCommand, context_settings=SETTINGS)
@click.argument("run", metavar="RUN")
@click.option("-f", "--format", "form", type=click.Choice(FORMATS), required=True, help="What for.")
@click.option("--force", is_flag=True, help="Try it although the program or a file that it read has changed.")
@output_option
@guest_options("-e", "-E", required=False)
def command(run: str, form: str, force: bool, output: str | None, guest: GuestOptions) -> int:
    """Write RUN for another tool.

    \b
    perfetto   TrackEvent trace for ui.perfetto.dev (binary: give -o FILE)
    strace     what strace -f -o would have written, with step numbers in front
    json       tasks, spans, arrows, marks, output and events: docs/run.schema.json
    junit      JUnit XML: the run as a test, its findings as failures
    sarif      SARIF 2.1.0: findings, a thread flow a process, executionOrder = step
    asciicast  asciicast v3: the output as a terminal showed it, with markers
    html       the page in one file, which works from the disk

    RUN is as for replay: an id, latest, a run file, or a schedule string with the program behind `--`; with a program alone,
    its default run.
    """
    from forkingpaths.cli.recorded import opened, program_of

    with opened(run, program_of(guest), force) as it:
        write(exported(it, form), output)
    return 0


def exported(it: Opened, form: str) -> str | bytes:
    """The run in a format."""
    from forkingpaths.cli.told import looker, told
    from forkingpaths.view.export import asciicast, junit, perfetto, plain, sarif

    if form == "strace":
        return strace(it)
    if form == "html":
        from forkingpaths.web.answers import export_run
        from forkingpaths.web.single import single

        return single(export_run(looker(it), it.name), f"{it.name}, schedule {it.file.schedule}")
    run = told(it)
    if form == "perfetto":
        return perfetto.perfetto(run)
    if form == "junit":
        return junit.junit([run])
    if form == "sarif":
        return sarif.sarif(run)
    if form == "asciicast":
        return asciicast.asciicast(run, it.options.terminal)
    return plain.as_json(run)


def strace(it: Opened) -> str:
    """The trace, a line a call."""
    from forkingpaths.cli.trace import environment_address
    from forkingpaths.view.strace import StraceView

    parts: list[str] = []
    view = StraceView(parts.append, steps=True, to_file=True)
    k = it.player.at_point(0)
    view.now_ns = k.monotonic_ns()
    view.started(k.main_tgid, *k.program, environment_address(k))
    for event in it.player.walk():
        view.event(event)
    view.finish()
    return "".join(parts)

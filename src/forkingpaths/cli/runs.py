"""fpath runs: the runs that check, outcomes and `run --record` kept."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from forkingpaths.cli.errors import Failure, Why

if TYPE_CHECKING:
    from forkingpaths.record.store import Explored, Row

SHOWN_ID = 6  # letters of an id, unless more are needed to tell two apart
SHOWN_TITLE = 78


@click.command("runs", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("run", required=False, metavar="[RUN]")
@click.option("-o", "--output", metavar="FILE", help="Write RUN to FILE as a run file; - is standard output.")
@click.option("-n", "--limit", type=click.IntRange(1), default=50, show_default=True, metavar="N",
              help="List the latest N.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Tell the result as JSON.")
@click.option("--no-color", is_flag=True, expose_value=False, help="Plain text (it is).")
def command(run: str | None, output: str | None, limit: int, as_json: bool) -> int:
    """List the runs that were kept, the latest first; of RUN (an id, or the beginning of one, or latest) all that is known.

    A run is made again with `fpath replay ID`, and forgotten with `fpath rm ID`.
    """
    from forkingpaths.cli.keeping import user_store
    from forkingpaths.cli.recorded import NEVER_MADE, find
    from forkingpaths.record.run_file import dump
    from forkingpaths.record.store import StoreError
    from forkingpaths.view.text import printable

    if output is not None and run is None:
        raise click.UsageError("-o needs a RUN")
    if run is not None:
        file = find(run)
        if file.made.ending == NEVER_MADE:
            raise Failure(
                f"{printable(run)}: no run of this schedule is kept; `fpath replay {printable(run)}` makes one",
                Why.SCHEDULE,
            )
        if output is not None and output != "-":
            _write(output, dump(file))
        elif output == "-" or as_json:
            sys.stdout.write(dump(file))
        else:
            sys.stdout.write(described(file))
        return 0
    try:
        store = user_store()
        rows, explorations = store.rows(limit), store.explorations()
    except StoreError as error:
        raise Failure(str(error), Why.SCHEDULE) from error
    if as_json:
        print(json.dumps(as_data(rows, explorations), indent=2))
    elif not rows:
        print(f"no run is kept in {store.path}")
    else:
        sys.stdout.write(table(rows))
    return 0


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Failure(f"{path}: {error.strerror} (-o)") from error


def table(rows: list[Row]) -> str:
    """ID, time, program, schedule, what."""
    from forkingpaths.view.text import printable

    width = _letters_needed([row.id for row in rows])
    cells = [
        (row.id[:width], time.strftime("%Y-%m-%d %H:%M", time.localtime(row.when_s)), printable(row.name, 24),
         printable(row.schedule, 32), _what(row))
        for row in rows
    ]  # fmt: skip
    head = ("ID", "WHEN", "PROGRAM", "SCHEDULE", "WHAT")
    widths = [max(len(row[i]) for row in (head, *cells)) for i in range(4)]
    return "".join(
        "  ".join([*(cell.ljust(w) for cell, w in zip(row[:4], widths, strict=True)), row[4]]).rstrip() + "\n"
        for row in (head, *cells)
    )


def _what(row: Row) -> str:
    from forkingpaths.view.text import printable

    begins = {"finding": "FAIL  ", "default": "ok    ", "outcome": "outcome of ", "recorded": ""}
    return begins.get(row.kind, "") + printable(row.title, SHOWN_TITLE)


def _letters_needed(ids: list[str]) -> int:
    """How many letters tell all ids apart."""
    width = SHOWN_ID
    while len({name[:width] for name in ids}) < len(set(ids)):
        width += 1
    return width


def as_data(rows: list[Row], explorations: dict[int, Explored]) -> dict[str, Any]:
    """The list as plain data (docs/json.md)."""
    return {
        "runs": [asdict(row) for row in rows],
        "explorations": {str(number): asdict(explored) for number, explored in explorations.items()},
    }


def described(file: Any) -> str:
    """One run, in lines."""
    from forkingpaths.view.findings import ending_words
    from forkingpaths.view.text import printable

    words = [word.decode(errors="backslashreplace") for word in file.options.argv]
    lines = [
        ("run", file.id),
        ("program", " ".join(words)),
        ("source", file.program.source),
        ("sha256", file.program.sha256),
        ("in", file.options.cwd.decode(errors="backslashreplace")),
        ("schedule", file.schedule),
        ("ended", ending_words(file.made.status, file.made.ending)),
        (
            "length",
            f"{file.made.points} points, {file.made.steps} steps, {file.made.output_bytes} bytes of output",
        ),
        ("read", f"{len(file.inputs)} files of the host, {len(file.input())} bytes of standard input"),
        ("by", f"fpath {file.fpath}"),
        *(("finding", f"{found.title}: {found.why}") for found in file.findings),
    ]
    return "".join(f"{name:<9} {printable(text)}\n" for name, text in lines if text)

"""fpath explain: why a run failed, beside the nearest run that did not."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import click

from forkingpaths.cli.asked import GuestOptions
from forkingpaths.cli.options import CONTEXT, guest_options, report_options

if TYPE_CHECKING:
    from forkingpaths.cli.recorded import Opened
    from forkingpaths.view.explain import Explanation

WIDTH = 120  # columns, unless the terminal says otherwise


@click.command("explain", context_settings=CONTEXT)
@click.argument("run", metavar="RUN")
@click.option(
    "--width", type=click.IntRange(60, 400), metavar="COLUMNS", help="Of the page (the terminal's, or 120)."
)
@click.option("--property", "properties", multiple=True, metavar="FILE.py", help="As for check.")
@click.option("--force", is_flag=True, help="Try it although the program or a file that it read has changed.")
@guest_options("-e", "-E", required=False)
@report_options
def command(
    run: str,
    width: int | None,
    properties: tuple[str, ...],
    force: bool,
    guest: GuestOptions,
    as_json: bool,
    quiet: bool,
) -> int:
    """Say why RUN failed: the critical step, the nearest passing run beside it, both stacks there, and how to mend it.

    RUN is as for replay: an id, latest, a run file, or a schedule string. The exit status is 0 when nothing is wrong
    with the run, 1 when something is, 4 when it cannot be made again.
    """
    from forkingpaths.cli.explored import load_user_files
    from forkingpaths.cli.recorded import opened, program_of
    from forkingpaths.view.explain import text

    load_user_files(properties)
    with opened(run, program_of(guest), force) as it:
        explanation = explain(it)
        if as_json:
            print(json.dumps(as_data(explanation), indent=2))
        elif not quiet:
            columns = width or shutil.get_terminal_size((WIDTH, 24)).columns
            sys.stdout.write(text(explanation, max(columns, 60)))
    return 1 if explanation.findings else 0


def explain(it: Opened) -> Explanation:
    """Judge the run, look for a passing one near it, and look at both."""
    from forkingpaths.check import all_properties, load_properties
    from forkingpaths.check.finding import Finding
    from forkingpaths.explore.nearest import nearest_passing
    from forkingpaths.explore.trace import Run
    from forkingpaths.view.explain import explained

    first = it.file.findings[0].property if it.file.findings else ""  # what it was kept for is said first
    properties = load_properties([first] if first in {p.id for p in all_properties()} else [])

    def judge(run: Run) -> list[Finding]:
        return [finding for item in properties for finding in item.check(run)]

    executor = it.executor()
    judge(executor.run(()))  # what compares orders compares with the default one
    bad = executor.run(it.player.schedule)
    findings = judge(bad)
    findings.sort(key=lambda finding: finding.property != first)
    lost = bool(findings) and findings[0].property == "power-loss"
    nearest = nearest_passing(executor, bad, lambda run: not judge(run)) if findings and not lost else None
    program = bytes.fromhex(it.subject.program.identity)
    explanation = explained(it.name, program, bad, nearest, findings, it.player, source_of(it))
    if lost and executor.power is not None:
        explanation.spared = executor.power.spared(bad.details["power loss"])
    return explanation


def source_of(it: Opened) -> Any:
    """Lines of source: of a file that Python names, or from where the text was compiled, or from beside the program."""
    from forkingpaths.view.place import read_source

    folders = [os.path.dirname(path) for path in (it.subject.program.source, it.path) if path]

    @lru_cache
    def lines(name: str) -> list[str]:
        base = os.path.basename(name)
        for path in (it.named(name), *(os.path.join(folder, base) for folder in folders)):
            found = read_source(path)
            if found is not None:
                return found
        return []

    def line(name: str, number: int) -> str:
        found = lines(name)
        return found[number - 1] if 0 < number <= len(found) else ""

    return line


def as_data(it: Explanation) -> dict[str, Any]:
    """The explanation as plain data (docs/json.md)."""
    from forkingpaths.explore.schedule import format_schedule
    from forkingpaths.view.side_by_side import first_difference, items

    good = it.nearest.run if it.nearest is not None else None
    one, other = first_difference(items(good), items(it.bad), it.step) if good is not None else (None, None)
    return {
        "program": it.name,
        "schedule": format_schedule(it.bad.schedule, it.program),
        "passing": None
        if it.nearest is None
        else {
            "schedule": format_schedule(it.nearest.run.schedule, it.program),
            "differs": it.nearest.kind,
            "point": it.nearest.point,
        },
        "critical": {"point": it.point, "step": it.step, "words": it.words},
        "first_difference": {
            "this": other._asdict() if other is not None else None,
            "passing": one._asdict() if one is not None else None,
        },
        "stacks": [
            {"task": stack.tid, "words": stack.words, "frames": [_frame(frame) for frame in stack.frames]}
            for stack in it.stacks
        ],
        "findings": [asdict(finding) for finding in it.findings],
    }


def _frame(frame: Any) -> dict[str, Any]:
    return {
        "function": frame.function,
        "file": frame.line.file if frame.line is not None else "",
        "line": frame.line.line if frame.line is not None else 0,
        "module": frame.module,
        "offset": frame.offset,
    }

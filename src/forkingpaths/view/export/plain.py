"""A run as JSON: its tasks, spans, arrows, marks, output and events.  docs/run.schema.json says what each field is."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from forkingpaths.kernel.events import Kind
from forkingpaths.view.export.told import Told
from forkingpaths.view.lines import Lines
from forkingpaths.view.story import text_of
from forkingpaths.view.text import printable

FORMAT, VERSION = "forking-paths-told-run", 1


def plain(run: Told, events: bool = True) -> dict[str, Any]:
    """As plain data."""
    lines = Lines()
    story = run.story
    told: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "name": printable(run.name),
        "arguments": [printable(word) for word in run.arguments],
        "program": run.program,
        "schedule": run.schedule,
        "switches": run.switches,
        "status": run.status,
        "ending": run.ending,
        "first_step": story.first,
        "last_step": story.last,
        "tasks": [asdict(row) for row in story.rows],
        "spans": [asdict(span) for span in story.spans],
        "arrows": [asdict(arrow) for arrow in story.arrows],
        "marks": [asdict(mark) for mark in story.marks],
        "output": [
            {"step": step, "stream": stream, "text": text_of(data)} for step, stream, data in run.output
        ],
        "findings": [asdict(found) for found in run.findings],
    }
    if events:
        told["events"] = [
            {
                "step": e.step,
                "tid": e.tid,
                "kind": Kind(e.kind).name,
                "time_ns": e.time_ns,
                "text": lines.line(e),
            }
            for e in run.events()
        ]
    return told


def as_json(run: Told) -> str:
    """The text of the file: ASCII, so that no byte of the guest reaches a terminal as it was."""
    return json.dumps(plain(run), indent=1) + "\n"

"""SARIF 2.1.0: a result a finding, with one code flow in which every process is a thread flow and executionOrder is the step.

Code scanning shows the flows side by side; the steps say in which order they went.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from forkingpaths import __version__
from forkingpaths.view.export.told import Found, Place, Told
from forkingpaths.view.story import Story
from forkingpaths.view.text import printable

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FLOW_LIMIT = 200  # locations of a thread flow


def sarif(run: Told) -> str:
    """The log of one run."""
    rules = {found.property: _rule(found) for found in run.findings}
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "fpath", "version": __version__, "rules": list(rules.values())}},
                "columnKind": "unicodeCodePoints",
                "results": [_result(run, found, list(rules).index(found.property)) for found in run.findings],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(found: Found) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": found.property, "shortDescription": {"text": printable(found.property)}}
    if found.mend:
        rule["help"] = {"text": printable(f"{found.mend} ({found.manual})")}
    return rule


def _result(run: Told, found: Found, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.property,
        "ruleIndex": index,
        "level": "error",
        "message": {"text": printable(f"{found.title}: {found.why}", 1000)},
        "codeFlows": [{"threadFlows": _flows(run.story, run.places)}],
        "properties": {"schedule": run.schedule, "program": run.program, "steps": list(found.steps)},
        "partialFingerprints": {"finding/v1": printable(f"{run.name}/{found.property}/{found.title}")},
    }
    if run.places:
        result["locations"] = [_location(run.places[0], "the first switch")]
    return result


def _location(place: Place, words: str) -> dict[str, Any]:
    physical = {
        "artifactLocation": {"uri": quote(place.file.encode("utf-8", "surrogateescape"))},
        "region": {"startLine": max(place.line, 1)},
    }
    return {"physicalLocation": physical, "message": {"text": printable(words)}}


def _flows(story: Story, places: list[Place]) -> list[dict[str, Any]]:
    """A flow for each task: its marks and the ends of its arrows."""
    lines = {place.step: place for place in places}
    found: dict[int, dict[int, list[str]]] = {
        row.tid: {row.first: [f"{row.name} begins"]} for row in story.rows
    }
    for mark in story.marks:
        if mark.tid in found:
            found[mark.tid].setdefault(mark.step, []).append(f"{mark.kind} {mark.label}")
    for arrow in story.arrows:
        found[arrow.source].setdefault(arrow.first, []).append(
            f"{arrow.kind} to {arrow.target}: {arrow.label}"
        )
        found[arrow.target].setdefault(arrow.last, []).append(
            f"{arrow.kind} from {arrow.source}: {arrow.label}"
        )
    flows = []
    for row in story.rows:
        locations = []
        for step, words in sorted(found[row.tid].items())[:FLOW_LIMIT]:
            text = printable("; ".join(words))
            location = _location(lines[step], text) if step in lines else {"message": {"text": text}}
            important = "essential" if step in lines else "important"
            locations.append({"location": location, "executionOrder": step, "importance": important})
        kind = "thread" if row.thread else "process"
        flows.append(
            {
                "id": f"{kind} {row.tid}",
                "message": {"text": printable(f"{row.name}, {kind} {row.tid}")},
                "locations": locations,
            }
        )
    return flows

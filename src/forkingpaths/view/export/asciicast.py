"""asciicast v3 (asciinema): what the run wrote, as a terminal would show it, with a marker for every event of note.

A run takes microseconds of virtual time, which nobody could watch: what lies between two lines of the file is at least SHORTEST_S,
and idle_time_limit shortens long sleeps.  Control characters of the guest stand in JSON strings, escaped; they act where the
recording is played, as asciinema's do.
"""

from __future__ import annotations

import codecs
import json
from typing import Any

from forkingpaths.view.export.told import Told
from forkingpaths.view.text import printable

SHORTEST_S = 0.25
MARKED = ("exec", "exit", "deliver", "kill", "fault", "stop", "switch", "timer")


def asciicast(run: Told, terminal: bool = False) -> str:
    """The recording.  Without a terminal a line feed goes to the beginning of the next line, as a terminal's driver has it."""
    header = {
        "version": 3,
        "term": {"cols": 80, "rows": 24},
        "title": printable(" ".join((run.name, *run.arguments[1:])) + f", schedule {run.schedule}"),
        "idle_time_limit": 2,
    }
    times: dict[int, int] = {}
    wanted = {step for step, *_ in run.output} | {
        mark.step for mark in run.story.marks if mark.kind in MARKED
    }
    for event in run.events():
        if event.step in wanted:
            times[event.step] = event.time_ns
    entries: list[tuple[int, int, str, str]] = []
    decoders = {stream: codecs.getincrementaldecoder("utf-8")("replace") for _, stream, _ in run.output}
    for step, stream, raw in run.output:
        text = decoders[stream].decode(raw)
        entries.append((step, 1, "o", text if terminal else text.replace("\n", "\r\n")))
    entries += [
        (mark.step, 0, "m", printable(f"step {mark.step}: {mark.tid} {mark.kind} {mark.label}", 120))
        for mark in run.story.marks
        if mark.kind in MARKED
    ]
    entries.sort(key=lambda entry: entry[:2])
    lines: list[Any] = [header]
    before: int | None = None
    for step, _, code, text in entries:
        now = times.get(step, before or 0)
        gap = 0.0 if before is None else max(SHORTEST_S, (now - before) / 1e9)
        lines.append([round(gap, 6), code, text])
        before = now
    if run.status is not None:
        signal = run.status & 0x7F
        lines.append([SHORTEST_S, "x", str(128 + signal if signal else run.status >> 8 & 0xFF)])
    return "".join(json.dumps(line) + "\n" for line in lines)

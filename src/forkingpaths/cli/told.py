"""An opened run with everything the views ask for: its story, its findings, where its switches left the program."""

from __future__ import annotations

import os

from forkingpaths.check import load_properties
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.cli.recorded import Opened
from forkingpaths.record.run_file import RecordedFinding
from forkingpaths.view.export.told import Found, Place, Told
from forkingpaths.view.place import Places
from forkingpaths.view.story import Teller
from forkingpaths.web.looker import Looker


def places_of(it: Opened) -> Places:
    """Where source is looked for: where debug information or Python says, beside the C text, beside the program."""
    folders = [os.path.dirname(path) for path in (it.subject.program.source, it.path) if path]
    return Places([it.path], folders, it.named)


def findings_of(it: Opened) -> list[Found]:
    """What is wrong with the run: as it was kept, or else judged again."""
    properties = load_properties()
    words = {p.id: (p.mend, p.manual) for p in REGISTRY.properties}
    recorded: list[RecordedFinding] | list[Finding] = list(it.file.findings)
    if not recorded:
        run = it.executor().run(it.player.schedule)
        recorded = [finding for item in properties for finding in item.check(run)]
    return [
        Found(f.property, f.title, f.why, tuple(f.steps), *words.get(f.property, ("", ""))) for f in recorded
    ]


def switches_of(it: Opened) -> list[tuple[int, int]]:
    """(step, task that goes on) of each deviation."""
    main = it.player.kernel.main_tgid
    return [(it.player.step_of(d.point), d.choice.tid or main) for d in it.player.schedule]


def left_at(it: Opened, places: Places) -> list[Place]:
    """The line at which each deviation left a task."""
    found = []
    for deviation in it.player.schedule:
        k = it.player.at_point(deviation.point)
        tid = (
            deviation.choice.tid if deviation.choice.kind == "stop" else k.run_queue[0] if k.run_queue else 0
        )
        where = places.standing(k, tid)
        if where.line:
            found.append(Place(it.player.step_of(deviation.point), where.file, where.line, where.function))
    return found


def told(it: Opened, judge: bool = True) -> Told:
    """The run for the exporters; `judge` asks for its findings and places too."""
    teller = Teller(it.player.kernel.main_tgid, it.name)
    for event in it.player.walk():
        teller.take(event)
    switches = switches_of(it)
    teller.switches(switches)
    return Told(
        name=it.name,
        arguments=tuple(os.fsdecode(word) for word in it.options.argv),
        program=it.subject.program.identity,
        schedule=it.file.schedule,
        status=it.player.status,
        ending=it.player.ending,
        story=teller.told(),
        events=it.player.walk,
        output=[(w.step, w.stream, w.data) for w in it.player.output],
        findings=findings_of(it) if judge else [],
        places=left_at(it, places_of(it)) if judge else [],
        switches=[step for step, _ in switches],
    )


def looker(it: Opened, judge: bool = True) -> Looker:
    """The run for the page."""
    return Looker(it.player, places_of(it), it.name, it.file.schedule, findings_of(it) if judge else [])

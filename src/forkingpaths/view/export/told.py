"""What the exporters read: a run with its story, and the findings about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from forkingpaths.kernel.events import Event
from forkingpaths.view.story import Story


@dataclass(slots=True)
class Found:
    """A finding, as it is told."""

    property: str
    title: str
    why: str
    steps: tuple[int, ...] = ()
    mend: str = ""
    manual: str = ""


@dataclass(slots=True)
class Place:
    """A step and the line of source at which its task stood."""

    step: int
    file: str
    line: int
    function: str = ""


@dataclass(slots=True)
class Told:
    """A run.  `events` gives them anew each time; `output` is (step, stream, data)."""

    name: str
    arguments: tuple[str, ...]
    program: str  # sha256 in hexadecimal, of program and inputs
    schedule: str
    status: int | None  # as wait reports it
    ending: str
    story: Story
    events: Callable[[], Iterable[Event]]
    output: list[tuple[int, int, bytes]] = field(default_factory=list)
    findings: list[Found] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)  # of the switches, first to last
    switches: list[int] = field(default_factory=list)  # steps of the schedule's deviations

"""Which step is how far to the right: steps keep their order, and no label of a row covers another of that row.

Only steps at which something is drawn have a place; the steps between them take almost none, so a run of a thousand steps
with twenty events is as wide as its twenty labels.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from forkingpaths.view.story import Mark, Story
from forkingpaths.view.text import printable

GAP = 14  # between two steps that are drawn
HEAD = 10  # the width of an arrow's head
GLYPH = 6.1  # the width of a character of a label
LABEL_LIMIT = 34
QUIET = (
    "sent",
    "input",
    "stop",
    "continue",
    "switch",
    "timer",
    "ignored",
)  # marks whose label stands apart or nowhere


@dataclass(slots=True)
class Places:
    """x of every drawn step."""

    steps: list[int] = field(default_factory=list)
    xs: list[float] = field(default_factory=list)
    width: float = 0

    def x(self, step: int) -> float:
        """Where `step` is; a step that is not drawn is at the one before it."""
        index = bisect_right(self.steps, step) - 1
        return self.xs[max(index, 0)]


def label_of(mark: Mark) -> str:
    """The words beside a mark."""
    text = mark.label
    if mark.kind == "output":
        lines = text.rstrip("\n")
        text = f"“{printable(lines, LABEL_LIMIT)}”"
    elif mark.kind == "exec":
        text = "exec " + printable(text.rsplit("/", 1)[-1], LABEL_LIMIT)
    return printable(text, LABEL_LIMIT)


def place(story: Story, left: float) -> Places:
    """The places of everything in `story`, the first at `left`."""
    wanted: dict[int, list[tuple[int, float]]] = {story.first: [], max(story.last, story.first): []}
    for row in story.rows:
        wanted.setdefault(row.first, [])
        if row.last:
            wanted.setdefault(row.last, [])
    for span in story.spans:
        wanted.setdefault(span.first, [])
        wanted.setdefault(span.last, [])
    for arrow in story.arrows:
        wanted.setdefault(arrow.first, [])
        wanted.setdefault(arrow.last, []).append((arrow.target, HEAD))
    for mark in story.marks:
        width = 0.0 if mark.kind in QUIET else GLYPH * len(label_of(mark)) + 8
        wanted.setdefault(mark.step, []).append((mark.tid, width))
    places = Places()
    taken: dict[int, float] = {}  # tid -> where its last label ends
    x = left
    for step in sorted(wanted):
        here = max([x, *(taken.get(tid, 0.0) + width / 2 for tid, width in wanted[step])])
        for tid, width in wanted[step]:
            taken[tid] = here + width / 2
        places.steps.append(step)
        places.xs.append(round(here, 1))
        x = here + GAP
    places.width = max([x, *taken.values()])
    return places

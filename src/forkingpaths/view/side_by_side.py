"""Two runs of one program beside each other, what they have in common on one line.

pair      the events of both, aligned: the beginning that they share, then the longest common order of what follows
draw      of many rows those that matter, the rest as "[...]"
outputs   what both wrote, the lines that differ
"""

from __future__ import annotations

from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.view.findings import event_text
from forkingpaths.view.text import printable

AROUND = 2  # rows shown before and after one that matters
NEAR = 400  # rows that are aligned, from the parting on: the time it takes grows with the square
SHOWN_LINES = 12  # of outputs, that differ
TID_WIDTH = 3


class Item(NamedTuple):
    """An event that people follow a run by: a call, a signal, a process killed."""

    step: int
    tid: int
    text: str


class Row(NamedTuple):
    """A line of the picture."""

    good: Item | None
    bad: Item | None

    @property
    def same(self) -> bool:
        return self.good is not None and self.bad is not None


def items(run: Run) -> list[Item]:
    """What is shown of a run."""
    returns = {e.data[4]: e for e in run.events if e.kind is Kind.RETURN}
    return [
        Item(event.step, event.tid, _text(event, returns))
        for event in run.events
        if event.kind in (Kind.CALL, Kind.SIGNAL) or (event.kind is Kind.EXIT and event.data[0] & 0x7F)
    ]


def _text(event: Event, returns: dict[int, Event]) -> str:
    if event.kind is Kind.EXIT:
        return f"+++ killed by signal {event.data[0] & 0x7F} +++"
    return " ".join(event_text(event, returns).split())


def pair(good: list[Item], bad: list[Item]) -> list[Row]:
    """Both runs as rows."""
    shared = 0
    while shared < min(len(good), len(bad)) and good[shared] == bad[shared]:
        shared += 1
    rows = [Row(item, item) for item in good[:shared]]
    a, b = good[shared : shared + NEAR], bad[shared : shared + NEAR]
    matcher = SequenceMatcher(None, [i[1:] for i in a], [i[1:] for i in b], autojunk=False)
    for _, a_start, a_end, b_start, b_end in matcher.get_opcodes():
        if a_end - a_start == b_end - b_start and [i[1:] for i in a[a_start:a_end]] == [
            i[1:] for i in b[b_start:b_end]
        ]:
            rows += [Row(x, y) for x, y in zip(a[a_start:a_end], b[b_start:b_end], strict=True)]
            continue
        rows += sorted(
            [*(Row(x, None) for x in a[a_start:a_end]), *(Row(None, y) for y in b[b_start:b_end])],
            key=lambda row: (row.good or row.bad or Item(0, 0, "")).step,
        )
    return rows


def first_difference(good: list[Item], bad: list[Item], since: int) -> tuple[Item | None, Item | None]:
    """What a task first did otherwise, at step `since` or later: not merely at another time.

    Each task is followed on its own; of the tasks that part, the one that does so first in the bad run.
    """
    found: list[tuple[int, Item | None, Item | None]] = []
    for tid in sorted({item.tid for item in bad}):
        ours = [item for item in bad if item.tid == tid]
        theirs = [item for item in good if item.tid == tid]
        for index in range(max(len(ours), len(theirs))):
            one = theirs[index] if index < len(theirs) else None
            other = ours[index] if index < len(ours) else None
            if one is None or other is None or one.text != other.text:
                step = other.step if other is not None else ours[-1].step + 1
                if step >= since:
                    found.append((step, one, other))
                break
    return min(found, default=(0, None, None), key=lambda entry: entry[0])[1:]


def draw(rows: list[Row], marks: dict[int, str], matters: set[int], width: int) -> list[str]:
    """The rows that matter as lines of `width` characters; `marks` are words behind rows of the bad run, by step.

    `matters` are steps of the bad run, or below zero of the good one.
    """
    column = (width - 5) // 2
    wanted: set[int] = set()
    for index, row in enumerate(rows):
        if (row.bad is not None and row.bad.step in matters) or (
            row.good is not None and -row.good.step in matters
        ):
            wanted.update(range(index - AROUND, index + AROUND + 1))
    lines = []
    hidden = False
    for index, row in enumerate(rows):
        if index not in wanted:
            hidden = True
            continue
        if hidden:
            lines.append(f"  {'[...]':<{column}} | [...]")
            hidden = False
        mark = marks.get(row.bad.step, "") if row.bad is not None else ""
        lines.append(
            f"  {_cell(row.good, column)} {' ' if row.same else '|'} {_cell(row.bad, column)}{mark}".rstrip()
        )
    if hidden:
        lines.append(f"  {'[...]':<{column}} | [...]")
    return lines


def outputs(good: bytes, bad: bytes, width: int) -> list[str]:
    """Two outputs, line by line: those that differ, and AROUND lines beside them."""
    column = (width - 5) // 2
    a, b = (data.decode(errors="backslashreplace").splitlines()[:NEAR] for data in (good, bad))
    rows: list[tuple[str, str, bool]] = []
    for kind, a_start, a_end, b_start, b_end in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        pairs = zip_longest(a[a_start:a_end], b[b_start:b_end], fillvalue="")
        rows += [(left, right, kind == "equal") for left, right in pairs]
    differing = [index for index, row in enumerate(rows) if not row[2]]
    lines = []
    for index, (left, right, same) in enumerate(rows):
        if any(abs(index - other) <= AROUND for other in differing[:SHOWN_LINES]):
            lines.append(f"  {_cut(left, column)} {' ' if same else '|'} {_cut(right, column)}".rstrip())
        elif not lines or lines[-1] != "  [...]":
            lines.append("  [...]")
    return lines


def _cut(text: str, column: int) -> str:
    text = printable(text)
    return f"{text:<{column}}" if len(text) <= column else text[: column - 3] + "..."


def _cell(item: Item | None, width: int) -> str:
    if item is None:
        return " " * width
    return _cut(f"{item.step:>5} {item.tid:>{TID_WIDTH}} {item.text}", width)

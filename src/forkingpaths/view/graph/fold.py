"""Many like processes become one row: 200 workers of one parent are the first of them and "198 more"."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from forkingpaths.view.story import Arrow, Mark, Row, Span, Story

ROWS = 24  # a graph with more rows than this is folded
KEPT = 2  # of each group of like rows so many stay as they are
FEWEST = 4  # a smaller group is left alone


def fold(story: Story, limit: int = ROWS) -> Story:
    """`story` with like rows folded when it has more than `limit`: leaves of one parent, of one name, that ended alike."""
    if len(story.rows) <= limit:
        return story
    parents = {row.parent for row in story.rows}
    groups: dict[tuple[int, str, bool, int | None], list[Row]] = {}
    for row in story.rows:
        if row.thread or row.tid not in parents:
            key = (row.tgid if row.thread else row.parent, row.name, row.thread, row.status)
            groups.setdefault(key, []).append(row)
    into: dict[int, int] = {}  # tid -> the tid of the row it is part of
    folded: dict[int, Row] = {}
    for rows in groups.values():
        rest = rows[KEPT:]
        if len(rows) < FEWEST:
            continue
        head = rest[0]
        last = max(row.last for row in rest) if all(row.last for row in rest) else 0
        name = f"{len(rest)} x {head.name}"
        folded[head.tid] = replace(head, name=name, first=min(row.first for row in rest), last=last)
        into.update({row.tid: head.tid for row in rest})
    rows = [folded.get(row.tid, row) for row in story.rows if into.get(row.tid, row.tid) == row.tid]
    arrows = _arrows(story.arrows, into)
    waits = {(arrow.target, arrow.last) for arrow in arrows if arrow.kind == "wait"}
    return Story(
        rows,
        _spans(story.spans, into),
        arrows,
        [mark for mark in story.marks if _stays(mark, into, waits)],
        story.first,
        story.last,
    )


def _stays(mark: Mark, into: dict[int, int], waits: set[tuple[int, int]]) -> bool:
    """Output stays always; a wait only with its arrow."""
    if mark.kind == "reap" and (mark.tid, mark.step) not in waits:
        return False
    return mark.tid not in into or mark.kind == "output"


def _spans(spans: list[Span], into: dict[int, int]) -> list[Span]:
    """The spans of a folded row would cover one another."""
    return [span for span in spans if span.tid not in into]


def _arrows(arrows: list[Arrow], into: dict[int, int]) -> list[Arrow]:
    """Arrows to and from the folded rows, those that look alike counted as one."""
    kept: list[Arrow] = []
    alike: dict[tuple[str, int, int], Arrow] = {}
    counts: Counter[tuple[str, int, int]] = Counter()
    for arrow in arrows:
        source, target = into.get(arrow.source, arrow.source), into.get(arrow.target, arrow.target)
        if source == target:
            continue
        if arrow.source not in into and arrow.target not in into:
            kept.append(arrow)
            continue
        key = (arrow.kind, source, target)
        counts[key] += 1
        alike.setdefault(key, replace(arrow, source=source, target=target))
    for key, arrow in alike.items():
        label = arrow.label if counts[key] == 1 else f"{arrow.label}, and {counts[key] - 1} more"
        kept.append(replace(arrow, label=label))
    return sorted(kept, key=lambda arrow: (arrow.last, arrow.first))

"""The process graph, the process tree and the partial order in DOT (graphviz's language).

Everything a program chose (names, output) stands in quoted strings with the quote and the backslash escaped, and no control
character: it cannot end the string.
"""

from __future__ import annotations

from forkingpaths.view.graph.fold import ROWS, fold
from forkingpaths.view.graph.place import label_of
from forkingpaths.view.story import Row, Story, ended
from forkingpaths.view.text import printable

COLOURS = {
    "fork": "#2f6f4e", "thread": "#2f6f4e", "signal": "#7446b8", "pipe": "#1f6db5", "socket": "#1f6db5",
    "wake": "#9aa6b2", "wait": "#8a5a2b", "merged": "#c98a12",
}  # fmt: skip


def quoted(text: str) -> str:
    """A DOT string."""
    safe = printable(text, 200).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{safe}"'


def row_label(row: Row) -> str:
    """Name, number and end of a task, on one line."""
    kind = "thread" if row.thread else "process"
    end = f", {ended(row.status)}" if row.status is not None else ""
    return f"{row.name}, {kind} {row.tid}{end}"


def dot(story: Story, title: str = "", rows: int = ROWS) -> str:
    """A node for every event that is drawn, in one line a task; arrows across."""
    story = fold(story, rows)
    steps: dict[int, dict[int, str]] = {row.tid: {} for row in story.rows}
    for row in story.rows:
        steps[row.tid][row.first] = ""
    for arrow in story.arrows:
        if arrow.source in steps and arrow.target in steps:
            steps[arrow.source].setdefault(arrow.first, "")
            steps[arrow.target].setdefault(arrow.last, "")
    for mark in story.marks:
        if mark.tid in steps and mark.kind != "switch":
            before = steps[mark.tid].get(mark.step, "")
            steps[mark.tid][mark.step] = f"{before}; {label_of(mark)}" if before else label_of(mark)
    lines = ["digraph run {", "  rankdir=LR; node [shape=box, fontsize=10, height=0.2]; edge [fontsize=9];"]
    if title:
        lines.append(f"  label={quoted(title)}; labelloc=t;")
    for row in story.rows:
        lines.append(
            f"  subgraph cluster_{row.tid} {{ label={quoted(row_label(row))}; style=rounded; color=gray70;"
        )
        for step, label in sorted(steps[row.tid].items()):
            text = f"{step} {label}".strip()
            lines.append(f"    n{row.tid}_{step} [label={quoted(text)}];")
        chain = " -> ".join(f"n{row.tid}_{step}" for step in sorted(steps[row.tid]))
        lines.append(f"    {chain} [weight=8, arrowhead=none];\n  }}")
    for arrow in story.arrows:
        if arrow.source in steps and arrow.target in steps:
            style = f'color="{COLOURS[arrow.kind]}", label={quoted(arrow.label)}'
            lines.append(
                f"  n{arrow.source}_{arrow.first} -> n{arrow.target}_{arrow.last} [{style}, constraint=false];"
            )
    return "\n".join([*lines, "}"]) + "\n"

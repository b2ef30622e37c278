"""The process graph as a Mermaid sequence diagram: a column a task, time downwards, messages for fork, signal, pipe and wait.

Mermaid has no quoting; what could be read as its syntax is written as `#NN;`, which it shows as the character.
"""

from __future__ import annotations

from forkingpaths.view.graph.dot import row_label
from forkingpaths.view.graph.fold import ROWS, fold
from forkingpaths.view.graph.place import QUIET, label_of
from forkingpaths.view.story import Story
from forkingpaths.view.text import printable

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ._-/,+=()*!?'[]@")
LINES = {
    "fork": "->>",
    "thread": "->>",
    "signal": "-)",
    "pipe": "->>",
    "socket": "->>",
    "wake": "-->>",
    "wait": "-->>",
    "merged": "--x",
}
RESERVED = ("end",)  # a word that ends a block wherever it stands


def words(text: str, limit: int = 120) -> str:
    """Text that Mermaid shows and does not read."""
    safe = "".join(c if c in PLAIN else f"#{ord(c)};" for c in printable(text, limit))
    return "#101;nd" if safe.strip().lower() in RESERVED else safe


def mermaid(story: Story, title: str = "", rows: int = ROWS) -> str:
    """The whole diagram."""
    story = fold(story, rows)
    known = {row.tid for row in story.rows}
    lines = ["sequenceDiagram", *([f"  title {words(title)}"] if title else [])]
    lines += [f"  participant T{row.tid} as {words(row_label(row))}" for row in story.rows]
    told: list[tuple[int, int, str]] = []
    for arrow in story.arrows:
        if arrow.source in known and arrow.target in known:
            text = f"{arrow.label} (step {arrow.first if arrow.first == arrow.last else f'{arrow.first} to {arrow.last}'})"
            told.append(
                (arrow.last, 0, f"  T{arrow.source}{LINES[arrow.kind]}T{arrow.target}: {words(text)}")
            )
    for mark in story.marks:
        if mark.tid not in known or (mark.kind in QUIET and mark.kind != "switch") or mark.kind == "reap":
            continue
        told.append((mark.step, 1, f"  Note over T{mark.tid}: {words(f'{mark.step} {label_of(mark)}')}"))
    for span in story.spans:
        if span.kind == "handler" and span.tid in known:
            told.append((span.first, 2, f"  activate T{span.tid}"))
            told.append((span.last, 3, f"  deactivate T{span.tid}"))
    told.sort(key=lambda entry: entry[:2])
    return "\n".join(lines + [text for *_, text in told]) + "\n"

"""The partial order of a run, and linear extensions of it: what had to come before what, and what only did.

The events are those of the process graph.  One is before another when it is earlier in the same task, or when an arrow (fork,
signal, pipe, wake-up, wait) leads from it, or through others.  A run is one of the orders that fit ("linear extension"); another
is shown beside it: the one in which the task born last always goes first.

The arrows are what passed from task to task; two that only read and wrote the same file, or shared memory, are not ordered by one.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from html import escape

from forkingpaths.view.graph.dot import quoted
from forkingpaths.view.graph.fold import ROWS, fold
from forkingpaths.view.graph.mermaid import words
from forkingpaths.view.graph.place import QUIET, label_of
from forkingpaths.view.story import Story
from forkingpaths.view.text import printable

Node = tuple[int, int]  # step, tid
WORDS = {  # of an arrow's two ends
    "fork": ("fork: {target}", "begins"),
    "thread": ("thread: {target}", "begins"),
    "signal": ("sends {label} to {target}", "takes {label}"),
    "pipe": ("writes {label}", "reads {label}"),
    "socket": ("sends {label}", "receives {label}"),
    "wake": ("wakes {target}", "woken by {source}"),
    "wait": ("ends", "waits for {source}"),
}
LIMIT = 400  # nodes: a picture with more is no picture


@dataclass(slots=True)
class Order:
    """Nodes with their words, and the edges that no other edges imply."""

    labels: dict[Node, str] = field(default_factory=dict)
    edges: list[tuple[Node, Node]] = field(default_factory=list)
    cut: bool = False  # there were more than LIMIT


def order_of(story: Story, rows: int = ROWS) -> Order:
    """The partial order of what `story` tells."""
    story = fold(story, rows)
    known = {row.tid for row in story.rows}
    labels: dict[Node, str] = {}
    for mark in story.marks:
        if mark.tid in known and mark.kind not in QUIET:
            node = (mark.step, mark.tid)
            labels[node] = f"{labels[node]}; {label_of(mark)}" if node in labels else label_of(mark)
    across: list[tuple[Node, Node]] = []
    for arrow in story.arrows:
        if arrow.source in known and arrow.target in known:
            first, last = (arrow.first, arrow.source), (arrow.last, arrow.target)
            sends, takes = WORDS[arrow.kind]
            labels.setdefault(
                first, sends.format(label=arrow.label, source=arrow.source, target=arrow.target)
            )
            labels.setdefault(last, takes.format(label=arrow.label, source=arrow.source, target=arrow.target))
            across.append((first, last))
    at_once = {last for first, last in across if first[0] == last[0]}  # those come behind what made them
    ordered = sorted(labels.items(), key=lambda item: (item[0][0], item[0] in at_once, item[0][1]))
    order = Order(dict(ordered[:LIMIT]), cut=len(labels) > LIMIT)
    before: dict[int, Node] = {}
    edges = [edge for edge in across if edge[0] in order.labels and edge[1] in order.labels]
    for node in order.labels:
        if node[1] in before:
            edges.append((before[node[1]], node))
        before[node[1]] = node
    order.edges = _reduced(order.labels, sorted(set(edges)))
    return order


def _reduced(labels: dict[Node, str], edges: list[tuple[Node, Node]]) -> list[tuple[Node, Node]]:
    """Without the edges that a longer way implies (transitive reduction)."""
    position = {node: index for index, node in enumerate(labels)}
    above: dict[Node, list[Node]] = {}
    for first, last in edges:
        if position[first] < position[last]:
            above.setdefault(last, []).append(first)
    reach: dict[Node, int] = {}  # bit set of all nodes before one
    kept = []
    for node in labels:
        mask = 0
        for parent in sorted(above.get(node, []), key=lambda n: -position[n]):
            if not mask >> position[parent] & 1:
                kept.append((parent, node))
            mask |= reach[parent] | 1 << position[parent]
        reach[node] = mask
    return sorted(kept)


def other_extension(order: Order) -> list[Node]:
    """Another order that fits: of all that may come next, the youngest task's event."""
    waits: dict[Node, int] = dict.fromkeys(order.labels, 0)
    after: dict[Node, list[Node]] = {}
    for first, last in order.edges:
        waits[last] += 1
        after.setdefault(first, []).append(last)
    ready = [(-node[1], node[0], node) for node, count in waits.items() if not count]
    heapq.heapify(ready)
    found = []
    while ready:
        *_, node = heapq.heappop(ready)
        found.append(node)
        for following in after.get(node, []):
            waits[following] -= 1
            if not waits[following]:
                heapq.heappush(ready, (-following[1], following[0], following))
    return found


def text(order: Order) -> list[str]:
    """Both orders as lines: the run's, and the other beside it."""
    left, right = list(order.labels), other_extension(order)
    cells = [f"{n[1]}: {printable(order.labels[n], 36)}" for n in left]
    others = [f"{n[1]}: {printable(order.labels[n], 36)}" for n in right]
    lines = [f"{'this run':<46} another order that fits"]
    return lines + [f"{a:<46} {b}" for a, b in zip(cells, others, strict=True)]


def dot(story: Story, title: str = "", rows: int = ROWS) -> str:
    """The order as a directed graph without circles, both extensions in its label."""
    order = order_of(story, rows)
    lines = [
        "digraph order {",
        "  node [shape=box, fontsize=10];",
        *([f"  label={quoted(title)};"] if title else []),
    ]
    lines += [
        f"  n{tid}_{step} [label={quoted(f'{tid}: {label}')}];" for (step, tid), label in order.labels.items()
    ]
    lines += [f"  n{a[1]}_{a[0]} -> n{b[1]}_{b[0]};" for a, b in order.edges]
    lines += [f"  // {printable(line, 200)}" for line in text(order)]
    return "\n".join([*lines, "}"]) + "\n"


def mermaid(story: Story, title: str = "", rows: int = ROWS) -> str:
    """The order as a Mermaid flow chart."""
    order = order_of(story, rows)
    lines = ["flowchart TD"]
    lines += [f'  n{tid}_{step}["{words(f"{tid}: {label}")}"]' for (step, tid), label in order.labels.items()]
    lines += [f"  n{a[1]}_{a[0]} --> n{b[1]}_{b[0]}" for a, b in order.edges]
    return "\n".join(lines) + "\n"


STYLE = """
svg{background:#fff;font:11px ui-sans-serif,system-ui,"DejaVu Sans",sans-serif}text{fill:#1c2530}.dim{fill:#5d6b7a}
rect{fill:#eef3f8;stroke:#3b4a5a}
path{fill:none;stroke:#7a8794}.head{font-weight:600}@media (prefers-color-scheme:dark){svg{background:#12171d}text{fill:#e3e9ef}
.dim{fill:#93a1b0}
rect{fill:#1e2832;stroke:#8fa0b2}path{stroke:#8fa0b2}}
"""
CELL = (176, 24)
DOWN = 44


def svg(story: Story, title: str = "", rows: int = ROWS) -> str:
    """Layers from top to bottom (a column a task), and the two linear extensions on the right."""
    order = order_of(story, rows)
    tids = list(dict.fromkeys(tid for _, tid in order.labels))
    column = {tid: index for index, tid in enumerate(tids)}
    layer: dict[Node, int] = {}
    for node in order.labels:
        layer[node] = max((layer[a] + 1 for a, b in order.edges if b == node), default=0)
    left = 20 + len(tids) * (CELL[0] + 20)
    lines = text(order)
    width = left + 560
    height = 70 + max((max(layer.values(), default=0) + 1) * DOWN, len(lines) * 15)

    def corner(node: Node) -> tuple[int, int]:
        return 14 + column[node[1]] * (CELL[0] + 20), 44 + layer[node] * DOWN

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(printable(title or 'partial order'))}</title><style>{STYLE}</style>",
        f'<text class="head" x="14" y="22">{escape(printable(title))}</text>',
    ]
    for a, b in order.edges:
        (x1, y1), (x2, y2) = corner(a), corner(b)
        x1, x2, y1 = x1 + CELL[0] // 2, x2 + CELL[0] // 2, y1 + CELL[1]
        parts.append(f'<path d="M{x1} {y1}C{x1} {y1 + 14} {x2} {y2 - 14} {x2} {y2}"/>')
    for node, label in order.labels.items():
        x, y = corner(node)
        shown = escape(printable(f"{node[1]}: {label}", 27))
        parts.append(
            f"<g><title>step {node[0]}: {escape(printable(label))}</title>"
            f'<rect x="{x}" y="{y}" width="{CELL[0]}" height="{CELL[1]}" rx="4"/>'
            f'<text x="{x + 6}" y="{y + 16}">{shown}</text></g>'
        )
    for index, line in enumerate(lines):
        for offset, part in ((0, line[:46]), (280, line[46:])):
            kind = "head" if not index else "dim"
            parts.append(
                f'<text class="{kind}" x="{left + offset}" y="{52 + index * 15}">{escape(part.strip())}</text>'
            )
    return "\n".join([*parts, "</svg>"]) + "\n"

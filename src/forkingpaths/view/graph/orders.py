"""The partial order of a run, and linear extensions of it: what had to come before what, and what only did.

The events are those of the process graph, and the calls and memory accesses that met over one object.  One is before another when it
is so in every order that does the same: the explorer's happens-before (explore/trace.py), made of program order, of who made or woke whom,
and of what each transition read and wrote: descriptors, pipes, files, signals, children, shared memory.  Edges that others imply are left
out.  A run is one of the orders that fit ("linear extension"); another is shown beside it: the one in which the task born last always
goes first.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from dataclasses import dataclass, field
from html import escape

from forkingpaths.explore.trace import Run, Transition, happens_before
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
    "merged": ("sends {label}", "has one pending"),
}
LIMIT = 400  # nodes: a picture with more is no picture


@dataclass(slots=True)
class Order:
    """Nodes with their words, and the edges that no other edges imply."""

    labels: dict[Node, str] = field(default_factory=dict)
    edges: list[tuple[Node, Node]] = field(default_factory=list)
    cut: bool = False  # there were more than LIMIT


def order_of(story: Story, rows: int = ROWS, run: Run | None = None) -> Order:
    """The partial order of what `story` tells of `run`; without `run`, as far as arrows show it."""
    story = fold(story, rows)
    known = {row.tid for row in story.rows}
    labels: dict[Node, str] = {}
    for mark in story.marks:
        if mark.tid in known and mark.kind not in QUIET:
            node = (mark.step, mark.tid)
            labels[node] = f"{labels[node]}; {label_of(mark)}" if node in labels else label_of(mark)
    across: set[tuple[Node, Node]] = set()
    at_once: set[Node] = set()  # what comes behind that of the same step which made it
    for arrow in story.arrows:
        if arrow.source in known and arrow.target in known:
            first, last = (arrow.first, arrow.source), (arrow.last, arrow.target)
            sends, takes = WORDS[arrow.kind]
            about = {"label": arrow.label, "source": arrow.source, "target": arrow.target}
            labels.setdefault(first, sends.format(**about))
            labels.setdefault(last, takes.format(**about))
            across.add((first, last))
            if first[0] == last[0]:
                at_once.add(last)
    for pair in run.races if run is not None else ():
        for one in pair:
            if one.tid in known and (one.step + 1, one.tid) not in labels:
                labels[one.step + 1, one.tid] = one.call or "memory access"
    ordered = sorted(labels.items(), key=lambda item: (item[0][0], item[0] in at_once, item[0][1]))
    order = Order(dict(ordered[:LIMIT]), cut=len(labels) > LIMIT)
    order.edges = _edges(list(order.labels), across, run.transitions if run is not None else [])
    return order


def _edges(
    nodes: list[Node], across: set[tuple[Node, Node]], transitions: list[Transition]
) -> list[tuple[Node, Node]]:
    """Who is before whom, without the edges that a longer way implies (transitive reduction)."""
    steps = [t.step for t in transitions]
    at = [max(0, bisect_left(steps, step) - 1) for step, _ in nodes] if transitions else []
    following: list[Transition | None] = []  # the transition through which a node comes before others
    for index, (_, tid) in zip(at, nodes, strict=False):
        # what happens to another task (it begins, it is sent a signal) comes before what that one does next
        following.append(next((t for t in transitions[index:] if t.tid == tid), None))

    def before(a: int, b: int) -> bool:
        if nodes[a][1] == nodes[b][1] or (nodes[a], nodes[b]) in across:
            return True
        first = following[a] if at else None
        return first is not None and first.index <= at[b] and happens_before(first, transitions[at[b]])

    reach: list[int] = []  # bit set of all nodes before each
    kept = []
    for index, node in enumerate(nodes):
        mask = 0
        for earlier in range(index - 1, -1, -1):
            if not mask >> earlier & 1 and before(earlier, index):
                kept.append((nodes[earlier], node))
                mask |= reach[earlier] | 1 << earlier
        reach.append(mask)
    return sorted(kept)


def other_extension(order: Order) -> list[Node]:
    """Another order that fits: of all that may come next, the youngest task's event; the oldest's, if that is the run itself."""
    youngest = _extension(order, -1)
    return youngest if youngest != list(order.labels) else _extension(order, 1)


def _extension(order: Order, way: int) -> list[Node]:
    waits: dict[Node, int] = dict.fromkeys(order.labels, 0)
    after: dict[Node, list[Node]] = {}
    for first, last in order.edges:
        waits[last] += 1
        after.setdefault(first, []).append(last)
    ready = [(way * node[1], node[0], node) for node, count in waits.items() if not count]
    heapq.heapify(ready)
    found = []
    while ready:
        *_, node = heapq.heappop(ready)
        found.append(node)
        for following in after.get(node, []):
            waits[following] -= 1
            if not waits[following]:
                heapq.heappush(ready, (way * following[1], following[0], following))
    return found


def text(order: Order) -> list[str]:
    """Both orders as lines: the run's, and the other beside it."""
    left, right = list(order.labels), other_extension(order)
    cells = [f"{n[1]}: {printable(order.labels[n], 36)}" for n in left]
    others = [f"{n[1]}: {printable(order.labels[n], 36)}" for n in right]
    lines = [f"{'this run':<46} another order that fits"]
    return lines + [f"{a:<46} {b}" for a, b in zip(cells, others, strict=True)]


def dot(story: Story, title: str = "", rows: int = ROWS, run: Run | None = None) -> str:
    """The order as a directed graph without circles, both extensions in its label."""
    order = order_of(story, rows, run)
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


def mermaid(story: Story, title: str = "", rows: int = ROWS, run: Run | None = None) -> str:
    """The order as a Mermaid flow chart."""
    order = order_of(story, rows, run)
    lines = ["flowchart TD"]
    lines += [f'  n{tid}_{step}["{words(f"{tid}: {label}")}"]' for (step, tid), label in order.labels.items()]
    lines += [f"  n{a[1]}_{a[0]} --> n{b[1]}_{b[0]}" for a, b in order.edges]
    return "\n".join(lines) + "\n"


STYLE = """
svg{background:#fff;font:11px ui-sans-serif,system-ui,"DejaVu Sans",sans-serif}text{fill:#1c2530}.dim{fill:#5d6b7a}
rect{fill:#eef3f8;stroke:#3b4a5a}
path{fill:none;stroke:#7a8794}.life{stroke:#d3dae2}.across{stroke:#2f6f9e;stroke-width:1.5}.head{font-weight:600}
@media (prefers-color-scheme:dark){svg{background:#12171d}text{fill:#e3e9ef}
.dim{fill:#93a1b0}
rect{fill:#1e2832;stroke:#8fa0b2}path{stroke:#8fa0b2}.life{stroke:#2b3641}.across{stroke:#63aef2}}
"""
CELL = (176, 24)
DOWN = 44


def svg(story: Story, title: str = "", rows: int = ROWS, run: Run | None = None) -> str:
    """Layers from top to bottom (a column a task), and the two linear extensions on the right."""
    order = order_of(story, rows, run)
    tids = list(dict.fromkeys(tid for _, tid in order.labels))
    column = {tid: index for index, tid in enumerate(tids)}
    layer: dict[Node, int] = {}
    above: dict[Node, list[Node]] = {}
    for a, b in order.edges:
        above.setdefault(b, []).append(a)
    for node in order.labels:
        layer[node] = max((layer[a] + 1 for a in above.get(node, [])), default=0)
    left = 20 + len(tids) * (CELL[0] + 20)
    lines = text(order)
    width = left + 560
    height = 70 + max((max(layer.values(), default=0) + 1) * DOWN, len(lines) * 15)

    def corner(node: Node, down: int | None = None) -> tuple[int, int]:
        return 14 + column[node[1]] * (CELL[0] + 20), 48 + (layer[node] if down is None else down) * DOWN

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(printable(title or 'partial order'))}</title><style>{STYLE}</style>",
        f'<text class="head" x="14" y="22">{escape(printable(title))}</text>',
    ]
    bottom = 44 + (max(layer.values(), default=0) + 1) * DOWN
    names = {row.tid: row for row in fold(story, rows).rows}
    for tid in tids:
        x = corner((0, tid), 0)[0] + CELL[0] // 2
        shown = escape(printable(f"{names[tid].name} {tid}", 27))
        parts.append(
            f'<path class="life" d="M{x} 42V{bottom}"/><text class="head" text-anchor="middle" x="{x}" y="38">{shown}</text>'
        )
    for a, b in order.edges:
        (x1, y1), (x2, y2) = corner(a), corner(b)
        x1, x2, y1 = x1 + CELL[0] // 2, x2 + CELL[0] // 2, y1 + CELL[1]
        kind = "" if a[1] == b[1] else ' class="across"'
        parts.append(f'<path{kind} d="M{x1} {y1}C{x1} {y1 + 14} {x2} {y2 - 14} {x2} {y2}"/>')
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

"""The process tree: who made whom, what each ran, how it ended.  As SVG, DOT and Mermaid."""

from __future__ import annotations

from html import escape

from forkingpaths.view.graph.dot import quoted, row_label
from forkingpaths.view.graph.fold import ROWS, fold
from forkingpaths.view.graph.mermaid import words
from forkingpaths.view.story import Row, Story, ended
from forkingpaths.view.text import printable

BOX = (150, 40)
GAP = (18, 34)
STYLE = """
svg{background:#fff;font:12px ui-sans-serif,system-ui,"DejaVu Sans",sans-serif}text{fill:#1c2530;text-anchor:middle}
.dim{fill:#5d6b7a;font-size:10px}
rect{fill:#eef3f8;stroke:#3b4a5a}.thread{stroke-dasharray:3 3}.failed{fill:#fbe9e7;stroke:#b5453c}path{fill:none;stroke:#3b4a5a}
@media (prefers-color-scheme:dark){svg{background:#12171d}text{fill:#e3e9ef}.dim{fill:#93a1b0}rect{fill:#1e2832;stroke:#8fa0b2}
.failed{fill:#3a1f1d;stroke:#ff8a80}path{stroke:#8fa0b2}}
"""


def children(story: Story) -> dict[int, list[Row]]:
    """Children and threads of each process, in order of birth; the first process is below 0."""
    known = {row.tid for row in story.rows}
    below: dict[int, list[Row]] = {}
    for row in story.rows:
        above = row.tgid if row.thread else row.parent
        below.setdefault(above if above in known else 0, []).append(row)
    return below


def svg(story: Story, title: str = "", rows: int = ROWS) -> str:
    """Parents above their children, leaves side by side."""
    story = fold(story, rows)
    below = children(story)
    place: dict[int, tuple[float, int]] = {}
    leaves = 0
    stack: list[tuple[Row, int, bool]] = [(row, 0, False) for row in reversed(below.get(0, []))]
    while stack:
        row, depth, done = stack.pop()
        under = below.get(row.tid, [])
        if not under:
            place[row.tid] = (float(leaves), depth)
            leaves += 1
        elif done:
            place[row.tid] = (sum(place[r.tid][0] for r in (under[0], under[-1])) / 2, depth)
        else:
            stack.append((row, depth, True))
            stack += [(r, depth + 1, False) for r in reversed(under)]
    width = max(leaves * (BOX[0] + GAP[0]) + 20, 320)
    height = 40 + (1 + max((depth for _, depth in place.values()), default=0)) * (BOX[1] + GAP[1])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(printable(title or 'process tree'))}</title><style>{STYLE}</style>",
    ]

    def corner(tid: int) -> tuple[float, float]:
        column, depth = place[tid]
        return 10 + column * (BOX[0] + GAP[0]), 20 + depth * (BOX[1] + GAP[1])

    for row in story.rows:
        x, y = corner(row.tid)
        for child in below.get(row.tid, []):
            cx, cy = corner(child.tid)
            middle = y + BOX[1] + GAP[1] / 2
            parts.append(f'<path d="M{x + BOX[0] / 2} {y + BOX[1]}V{middle}H{cx + BOX[0] / 2}V{cy}"/>')
        kind = " ".join(k for k, on in (("thread", row.thread), ("failed", bool(row.status))) if on)
        end = ended(row.status) if row.status is not None else "lives"
        parts.append(
            f"<g><title>{escape(printable(row_label(row)))}</title>"
            f'<rect class="{kind}" x="{x}" y="{y}" width="{BOX[0]}" height="{BOX[1]}" rx="5"/>'
            f'<text x="{x + BOX[0] / 2}" y="{y + 17}">{escape(printable(row.name, 20))}</text>'
            f'<text class="dim" x="{x + BOX[0] / 2}" y="{y + 32}">{"thread" if row.thread else "process"} {row.tid}, {end}</text></g>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def dot(story: Story, title: str = "", rows: int = ROWS) -> str:
    """The tree in DOT."""
    story = fold(story, rows)
    lines = [
        "digraph tree {",
        "  node [shape=box, fontsize=10];",
        *([f"  label={quoted(title)};"] if title else []),
    ]
    lines += [
        f"  p{row.tid} [label={quoted(row_label(row))}{', style=dashed' if row.thread else ''}];"
        for row in story.rows
    ]
    lines += [
        f"  p{above} -> p{row.tid};" for above, rows_ in children(story).items() if above for row in rows_
    ]
    return "\n".join([*lines, "}"]) + "\n"


def mermaid(story: Story, title: str = "", rows: int = ROWS) -> str:
    """The tree as a Mermaid flow chart."""
    story = fold(story, rows)
    lines = ["flowchart TD"]
    lines += [f'  p{row.tid}["{words(row_label(row))}"]' for row in story.rows]
    lines += [
        f"  p{above} --> p{row.tid}" for above, rows_ in children(story).items() if above for row in rows_
    ]
    return "\n".join(lines) + "\n"

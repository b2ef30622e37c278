"""The process graph as SVG: no script, no outside resource, light and dark by the reader's own setting.

Every text is escaped and free of control characters; what a program printed can be read, and can do nothing.
"""

from __future__ import annotations

from html import escape

from forkingpaths.view.graph.fold import ROWS, fold
from forkingpaths.view.graph.place import QUIET, Places, label_of, place
from forkingpaths.view.story import Arrow, Mark, Row, Story, ended
from forkingpaths.view.text import printable

ROW = 46  # height of a row
TOP = 64
LEFT = 190
NARROWEST = 1000  # the legend's width
TICK_GAP = 34  # between two step numbers
NAME_LIMIT = 26
STYLE = """
svg{background:#fff;color:#1c2530;font:11px ui-sans-serif,system-ui,"DejaVu Sans",sans-serif}
text{fill:#1c2530;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}.tick{fill:#8a97a5;font-size:9px}
.dim{fill:#5d6b7a}.title{font-size:14px;font-weight:600}.name{font-size:12px;font-weight:600}
.life{stroke:#3b4a5a;stroke-width:2}.wait{stroke:#a9b4c0;stroke-width:2;stroke-dasharray:2 4}
.zombie{stroke:#8a97a5;stroke-width:2;stroke-dasharray:1 5}
.stopped{stroke:#b5453c;stroke-width:2;stroke-dasharray:6 4}.cover{stroke:#fff;stroke-width:4}
.handler{stroke:#7446b8;stroke-width:7;stroke-linecap:round}
.pending{stroke:#c98a12;stroke-width:3}.fork,.thread{stroke:#2f6f4e}.signal{stroke:#7446b8}.pipe,.socket{stroke:#1f6db5}
.merged{stroke:#c98a12;stroke-dasharray:2 3}.dot-merged{fill:#c98a12}
.wake{stroke:#9aa6b2;stroke-dasharray:3 3}.wait-arrow{stroke:#8a5a2b}.arrow{fill:none;stroke-width:1.5}
.dot{fill:#3b4a5a}.dot-exit{fill:#1c2530}.dot-output{fill:#1f6db5}.dot-deliver,.dot-kill{fill:#7446b8}.dot-fault,.dot-stuck{fill:#b5453c}
.dot-ignored{fill:#fff;stroke:#c98a12}.dot-sent{fill:#c98a12}
.out{fill:#0f5596;font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:10px}
.switch{stroke:#c2261b;stroke-width:1.5;stroke-dasharray:5 3}
.flag{fill:#c2261b;font-weight:600}.band{fill:#f4f6f8}
@media (prefers-color-scheme:dark){svg{background:#12171d}text{fill:#e3e9ef;stroke:#12171d}.band{fill:#181f27}.dim{fill:#93a1b0}
.life{stroke:#b6c2ce}.wait{stroke:#566473}
.cover{stroke:#12171d}.zombie{stroke:#6c7a88}.handler,.signal{stroke:#b48cf2}.dot-deliver,.dot-kill{fill:#b48cf2}.pending{stroke:#e8b048}
.dot-sent,.dot-merged{fill:#e8b048}.merged{stroke:#e8b048}.fork,.thread{stroke:#63c294}.pipe,.socket{stroke:#63aef2}.dot-output{fill:#63aef2}.out{fill:#8cc6ff}
.wake{stroke:#667585}
.wait-arrow{stroke:#d09a62}.dot{fill:#b6c2ce}.dot-exit{fill:#e3e9ef}.dot-ignored{fill:#12171d}.switch{stroke:#ff7a70}.flag{fill:#ff7a70}
.stopped{stroke:#ff8a80}}
"""
LEGEND = (
    ("life", "runs or could"), ("wait", "waits"), ("zombie", "zombie"), ("handler", "in a handler"),
    ("pending", "signal pending"), ("arrow fork", "fork"), ("arrow signal", "signal"), ("arrow pipe", "pipe, socket"),
    ("arrow wait-arrow", "wait"), ("arrow wake", "wake-up"),
)  # fmt: skip

ARROW_HEAD = (
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
    'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="context-stroke"/></marker></defs>'
)


def svg(story: Story, title: str = "", rows: int = ROWS) -> str:
    """The whole document; a run with more than `rows` tasks is folded."""
    story = fold(story, rows)
    places = place(story, LEFT + 14)
    width = max(round(places.width + 40), NARROWEST)
    height = TOP + ROW * len(story.rows) + 56
    ys = {row.tid: TOP + ROW * index + ROW / 2 for index, row in enumerate(story.rows)}
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{_safe(title or 'process graph')}</title>",
        f"<style>{STYLE}</style>",
        ARROW_HEAD,
        f'<text class="title" x="14" y="24">{_safe(title)}</text>',
    ]
    parts += [
        f'<rect class="band" x="0" y="{TOP + ROW * index}" width="{width}" height="{ROW}"/>'
        for index in range(0, len(story.rows), 2)
    ]
    parts += [_row(row, ys[row.tid], places, story) for row in story.rows]
    parts += [
        _arrow(arrow, ys, places) for arrow in story.arrows if arrow.source in ys and arrow.target in ys
    ]
    parts += [_mark(mark, ys.get(mark.tid), places) for mark in story.marks if mark.kind != "switch"]
    bottom = TOP + ROW * len(story.rows)
    parts += _ticks(places)
    for number, mark in enumerate(mark for mark in story.marks if mark.kind == "switch"):
        x = places.x(mark.step) - 7
        parts.append(f'<line class="switch" x1="{x}" y1="{TOP - 24}" x2="{x}" y2="{bottom}"/>')
        parts.append(
            f'<text class="flag" x="{x + 4}" y="{TOP - 18 - 11 * (number % 2)}">switch, step {mark.step}</text>'
        )
    parts.append(_legend(bottom + 34))
    parts.append("</svg>")
    return "\n".join(part for part in parts if part) + "\n"


def _safe(text: str, limit: int = 200) -> str:
    return escape(printable(text, limit))


def _row(row: Row, y: float, places: Places, story: Story) -> str:
    """Name, the line of its life, and the spans on it."""
    indent = 14 + 12 * min(row.depth, 6)
    kind = "thread" if row.thread else "process"
    lines = [
        f"<g><title>{kind} {row.tid}: {_safe(row.name)}, steps {row.first} to {row.last or story.last}</title>",
        f'<text class="name" x="{indent}" y="{y - 1}">{_safe(row.name, NAME_LIMIT - row.depth)}</text>',
        f'<text class="dim" x="{indent}" y="{y + 12}">{kind} {row.tid}{", " + ended(row.status) if row.status is not None else ""}</text>',
        _line("life", places.x(row.first), places.x(row.last or story.last), y),
    ]
    for span in sorted(
        (s for s in story.spans if s.tid == row.tid), key=lambda s: (s.kind == "handler", s.first)
    ):
        first, last = places.x(span.first), places.x(span.last)
        words = f"<title>{_safe(span.kind)}: {_safe(span.label)}, steps {span.first} to {span.last}</title>"
        if span.kind == "pending":
            lines.append(f"<g>{words}{_line('pending', first, last, y + 6)}</g>")
        elif span.kind == "handler":
            lines.append(f"<g>{words}{_line('handler', first, last, y)}</g>")
        else:
            cover = "" if span.kind == "zombie" else _line("cover", first, last, y)
            lines.append(f"<g>{words}{cover}{_line(span.kind, first, last, y)}</g>")
    return "\n".join(lines) + "</g>"


def _line(kind: str, first: float, last: float, y: float) -> str:
    return f'<line class="{kind}" x1="{first}" y1="{y}" x2="{last}" y2="{y}"/>'


def _arrow(arrow: Arrow, ys: dict[int, float], places: Places) -> str:
    """From row to row; bent when it would run along a column."""
    x1, y1, x2, y2 = places.x(arrow.first), ys[arrow.source], places.x(arrow.last), ys[arrow.target]
    down = 1 if y2 > y1 else -1
    y1, y2 = y1 + 3 * down, y2 - 5 * down
    middle = (y1 + y2) / 2
    path = f"M{x1} {y1}C{x1} {middle} {x2} {middle} {x2} {y2}" if x2 - x1 > 4 else f"M{x1} {y1}L{x2} {y2}"
    kind = "wait-arrow" if arrow.kind == "wait" else arrow.kind
    words = f"{arrow.kind}: {arrow.label}, from {arrow.source} (step {arrow.first}) to {arrow.target} (step {arrow.last})"
    return (
        f'<path class="arrow {kind}" d="{path}" marker-end="url(#head)"><title>{_safe(words)}</title></path>'
    )


def _mark(mark: Mark, y: float | None, places: Places) -> str:
    if y is None:
        return ""
    x = places.x(mark.step)
    size = 4 if mark.kind in ("exit", "exec", "output", "deliver", "kill", "fault", "stuck") else 2.5
    words = f"<title>step {mark.step}: {_safe(mark.kind)} {_safe(mark.label)}</title>"
    dot = f'<circle class="dot dot-{mark.kind}" cx="{x}" cy="{y}" r="{size}">{words}</circle>'
    if mark.kind in QUIET:
        return dot
    kind = ' class="out"' if mark.kind == "output" else ""
    return f'{dot}<text{kind} x="{x}" y="{y - 9}" text-anchor="middle">{escape(label_of(mark))}</text>'


def _ticks(places: Places) -> list[str]:
    """Step numbers above the rows, where there is room for them."""
    ticks = [f'<text class="dim" x="14" y="{TOP - 5}">step</text>']
    free = 0.0
    for step, x in zip(places.steps, places.xs, strict=True):
        if x >= free:
            ticks.append(f'<text class="tick" x="{x}" y="{TOP - 5}" text-anchor="middle">{step}</text>')
            free = x + TICK_GAP
    return ticks


def _legend(y: float) -> str:
    parts = []
    x = 14.0
    for kind, words in LEGEND:
        parts.append(
            f'<line class="{kind}" x1="{x}" y1="{y - 4}" x2="{x + 20}" y2="{y - 4}"/><text class="dim" x="{x + 26}" y="{y}">{words}</text>'
        )
        x += 40 + 6.2 * len(words)
    return "\n".join(parts)

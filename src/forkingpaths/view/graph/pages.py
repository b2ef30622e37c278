"""Pictures as one HTML file without script: zoomed by choosing a size, and of a run with many processes first folded, then whole."""

from __future__ import annotations

from html import escape

from forkingpaths.view.text import printable

SIZES = (25, 50, 75, 100, 150, 200)
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
:root{color-scheme:light dark}body{margin:0 16px 24px;font:14px/1.5 ui-sans-serif,system-ui,"DejaVu Sans",sans-serif}
h1{font-size:18px}label{padding:2px 10px;border:1px solid GrayText;border-radius:6px;margin-right:4px;cursor:pointer}
input{position:absolute;opacity:0}input:checked+label{background:Highlight;color:HighlightText}
input:focus-visible+label{outline:2px solid Highlight;outline-offset:2px}
.picture{overflow:auto;border:1px solid GrayText;border-radius:8px;margin-top:8px}summary{cursor:pointer;margin-top:12px}
"""


def page(title: str, pictures: list[tuple[str, str]]) -> str:
    """`pictures` are (words, SVG), the one to be seen first at the beginning."""
    style = STYLE + "".join(f"#z{size}:checked~details svg{{zoom:{size}%}}\n" for size in SIZES)
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(printable(title))}</title>'
        f"<style>{style}</style></head><body><h1>{escape(printable(title))}</h1>"
    )
    parts = [head]
    for size in SIZES:
        checked = " checked" if size == 100 else ""
        parts.append(
            f'<input type="radio" name="size" id="z{size}"{checked}><label for="z{size}">{size}%</label>'
        )
    for index, (words, svg) in enumerate(pictures):
        state = "" if index else " open"
        parts.append(
            f'<details{state}><summary>{escape(words)}</summary><div class="picture" tabindex="0">{svg}</div></details>'
        )
    return "\n".join([*parts, "</body></html>"]) + "\n"

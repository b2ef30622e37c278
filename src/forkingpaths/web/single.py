"""A run or an exploration as one HTML file: the page with its data in it.  It needs no server and asks for nothing.

The data is JSON in a script element that is no script.  `<`, `>` and `&` are written as \\u escapes, so nothing in it can end the element;
the content security policy allows the two scripts and the style by their hashes and nothing else, not even a connection.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from importlib.resources import files
from typing import Any

from forkingpaths.view.text import printable


def asset(name: str) -> bytes:
    """A file of the built page."""
    return (files("forkingpaths.web") / "static" / name).read_bytes()


def embedded(data: Any) -> str:
    """JSON that can stand inside a script element."""
    text = json.dumps(data, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def single(data: dict[str, Any], title: str) -> str:
    """The file."""
    script, style = asset("page.js").decode(), asset("page.css").decode()
    # within a script element only its end tag and comment openers matter; in strings of JavaScript "\\x3c" is the same character
    assert "</script" not in script.lower(), "the built page must not hold an end tag: see web/vite.config.ts"
    policy = (
        f"default-src 'none'; script-src 'sha256-{_hash(script)}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        "<!doctype html>\n"
        f'<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><title>{escape(printable(title))}</title>'
        f"<style>{style}</style></head><body>"
        f'<div id="app"></div><script type="application/json" id="data">{embedded(data)}</script>'
        f"<script>{script}</script></body></html>\n"
    )


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

"""Text that came from a program, made safe to show: no control characters, no invalid UTF-8, no endless lines."""

from __future__ import annotations

LIMIT = 400


def printable(text: str | bytes, limit: int = LIMIT) -> str:
    """`text` with everything that is not printable escaped as in C, cut at `limit` characters."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    if len(text) <= limit and text.isprintable():
        return text
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[: limit + 1])
    return shown if len(shown) <= limit else shown[:limit] + "..."

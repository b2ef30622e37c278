"""The errors that manual pages name, read from the pages themselves (Debian's manpages-dev): section ERRORS, the tags of its paragraphs."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

MANUAL = Path("/usr/share/man")
SECTION = re.compile(r"^\.SH\s+\"?ERRORS\"?\s*$")
TAG = re.compile(r"^\.BR?\s+(.*)$")
ERRNO = re.compile(r"\bE[A-Z0-9]{2,}\b")


def page(name: str) -> str | None:
    """The text of a page of section 2 or 3, through `.so`; None when there is none."""
    for section in ("2", "3"):
        path = MANUAL / f"man{section}" / f"{name}.{section}.gz"
        if path.exists():
            text = gzip.decompress(path.read_bytes()).decode()
            link = re.match(r"\.so\s+man\d/(\w+)\.\d", text)
            return page(link.group(1)) if link else text
    return None


def errors(name: str) -> list[str] | None:
    """The errors that the page of a call names, sorted; None without a page."""
    text = page(name)
    if text is None:
        return None
    found: set[str] = set()
    inside = tagged = False
    for line in text.splitlines():
        if line.startswith(".SH"):
            inside = SECTION.match(line) is not None
        elif inside and line.startswith((".TP", ".TQ")):
            tagged = True
        elif inside and tagged and (match := TAG.match(line)):
            found.update(ERRNO.findall(match.group(1)))
            tagged = False
        elif inside and line.strip() and not line.startswith('.\\"'):
            tagged = False
    return sorted(found)

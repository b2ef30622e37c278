"""How strace writes strings, numbers, lists and times; everything that came from a program is escaped here.

A string is cut at the limit of -s and then followed by `...`; a path never is.  Bytes that are not printable ASCII are octal
escapes, as short as the next character allows; `hexadecimal` is for values that are never text (getrandom's).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta  # noqa: TID251 - to write a moment of the guest's, no clock is read

DEFAULT_LIMIT = 32
PATH_MAX = 4096

_SHORT = {7: None, 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
_PLAIN = [_SHORT.get(c) or (chr(c) if 32 <= c < 127 else f"\\{c:o}") for c in range(256)]
_BEFORE_DIGIT = [_SHORT.get(c) or (chr(c) if 32 <= c < 127 else f"\\{c:03o}") for c in range(256)]
_DIGITS = frozenset(b"0123456789")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def escape(data: bytes) -> str:
    """The characters of `data`, escaped, without quotation marks."""
    if data.isascii() and b'"' not in data and b"\\" not in data:
        text = data.decode("ascii")
        if text.isprintable():
            return text
    shown = []
    last = len(data) - 1
    for at, byte in enumerate(data):
        table = _BEFORE_DIGIT if at < last and data[at + 1] in _DIGITS else _PLAIN
        shown.append(table[byte])
    return "".join(shown)


def quote(data: bytes, limit: int | None = None, more: bool = False) -> str:
    """A quoted string of at most `limit` bytes; `more` says that there are more than `data`."""
    if limit is not None and len(data) > limit:
        return f'"{escape(data[:limit])}"...'
    return f'"{escape(data)}"...' if more else f'"{escape(data)}"'


def quote_path(data: bytes) -> str:
    """A file name: whole, up to PATH_MAX."""
    return quote(data, PATH_MAX - 1)


def hexadecimal(data: bytes, limit: int) -> str:
    """Bytes that are not text: "\\x9e\\xc1"..."""
    shown = "".join(f"\\x{byte:02x}" for byte in data[:limit])
    return f'"{shown}"...' if len(data) > limit else f'"{shown}"'


def hex0(value: int) -> str:
    """As C's `%#x`: zero has no prefix."""
    return f"{value:#x}" if value else "0"


def address(value: int) -> str:
    """A pointer that is not followed."""
    return f"{value:#x}" if value else "NULL"


def listed(items: Sequence[str], limit: int | None = None) -> str:
    """`[a, b, c, ...]` with at most `limit` items."""
    if limit is not None and len(items) > limit:
        return "[" + ", ".join([*items[:limit], "..."]) + "]"
    return "[" + ", ".join(items) + "]"


def user(number: int) -> str:
    """A user or group id; the one that means "no change" is -1."""
    return "-1" if number == 0xFFFF_FFFF else str(number)


def moment(seconds: int, nanoseconds: int = 0, digits: int = 0) -> str:
    """A point of time as in strace's comments, in UTC: `2023-11-14T22:13:20+0000`; "" when it has no date."""
    try:
        when = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return ""
    fraction = f".{nanoseconds:0{digits}d}" if digits and nanoseconds else ""
    return f"{when:%Y-%m-%dT%H:%M:%S}{fraction}+0000"

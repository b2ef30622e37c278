"""What the page may ask of an exploration: a form, as data.  The page draws it, the server holds what it gets against it.

    fields -> as_data(fields) -> the page's form -> JSON -> checked(fields, asked) -> {name: value}, every field with a value
                                                            Wrong: a field's name, and words for whoever filled it in

What the fields are is said by cli/page_search.py, from the options of `fpath check` themselves.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

WORDS_LIMIT = 200  # characters of a text


class Wrong(ValueError):
    """What was asked for cannot be."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class Field:
    """One question.  `kind`: "number" (whole, from `least` to `most`; None when `default` is and nothing was said), "flag", "words",
    "one" of `choices`, or "any" of them.
    """

    name: str
    kind: str
    label: str
    help: str = ""
    default: Any = None
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    first: bool = False  # shown at once, not among the further ones

    def checked(self, value: Any) -> Any:
        """`value`, if it can be meant."""
        if self.kind == "number":
            return self._number(value)
        if self.kind == "flag" and not isinstance(value, bool):
            raise Wrong(self.name, f"{self.label}: true or false was expected")
        if self.kind == "words":
            if not isinstance(value, str) or len(value) > WORDS_LIMIT or not value.isprintable():
                raise Wrong(self.name, f"{self.label}: a short text was expected")
            return value.strip()
        if self.kind == "one" and (not isinstance(value, str) or value not in self.choices):
            raise Wrong(self.name, f"{self.label}: one of {', '.join(self.choices)} was expected")
        if self.kind == "any":
            if not isinstance(value, list) or any(one not in self.choices for one in value):
                raise Wrong(self.name, f"{self.label}: some of {', '.join(self.choices)} were expected")
            return tuple(one for one in self.choices if one in value)
        return value

    def _number(self, value: Any) -> int | None:
        if value is None and self.default is None:
            return None
        whole = isinstance(value, int) or (
            isinstance(value, float) and math.isfinite(value) and value == int(value)
        )
        if isinstance(value, bool) or not whole or not self.least <= value <= self.most:
            raise Wrong(
                self.name, f"{self.label}: a whole number from {self.least} to {self.most} was expected"
            )
        return int(value)


def as_data(fields: tuple[Field, ...]) -> list[dict[str, Any]]:
    """For the page."""
    return [asdict(field) for field in fields]


def checked(fields: tuple[Field, ...], asked: Any) -> dict[str, Any]:
    """The value of every field: what was asked for, or what is usual."""
    if not isinstance(asked, dict):
        raise Wrong("", "an object of options was expected")
    known = {field.name: field for field in fields}
    for name in asked:
        if name not in known:
            raise Wrong("", f"there is no such option: {name[:40]!r}")
    return {
        name: field.checked(asked[name]) if name in asked else field.default for name, field in known.items()
    }

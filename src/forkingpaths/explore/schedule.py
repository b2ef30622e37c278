"""A schedule: the choices of a run that were not the default ones, as data and as a short string.

A run is its choices (transition by transition); all but a few are the default, so a run is named by its
*deviations*: (point, choice), point being the number of transitions made before it.  "Smaller" means fewer
deviations, then earlier, then lexicographically less.

The string:  deviations joined by "-", each  POINT KIND TID [x NUMBER]  with KIND a letter of LETTERS, e.g.
             "12r3-17s3x45", then "." and
four hexadecimal digits that check both the text and the program it was made for.  The schedule without
deviations is "0".
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

from forkingpaths.kernel.scheduler import Choice

LETTERS = {
    "run": "r",
    "stop": "s",
    "deliver": "d",
    "send": "x",
    "time": "t",
    "fault": "f",
    "kill": "k",
    "pid": "p",
}
KINDS = {letter: kind for kind, letter in LETTERS.items()}
_ITEM = re.compile(r"(\d+)([rsdxtfkp])(\d+)(?:x(\d+))?")
LIMIT_DEVIATIONS = 10_000  # a string that claims more is not one of ours


class Deviation(NamedTuple):
    """At `point` (transitions made so far) take `choice` instead of the default."""

    point: int
    choice: Choice


Schedule = tuple[Deviation, ...]


class ScheduleError(ValueError):
    """The text is not a schedule, or not one of this program; the message says where and why."""

    foreign = False  # whether only the check digits are wrong: it may be another program's


def size(schedule: Schedule) -> tuple[int, tuple[Deviation, ...]]:
    """The order of "smaller"."""
    return len(schedule), schedule


def format_schedule(schedule: Schedule, program: bytes) -> str:
    """The string of `schedule`, bound to the hash `program` (sha256 of what was run)."""
    items = []
    for point, choice in schedule:
        tail = f"x{choice.number}" if choice.number else ""
        items.append(f"{point}{LETTERS[choice.kind]}{choice.tid}{tail}")
    text = "-".join(items) or "0"
    return f"{text}.{_check(text, program):04x}"


def parse_schedule(text: str, program: bytes) -> Schedule:
    """The schedule of a string; ScheduleError when it is malformed, truncated or another program's."""
    body, dot, check = text.strip().partition(".")
    if not dot or not re.fullmatch(r"[0-9a-f]{4}", check):
        raise ScheduleError(f"{text!r} is not a schedule: it does not end in a dot and four check digits")
    found: list[Deviation] = []
    for index, item in enumerate([] if body == "0" else body.split("-")):
        match = _ITEM.fullmatch(item)
        if match is None or index >= LIMIT_DEVIATIONS:
            raise ScheduleError(f"{text!r}: deviation {index + 1} ({item!r}) cannot be read")
        point, letter, tid, number = match.groups()
        deviation = Deviation(int(point), Choice(KINDS[letter], int(tid), int(number or 0)))
        if found and deviation.point <= found[-1].point:
            raise ScheduleError(f"{text!r}: deviation {index + 1} comes before the one in front of it")
        found.append(deviation)
    if int(check, 16) != _check(body, program):
        error = ScheduleError(
            f"{text!r}: the check digits do not fit; the string was cut or changed, or was made for another program"
        )
        error.foreign = True
        raise error
    return tuple(found)


def _check(text: str, program: bytes) -> int:
    return zlib.crc32(program + b"\0" + text.encode()) & 0xFFFF

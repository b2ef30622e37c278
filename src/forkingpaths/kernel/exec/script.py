"""Interpreter scripts: the first line of a file that begins with "#!" (execve(2), fs/binfmt_script.c).

#!interpreter [optional-arg]          becomes          interpreter [optional-arg] pathname arg...
"""

from __future__ import annotations

from typing import NamedTuple

from forkingpaths.abi.elf import BINPRM_BUF_SIZE
from forkingpaths.abi.errno import Errno, SysError

BLANK = b" \t"


class Script(NamedTuple):
    """What the first line says."""

    interpreter: bytes
    argument: bytes | None  # "passed as a single word, and this string can include white space"


def parse(head: bytes) -> Script | None:
    """The first line of a file of which `head` is the beginning; None when it is no script.  SysError(ENOEXEC) for a
    line without a name, or with one too long: "a maximum of 255 characters ... after the #!"; the rest is cut off,
    but never a path."""
    if head[:2] != b"#!":
        return None
    room = head[:BINPRM_BUF_SIZE].ljust(BINPRM_BUF_SIZE, b"\0")
    end = room.find(b"\n")
    if end < 0:
        end = BINPRM_BUF_SIZE - 1
        start = _skip_blanks(room, 2, end)
        # without a later blank or NUL the path itself may be cut off
        if start == end or not any(c in b" \t\0" for c in room[start:end]):
            raise SysError(Errno.ENOEXEC)
    while end > 2 and room[end - 1] in BLANK:
        end -= 1
    start = _skip_blanks(room, 2, end)
    line = room[start:end].split(b"\0", 1)
    words = line[0]
    if start == end or not words:
        raise SysError(Errno.ENOEXEC)
    cut = next((i for i, c in enumerate(words) if c in BLANK), len(words))
    argument = words[cut:].lstrip(BLANK)
    return Script(words[:cut], argument or None)


def _skip_blanks(text: bytes, start: int, end: int) -> int:
    while start < end and text[start] in BLANK:
        start += 1
    return start

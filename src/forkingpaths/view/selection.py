"""What strace's -e, -z and -Z select of a run: system calls, results, signals, and messages to leave out (strace(1)).

    [trace=][!]NAME,%CLASS,/REGEX,NUMBER...     which calls; ?NAME may be unknown; all, none
    signal=[!]SET    status=[!]SET    quiet=SET

As in strace a later expression of a kind replaces an earlier one.  What strace has and this has not (abbrev, verbose, raw,
read, write, fault, inject, kvm, decode-fds) is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forkingpaths.abi.numbers import I386, X86_64, X86_64_NAMES
from forkingpaths.abi.signals import Signal
from forkingpaths.abi.trace_classes import members_of

STATUSES = ("successful", "failed", "unfinished", "unavailable", "detached")
MESSAGES = ("attach", "exit", "path-resolution", "personality", "thread-execve")
KINDS = {"trace": "trace", "t": "trace", "signal": "signal", "signals": "signal", "s": "signal"}
KINDS |= {"status": "status", "quiet": "quiet", "silent": "quiet", "silence": "quiet", "q": "quiet"}
ABSENT = (
    "abbrev",
    "a",
    "verbose",
    "v",
    "raw",
    "x",
    "read",
    "r",
    "write",
    "w",
    "fault",
    "inject",
    "kvm",
    "decode-fds",
    "decode-fd",
)
FIRST_REAL_TIME, LAST_SIGNAL = 32, 64


class SelectionError(ValueError):
    """An expression that selects nothing there is; the message is strace's."""


@dataclass(slots=True)
class Selection:
    """What to show; None means everything.  Dictionaries are sets that keep their order."""

    calls: dict[str, bool] | None = None
    signals: dict[int, bool] | None = None
    statuses: dict[str, bool] | None = None
    quiet: dict[str, bool] | None = None

    def wants_call(self, name: str) -> bool:
        """Show the calls of this name?"""
        return self.calls is None or name in self.calls

    def wants_signal(self, number: int) -> bool:
        """Show this signal's arrival?"""
        return self.signals is None or number in self.signals

    def wants_status(self, status: str) -> bool:
        """Show a call that ended so (one of STATUSES)?"""
        return self.statuses is None or status in self.statuses

    def is_quiet(self, message: str) -> bool:
        """Leave messages of this kind (one of MESSAGES) out?"""
        return self.quiet is not None and message in self.quiet

    def add(self, expression: str) -> None:
        """Take one -e expression; SelectionError."""
        kind, equals, value = expression.partition("=")
        if not equals or (kind not in KINDS and kind not in ABSENT):
            kind, value = "trace", expression
        elif kind in ABSENT:
            raise SelectionError(f"-e {kind}= is not modelled")
        wanted = KINDS[kind]
        if wanted == "trace":
            self.calls = _calls(value)
        elif wanted == "signal":
            self.signals = _signals(value)
        elif wanted == "status":
            self.statuses = _words(value, STATUSES, "status")
        else:
            self.quiet = _words(value, MESSAGES, "quiet")


def _complement(chosen: dict[str, bool], everything: dict[str, bool]) -> dict[str, bool]:
    return {name: True for name in everything if name not in chosen}


def _calls(text: str) -> dict[str, bool] | None:
    """The names that a trace= set means."""
    everything = dict.fromkeys([*X86_64, *I386], True)
    inverted = text.startswith("!")
    text = text.removeprefix("!")
    if text in ("all", "none"):
        return None if (text == "all") != inverted else {}
    chosen: dict[str, bool] = {}
    for word in text.split(","):
        for name in _matching(word, everything):
            chosen[name] = True
    return _complement(chosen, everything) if inverted else chosen


def _matching(word: str, everything: dict[str, bool]) -> list[str]:
    """The calls that one word of a trace= set names."""
    optional = word.startswith("?")
    plain = re.sub("@(64|32|x32)$", "", word.removeprefix("?"))
    if plain.startswith("/"):
        try:
            pattern = re.compile(plain[1:])
        except re.error as error:
            raise SelectionError(f"{plain[1:]!r}: {error}") from None
        names = [name for name in everything if pattern.search(name)]
    elif plain == "all":
        names = list(everything)
    elif plain.isdecimal():
        names = [X86_64_NAMES[int(plain)]] if int(plain) in X86_64_NAMES else []
    elif plain in everything:
        names = [plain]
    else:
        names = list(members_of(plain) or ())
    if not names and not optional:
        raise SelectionError(f"invalid system call '{word}'")
    return names


def _signals(text: str) -> dict[int, bool] | None:
    """The numbers that a signal= set means: names with or without SIG, or numbers."""
    everything = dict.fromkeys(range(1, LAST_SIGNAL + 1), True)
    inverted = text.startswith("!")
    text = text.removeprefix("!")
    if text in ("all", "none"):
        return None if (text == "all") != inverted else {}
    chosen = {_signal(word): True for word in text.split(",")}
    return {number: True for number in everything if number not in chosen} if inverted else chosen


def _signal(word: str) -> int:
    name = word.upper().removeprefix("SIG")
    if name.isdecimal() and 1 <= int(name) <= LAST_SIGNAL:
        return int(name)
    if name == "RTMIN":
        return FIRST_REAL_TIME
    if (
        name.startswith("RT_")
        and name[3:].isdecimal()
        and 0 <= int(name[3:]) <= LAST_SIGNAL - FIRST_REAL_TIME
    ):
        return FIRST_REAL_TIME + int(name[3:])
    try:
        return int(Signal["SIG" + name])
    except KeyError:
        raise SelectionError(f"invalid signal '{word}'") from None


def _words(text: str, known: tuple[str, ...], kind: str) -> dict[str, bool] | None:
    """The words that a status= or quiet= set means."""
    everything = dict.fromkeys(known, True)
    inverted = text.startswith("!")
    text = text.removeprefix("!")
    if text in ("all", "none"):
        return everything if (text == "all") != inverted else {}
    for word in text.split(","):
        if word not in everything:
            raise SelectionError(f"invalid {kind} '{word}'")
    chosen = dict.fromkeys(text.split(","), True)
    return _complement(chosen, everything) if inverted else chosen

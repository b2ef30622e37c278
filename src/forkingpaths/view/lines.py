"""One line of words for each event: what the page, the JSON export and the search read.

A call has two lines: what is asked when it is made, and the whole of it, as strace writes it, when it returns.  A line is
printable text, cut at LIMIT; so it can be put anywhere that takes text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from forkingpaths.abi.signals import name_of
from forkingpaths.kernel.events import Event, Fate, Kind
from forkingpaths.vfs.wait import Wake
from forkingpaths.view.story import ended, text_of
from forkingpaths.view.strace_arguments import Seen
from forkingpaths.view.strace_calls import entering, form_of, leaving, seen_of
from forkingpaths.view.strace_results import outcome
from forkingpaths.view.strace_signals import siginfo
from forkingpaths.view.text import printable

LIMIT = 300


class Lines:
    """Remembers the calls that are begun, so that a line of a return can hold the arguments."""

    def __init__(self) -> None:
        self.calls: dict[int, tuple[Seen, str]] = {}

    def line(self, event: Event) -> str:
        """The words for `event`."""
        if event.kind is Kind.CALL:
            return printable(f"{self._call(event)} ...", LIMIT)
        if event.kind is Kind.RETURN:
            return printable(self._return(event), LIMIT)
        teller = WORDS.get(event.kind)
        return printable(teller(event.data), LIMIT) if teller is not None else event.kind.name.lower()

    def _call(self, event: Event) -> str:
        name, arguments, before = event.data
        seen = seen_of(name, arguments, before)
        text = f"{name}({entering(seen, form_of(seen))}"
        self.calls[event.tid] = (seen, text)
        return text

    def _return(self, event: Event) -> str:
        name, _, result, after, _ = event.data
        begun = self.calls.pop(event.tid, None)
        if begun is None:
            return f"{name}(...) = {result}"
        seen, text = begun
        form = form_of(seen)
        seen.ended = True
        if result is None:
            return f"{text}) = ?"
        seen.after, seen.result = after, result
        return f"{text}{leaving(seen, form)}) = {outcome(seen, form)}"


FATES = {
    Fate.PENDING: "",
    Fate.IGNORED: ", ignored",
    Fate.MERGED: ", merged: {} is pending already, and standard signals do not queue",
}


def _sent(data: Any) -> str:
    signal, _, target, sender, _, fate = data
    whom = f"thread {target}" if target > 0 else f"process {-target}"
    return f"{name_of(signal)} sent to {whom}{f' by {sender}' if sender else ''}{FATES[fate].format(name_of(signal))}"


def _woken(data: Any) -> str:
    why, by = data
    return {
        Wake.QUEUE: f"woken by {by}",
        Wake.TIMEOUT: "woken: its time is up",
        Wake.SIGNAL: "woken by a signal",
    }.get(why, "woken")


def _quoted(data: Any) -> str:
    stream, what = data
    return f"stream {stream}: {text_of(what)!r}"


WORDS: dict[Kind, Callable[[Any], str]] = {
    Kind.SIGNAL: lambda d: f"--- {name_of(d[0])} {siginfo(d[1])} --- ({d[2]})",
    Kind.SENT: _sent,
    Kind.FORK: lambda d: f"new task {d[0]}",
    Kind.EXEC: lambda d: f"runs {text_of(d[0])}",
    Kind.EXIT: lambda d: f"ends: {ended(d[0])}",
    Kind.FAULT: lambda d: f"exception {d[0]}, error code {d[1]}, address {d[2]:#x}, at {d[3]:#x}",
    Kind.SCHEDULE: lambda d: f"runs now, after {d[0]}",
    Kind.OUTPUT: lambda d: f"output on {_quoted(d)}",
    Kind.INPUT: lambda d: f"input on {_quoted(d)}",
    Kind.BLOCKED: lambda d: f"waits: {d[0]}",
    Kind.WOKEN: _woken,
    Kind.HANDLER_RETURN: lambda d: "the handler returns",
    Kind.STOPPED: lambda d: f"stopped by {name_of(d[0])}",
    Kind.CONTINUED: lambda d: "continued",
    Kind.REAPED: lambda d: f"takes the end of {d[0]}: {ended(d[1])}",
    Kind.NOT_MODELLED: lambda d: f"not modelled: {d[0]}",
    Kind.TIMER: lambda d: f"timer: {' '.join(map(str, d))}",
}

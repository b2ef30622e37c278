"""Properties that users write: `--property FILE.py`, every function of the file whose name begins with "check_".

    def check_one_line(run):
        "The daemon logs one line."                          the words of the finding; "Mend: ..." on a line of its own
        if run.output.count(b"\\n") != 1:
            return f"{run.output!r} was logged"               a finding says why; None: all is well; or yield several

`run` is a Look: what came of the run, and everything that happened in it.  A function is called once for each run, looks
at nothing else, and remembers nothing between calls.  What goes wrong in the file is a UserFileError with the line.
"""

from __future__ import annotations

import importlib.util
import os
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from forkingpaths.check.finding import REGISTRY, Finding, Property
from forkingpaths.explore.cut import CutOff
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind

PREFIX = "check_"


class UserFileError(Exception):
    """The user's file is wrong; the message says where and what."""


class Call(NamedTuple):
    """A system call."""

    step: int  # at which it was made
    end: int  # at which it returned; 0 when it never did
    tid: int
    name: str
    arguments: tuple[int, ...]
    result: int | None  # as the processor has it: -errno for an error
    before: dict[int, Any]  # of arguments that point to memory, by their number: what was there before ...
    after: dict[int, Any]  # ... and after it


@dataclass(slots=True, frozen=True)
class Look:
    """A finished run, as a user's function sees it."""

    _run: Run

    @property
    def output(self) -> bytes:
        """All that was written to standard output and error."""
        return self._run.output

    @property
    def status(self) -> int | None:
        """The program's exit status; None when a signal killed it or it never ended."""
        status = self._run.status
        return None if status is None or status & 0x7F else status >> 8

    @property
    def signal(self) -> int:
        """The signal that killed the program, 0 when none did."""
        return (self._run.status or 0) & 0x7F

    @property
    def ending(self) -> str:
        """ "finished", "blocked" (somebody sleeps for ever), "spinning", "idle" (waits for a signal of --send), or "steps" (given up)."""
        return self._run.ending

    @property
    def events(self) -> list[Event]:
        """Everything that happened, in order (kernel/events.py says what `kind` and `data` are)."""
        return self._run.events

    @property
    def blocked(self) -> list[dict[str, Any]]:
        """Who sleeps when nothing can happen any more: "tid", "tgid", "call", "reason"."""
        return list(self._run.details["blocked"])

    def of_kind(self, kind: str) -> list[Event]:
        """The events of a kind: "SIGNAL", "FORK", "EXIT", "OUTPUT" ..."""
        return [event for event in self._run.events if event.kind is Kind[kind]]

    def calls(self, *names: str) -> list[Call]:
        """The system calls, or those of these names, in the order in which they were made."""
        ends = {event.data[4]: event for event in self._run.events if event.kind is Kind.RETURN}
        found = []
        for event in self._run.events:
            if event.kind is Kind.CALL and (not names or event.data[0] in names):
                name, arguments, before = event.data
                end = ends.get(event.step)
                result, after = (end.data[2], end.data[3]) if end is not None else (None, {})
                found.append(
                    Call(event.step, end.step if end is not None else 0, event.tid, name, arguments, result, before, after)
                )  # fmt: skip
        return found


@dataclass(slots=True, frozen=True)
class UserProperty:
    """A function of the file as a property."""

    id: str
    title: str
    manual: str
    mend: str
    path: str
    function: Callable[[Look], Any]
    example: str = ""
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        try:
            said = self.function(Look(run))
            several = isinstance(said, Iterable) and not isinstance(said, str | Finding)
            items = list(said) if several else [said]
        except CutOff:  # it takes longer than there is time for
            raise
        except Exception as error:  # the user's own mistake, whatever it is
            raise UserFileError(_where(error, self.path)) from error
        return [self._finding(item) for item in items if item is not None]

    def _finding(self, item: Any) -> Finding:
        if isinstance(item, Finding):
            return item
        if not isinstance(item, str) or not item:
            raise UserFileError(
                f"{self.manual}: {self.function.__name__} gave {type(item).__name__} {item!r:.60}: "
                "it has to give None, a text that says why, or several of these"
            )
        return Finding(self.id, self.title, item)


def load(path: str) -> list[Property]:
    """The properties of a file, added to the known ones; UserFileError when it has none or is wrong."""
    name = os.path.basename(path).removesuffix(".py")
    spec = importlib.util.spec_from_file_location(f"forkingpaths_property_{name}", path)
    if spec is None or spec.loader is None:
        raise UserFileError(f"{path}: it is not a Python file (its name has to end in .py)")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise UserFileError(_where(error, path)) from error
    functions = [
        (key, value)
        for key, value in vars(module).items()
        if key.startswith(PREFIX) and callable(value) and getattr(value, "__module__", "") == module.__name__
    ]
    if not functions:
        raise UserFileError(f"{path}: it has no function whose name begins with {PREFIX}")
    made: list[Property] = [_property(name, path, key, value) for key, value in functions]
    ids = {item.id for item in made}
    REGISTRY.properties = [item for item in REGISTRY.properties if item.id not in ids]
    for item in made:
        REGISTRY.add(item)
    return made


def _property(name: str, path: str, key: str, function: Callable[[Look], Any]) -> Property:
    lines = [line.strip() for line in (function.__doc__ or "").strip().splitlines()]
    mend = next((line[5:].strip() for line in lines if line.lower().startswith("mend:")), "")
    code = getattr(function, "__code__", None)
    place = f"{path}:{code.co_firstlineno}" if code is not None else path
    title = lines[0].rstrip(".") if lines and lines[0] else key.removeprefix(PREFIX).replace("_", " ")
    return UserProperty(
        id=f"{name}.{key.removeprefix(PREFIX)}".replace("_", "-"),
        title=f"not so: {title}",
        manual=place,
        mend=mend or f"{place} says what is expected",
        path=path,
        function=function,
    )


def _where(error: BaseException, path: str) -> str:
    """The error in one line, with the innermost line of the user's file that it came through."""
    line = 0
    if isinstance(error, SyntaxError):
        line = error.lineno or 0
    for frame in traceback.extract_tb(error.__traceback__):
        if os.path.abspath(frame.filename) == os.path.abspath(path):
            line = frame.lineno or line
    place = f"{path}:{line}" if line else path
    if isinstance(error, OSError) and error.filename == path:
        return f"{path}: {error.strerror}"
    return f"{place}: {type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"

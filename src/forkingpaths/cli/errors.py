"""What can stop a verb, and the exit status that says so.

run, trace, replay         the guest's own status; 128+n when signal n killed it
                           125 ours, 126 cannot execute, 127 not found (as docker run and env have it)
check, outcomes, verify,   0 clean, 1 finding, 2 interrupted, 3 internal error, 4 usage, 5 nothing explored,
and the verbs that list    6 the budget ended first
"""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

CLOSED_PIPE = 128 + 13  # what a shell shows for a program that SIGPIPE killed
CANNOT_EXECUTE = 126
NOT_FOUND = 127
BAD_SCHEDULE = 4
RUN_VERBS = ("", "run", "trace", "replay")


class Why(Enum):
    """The kinds of failure that have a status of their own."""

    OURS = auto()  # the command line asks for something that cannot be had, or a limit ended the run
    CANNOT_EXECUTE = auto()
    NOT_FOUND = auto()
    INTERRUPTED = auto()
    SCHEDULE = auto()  # a schedule string that is malformed, cut, or another program's: 4 with every verb


class Statuses(NamedTuple):
    """The exit statuses of a verb."""

    usage: int
    internal: int
    interrupted: int
    cannot_execute: int
    not_found: int


def statuses(verb: str) -> Statuses:
    """The exit statuses of `verb` ("" before one is known)."""
    if verb in RUN_VERBS:
        return Statuses(125, 125, 130, CANNOT_EXECUTE, NOT_FOUND)
    return Statuses(4, 3, 2, 4, 4)


class Failure(Exception):
    """The verb cannot go on: one line for the user, and why."""

    def __init__(self, message: str, why: Why = Why.OURS) -> None:
        super().__init__(message)
        self.message = message
        self.why = why

    def status(self, on: Statuses) -> int:
        """The exit status, for a verb with these statuses."""
        if self.why is Why.CANNOT_EXECUTE:
            return on.cannot_execute
        if self.why is Why.NOT_FOUND:
            return on.not_found
        if self.why is Why.SCHEDULE:
            return BAD_SCHEDULE
        return on.interrupted if self.why is Why.INTERRUPTED else on.usage

"""What happened, in order: the stream that every view is made from.

Every event has a step number; numbers are dense and the same in every run of the same choices, whether or
not anybody listens (the kernel counts always, and builds `data` only for listeners).  `data` is plain:
ints, bytes, strings, tuples, dicts of these.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any, NamedTuple, Protocol


class Kind(IntEnum):
    """The kinds of event, with what `data` holds."""

    CALL = 1  # a system call is about to be carried out: (name, registers (6), captured: {index: bytes})
    RETURN = 2  # it ended: (name, registers, result, captured, step of its CALL); result is None when it never returns
    SIGNAL = 3  # taken: (signal, siginfo bytes, "handler"|"kill"|"stop"|"ignore", handler address, interrupted rsp)
    SENT = 4  # (signal, code, target tid or -tgid, sender tgid, siginfo bytes, Fate)
    FORK = 5  # (child tid, flags)
    EXEC = 6  # (path, arguments)
    EXIT = 7  # a thread ended: (status as wait reports it, is the process gone)
    FAULT = 8  # a processor exception: (vector, error code, address, rip)
    SCHEDULE = 9  # this task now runs: (previous tid, why)
    OUTPUT = 10  # bytes left the machine: (stream, bytes)
    BLOCKED = 11  # (reason, the restart code of its sleep)
    WOKEN = 12  # (Wake, by tid)
    HANDLER_RETURN = 13  # rt_sigreturn: (interrupted rip,)
    STOPPED = 14  # job control: (signal,)
    CONTINUED = 15  # ()
    REAPED = 16  # (child tgid, status)
    NOT_MODELLED = 17  # (what,)
    TIMER = 18  # a timer expired: (what,)
    INPUT = 19  # (stream, bytes)


class Fate(IntEnum):
    """What becomes of a signal that is sent."""

    PENDING = 0
    IGNORED = 1
    MERGED = (
        2  # one is pending already: "only one instance is marked as pending", and this one leaves no trace
    )


class Passage(NamedTuple):
    """Bytes that task `tid` put into (size > 0) or took out of (size < 0) a pipe or a socket's receive queue."""

    tid: int
    kind: str  # "pipe" | "socket"
    number: int  # of its i-node; a socket's is the receiver's
    size: int


class Event(NamedTuple):
    """One event.  `time_ns` is virtual CLOCK_MONOTONIC; `passages` are what has passed since the event before."""

    step: int
    tid: int
    kind: Kind
    data: Any
    time_ns: int
    passages: tuple[Passage, ...] = ()


class Listener(Protocol):
    """Somebody who wants events (recorder, strace view, coverage)."""

    def event(self, event: Event) -> None: ...

"""A run as a picture needs it: rows, spans, arrows and marks, every one with its steps.  A pure function of the events.

    rows     one for each process, its threads behind it; children behind their parents, in order of birth
    spans    stretches of a row: waiting, in a signal handler, stopped, a zombie, holding a signal that is pending
    arrows   from a step of one row to a step of another: fork, signal, bytes through a pipe or socket, wake-up, wait
    marks    single steps: exec, exit, output, a signal sent, delivered or ignored, fault, timer, stop, a switch

`Teller` takes events one by one, so that a long run never has to be in memory with all its events; `told` ends it.

Bytes are followed first in, first out: a read is joined to the writes whose bytes it took.  Datagrams of a socket likewise.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from forkingpaths.abi.clone import CLONE_THREAD
from forkingpaths.abi.signals import Signal, name_of
from forkingpaths.kernel.events import Event, Fate, Kind, Passage
from forkingpaths.vfs.wait import Wake

INIT = 1  # the kernel's own process: it has no row of its own


@dataclass(slots=True)
class Row:
    """A thread; the leader of a process has tid == tgid."""

    tid: int
    tgid: int
    parent: int  # tgid of the process that made it, 0 for the first
    name: str
    first: int
    last: int = 0  # the step at which it ended; 0 while it lives
    status: int | None = None  # as wait reports it
    depth: int = 0

    @property
    def thread(self) -> bool:
        return self.tid != self.tgid


@dataclass(slots=True)
class Span:
    """Steps first..last of a row; last is 0 while it is open."""

    tid: int
    kind: str  # "wait" | "handler" | "stopped" | "zombie" | "pending"
    first: int
    last: int
    label: str


@dataclass(slots=True)
class Arrow:
    """Something that went from one task to another."""

    kind: str  # "fork" | "thread" | "signal" | "pipe" | "socket" | "wake" | "wait"
    source: int
    first: int
    target: int
    last: int
    label: str


@dataclass(slots=True)
class Mark:
    """Something at one step of a row."""

    tid: int
    step: int
    kind: str  # "exec" "exit" "output" "input" "sent" "ignored" "deliver" "kill" "fault" "timer" "stop" "continue" "reap" "switch" "stuck"
    label: str


@dataclass(slots=True)
class Story:
    """The whole run."""

    rows: list[Row] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    first: int = 1
    last: int = 0

    def row(self, tid: int) -> Row | None:
        """The row of a task."""
        return next((row for row in self.rows if row.tid == tid), None)

    def output(self) -> list[Mark]:
        """The marks of output, in order."""
        return [mark for mark in self.marks if mark.kind == "output"]


def text_of(data: bytes) -> str:
    """Bytes of the guest as text; what is no UTF-8 is shown as \\xNN."""
    return data.decode("utf-8", "backslashreplace")


class Teller:
    """Makes a Story of events taken one by one."""

    def __init__(self, main: int = 2, name: str = "") -> None:
        self.main = main
        self.story = Story()
        self.rows: dict[int, Row] = {}
        self.open: dict[tuple[int, str], Span] = {}
        self.handlers: dict[int, list[Span]] = {}
        self.sent: dict[tuple[int, int], deque[tuple[int, int]]] = {}  # (target, signal) -> (step, sender)
        self.waiting: dict[tuple[int, int], list[Span]] = {}  # pending spans, by the same
        self.queues: dict[tuple[str, int], deque[list[int]]] = {}  # object -> [writer, step, bytes left]
        self.ends: dict[int, tuple[int, int]] = {}  # tgid -> the task and step of its end
        self._born(main, main, 0, name.rpartition("/")[2] or "main", 0)

    def take(self, event: Event) -> None:
        """The next event."""
        story = self.story
        if not story.last:
            story.first = event.step
            self.rows[self.main].first = event.step
        story.last = event.step
        for passage in event.passages:
            self._passage(event, passage)
        teller = TELLERS.get(event.kind)
        if teller is not None:
            teller(self, event)

    def switches(self, taken: Iterable[tuple[int, int]]) -> None:
        """Where the schedule deviates: (step, task that goes on there)."""
        for step, tid in taken:
            self.story.marks.append(Mark(tid if tid in self.rows else self.main, step, "switch", "switch"))
        self.story.marks.sort(key=lambda mark: mark.step)

    def told(self) -> Story:
        """The end: rows in order, open spans as long as the run."""
        story = self.story
        asleep = [
            span for (_, kind), span in self.open.items() if kind == "wait" and not self.rows[span.tid].last
        ]
        end = story.last + bool(asleep)  # a wait that began with the last step has some length too
        story.marks += [Mark(span.tid, end, "stuck", f"still waits: {span.label}") for span in asleep]
        for span in story.spans:
            span.last = span.last or end
        story.rows = self._ordered()
        return story

    # ---- tasks ---------------------------------------------------------------------------------------------------

    def _born(self, tid: int, tgid: int, parent: int, name: str, step: int) -> None:
        self.rows[tid] = Row(tid, tgid, parent, name, step)
        self.story.rows.append(self.rows[tid])

    def _ordered(self) -> list[Row]:
        """Children behind their parents, threads behind their leader."""
        below: dict[int, list[Row]] = {}
        for row in self.story.rows:
            below.setdefault(row.tgid if row.thread else row.parent, []).append(row)
        ordered: list[Row] = []
        stack = [(row, 0) for row in reversed(below.pop(0, []))]
        while stack:
            row, depth = stack.pop()
            row.depth = depth
            ordered.append(row)
            if not row.thread:
                under = below.pop(row.tid, [])
                under.sort(key=lambda r: not r.thread)
                stack += [(r, depth + 1) for r in reversed(under)]
        return ordered + [row for rows in below.values() for row in rows]

    def _fork(self, event: Event) -> None:
        tid, flags = event.data
        maker = self.rows.get(event.tid)
        tgid = maker.tgid if maker is not None and flags & CLONE_THREAD else tid
        self._born(tid, tgid, maker.tgid if maker else 0, maker.name if maker else "?", event.step)
        kind = "thread" if flags & CLONE_THREAD else "fork"
        self._arrow(kind, event.tid, event.step, tid, event.step, kind if kind == "thread" else "fork")

    def _exec(self, event: Event) -> None:
        path = event.data[0]
        self._mark(event, "exec", text_of(path))
        row = self.rows.get(event.tid)
        if row is not None:
            row.name = text_of(path.rsplit(b"/", 1)[-1])

    def _exit(self, event: Event) -> None:
        status, last = event.data
        row = self.rows.get(event.tid)
        self._close(event.tid, "wait", event.step)
        self._close(event.tid, "stopped", event.step)
        for span in self.handlers.pop(event.tid, []):
            span.last = event.step
        if row is None:
            return
        row.last, row.status = event.step, status
        self._mark(event, "exit", ended(status))
        if last:
            self.ends[row.tgid] = (event.tid, event.step)
            for (target, _), spans in self.waiting.items():
                if target in (event.tid, -row.tgid):
                    for span in spans:
                        span.last = event.step
                    spans.clear()
            if row.parent != 0:
                self._open(row.tgid, "zombie", event.step, "zombie")

    def _reaped(self, event: Event) -> None:
        child, status = event.data
        self._close(child, "zombie", event.step)
        self._mark(event, "reap", f"wait: {child} {ended(status)}")
        tid, step = self.ends.get(child, (child, event.step))
        self._arrow("wait", tid, step, event.tid, event.step, f"wait: {ended(status)}")

    # ---- sleep ---------------------------------------------------------------------------------------------------

    def _blocked(self, event: Event) -> None:
        self._open(event.tid, "wait", event.step, str(event.data[0]))

    def _woken(self, event: Event) -> None:
        why, by = event.data
        self._close(event.tid, "wait", event.step)
        if why == Wake.QUEUE and by != event.tid:
            self._arrow("wake", by, event.step, event.tid, event.step, "wakes")

    # ---- signals -------------------------------------------------------------------------------------------------

    def _sent(self, event: Event) -> None:
        signal, _, target, sender, _, fate = event.data
        name = name_of(signal)
        by = event.tid if sender or signal == Signal.SIGCHLD else 0
        if fate == Fate.MERGED:
            self._merged(event, by, abs(target), name)
            return
        self._mark(event, "ignored" if fate else "sent", f"{name} to {abs(target)}")
        if fate:
            return
        self.sent.setdefault((target, signal), deque()).append((event.step, by))
        if abs(target) in self.rows:
            span = Span(abs(target), "pending", event.step, 0, name)
            self.story.spans.append(span)
            self.waiting.setdefault((target, signal), []).append(span)

    def _merged(self, event: Event, by: int, target: int, name: str) -> None:
        """A signal that is lost in one that is pending: an arrow to where that one is told of."""
        if target in self.rows:
            self.story.marks.append(Mark(target, event.step, "merged", f"{name} merged"))
        if by in self.rows and target in self.rows and by != target:
            self._arrow("merged", by, event.step, target, event.step, f"{name}, merged")

    def _signal(self, event: Event) -> None:
        signal, _, action, *_ = event.data
        row = self.rows.get(event.tid)
        name = name_of(signal)
        self._mark(event, "deliver" if action == "handler" else "kill" if action == "kill" else action, name)
        for target in (event.tid, -row.tgid if row is not None else 0):
            queue = self.sent.get((target, signal))
            if queue:
                step, by = queue.popleft()
                spans = self.waiting.get((target, signal))
                if spans:
                    spans.pop(0).last = event.step
                if by in self.rows:
                    self._arrow("signal", by, step, event.tid, event.step, name)
                break
        if action == "handler":
            span = Span(event.tid, "handler", event.step, 0, name)
            self.story.spans.append(span)
            self.handlers.setdefault(event.tid, []).append(span)

    def _handler_return(self, event: Event) -> None:
        open_ = self.handlers.get(event.tid)
        if open_:
            open_.pop().last = event.step

    def _stopped(self, event: Event) -> None:
        self._mark(event, "stop", f"stopped by {name_of(event.data[0])}")
        self._open(event.tid, "stopped", event.step, "stopped")

    def _continued(self, event: Event) -> None:
        self._mark(event, "continue", "continued")
        for row in self.rows.values():
            if row.tgid == event.tid:
                self._close(row.tid, "stopped", event.step)

    # ---- the rest ------------------------------------------------------------------------------------------------

    def _passage(self, event: Event, passage: Passage) -> None:
        key = (passage.kind, passage.number)
        queue = self.queues.setdefault(key, deque())
        if passage.size > 0:
            queue.append([passage.tid, event.step, passage.size])
            return
        left = -passage.size
        while left > 0 and queue:
            entry = queue[0]
            taken = min(left, entry[2])
            entry[2] -= taken
            left -= taken
            if not entry[2]:
                queue.popleft()
            label = f"{taken} byte{'' if taken == 1 else 's'} through {passage.kind} {passage.number}"
            self._arrow(passage.kind, entry[0], entry[1], passage.tid, event.step, label)

    def _output(self, event: Event) -> None:
        self._mark(event, "output", text_of(event.data[1]))

    def _input(self, event: Event) -> None:
        self._mark(event, "input", text_of(event.data[1]))

    def _fault(self, event: Event) -> None:
        vector, _, address, _ = event.data
        if vector != PAGE_FAULT:
            self._mark(event, "fault", f"exception {vector} at {address:#x}")

    def _timer(self, event: Event) -> None:
        self._mark(event, "timer", " ".join(map(str, event.data)))

    # ---- pieces --------------------------------------------------------------------------------------------------

    def _mark(self, event: Event, kind: str, label: str) -> None:
        self.story.marks.append(Mark(event.tid, event.step, kind, label))

    def _arrow(self, kind: str, source: int, first: int, target: int, last: int, label: str) -> None:
        if source in self.rows and target in self.rows and source != target:
            self.story.arrows.append(Arrow(kind, source, first, target, last, label))

    def _open(self, tid: int, kind: str, step: int, label: str) -> None:
        if tid in self.rows:
            span = self.open[tid, kind] = Span(tid, kind, step, 0, label)
            self.story.spans.append(span)

    def _close(self, tid: int, kind: str, step: int) -> None:
        span = self.open.pop((tid, kind), None)
        if span is not None:
            span.last = step


PAGE_FAULT = 14
TELLERS: dict[Kind, Any] = {
    Kind.FORK: Teller._fork,
    Kind.EXEC: Teller._exec,
    Kind.EXIT: Teller._exit,
    Kind.REAPED: Teller._reaped,
    Kind.BLOCKED: Teller._blocked,
    Kind.WOKEN: Teller._woken,
    Kind.SENT: Teller._sent,
    Kind.SIGNAL: Teller._signal,
    Kind.HANDLER_RETURN: Teller._handler_return,
    Kind.STOPPED: Teller._stopped,
    Kind.CONTINUED: Teller._continued,
    Kind.OUTPUT: Teller._output,
    Kind.INPUT: Teller._input,
    Kind.FAULT: Teller._fault,
    Kind.TIMER: Teller._timer,
}


def ended(status: int) -> str:
    """How a process ended, shortly: "exit 1", "SIGSEGV"."""
    return name_of(status & 0x7F) if status & 0x7F else f"exit {status >> 8 & 0xFF}"


def tell(
    events: Iterable[Event], main: int = 2, name: str = "", switches: Iterable[tuple[int, int]] = ()
) -> Story:
    """The story of `events`; `switches` are (step, task that ran from there on) of the schedule's deviations."""
    teller = Teller(main, name)
    for event in events:
        teller.take(event)
    teller.switches(switches)
    return teller.told()

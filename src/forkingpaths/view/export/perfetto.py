"""Perfetto's TrackEvent trace: a protocol buffer of packets (perfetto/trace/trace_packet.proto, track_event.proto).

A process is a process track, each of its threads a thread track below it.  Calls, waits and handlers are slices, other events
instants; fork, signal, pipe, wake-up and wait are flows, drawn as arrows.  Each event has its step as a debug annotation.

The clock is the run's virtual time; two events of one instant are put one nanosecond apart, so that order is kept.

The encoder is fifteen lines, because the wire format is (varints, and lengths before bytes); the tests read its output with
the official package.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.abi.signals import name_of
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.view.export.told import Told
from forkingpaths.view.lines import Lines
from forkingpaths.view.story import Row
from forkingpaths.view.text import printable

# field numbers of the messages that are used
TRACE_PACKET = 1
TIMESTAMP, SEQUENCE, SEQUENCE_FLAGS, TRACK_EVENT, TRACK_DESCRIPTOR = 8, 10, 13, 11, 60
UUID, TRACK_NAME, PROCESS, THREAD, PARENT = 1, 2, 3, 4, 5
PROCESS_PID, PROCESS_NAME = 1, 6
THREAD_PID, THREAD_TID, THREAD_NAME = 1, 2, 5
CATEGORIES, ANNOTATIONS, TYPE, TRACK, NAME, FLOWS, ENDING_FLOWS = 22, 4, 9, 11, 23, 47, 48
ANNOTATION_NAME, ANNOTATION_INT, ANNOTATION_STRING = 10, 4, 6
SLICE_BEGIN, SLICE_END, INSTANT = 1, 2, 3
INCREMENTAL_STATE_CLEARED = 1
PROCESS_UUID, THREAD_UUID = 1 << 32, 2 << 32  # plus the number
INSTANTS = (
    Kind.SIGNAL, Kind.SENT, Kind.FORK, Kind.EXEC, Kind.FAULT, Kind.OUTPUT, Kind.REAPED, Kind.STOPPED, Kind.CONTINUED, Kind.TIMER,
)  # fmt: skip


def varint(value: int) -> bytes:
    """Seven bits a byte, lowest first."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field_number: int, value: int) -> bytes:
    """A field of an integer type (not fixed)."""
    return varint(field_number << 3) + varint(value)


def fixed(field_number: int, value: int) -> bytes:
    """A fixed64 field."""
    return varint(field_number << 3 | 1) + value.to_bytes(8, "little")


def data(field_number: int, value: bytes | str) -> bytes:
    """A string, or a message in a message."""
    raw = value.encode("utf-8", "replace") if isinstance(value, str) else value
    return varint(field_number << 3 | 2) + varint(len(raw)) + raw


@dataclass(slots=True)
class _Writer:
    """The packets so far, and the slices that are open on each track."""

    parts: list[bytes] = field(default_factory=list)
    open: dict[int, list[str]] = field(default_factory=dict)
    now_ns: int = -1

    def packet(self, body: bytes) -> None:
        flags = b"" if self.parts else number(SEQUENCE_FLAGS, INCREMENTAL_STATE_CLEARED)
        self.parts.append(data(TRACE_PACKET, body + number(SEQUENCE, 1) + flags))

    def event(self, kind: int, tid: int, name: str, category: str, step: int, flows: bytes = b"") -> None:
        body = number(TYPE, kind) + number(TRACK, THREAD_UUID + tid)
        if kind != SLICE_END:
            annotation = data(ANNOTATION_NAME, "step") + number(ANNOTATION_INT, step)
            body += (
                data(CATEGORIES, category)
                + data(NAME, printable(name, 300))
                + data(ANNOTATIONS, annotation)
                + flows
            )
        self.packet(number(TIMESTAMP, self.now_ns) + data(TRACK_EVENT, body))

    def begin(self, tid: int, kind: str, name: str, step: int) -> None:
        self.open.setdefault(tid, []).append(kind)
        self.event(SLICE_BEGIN, tid, name, kind, step)

    def end(self, tid: int, kind: str) -> None:
        """End the innermost slice of that kind, and those inside it."""
        stack = self.open.get(tid, [])
        if kind not in stack:
            return
        while True:
            ended = stack.pop()
            self.event(SLICE_END, tid, "", "", 0)
            if ended == kind:
                return

    def end_all(self, tid: int) -> None:
        for _ in range(len(self.open.pop(tid, []))):
            self.event(SLICE_END, tid, "", "", 0)


def perfetto(run: Told) -> bytes:
    """The trace."""
    writer = _Writer()
    for row in run.story.rows:
        writer.packet(data(TRACK_DESCRIPTOR, _track(row)))
    flows: dict[int, list[tuple[int, int, int]]] = {}  # step -> (task, which end, number of the arrow)
    for index, arrow in enumerate(run.story.arrows, 1):
        flows.setdefault(arrow.first, []).append((arrow.source, FLOWS, index))
        flows.setdefault(arrow.last, []).append((arrow.target, ENDING_FLOWS, index))
    lines = Lines()
    for event in run.events():
        writer.now_ns = max(event.time_ns, writer.now_ns + 1)
        _tell(writer, event, lines.line(event))
        for tid, which, index in flows.get(event.step, []):
            words = run.story.arrows[index - 1].label
            writer.event(INSTANT, tid, words, "arrow", event.step, fixed(which, index))
    writer.now_ns += 1
    for tid in list(writer.open):
        writer.end_all(tid)
    return b"".join(writer.parts)


def _track(row: Row) -> bytes:
    name = printable(row.name, 100)
    if row.thread:
        thread = number(THREAD_PID, row.tgid) + number(THREAD_TID, row.tid) + data(THREAD_NAME, name)
        return number(UUID, THREAD_UUID + row.tid) + data(THREAD, thread)
    process = number(PROCESS_PID, row.tgid) + data(PROCESS_NAME, name)
    thread = number(THREAD_PID, row.tgid) + number(THREAD_TID, row.tid) + data(THREAD_NAME, name)
    return number(UUID, THREAD_UUID + row.tid) + data(PROCESS, process) + data(THREAD, thread)


def _tell(writer: _Writer, event: Event, line: str) -> None:
    tid, kind = event.tid, event.kind
    if kind is Kind.CALL:
        writer.begin(tid, "call", event.data[0], event.step)
    elif kind is Kind.RETURN:
        writer.end(tid, "call")
    elif kind is Kind.BLOCKED:
        writer.begin(tid, "wait", line, event.step)
    elif kind is Kind.WOKEN:
        writer.end(tid, "wait")
    elif kind is Kind.SIGNAL and event.data[2] == "handler":
        writer.begin(tid, "handler", f"handler of {name_of(event.data[0])}", event.step)
    elif kind is Kind.HANDLER_RETURN:
        writer.end(tid, "handler")
    elif kind is Kind.EXIT:
        writer.event(INSTANT, tid, line, "exit", event.step)
        writer.end_all(tid)
    elif kind in INSTANTS:
        writer.event(INSTANT, tid, line, kind.name.lower(), event.step)

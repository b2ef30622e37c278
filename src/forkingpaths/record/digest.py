"""Digests by which two runs are compared: every event, every byte of output, and the memory that is in use at the end.

The event log is a text file, one line an event, so that two runs that differ can be shown where they first do.
Nothing in a line may depend on the host: data is ints, bytes, strings and tuples of these (kernel/events.py).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO

from forkingpaths.kernel.events import Kind

if TYPE_CHECKING:
    from forkingpaths.kernel.events import Event
    from forkingpaths.kernel.kernel import Kernel


class EventLog:
    """A listener that writes each event as a line and digests the lines."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.count = 0
        self._digest = hashlib.sha256()

    def event(self, event: Event) -> None:
        """Take one event."""
        line = f"{event.step} {event.tid} {Kind(event.kind).name} {event.time_ns} {event.data!r}\n".encode()
        self.file.write(line)
        self._digest.update(line)
        self.count += 1

    def hexdigest(self) -> str:
        """SHA-256 of the lines so far."""
        return self._digest.hexdigest()


def memory_digest(k: Kernel) -> str:
    """SHA-256 of all physical memory in use, frame numbers included: page tables, pages, and what files hold."""
    frames = k.machine.frames
    digest = hashlib.sha256()
    left = frames.in_use
    frame = 0
    while left:
        frame += 1
        if frames.references(frame):
            digest.update(frame.to_bytes(8, "little"))
            digest.update(frames.read(frame))
            left -= 1
    return digest.hexdigest()


def first_difference(first: BinaryIO, second: BinaryIO) -> tuple[str, str] | None:
    """The first lines in which two event logs differ ("" past the end of the shorter one); None when they are equal."""
    while True:
        one, other = first.readline(), second.readline()
        if one != other:
            return one.decode().rstrip("\n"), other.decode().rstrip("\n")
        if not one:
            return None

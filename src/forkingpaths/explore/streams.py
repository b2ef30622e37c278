"""The outside of an explored run, in memory: what the program reads and writes, and all that happens in it."""

from __future__ import annotations

from forkingpaths.kernel.events import Event


class RecordedHost:
    """The outside of an explored run: input from a fixed byte string, output kept."""

    def __init__(self, stdin: bytes = b"") -> None:
        self.stdin = stdin
        self.position = 0
        self.output: list[tuple[int, bytes]] = []

    def write(self, stream: int, data: bytes) -> int:
        self.output.append((stream, data))
        return len(data)

    def read(self, stream: int, count: int) -> bytes | None:
        data = self.stdin[self.position : self.position + count]
        self.position += len(data)
        return data


class Collector:
    """The listener of an explored run: keeps every event."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def event(self, event: Event) -> None:
        self.events.append(event)

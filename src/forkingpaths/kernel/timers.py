"""Deadlines in order: everything that happens because time has passed.

An entry is (deadline_ns on CLOCK_MONOTONIC, sequence, kind, key): plain data in a heap.  The sequence
number makes the order of equal deadlines the order of arming.  What an expiry does is looked up by `kind`
in EXPIRY, filled by the modules that arm timers with `@on_expiry(kind)`; cancelling removes the entry.
Kind "wait" is a blocked task's deadline, key its tid.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

FOREVER_NS = (1 << 63) - 1  # KTIME_MAX: a deadline this late, 292 years, never comes
LEAST_DELTA_NS = 5_000  # between two interrupts of a periodic timer: handler and return from it fit in
Entry = tuple[int, int, str, Any]
EXPIRY: dict[str, Callable[[Kernel, Any], None]] = {}


def on_expiry(kind: str) -> Callable[[Callable[[Kernel, Any], None]], Callable[[Kernel, Any], None]]:
    """Declare the decorated function as what happens when a timer of `kind` expires: f(kernel, key)."""

    def declare(function: Callable[[Kernel, Any], None]) -> Callable[[Kernel, Any], None]:
        EXPIRY[kind] = function
        return function

    return declare


@dataclass(slots=True)
class Timers:
    """The heap and its counter."""

    heap: list[Entry] = field(default_factory=list)
    sequence: int = 0

    def arm(self, deadline_ns: int, kind: str, key: Any) -> Entry:
        """Add an entry; keep it to cancel it.  Keys of equal kind must be comparable or the sequence decides first (it always does)."""
        self.sequence += 1
        entry = (deadline_ns, self.sequence, kind, key)
        if deadline_ns < FOREVER_NS:
            heapq.heappush(self.heap, entry)
        return entry

    def cancel(self, entry: Entry) -> None:
        """Remove an entry; one that has expired already is no error."""
        try:
            self.heap.remove(entry)
        except ValueError:
            return
        heapq.heapify(self.heap)

    def next_ns(self) -> int | None:
        """The earliest deadline, or None."""
        return self.heap[0][0] if self.heap else None


def rearmed_ns(k: Kernel) -> int:
    """The earliest moment at which a periodic timer can interrupt again whose signal is being taken now.

    A timer device is not programmed for sooner than this; with periods shorter than a handler takes, the program gets on a little
    between two signals, and what it misses are overruns."""
    return k.clock.now_ns + LEAST_DELTA_NS + 2 * k.clock.call_ns


def expire(k: Kernel, now_ns: int, count: int = -1) -> None:
    """Carry out every entry, or `count` of them, whose deadline is not after `now_ns`, earliest first."""
    heap = k.timers.heap
    k.nobody_acts = True
    try:
        while count and heap and heap[0][0] <= now_ns:
            count -= 1
            _, _, kind, key = heapq.heappop(heap)
            EXPIRY[kind](k, key)
    finally:
        k.nobody_acts = False

"""strace -c: how often each system call was made, how often it failed, and how long it took, in the guest's time.

The time is from the beginning of a call to its end, waiting included (strace's -w): virtual time has no other.
A call that does not wait takes CALL_NS, which the clock counts before the call's event.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forkingpaths.kernel.clock import CALL_NS
from forkingpaths.kernel.events import Kind

if TYPE_CHECKING:
    from forkingpaths.kernel.events import Event
    from forkingpaths.view.selection import Selection

RULE = "------ ----------- ----------- --------- --------- ----------------"
LOWEST_ERROR = -4095


@dataclass(slots=True)
class Row:
    """One call's account."""

    calls: int = 0
    errors: int = 0
    time_ns: int = 0


@dataclass(slots=True)
class Summary:
    """A listener that counts; `text` is the table."""

    selection: Selection
    rows: dict[str, Row] = field(default_factory=dict)
    begun: dict[int, int] = field(default_factory=dict)  # tid -> when its call began

    def event(self, event: Event) -> None:
        """Take one event."""
        if event.kind == Kind.CALL:
            self.begun[event.tid] = event.time_ns
            name, result = event.data[0], None
        elif event.kind == Kind.RETURN:
            name, result = event.data[0], event.data[2]
        else:
            return
        if not self.selection.wants_call(name):
            return
        row = self.rows.setdefault(name, Row())
        if event.kind == Kind.CALL:
            row.calls += 1
            return
        row.time_ns += CALL_NS + event.time_ns - self.begun.pop(event.tid, event.time_ns)
        if result is not None and LOWEST_ERROR <= result < 0:
            row.errors += 1

    def started(self) -> None:
        """The program was executed: strace counts the execve(2) of its own child."""
        if self.selection.wants_call("execve"):
            self.rows.setdefault("execve", Row()).calls += 1

    def text(self) -> str:
        """The table, the longest first."""
        total = Row()
        for row in self.rows.values():
            total.calls += row.calls
            total.errors += row.errors
            total.time_ns += row.time_ns
        lines = ["% time     seconds  usecs/call     calls    errors syscall", RULE]
        ordered = sorted(self.rows.items(), key=lambda item: (-item[1].time_ns, -item[1].calls, item[0]))
        lines += [_line(name, row, total.time_ns) for name, row in ordered]
        return "\n".join([*lines, RULE, _line("total", total, total.time_ns)]) + "\n"


def _line(name: str, row: Row, total_ns: int) -> str:
    share = 100 * row.time_ns / total_ns if total_ns else 100.0 if name == "total" else 0.0
    each = row.time_ns // 1000 // row.calls if row.calls else 0
    return f"{share:6.2f} {row.time_ns / 1e9:11.6f} {each:11d} {row.calls:9d} {row.errors or '':>9} {name}"

"""What a signal handler leaves behind in the program that it interrupted: errno.

signal-safety(7): "Fetching and setting the value of errno is async-signal-safe provided that the signal
handler saves errno on entry and restores its value before returning."
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forkingpaths.check.ending import signal_name
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run, Transition
from forkingpaths.kernel.events import Event, Kind

INTERRUPTED = -512  # results from here down: cut short by a signal (abi/errno.Restart)


@dataclass(slots=True, frozen=True)
class ErrnoChanged:
    """The program read errno of its own failed call, and found what a handler had put there."""

    id: str = "errno"
    title: str = "a handler changed errno"
    manual: str = "signal-safety(7), errno(3)"
    mend: str = "int saved = errno; at the beginning of the handler, errno = saved; at its end"
    example: str = "corpus/05_errno"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        for taken, left in _handled(run.events):
            errno = _left_in_errno(run, taken, left)
            if errno is None:
                continue
            address, failed = errno
            before = _last(run, taken.tid, address, taken.step)
            if before is not None and _read_next(run, taken.tid, address, left.step):
                name = signal_name(taken.data[0])
                return [
                    Finding(
                        self.id,
                        f"the handler of {name} changed errno, and process {taken.tid} read it",
                        f"{name} came at step {taken.step}, after a call had failed and before errno was read; "
                        f"{failed.data[0]} in the handler, at step {failed.data[4]}, set errno to {-failed.data[2]}",
                        (taken.step, failed.data[4], left.step),
                        taken.tid,
                    )
                ]
        return []


def _handled(events: list[Event]) -> Iterator[tuple[Event, Event]]:
    """(taken, returned) of every handler that ran to its end, innermost first."""
    entered: dict[int, list[Event]] = {}
    for e in events:
        if e.kind is Kind.SIGNAL and e.data[2] == "handler":
            entered.setdefault(e.tid, []).append(e)
        elif e.kind is Kind.HANDLER_RETURN and entered.get(e.tid):
            yield entered[e.tid].pop(), e


def _left_in_errno(run: Run, taken: Event, left: Event) -> tuple[int, Event] | None:
    """(errno's address, the call) when the last thing that the handler put into errno is a failed call's error.

    errno is found as the C library writes it: four bytes, first after the call returned its error.
    """
    failed = [
        e for e in run.events
        if e.tid == taken.tid and e.kind is Kind.RETURN and taken.step < e.step < left.step
        and e.data[2] is not None and -4096 < e.data[2] < 0 and e.data[2] > INTERRUPTED
    ]  # fmt: skip
    if not failed:
        return None
    last = failed[-1]
    writes = [
        address
        for t in run.transitions
        if t.tid == taken.tid and last.step <= t.step < left.step
        for _, address, size, write, _ in t.accesses
        if write and size == 4
    ]
    return (writes[0], last) if writes and writes.count(writes[0]) == 1 else None


def _uses(t: Transition, address: int) -> list[bool]:
    return [write for _, at, size, write, _ in t.accesses if at == address and size == 4]


def _last(run: Run, tid: int, address: int, step: int) -> Transition | None:
    """The last transition of `tid` before `step` that wrote the four bytes at `address`."""
    return next(
        (t for t in reversed(run.transitions) if t.tid == tid and t.step < step and any(_uses(t, address))),
        None,
    )


def _read_next(run: Run, tid: int, address: int, step: int) -> bool:
    """Whether the next use of `address` after `step` is to read it."""
    for t in run.transitions:
        if t.tid == tid and t.step >= step:
            uses = _uses(t, address)
            if uses:
                return not uses[0]
    return False


REGISTRY.add(ErrnoChanged())

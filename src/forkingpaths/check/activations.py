"""The runs of signal handlers inside a run: where each came in, which transitions it made, and how it was left.

A handler begins at the beginning of a transition (signals are taken on the way to user mode) and ends at the call rt_sigreturn, so it is
made of whole transitions.  One that is left by longjmp shows no end; it is over when the stack is above where it came in.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.explore.trace import Interrupted, Run, Transition
from forkingpaths.kernel.events import Event, Kind

RED_ZONE = 128


@dataclass(slots=True, eq=False)
class Activation:
    """One handler, from its signal to its end."""

    tid: int
    entered: Event  # SIGNAL
    at: Interrupted | None  # where it came in
    space: int
    transitions: list[Transition] = field(
        default_factory=list
    )  # of the handler, and of handlers that interrupted it
    how: str = "open"  # "returned" | "jumped" | "open": the run ended in it
    before: Transition | None = None  # the last transition of the task before it
    after: Transition | None = None  # and the first one after it of the code that it interrupted
    depth: int = 0  # handlers that it interrupted

    @property
    def signal(self) -> int:
        number: int = self.entered.data[0]
        return number


def activations(run: Run) -> list[Activation]:
    """All of them, in order of entry."""
    entries: dict[int, list[Event]] = {}
    returns: dict[int, list[int]] = {}
    execs: dict[int, list[int]] = {}
    elsewhere: dict[int, bool] = {}  # tasks whose handlers may run on another stack: a jump does not show
    for e in run.events:
        if e.kind is Kind.SIGNAL and e.data[2] == "handler":
            entries.setdefault(e.tid, []).append(e)
        elif e.kind is Kind.HANDLER_RETURN:
            returns.setdefault(e.tid, []).append(e.step)
        elif e.kind is Kind.EXEC:
            execs.setdefault(e.tid, []).append(e.step)
        elif e.kind is Kind.CALL and e.data[0] == "sigaltstack" and e.data[1][0]:
            elsewhere[e.tid] = True
    found: list[Activation] = []
    for tid, signals in entries.items():
        found += _of_task(run, tid, signals, returns.get(tid, []), execs.get(tid, []), tid not in elsewhere)
    return sorted(found, key=lambda a: a.entered.step)


def _of_task(
    run: Run, tid: int, signals: list[Event], returns: list[int], execs: list[int], jumps_show: bool
) -> list[Activation]:
    found: list[Activation] = []
    open_: list[Activation] = []
    before: Transition | None = None
    last = len(run.transitions) - 1
    for t in run.transitions:
        if t.tid != tid:
            continue
        end = run.transitions[t.index + 1].step if t.index < last else 1 << 62
        while open_ and jumps_show and t.stack >= open_[-1].entered.data[4] - RED_ZONE:
            left = open_.pop()
            left.how, left.after = "jumped", t
        while signals and signals[0].step <= end:
            # a second one at the same place interrupts the first before it began: nothing of it is "before"
            last_of = before if not open_ or open_[-1].transitions else None
            open_.append(
                Activation(tid, signals.pop(0), t.interrupted, t.space, before=last_of, depth=len(open_))
            )
            found.append(open_[-1])
        for a in found:
            if a.how == "returned" and a.after is None and a.depth == len(open_):
                a.after = t
        for a in open_:
            a.transitions.append(t)
        while returns and returns[0] <= end:
            returns.pop(0)
            if open_:
                open_.pop().how = "returned"
        while execs and execs[0] <= end:
            execs.pop(0)
            open_.clear()
        before = t
    return found

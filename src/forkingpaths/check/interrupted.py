"""A call that a signal cut short (EINTR) and that the program took for something else: an end, a success, a failure.

That a call is not made again is no mistake in itself: signals are also sent to end a wait.  So it counts only when the signal is one
that merely informs (INFORMING), or an interruption that --faults put there, and when what came of it can be seen:

    input     read, recv, accept, msgrcv, and waits for it (poll, select, epoll)   what another process sent is never taken
    output    write, send, msgsnd                                                  nothing is ever sent there again: it is lost
    children  wait4, waitid                                                        the child is never waited for
    locks     flock, fcntl, semop                                                  the program goes on, and uses or gives back
                                                                                   what it does not have
    opening   openat of a FIFO, connect                                            it is never opened, or connected
    time      nanosleep, clock_nanosleep                                           the program fails, and does not in the default order
    turns     futex (sem_wait)                                                     likewise, and the futex is not looked at again

Sleeps are cut short on purpose too, and waits for a futex mostly by the C library; so of these only what then failed is told.  Left out:
sigtimedwait.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.abi.signals import Signal
from forkingpaths.check.ending import signal_name
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.check.harm import OPENS, SLEEPS, TAKES, WAITS, WAITS_FOR_INPUT, Cut, judge_of
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind

# nobody ends a wait because one of these came
INFORMING = (Signal.SIGCHLD, Signal.SIGCONT, Signal.SIGWINCH, Signal.SIGURG)
EINTR, RESTARTS = (
    -4,
    -512,
)  # results: plainly, and from here down as the kernel has it before it is known whether it restarts


@dataclass(slots=True)
class Interrupted:
    """A call that a signal had cut short was not made again, and what it was for never happened: it was taken for an end or a success."""

    id: str = "eintr"
    title: str = "a call that failed with EINTR was taken for something else"
    manual: str = 'signal(7) "Interruption of system calls", read(2), wait(2)'
    mend: str = "make the call again while it fails with EINTR, or install the handler with SA_RESTART"
    example: str = "corpus/07_eintr"
    default: bool = True
    status: int | None = field(default=None, compare=False)  # of the program in the default order

    def check(self, run: Run) -> list[Finding]:
        if not run.schedule:
            self.status = run.status
        for index, e in enumerate(run.events):
            if (
                e.kind is not Kind.RETURN
                or e.data[2] is None
                or (e.data[2] != EINTR and e.data[2] > RESTARTS)
            ):
                continue
            judge = judge_of(e)
            signal = _cut_by(run, index) if judge is not None else ""
            if judge is None or not signal:
                continue
            harm = judge(Cut(run, e, _rest(run, index), signal, self.status))
            if harm is not None:
                words, steps = harm
                return [
                    Finding(
                        self.id,
                        f"process {e.tid} took an interrupted {e.data[0]} for {_taken_for(e)}",
                        f"{signal} interrupted the {e.data[0]} begun at step {e.data[4]}; it was not made again, and {words}",
                        (e.data[4], *steps),
                        e.tid,
                    )
                ]
        return []


def _taken_for(e: Event) -> str:
    name = e.data[0]
    if name in ("read", "readv"):
        return "end of file"
    if name in WAITS_FOR_INPUT or name in TAKES or name in OPENS:
        return "a failure"
    if name in SLEEPS:
        return "the whole of it"
    return "the end of a child" if name in WAITS else "a success"


def _cut_by(run: Run, index: int) -> str:
    """The signal that cut the call at `index` short, if it is one that only informs; "an interruption" when --faults made it."""
    e = run.events[index]
    rest = _rest(run, index)
    if run.ending not in ("finished", "blocked") or any(
        x.kind is Kind.EXIT and x.data[0] & 0x7F for x in rest
    ):
        return ""  # nobody knows what it would have done
    for later in rest:
        if later.kind is Kind.SIGNAL:
            informs = later.data[2] == "handler" and later.data[0] in INFORMING
            back = any(x.kind is Kind.HANDLER_RETURN for x in rest)
            return signal_name(later.data[0]) if informs and back else ""
        if later.kind is Kind.CALL:
            break
    faults = any(choice.kind == "fault" and choice.tid == e.tid for _, choice in run.schedule)
    return "an interruption" if faults and e.data[2] == EINTR else ""


def _rest(run: Run, index: int) -> list[Event]:
    """What the task did after it."""
    rest = [later for later in run.events[index + 1 :] if later.tid == run.events[index].tid]
    end = next((at for at, e in enumerate(rest) if e.kind is Kind.EXEC), len(rest))
    return rest[:end]


REGISTRY.add(Interrupted())

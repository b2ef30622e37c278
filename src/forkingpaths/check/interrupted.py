"""A call that a signal cut short (EINTR) and that the program took for something else: an end, a success, a failure.

That a call is not made again is no mistake in itself: signals are also sent to end a wait.  So it counts only when the signal is one
that merely informs (INFORMING), or an interruption that --faults put there, and when what came of it can be seen:

    input     read, recv, accept, msgrcv, and waits for it (poll, select, epoll)   what another process sent is never taken
    output    write, send, msgsnd                                                  nothing is ever sent there again: it is lost
    children  wait4, waitid                                                        the child is never waited for
    locks     flock, fcntl, semop                                                  the program goes on, and uses or gives back
                                                                                   what it does not have
    opening   openat of a FIFO, connect                                            it is never opened, or connected

Left out: sleeps, which others cut short on purpose; futex, because whoever tries again may have it without a call; sigtimedwait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from forkingpaths.abi.signals import Signal
from forkingpaths.check.ending import signal_name
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Key, Run
from forkingpaths.kernel.events import Event, Kind

# nobody ends a wait because one of these came
INFORMING = (Signal.SIGCHLD, Signal.SIGCONT, Signal.SIGWINCH, Signal.SIGURG)
EINTR, RESTARTS = (
    -4,
    -512,
)  # results: plainly, and from here down as the kernel has it before it is known whether it restarts
CLOSES = ("close", "execve", "execveat")
TAKES = (
    "read",
    "readv",
    "recvfrom",
    "recvmsg",
    "recvmmsg",
    "accept",
    "accept4",
    "msgrcv",
    "mq_timedreceive",
    "splice",
)
GIVES = (
    "write",
    "writev",
    "sendto",
    "sendmsg",
    "sendmmsg",
    "msgsnd",
    "mq_timedsend",
    "splice",
    "sendfile",
    "connect",
)
WAITS_FOR_INPUT = ("poll", "ppoll", "select", "pselect6", "epoll_wait", "epoll_pwait", "epoll_pwait2")
WAITS = ("wait4", "waitid")
LOCKS = ("flock", "fcntl", "semop", "semtimedop")
OPENS = ("open", "openat", "openat2", "connect")
SETLKW, LOCK_UN = (7, 38), 8  # F_SETLKW, F_OFD_SETLKW; flock's unlock


@dataclass(slots=True, frozen=True)
class Cut:
    """A call that was cut short and is not made again."""

    run: Run
    call: Event  # its return
    rest: list[Event]  # what its task did afterwards, until it executed another program
    signal: str

    @property
    def name(self) -> str:
        return str(self.call.data[0])

    @property
    def first(self) -> int:
        return int(self.call.data[1][0])

    def told(self, index: int) -> bytes | None:
        """What the call was given by this argument: a path, operations."""
        began = next(
            (e for e in self.run.events if e.step == self.call.data[4] and e.kind is Kind.CALL), None
        )
        return began.data[2].get(index) if began is not None else None

    def later(self, names: tuple[str, ...], same: bool = True) -> Event | None:
        """A later call of that kind, on the same descriptor or object unless said otherwise."""
        return next(
            (
                e for e in self.rest
                if e.kind is Kind.CALL and e.data[0] in names and (not same or e.data[1][0] == self.first)
            ),
            None,
        )  # fmt: skip


@dataclass(slots=True, frozen=True)
class Interrupted:
    """A call that a signal had cut short was not made again, and what it was for never happened: it was taken for an end or a success."""

    id: str = "eintr"
    title: str = "a call that failed with EINTR was taken for something else"
    manual: str = 'signal(7) "Interruption of system calls", read(2), wait(2)'
    mend: str = "make the call again while it fails with EINTR, or install the handler with SA_RESTART"
    example: str = "corpus/07_eintr"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        for index, e in enumerate(run.events):
            if (
                e.kind is not Kind.RETURN
                or e.data[2] is None
                or (e.data[2] != EINTR and e.data[2] > RESTARTS)
            ):
                continue
            judge = _judge_of(e)
            signal = _cut_by(run, index) if judge is not None else ""
            if judge is None or not signal:
                continue
            harm = judge(Cut(run, e, _rest(run, index), signal))
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


Harm = tuple[str, tuple[int, ...]] | None


def _judge_of(e: Event) -> Callable[[Cut], Harm] | None:
    """What tells the harm of this call's interruption."""
    name, arguments = e.data[:2]
    if name in TAKES or name in WAITS_FOR_INPUT:
        return _never_taken
    if name == "connect" or name in OPENS:
        return _never_opened
    if name in GIVES:
        return _never_given
    if name in WAITS:
        return _never_waited
    if name in LOCKS and (name != "fcntl" or arguments[1] in SETLKW):
        return _never_had
    return None


def _taken_for(e: Event) -> str:
    name = e.data[0]
    if name in ("read", "readv"):
        return "end of file"
    if name in WAITS_FOR_INPUT or name in TAKES or name in OPENS:
        return "a failure"
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


def _never_taken(cut: Cut) -> Harm:
    """Input that another process gave, and that nobody took."""
    waits = cut.name in WAITS_FOR_INPUT
    if cut.later(TAKES, same=not waits) or (waits and cut.later(WAITS_FOR_INPUT, same=False)):
        return None
    looked_at = _looked_at(cut)
    since = max(
        (
            e.step for e in cut.run.events
            if e.kind is Kind.RETURN and e.data[0] in TAKES and (e.data[2] or 0) > 0 and e.step < cut.call.step
            and (e.data[1][0] == cut.first or waits) and e.tid == cut.call.tid
        ),
        default=0,
    )  # fmt: skip
    for t in cut.run.transitions:
        if t.tid == cut.call.tid or t.call not in GIVES or t.step < since or not looked_at & t.writes:
            continue
        if not any(
            u.call in TAKES and u.step > t.step and looked_at & (u.reads | u.writes)
            for u in cut.run.transitions
        ):
            return f"what process {t.tid} sent at step {t.step + 1} was never read", (t.step + 1,)
    return None


def _never_given(cut: Cut) -> Harm:
    """Output that was not given again, to the same descriptor."""
    if cut.later(GIVES) is not None:
        return None
    return f"nothing was sent to {cut.first} any more: {cut.call.data[1][2]} bytes are lost", (cut.call.step,)


def _never_waited(cut: Cut) -> Harm:
    """A child of the process that nobody waited for after that."""
    if cut.later(WAITS, same=False) is not None:
        return None
    born = {
        e.data[0]
        for e in cut.run.events
        if e.kind is Kind.FORK and e.tid == cut.call.tid and not e.data[1] & 0x10000
    }
    reaped = {e.data[0] for e in cut.run.events if e.kind is Kind.REAPED and e.tid != 1}
    ended = next((e.step for e in cut.rest if e.kind is Kind.EXIT), None)
    left = sorted(born - reaped)
    if not left or ended is None:
        return None
    return f"the process ended at step {ended} without having waited for {', '.join(map(str, left))}", (
        ended,
    )


def _never_had(cut: Cut) -> Harm:
    """A lock that was not got, and given back or relied on all the same."""
    if cut.name in ("semop", "semtimedop"):
        used = cut.later((cut.name,))
        if used is None or used.data[2].get(1) == cut.told(1):
            return None
        return f"at step {used.step} the program goes on as though it had it", (used.step,)
    tries = [
        e for e in cut.rest
        if e.kind is Kind.CALL and e.data[0] == cut.name and e.data[1][0] == cut.first
        and (e.data[1][1] in SETLKW if cut.name == "fcntl" else not e.data[1][1] & LOCK_UN)
    ]  # fmt: skip
    used = cut.later(("flock", "fcntl", *TAKES, *GIVES, "pread64", "pwrite64", "lseek"))
    if tries or used is None:
        return None
    return f"at step {used.step} the program uses the file as though it had the lock", (used.step,)


def _never_opened(cut: Cut) -> Harm:
    """A FIFO that was not opened again, a socket that was not looked at again."""
    if cut.name == "connect":
        again = cut.later(("connect", *WAITS_FOR_INPUT), same=False) or cut.later(
            ("getsockopt", *TAKES, *GIVES)
        )
        return None if again else ("the connection, which goes on being made, was given up", (cut.call.step,))
    index = 0 if cut.name == "open" else 1
    path = cut.told(index)
    for e in cut.rest:
        if e.kind is Kind.CALL and e.data[0] == cut.name and e.data[2].get(index) == path:
            return None
    return "it was never opened", (cut.call.step,)


def _looked_at(cut: Cut) -> set[Key]:
    """The objects that the call looked at before it was cut short."""
    return {
        key for t in cut.run.transitions
        if t.tid == cut.call.tid and t.call == cut.name and cut.call.data[4] - 1 <= t.step < cut.call.step
        for key in t.reads | t.writes if key[0] not in ("pending", "process", "children", "fate", "limits")
    }  # fmt: skip


REGISTRY.add(Interrupted())

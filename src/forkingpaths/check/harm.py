"""What harm it did that an interrupted call was not made again, by the kind of the call (interrupted.py has the list)."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass

from forkingpaths.check.ending import excused
from forkingpaths.explore.trace import Key, Run, Transition
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.machine.accesses import WORD_BITS

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
SLEEPS = ("nanosleep", "clock_nanosleep")
FUTEX_WAITS, FUTEX_COMMAND = (0, 9), 0x7F  # FUTEX_WAIT, FUTEX_WAIT_BITSET


@dataclass(slots=True, frozen=True)
class Cut:
    """A call that was cut short and is not made again."""

    run: Run
    call: Event  # its return
    rest: list[Event]  # what its task did afterwards, until it executed another program
    signal: str
    status: int | None  # of the program in the default order

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


Harm = tuple[str, tuple[int, ...]] | None  # words, and the steps that show it


def judge_of(e: Event) -> Callable[[Cut], Harm] | None:
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
    if name in SLEEPS:
        return _not_slept
    if name == "futex" and arguments[1] & FUTEX_COMMAND in FUTEX_WAITS:
        return _not_waited_for
    return None


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


def _not_slept(cut: Cut) -> Harm:
    """Time that had still to pass."""
    return _failed(cut) if cut.later(SLEEPS, same=False) is None else None


def _not_waited_for(cut: Cut) -> Harm:
    """What a futex says, for which somebody waited (sem_wait, for one).  Who tries again may have it without a call, but not without a
    look; the C library itself takes back, by one instruction, that there was somebody who waited."""
    word = array("Q", [cut.first >> WORD_BITS])
    touching = {
        t.instruction_of(index)
        for t in _until_next_call(cut)
        for index, _ in t.accesses.touching(word, WORD_BITS)
    }
    return _failed(cut) if len(touching) <= 1 and cut.later(("futex",)) is None else None


def _until_next_call(cut: Cut) -> list[Transition]:
    """The user code of the task behind the call, up to its next one."""
    calls = (e.step for e in cut.rest if e.kind is Kind.CALL and e.data[0] != "rt_sigreturn")
    end = next(calls, None)
    own = [t for t in cut.run.transitions if t.tid == cut.call.tid and not t.call]
    return [t for t in own if t.step >= cut.call.step - 1 and (end is None or t.step < end)]


def _failed(cut: Cut) -> Harm:
    """The program did not do what it does in the default order, and said so."""
    status = cut.run.status
    if not status or cut.status != 0 or excused(cut.run, status):
        return None
    words = f"status {status >> 8}" if not status & 0x7F else f"signal {status & 0x7F}"
    return f"the program ended with {words}, which it does not in the default order", (cut.call.step,)

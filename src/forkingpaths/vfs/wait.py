"""Blocking as data: wait queues, and the one exception by which a system call says that it must wait.

Life of a wait.  A handler finds that it cannot go on and raises `Block`, naming the queues whose wake-up could change
that.  The scheduler (the only module that suspends tasks) puts the task's id into each queue and stores a `Wait` on the task.
Whoever changes an object calls `services.wake(queue)`; the task leaves all its queues and becomes runnable.  When it
next runs, the *handler runs again from its registers*, as Linux restarts calls; what it must remember between two runs
(an absolute deadline, bytes already written) it hands over as `Block.carry` and finds in `task.carry`.

Invariant: a task id is in a queue exactly when that task is blocked and its `Wait` names that queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

from forkingpaths.abi.errno import Restart


class Watcher(Protocol):
    """Whoever must hear of each wake-up of a queue."""

    def notify(self, k: Any, events: int) -> None: ...


class WaitQueue:
    """Tasks asleep until something about one object changes, oldest first.  `name` is for people: "pipe 5: readers"."""

    __slots__ = ("by_priority", "name", "waiters", "watchers")

    def __init__(
        self,
        name: str,
        waiters: list[int] | None = None,
        watchers: list[Watcher] | None = None,
        by_priority: bool = False,
    ) -> None:
        self.name = name
        self.waiters: list[int] = [] if waiters is None else waiters
        self.watchers = watchers  # told of every wake-up, whether or not somebody sleeps (epoll)
        self.by_priority = by_priority  # real-time waiters stand before others (futex, not files)

    def __reduce__(self) -> tuple[Any, ...]:
        return WaitQueue, (
            self.name,
            self.waiters,
            self.watchers,
            self.by_priority,
        )  # most of a snapshot are these


class Wake(IntEnum):
    """Why a blocked task became runnable again."""

    NONE = 0  # it has not slept in this call
    QUEUE = 1  # an object it waited for changed
    TIMEOUT = 2  # its deadline passed
    SIGNAL = 3  # a signal it does not block arrived


@dataclass(
    slots=True, eq=False, init=False
)  # each sleep makes one: an __init__ that is compiled (see kernel/task.py)
class Wait:
    """What a blocked task waits for.  `deadline_ns` is on the monotonic clock."""

    queues: tuple[WaitQueue, ...]
    deadline_ns: int | None
    restart: Restart
    interruptible: bool
    reason: str

    def __init__(
        self,
        queues: tuple[WaitQueue, ...],
        deadline_ns: int | None,
        restart: Restart,
        interruptible: bool,
        reason: str,
    ) -> None:
        self.queues = queues
        self.deadline_ns = deadline_ns
        self.restart = restart
        self.interruptible = interruptible
        self.reason = reason

    def __reduce__(self) -> tuple[Any, ...]:
        return Wait, (self.queues, self.deadline_ns, self.restart, self.interruptible, self.reason)


class Unfinished(Protocol):
    """A `carry` that holds something which must be given back if the task dies while it waits (kernel/exit looks for it)."""

    def abandon(self, k: Any) -> None: ...


class Block(Exception):
    """The call cannot finish now.  Raised by handlers and objects, caught by the scheduler only.

    If a deliverable signal is already pending and the wait is interruptible, the task does not sleep: the call ends
    with `restart`, which signal delivery turns into a restart or into EINTR (signal(7), "Interruption of system calls").
    """

    def __init__(
        self,
        *queues: WaitQueue,
        deadline_ns: int | None = None,
        restart: Restart = Restart.ERESTARTSYS,
        interruptible: bool = True,
        reason: str = "",
        carry: Any = None,
    ) -> None:
        self.queues = queues
        self.deadline_ns = deadline_ns
        self.restart = restart
        self.interruptible = interruptible
        self.reason = reason
        self.carry = carry


class Suspended(Exception):
    """The call has already put its task to sleep (a tracing stop in the middle of it), and is to be run again with `carry`."""

    def __init__(self, carry: Any) -> None:
        self.carry = carry


class Restarted(Exception):
    """The call ends now with one of the restart codes (never an errno value seen by a program)."""

    def __init__(self, code: Restart) -> None:
        self.code = code

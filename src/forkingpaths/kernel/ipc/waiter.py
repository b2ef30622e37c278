"""A task asleep until another task does its work for it: a semaphore operation that becomes possible, a message that arrives.

Linux completes such calls in the task that makes them possible, oldest first, so that nobody who comes later can push in.
A `Waiter` is in a list of the object, and is the `carry` of the sleeping task; who completes it stores `result` and wakes
the task, whose call then finds the result.  An entry counts only while its task sleeps with it: one left behind by a
signal or a death is dropped when it is met.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.errno import Errno
from forkingpaths.kernel.task import State
from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel


@dataclass(slots=True, eq=False)
class Waiter:
    """`wanted` is what the call asked for; `result` what it is to return (None: not yet), or `error` an errno."""

    tid: int
    wanted: Any
    deadline_ns: int | None = None  # on the monotonic clock
    date_ns: int | None = None  # on the real-time clock: what deadline_ns was made from
    result: Any = None
    error: Errno | None = None
    queue: WaitQueue = field(default_factory=lambda: WaitQueue("ipc"))

    @property
    def done(self) -> bool:
        return self.result is not None or self.error is not None


def asleep(k: Kernel, waiter: Waiter) -> bool:
    """Whether the entry still stands for a sleeping task."""
    t = k.tasks.get(waiter.tid)
    return t is not None and t.state is State.BLOCKED and t.carry is waiter and not waiter.done


def clock_was_set(k: Kernel) -> None:
    """The real-time clock jumped: who waits until a date keeps its place, and gets another deadline."""
    for t in k.tasks.values():
        waiter = t.carry
        if (
            isinstance(waiter, Waiter)
            and waiter.date_ns is not None
            and t.wait is not None
            and t.deadline is not None
        ):
            k.timers.cancel(t.deadline)
            waiter.deadline_ns = t.wait.deadline_ns = waiter.date_ns - k.now_ns() + k.monotonic_ns()
            t.deadline = k.timers.arm(waiter.deadline_ns, "wait", t.tid)


def living(k: Kernel, waiters: list[Waiter]) -> list[Waiter]:
    """Drop what is left behind; the rest, oldest first."""
    waiters[:] = [w for w in waiters if asleep(k, w)]
    return waiters[:]


def finish(
    k: Kernel, waiters: list[Waiter], waiter: Waiter, result: Any = None, error: Errno | None = None
) -> None:
    """Complete a waiter's call and wake its task."""
    waiters.remove(waiter)
    waiter.result = result
    waiter.error = error
    k.wake(waiter.queue)

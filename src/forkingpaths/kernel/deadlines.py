"""SCHED_DEADLINE: so much work in each period, and then rest (sched(7); the Constant Bandwidth Server of Linux).

A thread of this policy has a runtime to use until its deadline; whose deadline comes first runs (run_queue.py: its priority is the
higher the earlier that is).  One that has used its runtime, or yields, rests until its next period, though nobody else wants the
processor; then it has a new runtime and a later deadline.

    changed (sched_setattr) -> runs, `left_ns` gets less -> none is left, or give_up (sched_yield) -> rest ... replenish -> runs
                            -> sleeps -> wakes_up: with what is left, or, if that is too much for the time until the deadline, anew

When the runtime began is `Task.slice_start_ns`, in processor time, the deadline is in the extras.  Who rests is BLOCKED, waits for no
queue but a timer of kind "replenish", and goes on where it was; even a signal that kills it has to wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forkingpaths.abi.errno import Restart
from forkingpaths.abi.resource import SCHED_DEADLINE, SCHED_FLAG_DL_OVERRUN
from forkingpaths.abi.signals import Signal
from forkingpaths.kernel import run_queue, timers
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.run_queue import DEADLINE, policy_of
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import State, Task
from forkingpaths.vfs.wait import Wait

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

RESTS: Final = "next period"  # the reason of its sleep


def changed(k: Kernel, t: Task) -> None:
    """`t` has been given SCHED_DEADLINE, with new times, or another policy: called before `run_queue.recompute`."""
    policy = policy_of(t)
    if policy.policy == SCHED_DEADLINE:
        t.extras[DEADLINE] = k.clock.now_ns + policy.deadline_ns
        t.slice_start_ns = _worked_ns(t)
    else:
        t.extras.pop(DEADLINE, None)
    if rests(t):
        assert t.deadline is not None
        k.timers.cancel(t.deadline)
        _go_on(k, t)


def rests(t: Task) -> bool:
    return t.wait is not None and t.wait.reason == RESTS


def left_ns(t: Task) -> int:
    """How much of its runtime a thread of this policy has not used; negative when it has used more."""
    return policy_of(t).runtime_ns - _worked_ns(t) + t.slice_start_ns


def give_up(t: Task) -> None:
    """sched_yield(2): "the thread ... gives up its remaining runtime and will be throttled until its next period"."""
    t.slice_start_ns = _worked_ns(t) - policy_of(t).runtime_ns


def wakes_up(k: Kernel, t: Task) -> None:
    """`t` is about to become runnable: the rest of its runtime is for the rest of the time until its deadline, unless that would be
    more than its share of it."""
    policy = policy_of(t)
    until_ns = t.extras[DEADLINE] - k.clock.now_ns
    if until_ns <= 0 or left_ns(t) * policy.deadline_ns > until_ns * policy.runtime_ns:
        t.extras[DEADLINE] = k.clock.now_ns + policy.deadline_ns
        t.slice_start_ns = _worked_ns(t)
        t.priority = run_queue.own_priority(k, t)


def rest(k: Kernel, t: Task) -> bool:
    """`t`, about to go on, has used its runtime: whether it has to wait for its next period, which may have begun.  "SCHED_FLAG_DL_OVERRUN:
    ... the thread ... a SIGXCPU signal ... runtime overruns" (sched_setattr(2))."""
    policy = policy_of(t)
    if policy.flags & SCHED_FLAG_DL_OVERRUN and left_ns(t) < 0:
        send.to_process(k, t.process, Signal.SIGXCPU, asked_first=t)
    next_ns = t.extras[DEADLINE] - policy.deadline_ns + policy.period_ns
    if next_ns <= k.clock.now_ns or run_queue.is_boosted(k, t):
        _replenish(k, t)
        run_queue.recompute(k, t)
        return False
    t.wait = Wait((), next_ns, Restart.ERESTARTSYS, False, RESTS)
    t.state = State.BLOCKED
    t.start_by_ns = 0
    run_queue.leave(k, t)
    t.deadline = k.timers.arm(next_ns, "replenish", t.tid)
    k.emit(t.tid, Kind.BLOCKED, (RESTS, 0) if k.listeners else None)
    return True


@timers.on_expiry("replenish")
def _next_period(k: Kernel, tid: Any) -> None:
    t = k.tasks[tid]
    _replenish(k, t)
    t.priority = run_queue.own_priority(k, t)
    _go_on(k, t)


def _go_on(k: Kernel, t: Task) -> None:
    """The rest is over: in `wake` and `phase` is what was there before."""
    t.wait = t.deadline = None
    t.state = State.RUNNABLE
    run_queue.enter(k, t)
    k.emit(t.tid, Kind.WOKEN, (t.wake, k.current) if k.listeners else None)


def _replenish(k: Kernel, t: Task) -> None:
    """A new runtime, less what was used too much of the last, and the deadline of the period in which there is some left."""
    policy = policy_of(t)
    left = left_ns(t)
    while left <= 0:
        left += policy.runtime_ns
        t.extras[DEADLINE] += policy.period_ns
    if t.extras[DEADLINE] <= k.clock.now_ns:
        t.extras[DEADLINE], left = k.clock.now_ns + policy.deadline_ns, policy.runtime_ns
    t.slice_start_ns = _worked_ns(t) + left - policy.runtime_ns


def _worked_ns(t: Task) -> int:
    return t.usage.user_ns + t.usage.system_ns

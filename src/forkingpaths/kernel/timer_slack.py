"""The timer slack of a thread (prctl(2), PR_SET_TIMERSLACK): by how much Linux may end its sleeps late.

"Each thread has two associated timer slack values: a "default" value, and a "current" value."  In `Task.extras`, absent for 50
microseconds: "default_slack" is what a thread was born with, its creator's current value; "timer_slack" the current one.  While it has
a real-time policy its slack is 0, which cannot be changed, and afterwards the default (since Linux 6.9).
"""

from __future__ import annotations

from forkingpaths.abi.resource import SCHED_DEADLINE, SCHED_FIFO, SCHED_RR
from forkingpaths.kernel.run_queue import policy_of
from forkingpaths.kernel.task import Task

SLACK_NS = 50_000


def _real_time(t: Task) -> bool:
    return policy_of(t).policy in (SCHED_FIFO, SCHED_RR, SCHED_DEADLINE)


def current_ns(t: Task) -> int:
    """What counts now."""
    default: int = t.extras.get("default_slack", SLACK_NS)
    slack: int = t.extras.get("timer_slack", default)
    return 0 if _real_time(t) else slack


def change(t: Task, ns: int) -> None:
    """ "If arg2 is less than or equal to zero, reset the thread's "current" timer slack to the thread's "default" timer slack"."""
    if _real_time(t):
        return
    t.extras.pop("timer_slack", None)
    if ns > 0:
        t.extras["timer_slack"] = ns


def policy_changed(t: Task) -> None:
    """After a time with a real-time policy the default counts."""
    if _real_time(t):
        t.extras.pop("timer_slack", None)


def inherit(parent: Task, child: Task) -> None:
    """ "the two timer slack values of the child are set to the current value of the creating thread"."""
    if current_ns(parent) != SLACK_NS:
        child.extras["default_slack"] = current_ns(parent)

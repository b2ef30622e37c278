"""How a thread asks to be scheduled (sched(7)): what is kept, inherited and shown; kernel/run_queue.py is what comes of it."""

from __future__ import annotations

from typing import NamedTuple

from forkingpaths.abi.resource import SCHED_DEADLINE, SCHED_FIFO, SCHED_OTHER, SCHED_RR


class Scheduling(NamedTuple):
    """A policy; in `Task.extras["scheduling"]`, absent for the default."""

    policy: int = SCHED_OTHER
    priority: int = 0
    reset_on_fork: bool = False
    runtime_ns: int = 0  # of SCHED_DEADLINE, as the next three
    deadline_ns: int = 0
    period_ns: int = 0
    flags: int = 0  # SCHED_FLAG_RECLAIM, SCHED_FLAG_DL_OVERRUN


DEFAULT = Scheduling()


def inherited(state: Scheduling, nice: int) -> tuple[Scheduling, int]:
    """What a child gets of its parent's policy and nice value: "SCHED_RESET_ON_FORK: children do not inherit
    privileged scheduling policies"; a real-time policy becomes the default, a negative nice value 0, and the flag is
    not set in the child."""
    if not state.reset_on_fork:
        return state, nice
    if state.policy in (SCHED_FIFO, SCHED_RR, SCHED_DEADLINE):
        return DEFAULT, 0
    return state._replace(reset_on_fork=False), max(nice, 0)

"""How a thread asks to be scheduled (sched(7)): kept, inherited, shown; who runs is decided by a run's choices, not by this."""

from __future__ import annotations

from typing import NamedTuple

from forkingpaths.abi.resource import SCHED_FIFO, SCHED_OTHER, SCHED_RR


class Scheduling(NamedTuple):
    """A policy; in `Task.extras["scheduling"]`, absent for the default."""

    policy: int = SCHED_OTHER
    priority: int = 0
    reset_on_fork: bool = False


DEFAULT = Scheduling()


def inherited(state: Scheduling, nice: int) -> tuple[Scheduling, int]:
    """What a child gets of its parent's policy and nice value: "SCHED_RESET_ON_FORK: children do not inherit
    privileged scheduling policies"; a real-time policy becomes the default, a negative nice value 0, and the flag is
    not set in the child."""
    if not state.reset_on_fork:
        return state, nice
    if state.policy in (SCHED_FIFO, SCHED_RR):
        return DEFAULT, 0
    return state._replace(reset_on_fork=False), max(nice, 0)

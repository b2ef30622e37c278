"""How a thread asks to be scheduled (sched(7)): what is kept, inherited and shown; kernel/run_queue.py is what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi.resource import SCHED_DEADLINE, SCHED_FIFO, SCHED_OTHER, SCHED_RR

if TYPE_CHECKING:
    from forkingpaths.kernel.task import Task

SLICE_NS, SLICE_MIN_NS, SLICE_MAX_NS = 700_000, 100_000, 100_000_000


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


def slice_ns(t: Task, processors: int) -> int:
    """How long a thread that is no real-time one asks to run at a time: what it said by sched_setattr(2), else more the more processors
    there are, up to eight.  It is kept and told; how long turns are by default is turns.py's business."""
    asked: int = t.extras.get("slice", 0)
    return asked or SLICE_NS * min(processors, 8).bit_length()


def ask_for_slice(t: Task, ns: int) -> None:
    """sched_runtime of a thread that is no real-time one, since Linux 6.12: within 0.1 ms and 100 ms, 0 for the default."""
    t.extras.pop("slice", None)
    if ns:
        t.extras["slice"] = min(max(ns, SLICE_MIN_NS), SLICE_MAX_NS)

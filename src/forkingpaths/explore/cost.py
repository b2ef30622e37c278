"""What the choices of a schedule cost: what the bounds of a search count."""

from __future__ import annotations

from forkingpaths.explore.trace import Cost
from forkingpaths.kernel.outside import OUTSIDE
from forkingpaths.kernel.scheduler import Choice

FREE: Cost = (0, 0, 0)


def cost_of(choice: Choice, preemption: bool) -> Cost:
    """What a choice adds to what the bounds count; `preemption`: another task than its could have gone on.

    To leave a task in the middle of user code is a preemption, and counts as a place at which a signal is taken too.
    """
    kind, _, number = choice
    comes = kind in OUTSIDE and not (kind == "time" and not number)
    left = kind == "stop"
    return int(preemption and kind not in OUTSIDE) + left, int(left or kind == "deliver"), int(comes)


def added(a: Cost, b: Cost) -> Cost:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2]

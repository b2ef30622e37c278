"""How a run ended: who is left when nothing can happen any more."""

from __future__ import annotations

from typing import Any

from forkingpaths.explore.waits import wait_of
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import State


def ending_state(k: Kernel) -> dict[str, Any]:
    """Who is left when nothing can happen any more, as plain data for the properties of check/."""
    return {
        "main": k.main_tgid,
        "blocked": [
            {
                "tid": t.tid,
                "tgid": t.tgid,
                "call": k.call_name(t),
                "reason": t.wait.reason if t.wait else "",
                "queues": [q.name for q in t.wait.queues] if t.wait else [],
                "stopped": t.state is State.STOPPED,
                **wait_of(k, t),
            }
            for t in k.tasks.values()
            if t.memory.id and t.state in (State.BLOCKED, State.STOPPED)
        ],
        "zombies": [(p.tgid, p.parent, p.status) for p in k.processes.values() if p.zombie],
        "unmodelled": dict(k.unmodelled),
    }


def anyone_left(k: Kernel) -> bool:
    """Whether a process sleeps, or is stopped, for ever."""
    return any(t.state is not State.DEAD and t.memory.id for t in k.tasks.values())

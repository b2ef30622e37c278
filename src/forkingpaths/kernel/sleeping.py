"""How tasks fall asleep and wake up: blocking is data (vfs/wait.py).

    a call raises Block -> suspend: BLOCKED, `Task.wait` says for what, in the queues and with a timer for the deadline
                        -> wake (of a queue), _deadline (the timer) or resume (a signal) -> RUNNABLE; `Task.wake` says why
                        -> the call is run again, with what it has carried

Who is BLOCKED is in each queue of its wait, and nobody else is (kernel/invariants.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from forkingpaths.kernel import deadlines, real_time_limit, run_queue, timers
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.task import State, Task
from forkingpaths.vfs.wait import Block, Wait, WaitQueue, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel


def suspend(k: Kernel, t: Task, block: Block) -> None:
    """Put `t` to sleep on the queues of `block`, to run its call again when woken."""
    t.woken_from = None
    t.carry = block.carry
    t.wait = Wait(block.queues, block.deadline_ns, block.restart, block.interruptible, block.reason)
    t.state = State.BLOCKED
    t.start_by_ns = 0
    for queue in block.queues:
        if queue.by_priority:
            run_queue.line_up(k, queue, t)
        else:
            queue.waiters.append(t.tid)
    run_queue.leave(k, t)
    if run_queue.PI_OWNER in t.extras:
        owner = k.tasks.get(t.extras[run_queue.PI_OWNER])
        if owner is not None:
            run_queue.recompute(k, owner)
    t.usage.voluntary_switches += 1
    if block.deadline_ns is not None:
        t.deadline = k.timers.arm(block.deadline_ns, "wait", t.tid)
    if k.listeners:
        reason = block.reason or (block.queues[0].name if block.queues else "time")
        k.emit(t.tid, Kind.BLOCKED, (reason, int(block.restart)))
    else:
        k.emit(t.tid, Kind.BLOCKED)


def wake(k: Kernel, queue: WaitQueue, count: int = -1) -> int:
    """Make the `count` oldest waiters (all when negative) of `queue` runnable; how many were."""
    tids = queue.waiters[:] if count < 0 else queue.waiters[:count]
    for tid in tids:
        t = k.tasks[tid]
        resume(k, t, Wake.QUEUE)
        if count >= 0:
            t.woken_from = queue
    return len(tids)


def resume(k: Kernel, t: Task, why: Wake) -> None:
    """End the sleep of a blocked task: out of all queues, into the run queue."""
    forget_wait(k, t)
    t.wake = why
    t.state = State.RUNNABLE
    if t.extras:
        real_time_limit.counts_anew(t)
        if run_queue.DEADLINE in t.extras:
            deadlines.wakes_up(k, t)
    run_queue.enter(k, t)
    k.emit(t.tid, Kind.WOKEN, (why, k.current) if k.listeners else None)


def forget_wait(k: Kernel, t: Task) -> None:
    """Take a blocked task out of all queues and deadlines; the caller gives it its next state."""
    assert t.state is State.BLOCKED, f"task {t.tid} does not sleep"
    assert t.wait is not None, f"task {t.tid} sleeps for nothing"
    for queue in t.wait.queues:
        queue.waiters.remove(t.tid)
    if t.deadline is not None:
        k.timers.cancel(t.deadline)
        t.deadline = None
    t.wait = None


@timers.on_expiry("wait")
def _deadline(k: Kernel, tid: Any) -> None:
    t = k.tasks[tid]
    t.deadline = None
    resume(k, t, Wake.TIMEOUT)

"""The order of the runnable tasks: real-time priorities first, then first come, first served (sched(7)).

`k.run_queue` holds tids, the next to run first.  "A thread's scheduling policy determines where it will be inserted into the list of
threads with equal static priority": a task enters behind all of its own or a higher priority, so that one of a higher
priority preempts the running task by standing in front of it, and the preempted one stays first among its equals.

`Task.priority` is what counts here: 0 for the policies without priorities, the static priority for SCHED_FIFO and
SCHED_RR, or a higher one inherited from a waiter for one of the task's PI locks (`inherit`).  Time slices:

    SCHED_OTHER   to the end of the queue after a quantum
    SCHED_RR      behind its equals after ROUND_ROBIN_NS of work
    SCHED_DEADLINE  rests when its runtime is used (kernel/deadlines.py)
    SCHED_FIFO    never: "it runs until either it is blocked by an I/O request, it is preempted by a higher priority
                  thread, or it calls sched_yield(2)"

"SCHED_DEADLINE threads are the highest priority ... threads in the system"; of them the one whose deadline comes first: its
priority is the higher the earlier that is (`own_priority`).

Real-time tasks leave SHARE_NS of every PERIOD_NS to the others (sched(7), "Limiting the CPU usage of real-time and
deadline processes"): then those stand in front for as long, and the queue is put in order again.  The others are all of a lower
priority than the task that held the processor, real-time ones too, and its equals go on before it: a program written for several
processors waits in a loop for what such a thread does, and with one processor would wait for ever.  Not where sched_setaffinity(2)
has put both on one processor: that is how a program says that it relies on who may not run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.resource import SCHED_RR
from forkingpaths.kernel import several_processors
from forkingpaths.kernel.affinity import is_bound
from forkingpaths.kernel.policies import DEFAULT, Scheduling
from forkingpaths.kernel.several_processors import PERIOD_NS, SHARE_NS
from forkingpaths.kernel.task import State, Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.wait import WaitQueue

ROUND_ROBIN_NS = 100_000_000
LAST_DEADLINE_NS = 1 << 63  # later than any: priorities of SCHED_DEADLINE are counted down from twice of it
DEADLINE = "deadline_ns"  # in the extras of a task of SCHED_DEADLINE: when its turn has to be over
PI_OWNER = "pi_owner"  # in the extras of a task that waits for a PI lock: the tid of who holds it


def policy_of(t: Task) -> Scheduling:
    found: Scheduling = t.extras.get("scheduling", DEFAULT)
    return found


# ---- the queue ------------------------------------------------------------------------------------------------------


def enter(k: Kernel, t: Task) -> None:
    """A task becomes runnable."""
    queue = k.run_queue
    if not k.real_time:
        queue.append(t.tid)
        return
    if k.processors > 1:
        several_processors.enter(k, t)
        return
    priority = t.priority
    at = len(queue)
    while at and k.tasks[queue[at - 1]].priority < priority:
        at -= 1
    queue.insert(at, t.tid)


def leave(k: Kernel, t: Task) -> None:
    """A task is runnable no more."""
    k.run_queue.remove(t.tid)
    if k.real_time and k.processors > 1:
        several_processors.leave(k, t)


def enter_first(k: Kernel, t: Task) -> None:
    """In front of its equals, behind who has a higher priority: where one stands whose priority was lowered."""
    queue = k.run_queue
    at = 0
    while at < len(queue) and k.tasks[queue[at]].priority > t.priority:
        at += 1
    queue.insert(at, t.tid)


def yield_(k: Kernel, t: Task) -> None:
    """sched_yield(2): "moves the thread to the end of the queue for its static priority"."""
    if k.real_time and k.processors > 1:
        several_processors.yield_(k, t)
        return
    k.run_queue.remove(t.tid)
    enter(k, t)


def step_aside(k: Kernel, t: Task) -> None:
    """The others come first now; of several processors `t` keeps the one it has."""
    if k.real_time and k.processors > 1:
        several_processors.end_turn(k, t)
    else:
        yield_(k, t)


def end_of_turn(k: Kernel, t: Task) -> None:
    """A quantum is over: `t`, which stands in the queue, goes to the place that its policy says."""
    if k.real_time and k.processors > 1:
        t.usage.involuntary_switches += 1
        if not _slice_is_over(k, t):
            several_processors.end_turn(k, t)
        several_processors.look_at_shares(k)
        return
    if k.real_time and not t.priority:
        k.fair_ran_ns = k.clock.now_ns
    sharing = k.fair_until_ns and t.priority < k.fair_below
    if t.priority == 0 or sharing or k.tasks[k.run_queue[0]] is not t:
        if len(k.run_queue) > 1:
            t.usage.involuntary_switches += 1
            if k.fair_until_ns:
                _end_of_share(k, t)
            else:
                yield_(k, t)
        return
    if _take_back_share(k):
        t.usage.involuntary_switches += 1
        return
    _slice_is_over(k, t)


def _slice_is_over(k: Kernel, t: Task) -> bool:
    """Whether the policy says that `t` has had enough; it has gone behind its equals then."""
    used = t.usage.user_ns + t.usage.system_ns
    policy = policy_of(t)
    over = policy.policy == SCHED_RR and used - t.slice_start_ns >= ROUND_ROBIN_NS
    if over:
        t.slice_start_ns = used
        yield_(k, t)
    return over


def _take_back_share(k: Kernel) -> bool:
    """The task in front has had the processor for nearly a whole period while others were runnable: those come first."""
    now = k.clock.now_ns
    front = k.tasks[k.run_queue[0]]
    others = [tid for tid in k.run_queue[1:] if not _shares_a_processor(front, k.tasks[tid])]
    if not others:
        k.fair_ran_ns = now
        return False
    if now - k.fair_ran_ns < PERIOD_NS - SHARE_NS:
        return False
    lower = [tid for tid in others if k.tasks[tid].priority < front.priority]
    if len(lower) < len(others):
        yield_(k, front)  # its equals have waited as long
    if not lower:
        k.fair_ran_ns = now
        return True
    k.fair_until_ns = now + SHARE_NS
    k.fair_below = front.priority
    k.run_queue[:] = lower + [tid for tid in k.run_queue if tid not in lower]
    return True


def _shares_a_processor(front: Task, other: Task) -> bool:
    """Both have been put on one processor, where `other`, a real-time task, would wait for `front` on any computer."""
    return bool(other.priority) and is_bound(front) and is_bound(other)


def _end_of_share(k: Kernel, t: Task) -> None:
    """The others take turns until their share is used, then the queue is in order again."""
    queue = k.run_queue
    queue.remove(t.tid)
    at = 0
    while at < len(queue) and k.tasks[queue[at]].priority < k.fair_below:
        at += 1
    queue.insert(at, t.tid)
    if k.clock.now_ns >= k.fair_until_ns:
        k.fair_until_ns = 0
        k.fair_ran_ns = k.clock.now_ns
        queue.sort(key=lambda tid: -k.tasks[tid].priority)


def mask_changed(k: Kernel) -> None:
    """A task may run on other processors than before."""
    if k.real_time and k.processors > 1:
        several_processors.arrange(k)


def eligible(k: Kernel) -> list[int]:
    """Who may run next: everybody; but while somebody has a real-time priority the first alone, or who has one of several processors."""
    queue = k.run_queue
    if k.processors > 1:
        return queue[: len(queue) - k.outranked] if k.outranked else queue
    if k.real_time and k.tasks[queue[0]].priority:
        return queue[:1]
    return [tid for tid in queue if not k.tasks[tid].priority] if k.real_time else queue


# ---- priorities -----------------------------------------------------------------------------------------------------


def own_priority(k: Kernel, t: Task) -> int:
    """What the policy says, or who waits for the task's locks."""
    own = 2 * LAST_DEADLINE_NS - t.extras[DEADLINE] if DEADLINE in t.extras else policy_of(t).priority
    return max([own, *(w.priority for w in _waiters_for(k, t.tid))])


def is_boosted(k: Kernel, t: Task) -> bool:
    """Somebody waits for one of its PI locks."""
    return bool(_waiters_for(k, t.tid))


def recompute(k: Kernel, t: Task) -> None:
    """The policy of `t`, or who waits for its locks, has changed: find its priority, and its place in the queue.

    "If the priority is raised, to the end of the list for its new priority; if lowered, to the front; unchanged, it stays"
    (sched(7)).  A task that itself waits for a PI lock hands a change on to the owner.
    """
    new = own_priority(k, t)
    old = t.priority
    if new == old:
        return
    t.priority = new
    if new:
        if not k.real_time:
            k.fair_ran_ns = k.clock.now_ns
        k.real_time = True
    if t.state is State.RUNNABLE and k.processors > 1:
        several_processors.change(k, t, old)
    elif t.state is State.RUNNABLE:
        k.run_queue.remove(t.tid)
        if new > old:
            enter(k, t)
        else:
            enter_first(k, t)
    elif PI_OWNER in t.extras and t.wait is not None:
        for queue in t.wait.queues:
            if queue.by_priority:
                queue.waiters.remove(t.tid)
                line_up(k, queue, t)
        owner = k.tasks.get(t.extras[PI_OWNER])
        if owner is not None:
            recompute(k, owner)


def _waiters_for(k: Kernel, tid: int) -> list[Task]:
    if not k.real_time:
        return []
    return [w for w in k.tasks.values() if w.state is State.BLOCKED and w.extras.get(PI_OWNER) == tid]


def inherit(k: Kernel, t: Task, owner: int) -> None:
    """`t` is about to wait for a PI lock that `owner` holds; called before it sleeps, effective when it does."""
    t.extras[PI_OWNER] = owner


def waits_no_more(k: Kernel, t: Task) -> None:
    """`t` got its lock, or gave up: whoever held it may lose what it had inherited."""
    owner = k.tasks.get(t.extras.pop(PI_OWNER, 0))
    if owner is not None:
        recompute(k, owner)


def line_up(k: Kernel, queue: WaitQueue, t: Task) -> None:
    """Into a wait queue: at its end, or, where waiters are woken by priority, behind one's equals."""
    waiters = queue.waiters
    at = len(waiters)
    if queue.by_priority and t.priority:
        while at and k.tasks[waiters[at - 1]].priority < t.priority:
            at -= 1
    waiters.insert(at, t.tid)

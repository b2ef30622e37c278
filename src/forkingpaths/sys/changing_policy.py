"""Who may give whose thread which scheduling policy, and what follows of the change: the rules that sched_setscheduler(2),
sched_setparam(2) and sched_setattr(2) share, in the order of Linux's `__sched_setscheduler` (sched(7)).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import (
    NICE_MAX,
    NICE_MIN,
    RLIMIT_NICE,
    RLIMIT_RTPRIO,
    RT_PRIO_MAX,
    RT_PRIO_MIN,
    SCHED_BATCH,
    SCHED_DEADLINE,
    SCHED_FIFO,
    SCHED_IDLE,
    SCHED_OTHER,
    SCHED_RR,
)
from forkingpaths.kernel import affinity, deadlines, real_time_limit, run_queue, timer_slack
from forkingpaths.kernel.policies import DEFAULT, Scheduling
from forkingpaths.kernel.run_queue import policy_of
from forkingpaths.vfs.credentials import CAP_SYS_NICE

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

REAL_TIME = (SCHED_FIFO, SCHED_RR)
FAIR = (SCHED_OTHER, SCHED_BATCH, SCHED_IDLE)
PERIOD_MIN_NS, PERIOD_MAX_NS = 100_000, (1 << 22) * 1000  # kernel/sched_deadline_period_min_us, _max_us
DEADLINE_SHARE = 0.95  # sched_rt_runtime_us of sched_rt_period_us


def target_of(k: Kernel, t: Task, pid: int) -> Task:
    """ "If pid equals zero, the policy of the calling thread"; SysError(EINVAL) for a negative one, ESRCH for nobody."""
    if pid < 0:
        raise SysError(Errno.EINVAL)
    target = k.tasks.get(pid) if pid else t
    if target is None:
        raise SysError(Errno.ESRCH)
    return target


def owns(t: Task, target: Task) -> bool:
    return t.credentials.euid in (target.credentials.euid, target.credentials.uid)


def change(k: Kernel, t: Task, target: Task, new: Scheduling, nice: int | None = None) -> None:
    """Check a change, then make it."""
    check(k, t, target, new, nice)
    make(k, target, new)
    if nice is not None and new.policy in (SCHED_OTHER, SCHED_BATCH):
        target.nice = min(max(nice, NICE_MIN), NICE_MAX)
        k.favours |= target.nice < 0


def check(k: Kernel, t: Task, target: Task, new: Scheduling, nice: int | None) -> None:
    """In the order of Linux's `__sched_setscheduler`."""
    if new.policy in REAL_TIME:
        if not RT_PRIO_MIN <= new.priority <= RT_PRIO_MAX:
            raise SysError(Errno.EINVAL)
    elif new.policy == SCHED_DEADLINE:
        _check_times(new)
    elif new.policy not in FAIR or new.priority:
        raise SysError(Errno.EINVAL)
    if not t.credentials.capable(CAP_SYS_NICE):
        _check_privilege(t, target, new, nice)
    if new.policy == SCHED_DEADLINE:
        _admit(k, target, new)


def make(k: Kernel, target: Task, new: Scheduling) -> None:
    k.touch(("process", target.tgid), True)
    if new == DEFAULT:
        target.extras.pop("scheduling", None)
    else:
        target.extras["scheduling"] = new
    timer_slack.policy_changed(target)
    deadlines.changed(k, target)
    run_queue.recompute(k, target)
    real_time_limit.watch(k, target)


def _check_times(new: Scheduling) -> None:
    """ "The kernel requires that sched_runtime <= sched_deadline <= sched_period.  In addition ... all of the parameter values must
    be at least 1024 (i.e., just over one microsecond), and less than 2^63" (sched(7)); and the period within two sysctls."""
    if (
        new.priority
        or not new.deadline_ns
        or new.runtime_ns < 1024
        or (new.deadline_ns | new.period_ns) >> 63
    ):
        raise SysError(Errno.EINVAL)
    if (
        not new.runtime_ns <= new.deadline_ns <= new.period_ns
        or not PERIOD_MIN_NS <= new.period_ns <= PERIOD_MAX_NS
    ):
        raise SysError(Errno.EINVAL)


def _admit(k: Kernel, target: Task, new: Scheduling) -> None:
    """ "EBUSY SCHED_DEADLINE admission control failure": together they may have 95 % of the processors; EPERM: each needs them all."""
    if affinity.mask_of(k, target) != affinity.online(k):
        raise SysError(Errno.EPERM)
    share = new.runtime_ns / new.period_ns
    for other in k.tasks.values():
        policy = policy_of(other)
        if other is not target and policy.policy == SCHED_DEADLINE:
            share += policy.runtime_ns / policy.period_ns
    if share > DEADLINE_SHARE * k.processors:
        raise SysError(Errno.EBUSY)


def _check_privilege(t: Task, target: Task, new: Scheduling, nice: int | None) -> None:
    """What a caller without CAP_SYS_NICE may not do (sched(7), "Privileges and resource limits")."""
    old = policy_of(target)
    limits = target.process.limits
    if nice is not None and nice < target.nice and 20 - nice > limits[RLIMIT_NICE][0]:
        raise SysError(Errno.EPERM)
    # "Setting SCHED_DEADLINE ... needs CAP_SYS_NICE, whatever the limits"
    if new.policy == SCHED_DEADLINE:
        raise SysError(Errno.EPERM)
    if new.policy in REAL_TIME:
        limit = limits[RLIMIT_RTPRIO][0]
        # "if RLIMIT_RTPRIO is 0, then the only permitted changes are to lower the priority, or to switch to a non-real-
        # time policy"
        if (new.policy != old.policy and not limit) or (new.priority > old.priority and new.priority > limit):
            raise SysError(Errno.EPERM)
    # "a thread under SCHED_IDLE can switch ... so long as its nice value falls in the range permitted by its RLIMIT_NICE"
    if old.policy == SCHED_IDLE and new.policy != SCHED_IDLE and 20 - target.nice > limits[RLIMIT_NICE][0]:
        raise SysError(Errno.EPERM)
    if not owns(t, target):
        raise SysError(Errno.EPERM)
    if old.reset_on_fork and not new.reset_on_fork:
        raise SysError(Errno.EPERM)

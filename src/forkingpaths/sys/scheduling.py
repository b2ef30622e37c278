"""Scheduling policies and the set of processors: sched_setscheduler(2), sched_setaffinity(2) and their relatives
(sched(7)).

Policies and priorities are kept, checked and inherited as Linux does; real-time ones decide who
runs (kernel/run_queue.py), nice values and SCHED_IDLE only how long a turn is by default: any order is what a run's choices are for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import (
    NICE_MAX,
    NICE_MIN,
    RLIMIT_NICE,
    RLIMIT_RTPRIO,
    RT_PRIO_MAX,
    RT_PRIO_MIN,
    SCHED_ATTR,
    SCHED_ATTR_SIZE_VER0,
    SCHED_ATTR_SIZE_VER1,
    SCHED_BATCH,
    SCHED_DEADLINE,
    SCHED_EXT,
    SCHED_FIFO,
    SCHED_FLAG_DL_OVERRUN,
    SCHED_FLAG_KEEP_PARAMS,
    SCHED_FLAG_KEEP_POLICY,
    SCHED_FLAG_RECLAIM,
    SCHED_FLAG_RESET_ON_FORK,
    SCHED_FLAG_UTIL_CLAMP_MAX,
    SCHED_FLAG_UTIL_CLAMP_MIN,
    SCHED_IDLE,
    SCHED_OTHER,
    SCHED_PARAM,
    SCHED_RESET_ON_FORK,
    SCHED_RR,
    SchedAttr,
)
from forkingpaths.kernel import affinity, deadlines, policies, real_time_limit, run_queue, timer_slack
from forkingpaths.kernel.cpu_timers import TICK_NS
from forkingpaths.kernel.policies import DEFAULT, Scheduling
from forkingpaths.kernel.run_queue import ROUND_ROBIN_NS
from forkingpaths.kernel.run_queue import policy_of as _of
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Pid, UInt, buffer_in, buffer_out, enum, struct_in, struct_inout, struct_out
from forkingpaths.sys.time import write_timespec
from forkingpaths.vfs.credentials import CAP_SYS_NICE

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

REAL_TIME = (SCHED_FIFO, SCHED_RR)
FAIR = (SCHED_OTHER, SCHED_BATCH, SCHED_IDLE)
CPU_SET_BYTES = 8  # the kernel's own mask: one long
UTIL_MAX = 1024
PERIOD_MIN_NS, PERIOD_MAX_NS = 100_000, (1 << 22) * 1000  # kernel/sched_deadline_period_min_us, _max_us
DEADLINE_SHARE = 0.95  # sched_rt_runtime_us of sched_rt_period_us
DEADLINE_FLAGS = SCHED_FLAG_RECLAIM | SCHED_FLAG_DL_OVERRUN
KNOWN_FLAGS = SCHED_FLAG_RESET_ON_FORK | SCHED_FLAG_KEEP_POLICY | SCHED_FLAG_KEEP_PARAMS | DEADLINE_FLAGS
PAGE = 4096

Policy = Annotated[int, enum("resource.SCHED_POLICIES")]
ParamIn = Annotated[int, struct_in("sched_param", 4)]
ParamOut = Annotated[int, struct_out("sched_param", 4)]


def _target(k: Kernel, t: Task, pid: int) -> Task:
    """ "If pid equals zero, the policy of the calling thread"; SysError(EINVAL) for a negative one, ESRCH for nobody."""
    if pid < 0:
        raise SysError(Errno.EINVAL)
    target = k.tasks.get(pid) if pid else t
    if target is None:
        raise SysError(Errno.ESRCH)
    return target


def _owns(t: Task, target: Task) -> bool:
    return t.credentials.euid in (target.credentials.euid, target.credentials.uid)


def _change(k: Kernel, t: Task, target: Task, new: Scheduling, nice: int | None = None) -> None:
    """Check a change, then make it."""
    _check(k, t, target, new, nice)
    _make(k, target, new)
    if nice is not None and new.policy in (SCHED_OTHER, SCHED_BATCH):
        target.nice = min(max(nice, NICE_MIN), NICE_MAX)
        k.favours |= target.nice < 0


def _check(k: Kernel, t: Task, target: Task, new: Scheduling, nice: int | None) -> None:
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


def _make(k: Kernel, target: Task, new: Scheduling) -> None:
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
        policy = _of(other)
        if other is not target and policy.policy == SCHED_DEADLINE:
            share += policy.runtime_ns / policy.period_ns
    if share > DEADLINE_SHARE * k.processors:
        raise SysError(Errno.EBUSY)


def _check_privilege(t: Task, target: Task, new: Scheduling, nice: int | None) -> None:
    """What a caller without CAP_SYS_NICE may not do (sched(7), "Privileges and resource limits")."""
    old = _of(target)
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
    if not _owns(t, target):
        raise SysError(Errno.EPERM)
    if old.reset_on_fork and not new.reset_on_fork:
        raise SysError(Errno.EPERM)


@syscall()
def sched_yield(k: Kernel, t: Task) -> int:
    k.asked(t)
    if run_queue.DEADLINE in t.extras:
        deadlines.give_up(t)
    run_queue.yield_(k, t)
    return 0


@syscall(note="real-time priorities decide who runs; nice values how long a turn is")
def sched_setscheduler(k: Kernel, t: Task, pid: Pid, policy: Policy, param: ParamIn) -> int:
    if policy < 0 or not param or pid < 0:
        raise SysError(Errno.EINVAL)
    (priority,) = SCHED_PARAM.unpack(t.memory.read(param, 4))
    target = _target(k, t, pid)
    reset = bool(policy & SCHED_RESET_ON_FORK)
    _change(k, t, target, Scheduling(policy & ~SCHED_RESET_ON_FORK, priority, reset))
    return 0


@syscall(man="sched_setscheduler(2)")
def sched_getscheduler(k: Kernel, t: Task, pid: Pid) -> int:
    state = _of(_target(k, t, pid))
    return state.policy | (SCHED_RESET_ON_FORK if state.reset_on_fork else 0)


@syscall()
def sched_setparam(k: Kernel, t: Task, pid: Pid, param: ParamIn) -> int:
    if not param or pid < 0:
        raise SysError(Errno.EINVAL)
    (priority,) = SCHED_PARAM.unpack(t.memory.read(param, 4))
    target = _target(k, t, pid)
    old = _of(target)
    _change(k, t, target, Scheduling(old.policy, priority, old.reset_on_fork))
    return 0


@syscall(man="sched_setparam(2)")
def sched_getparam(k: Kernel, t: Task, pid: Pid, param: ParamOut) -> int:
    if not param:
        raise SysError(Errno.EINVAL)
    t.memory.write(param, SCHED_PARAM.pack(_of(_target(k, t, pid)).priority))
    return 0


@syscall()
def sched_get_priority_max(k: Kernel, t: Task, policy: Policy) -> int:
    if policy in REAL_TIME:
        return RT_PRIO_MAX
    if policy not in (*FAIR, SCHED_DEADLINE, SCHED_EXT):
        raise SysError(Errno.EINVAL)
    return 0


@syscall(man="sched_get_priority_max(2)")
def sched_get_priority_min(k: Kernel, t: Task, policy: Policy) -> int:
    if policy in REAL_TIME:
        return RT_PRIO_MIN
    if policy not in (*FAIR, SCHED_DEADLINE, SCHED_EXT):
        raise SysError(Errno.EINVAL)
    return 0


@syscall()
def sched_rr_get_interval(
    k: Kernel, t: Task, pid: Pid, tp: Annotated[int, struct_out("timespec", 16)]
) -> int:
    target = _target(k, t, pid)
    policy = _of(target).policy
    slice_ns = policies.slice_ns(target, k.processors) if policy in FAIR else 0
    # of the other policies the slice in whole ticks, and it is shorter than a tick unless the thread asked for more
    write_timespec(t, tp, ROUND_ROBIN_NS if policy == SCHED_RR else slice_ns - slice_ns % TICK_NS)
    return 0


@syscall()
def sched_setaffinity(
    k: Kernel, t: Task, pid: Pid, cpusetsize: UInt, mask: Annotated[int, buffer_in(1)]
) -> int:
    wanted = int.from_bytes(t.memory.read(mask, min(cpusetsize, CPU_SET_BYTES)), "little")
    target = k.tasks.get(pid) if pid else t
    if target is None:
        raise SysError(Errno.ESRCH)
    if not _owns(t, target) and not t.credentials.capable(CAP_SYS_NICE):
        raise SysError(Errno.EPERM)
    every = affinity.online(k)
    # a task of SCHED_DEADLINE was admitted to all processors (sched(7)): dl_task_check_affinity
    if _of(target).policy == SCHED_DEADLINE and wanted & every != every:
        raise SysError(Errno.EBUSY)
    # "EINVAL The affinity bit mask mask contains no processors that are currently physically on the system"
    if not wanted & every:
        raise SysError(Errno.EINVAL)
    k.touch(("process", target.tgid), True)
    affinity.set_mask(k, target, wanted)
    run_queue.mask_changed(k)
    return 0


@syscall(man="sched_setaffinity(2)")
def sched_getaffinity(
    k: Kernel, t: Task, pid: Pid, cpusetsize: UInt, mask: Annotated[int, buffer_out(1)]
) -> int:
    # "EINVAL cpusetsize is smaller than the size of the affinity mask used by the kernel", or no multiple of a long
    if cpusetsize % 8 or not cpusetsize * 8 & 0xFFFF_FFFF:
        raise SysError(Errno.EINVAL)
    target = k.tasks.get(pid) if pid else t
    if target is None:
        raise SysError(Errno.ESRCH)
    k.touch(("process", target.tgid), False)
    t.memory.write(mask, affinity.mask_of(k, target).to_bytes(CPU_SET_BYTES, "little"))
    return CPU_SET_BYTES


@syscall(note="no utilization clamps, as of a kernel without them")
def sched_setattr(
    k: Kernel, t: Task, pid: Pid, attr: Annotated[int, struct_inout("sched_attr", 56)], flags: UInt
) -> int:
    if not attr or pid < 0 or flags:
        raise SysError(Errno.EINVAL)
    size = t.memory.read_u32(attr) or SCHED_ATTR_SIZE_VER0
    if size < SCHED_ATTR_SIZE_VER0 or size > PAGE:
        t.memory.write_u32(attr, SCHED_ATTR.size)
        raise SysError(Errno.E2BIG)
    raw = t.memory.read(attr, size)
    # "E2BIG: the rest of a structure larger than the kernel's must be zero"
    if any(raw[SCHED_ATTR.size :]):
        t.memory.write_u32(attr, SCHED_ATTR.size)
        raise SysError(Errno.E2BIG)
    given = SchedAttr(*SCHED_ATTR.unpack(raw[: SCHED_ATTR.size].ljust(SCHED_ATTR.size, b"\0")))
    if given.policy > 0x7FFF_FFFF:
        raise SysError(Errno.EINVAL)
    target = _target(k, t, pid)
    old = _of(target)
    clamps = SCHED_FLAG_UTIL_CLAMP_MIN | SCHED_FLAG_UTIL_CLAMP_MAX
    if given.flags & ~(KNOWN_FLAGS | clamps) or (given.flags & clamps and size < SCHED_ATTR_SIZE_VER1):
        raise SysError(Errno.EINVAL)
    if given.flags & clamps:  # a kernel built without CONFIG_UCLAMP_TASK
        raise SysError(Errno.EOPNOTSUPP)
    new = _asked_for(old, given)
    if given.flags & SCHED_FLAG_KEEP_PARAMS:
        # what is asked for has to be allowed, and nothing of it is done, not even the policy, but for the flag
        _check(k, t, target, new, None)
        _make(k, target, old._replace(reset_on_fork=new.reset_on_fork))
        return 0
    _change(k, t, target, new, given.nice)
    if new.policy in (SCHED_OTHER, SCHED_BATCH):
        policies.ask_for_slice(target, given.runtime)
    return 0


def _asked_for(old: Scheduling, given: SchedAttr) -> Scheduling:
    """What sched_setattr(2) asks for; with SCHED_FLAG_KEEP_PARAMS, the parameters that the present policy has stay."""
    keep = given.flags & SCHED_FLAG_KEEP_PARAMS
    policy, reset = given.policy, bool(given.flags & SCHED_FLAG_RESET_ON_FORK)
    if given.flags & SCHED_FLAG_KEEP_POLICY:
        policy, reset = old.policy, old.reset_on_fork
    priority, flags = given.priority, given.flags & DEADLINE_FLAGS
    times = (given.runtime, given.deadline, given.period or given.deadline)
    if keep and old.policy not in FAIR:
        priority = old.priority
    if keep and old.policy == SCHED_DEADLINE:
        times, flags = (old.runtime_ns, old.deadline_ns, old.period_ns), old.flags
    if policy != SCHED_DEADLINE:
        times, flags = (0, 0, 0), 0
    return Scheduling(policy, priority, reset, *times, flags)


@syscall(man="sched_setattr(2)")
def sched_getattr(
    k: Kernel, t: Task, pid: Pid, attr: Annotated[int, struct_out("sched_attr", 56)], size: UInt, flags: UInt
) -> int:
    if not attr or pid < 0 or not SCHED_ATTR_SIZE_VER0 <= size <= PAGE or flags:
        raise SysError(Errno.EINVAL)
    target = _target(k, t, pid)
    state = _of(target)
    length = min(size, SCHED_ATTR.size)
    nice = target.nice if state.policy in FAIR else 0
    flags_ = state.flags | (SCHED_FLAG_RESET_ON_FORK if state.reset_on_fork else 0)
    runtime_ns = policies.slice_ns(target, k.processors) if state.policy in FAIR else state.runtime_ns
    times = (runtime_ns, state.deadline_ns, state.period_ns)
    answer = SchedAttr(length, state.policy, flags_, nice, state.priority, *times, 0, UTIL_MAX)
    t.memory.write(attr, SCHED_ATTR.pack(*answer)[:length].ljust(size, b"\0"))
    return 0

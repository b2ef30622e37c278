"""Scheduling policies and the set of processors: sched_setscheduler(2), sched_setaffinity(2) and their relatives
(sched(7)).

Policies and priorities are kept, checked and inherited as Linux does; real-time ones decide who
runs (kernel/run_queue.py), nice values and SCHED_IDLE only how long a turn is by default: any order is what a run's choices are for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import (
    RT_PRIO_MAX,
    RT_PRIO_MIN,
    SCHED_DEADLINE,
    SCHED_EXT,
    SCHED_PARAM,
    SCHED_RESET_ON_FORK,
    SCHED_RR,
)
from forkingpaths.kernel import affinity, deadlines, policies, run_queue
from forkingpaths.kernel.cpu_timers import TICK_NS
from forkingpaths.kernel.policies import Scheduling
from forkingpaths.kernel.run_queue import ROUND_ROBIN_NS, policy_of
from forkingpaths.sys import changing_policy
from forkingpaths.sys.changing_policy import FAIR, REAL_TIME
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Pid, UInt, buffer_in, buffer_out, enum, struct_in, struct_out
from forkingpaths.sys.time import write_timespec
from forkingpaths.vfs.credentials import CAP_SYS_NICE

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

CPU_SET_BYTES = 8  # the kernel's own mask: one long

Policy = Annotated[int, enum("resource.SCHED_POLICIES")]
ParamIn = Annotated[int, struct_in("sched_param", 4)]
ParamOut = Annotated[int, struct_out("sched_param", 4)]


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
    target = changing_policy.target_of(k, t, pid)
    reset = bool(policy & SCHED_RESET_ON_FORK)
    changing_policy.change(k, t, target, Scheduling(policy & ~SCHED_RESET_ON_FORK, priority, reset))
    return 0


@syscall(man="sched_setscheduler(2)")
def sched_getscheduler(k: Kernel, t: Task, pid: Pid) -> int:
    state = policy_of(changing_policy.target_of(k, t, pid))
    return state.policy | (SCHED_RESET_ON_FORK if state.reset_on_fork else 0)


@syscall()
def sched_setparam(k: Kernel, t: Task, pid: Pid, param: ParamIn) -> int:
    if not param or pid < 0:
        raise SysError(Errno.EINVAL)
    (priority,) = SCHED_PARAM.unpack(t.memory.read(param, 4))
    target = changing_policy.target_of(k, t, pid)
    old = policy_of(target)
    changing_policy.change(k, t, target, Scheduling(old.policy, priority, old.reset_on_fork))
    return 0


@syscall(man="sched_setparam(2)")
def sched_getparam(k: Kernel, t: Task, pid: Pid, param: ParamOut) -> int:
    if not param:
        raise SysError(Errno.EINVAL)
    t.memory.write(param, SCHED_PARAM.pack(policy_of(changing_policy.target_of(k, t, pid)).priority))
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
    target = changing_policy.target_of(k, t, pid)
    policy = policy_of(target).policy
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
    if not changing_policy.owns(t, target) and not t.credentials.capable(CAP_SYS_NICE):
        raise SysError(Errno.EPERM)
    every = affinity.online(k)
    # a task of SCHED_DEADLINE was admitted to all processors (sched(7)): dl_task_check_affinity
    if policy_of(target).policy == SCHED_DEADLINE and wanted & every != every:
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

"""sched_setattr(2) and sched_getattr(2): all of a thread's scheduling in one structure that grows with Linux's versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import (
    SCHED_ATTR,
    SCHED_ATTR_SIZE_VER0,
    SCHED_ATTR_SIZE_VER1,
    SCHED_BATCH,
    SCHED_DEADLINE,
    SCHED_FLAG_DL_OVERRUN,
    SCHED_FLAG_KEEP_PARAMS,
    SCHED_FLAG_KEEP_POLICY,
    SCHED_FLAG_RECLAIM,
    SCHED_FLAG_RESET_ON_FORK,
    SCHED_FLAG_UTIL_CLAMP_MAX,
    SCHED_FLAG_UTIL_CLAMP_MIN,
    SCHED_OTHER,
    SchedAttr,
)
from forkingpaths.kernel import policies
from forkingpaths.kernel.policies import Scheduling
from forkingpaths.kernel.run_queue import policy_of
from forkingpaths.sys import changing_policy
from forkingpaths.sys.changing_policy import FAIR
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Pid, UInt, struct_inout, struct_out

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

UTIL_MAX = 1024
DEADLINE_FLAGS = SCHED_FLAG_RECLAIM | SCHED_FLAG_DL_OVERRUN
KNOWN_FLAGS = SCHED_FLAG_RESET_ON_FORK | SCHED_FLAG_KEEP_POLICY | SCHED_FLAG_KEEP_PARAMS | DEADLINE_FLAGS
PAGE = 4096


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
    target = changing_policy.target_of(k, t, pid)
    old = policy_of(target)
    clamps = SCHED_FLAG_UTIL_CLAMP_MIN | SCHED_FLAG_UTIL_CLAMP_MAX
    if given.flags & ~(KNOWN_FLAGS | clamps) or (given.flags & clamps and size < SCHED_ATTR_SIZE_VER1):
        raise SysError(Errno.EINVAL)
    if given.flags & clamps:  # a kernel built without CONFIG_UCLAMP_TASK
        raise SysError(Errno.EOPNOTSUPP)
    new = _asked_for(old, given)
    if given.flags & SCHED_FLAG_KEEP_PARAMS:
        # what is asked for has to be allowed, and nothing of it is done, not even the policy, but for the flag
        changing_policy.check(k, t, target, new, None)
        changing_policy.make(k, target, old._replace(reset_on_fork=new.reset_on_fork))
        return 0
    changing_policy.change(k, t, target, new, given.nice)
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
    target = changing_policy.target_of(k, t, pid)
    state = policy_of(target)
    length = min(size, SCHED_ATTR.size)
    nice = target.nice if state.policy in FAIR else 0
    flags_ = state.flags | (SCHED_FLAG_RESET_ON_FORK if state.reset_on_fork else 0)
    runtime_ns = policies.slice_ns(target, k.processors) if state.policy in FAIR else state.runtime_ns
    times = (runtime_ns, state.deadline_ns, state.period_ns)
    answer = SchedAttr(length, state.policy, flags_, nice, state.priority, *times, 0, UTIL_MAX)
    t.memory.write(attr, SCHED_ATTR.pack(*answer)[:length].ljust(size, b"\0"))
    return 0

"""Resource limits and priorities: getrlimit(2), setrlimit(2), prlimit(2), getpriority(2), setpriority(2), ioprio_set(2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import (
    NICE_MAX,
    NICE_MIN,
    PRIO_PGRP,
    PRIO_PROCESS,
    PRIO_USER,
    RLIM_NLIMITS,
    RLIMIT,
    RLIMIT_CPU,
    RLIMIT_NICE,
    RLIMIT_NOFILE,
    RLIMIT_RTTIME,
)
from forkingpaths.kernel import cpu_limit, real_time_limit
from forkingpaths.kernel import process as processes
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Int, Pid, enum, struct_in, struct_out
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN, CAP_SYS_NICE, CAP_SYS_RESOURCE

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Process, Task

NR_OPEN = 1 << 20  # /proc/sys/fs/nr_open

Resource = Annotated[int, enum("resource.RLIMITS", "u32")]
RlimitIn = Annotated[int, struct_in("rlimit", 16)]
RlimitOut = Annotated[int, struct_out("rlimit", 16)]
IOPRIO_CLASS_RT, IOPRIO_CLASS_BE, IOPRIO_CLASS_IDLE = 1, 2, 3
IoWhich = Annotated[int, enum("resource.IOPRIO_WHO")]
Which = Annotated[int, enum("resource.PRIO_WHICH")]


@syscall()
def getrlimit(k: Kernel, t: Task, resource: Resource, rlim: RlimitOut) -> int:
    if resource >= RLIM_NLIMITS:
        raise SysError(Errno.EINVAL)
    k.touch(("process", t.tgid), False)
    t.memory.write(rlim, RLIMIT.pack(*t.process.limits[resource]))
    return 0


@syscall()
def setrlimit(k: Kernel, t: Task, resource: Resource, rlim: RlimitIn) -> int:
    new = RLIMIT.unpack(t.memory.read(rlim, 16))
    k.touch(("process", t.tgid), True)
    _set(k, t, t.process, resource, new)
    return 0


@syscall(man="prlimit(2)")
def prlimit64(
    k: Kernel, t: Task, pid: Pid, resource: Resource, new_limit: RlimitIn, old_limit: RlimitOut
) -> int:
    new = RLIMIT.unpack(t.memory.read(new_limit, 16)) if new_limit else None
    target = processes.find_task(k, pid) if pid else t
    if target is not t:
        _check_right(t, target)
    if resource >= RLIM_NLIMITS:
        raise SysError(Errno.EINVAL)
    old = target.process.limits[resource]
    k.touch(("process", target.tgid), new is not None)
    if new is not None:
        _set(k, t, target.process, resource, new)
    if old_limit:
        t.memory.write(old_limit, RLIMIT.pack(*old))
    return 0


def _check_right(t: Task, target: Task) -> None:
    """ "The calling process must have the CAP_SYS_RESOURCE capability ..., or the real, effective, and saved set user IDs of the process
    whose limits are being changed must match the real user ID of the caller", and the same for group IDs (prlimit(2))."""
    mine, its = t.credentials, target.credentials
    same_user = mine.uid == its.uid == its.euid == its.suid
    same_group = mine.gid == its.gid == its.egid == its.sgid
    if not (same_user and same_group) and not mine.capable(CAP_SYS_RESOURCE):
        raise SysError(Errno.EPERM)


def _set(k: Kernel, t: Task, process: Process, resource: int, new: tuple[int, int]) -> None:
    if resource >= RLIM_NLIMITS:
        raise SysError(Errno.EINVAL)
    soft, hard = new
    # "EINVAL ... rlim->rlim_cur was greater than rlim->rlim_max"
    if soft > hard:
        raise SysError(Errno.EINVAL)
    # "EPERM The caller tried to increase the hard RLIMIT_NOFILE limit above the maximum defined by /proc/sys/fs/nr_open"
    if resource == RLIMIT_NOFILE and hard > NR_OPEN:
        raise SysError(Errno.EPERM)
    # "EPERM An unprivileged process tried to raise the hard limit"
    if hard > process.limits[resource][1] and not t.credentials.capable(CAP_SYS_RESOURCE):
        raise SysError(Errno.EPERM)
    k.touch(("limits", process.tgid), True)  # every call reads this key (explore/footprint.py)
    process.limits[resource] = (soft, hard)
    if resource == RLIMIT_CPU:
        cpu_limit.changed(process)
    elif resource == RLIMIT_RTTIME:
        real_time_limit.limit_changed(k, process)


# ---- nice values --------------------------------------------------------------------------------------------------


def _targets(k: Kernel, t: Task, which: int, who: int) -> list[Task]:
    """The threads meant: PRIO_PROCESS one thread, PRIO_PGRP and PRIO_USER all threads of a group, of a real user id."""
    if which == PRIO_PROCESS:
        task = k.tasks.get(who) if who else t
        return [task] if task is not None else []
    if which == PRIO_PGRP:
        pgid = who or t.process.pgid
        # the newest first, as Linux keeps a group
        return [k.tasks[tid] for p in reversed(processes.group(k, pgid)) for tid in p.threads]
    if which == PRIO_USER:
        uid = who & 0xFFFF_FFFF if who else t.credentials.uid
        return [task for task in k.tasks.values() if task.credentials.uid == uid]
    raise SysError(Errno.EINVAL)


@syscall()
def getpriority(k: Kernel, t: Task, which: Which, who: Int) -> int:
    """ "The raw system call returns 20 - nice, 1 to 40, so that errors can be told apart" (getpriority(2), C library differences)."""
    targets = _targets(k, t, which, who)
    if not targets:
        raise SysError(Errno.ESRCH)
    return max(20 - target.nice for target in targets)


@syscall()
def setpriority(k: Kernel, t: Task, which: Which, who: Int, prio: Int) -> int:
    nice = min(max(prio, NICE_MIN), NICE_MAX)
    targets = _targets(k, t, which, who)
    if not targets:
        raise SysError(Errno.ESRCH)
    mine = t.credentials
    failure: Errno | None = None
    for target in targets:
        its = target.credentials
        # (the last of several failures is told)
        # "EPERM A process was located, but its effective user ID did not match either the effective or the real user ID of the caller"
        if mine.euid not in (its.uid, its.euid) and not mine.capable(CAP_SYS_NICE):
            failure = Errno.EPERM
        # "EACCES The caller attempted to set a lower nice value (i.e., a higher process priority), but did not have the required privilege"
        elif nice < target.nice and not _may_lower(t, target, nice):
            failure = Errno.EACCES
        else:
            k.touch(("process", target.tgid), True)
            target.nice = nice
            k.favours |= nice < 0
    if failure is not None:
        raise SysError(failure)
    return 0


def _may_lower(t: Task, target: Task, nice: int) -> bool:
    return 20 - nice <= target.process.limits[RLIMIT_NICE][0] or t.credentials.capable(CAP_SYS_NICE)


# ---- I/O priorities: kept and told; this kernel has no disk to schedule -----------------------------------------------


@syscall(man="ioprio_set(2)", result="hex")
def ioprio_get(k: Kernel, t: Task, which: IoWhich, who: Int) -> int:
    """ "If which specifies more than one process, the highest priority (the lowest value of a class above 0) is returned"."""
    targets = _targets(k, t, which - 1, who) if 1 <= which <= 3 else []
    if not 1 <= which <= 3:
        raise SysError(Errno.EINVAL)
    if not targets:
        raise SysError(Errno.ESRCH)
    return min((_io_priority(target) for target in targets), key=_io_rank)


def _io_priority(target: Task) -> int:
    """What was set; 0, class "none", otherwise."""
    priority: int = target.extras.get("io_priority", 0)
    return priority


def _io_rank(priority: int) -> tuple[int, int]:
    """Class 0 counts as 2, best effort."""
    return (priority >> 13 or IOPRIO_CLASS_BE, priority & 0x1FFF)


@syscall(result="int", note="kept and told, without effect: there is no disk")
def ioprio_set(k: Kernel, t: Task, which: IoWhich, who: Int, ioprio: Int) -> int:
    kind, level = ioprio >> 13, ioprio & 0x1FFF
    # "EPERM ... the calling process ... CAP_SYS_ADMIN or CAP_SYS_NICE ... to set an IOPRIO_CLASS_RT"
    if kind == IOPRIO_CLASS_RT:
        if not (t.credentials.capable(CAP_SYS_ADMIN) or t.credentials.capable(CAP_SYS_NICE)):
            raise SysError(Errno.EPERM)
    # "EINVAL Invalid value for which or ioprio"
    if not 0 <= kind <= IOPRIO_CLASS_IDLE or (
        kind in (IOPRIO_CLASS_RT, IOPRIO_CLASS_BE) and level & 7 != level
    ):
        raise SysError(Errno.EINVAL)
    if not kind and level:
        raise SysError(Errno.EINVAL)
    if not 1 <= which <= 3:
        raise SysError(Errno.EINVAL)
    targets = _targets(k, t, which - 1, who)
    if not targets:
        raise SysError(Errno.ESRCH)
    for target in targets:
        its, mine = target.credentials, t.credentials
        if its.uid not in (mine.euid, mine.uid) and not mine.capable(CAP_SYS_NICE):
            raise SysError(Errno.EPERM)
        target.extras["io_priority"] = ioprio
    return 0

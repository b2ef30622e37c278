"""Pid descriptors: pidfd_open(2), pidfd_send_signal(2), pidfd_getfd(2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.clone import PIDFD_NONBLOCK
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import RLIMIT_NOFILE
from forkingpaths.kernel import pidfd, process
from forkingpaths.sys.declare import CALLS, syscall
from forkingpaths.sys.kinds import Fd, Pid, Sig, UInt, flags, struct_in

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

PIDFD_THREAD = 0o200  # O_EXCL


@syscall()
def pidfd_open(k: Kernel, t: Task, pid: Pid, flags: Annotated[int, flags("clone.PIDFD_FLAGS")]) -> int:
    # "EINVAL flags is not valid"; "EINVAL pid is not valid"
    if flags & ~(PIDFD_NONBLOCK | PIDFD_THREAD) or pid <= 0:
        raise SysError(Errno.EINVAL)
    task = process.find_task(k, pid)
    k.touch(("process", task.tgid), False)
    if flags & PIDFD_THREAD:
        return pidfd.install(k, t, task.process, nonblocking=bool(flags & PIDFD_NONBLOCK), thread=pid)
    if task.tgid != pid:
        raise SysError(Errno.ENOENT)
    return pidfd.install(k, t, task.process, nonblocking=bool(flags & PIDFD_NONBLOCK))


@syscall()
def pidfd_getfd(k: Kernel, t: Task, descriptor: Fd, target: Fd, flags: UInt) -> int:
    # "flags is reserved for future use.  Currently, it must be specified as 0."
    if flags:
        raise SysError(Errno.EINVAL)
    found = pidfd.process_of(k, t, descriptor)
    if found.zombie:
        raise SysError(Errno.ESRCH)
    # "EPERM The calling process did not have PTRACE_MODE_ATTACH_REALCREDS permissions"
    leader = process.leader(k, found)
    process.observe(k, t, leader)
    if not process.may_trace(t, leader):
        raise SysError(Errno.EPERM)
    file = leader.files.get(target)
    return t.files.install(file, t.process.limits[RLIMIT_NOFILE][0], cloexec=True)


@syscall()
def pidfd_send_signal(
    k: Kernel, t: Task, descriptor: Fd, sig: Sig, info: Annotated[int, struct_in("siginfo", 128)], flags: UInt
) -> int:
    # "EINVAL flags is not 0"
    if flags:
        raise SysError(Errno.EINVAL)
    found = pidfd.process_to_signal(k, t, descriptor)
    if info:
        return CALLS["rt_sigqueueinfo"].handler(k, t, found.tgid, sig, info)
    return CALLS["kill"].handler(k, t, found.tgid, sig)

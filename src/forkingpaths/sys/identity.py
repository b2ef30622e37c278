"""Numbers of processes, groups and sessions (credentials(7)): getpid(2), setpgid(2), setsid(2) and their relatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import process as processes
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Pid
from forkingpaths.vfs.credentials import CAP_SYS_TTY_CONFIG
from forkingpaths.vfs.terminal import sessions

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Process, Task


@syscall()
def getpid(k: Kernel, t: Task) -> int:
    k.asked(t)
    return t.process.tgid


@syscall()
def gettid(k: Kernel, t: Task) -> int:
    k.asked(t)
    return t.tid


@syscall()
def getppid(k: Kernel, t: Task) -> int:
    k.touch(("process", t.process.tgid), False)
    k.asked(t)
    return t.process.parent


@syscall()
def getpgid(k: Kernel, t: Task, pid: Pid) -> int:
    return _target(k, t, pid).pgid


@syscall()
def getpgrp(k: Kernel, t: Task) -> int:
    return _target(k, t, 0).pgid


@syscall()
def getsid(k: Kernel, t: Task, pid: Pid) -> int:
    return _target(k, t, pid).sid


def _target(k: Kernel, t: Task, pid: int) -> Process:
    """The process meant: the caller for 0; any thread's number will do."""
    target = processes.find_task(k, pid).process if pid else t.process
    k.touch(("process", target.tgid), False)
    return target


@syscall()
def setpgid(k: Kernel, t: Task, pid: Pid, pgid: Pid) -> int:
    """The order of the tests is Linux's; the words are those of setpgid(2)."""
    caller = t.process
    pid = pid or caller.tgid
    pgid = pgid or pid
    # "EINVAL pgid is less than 0"
    if pgid < 0:
        raise SysError(Errno.EINVAL)
    target_task = processes.find_task(k, pid)
    target = target_task.process
    if target.tgid != pid:
        raise SysError(Errno.EINVAL)
    k.touch(("process", pid), True)
    if target.parent == caller.tgid:
        # "EPERM an attempt was made to change the process group ID of one of the children ... in a different session"
        if target.sid != caller.sid:
            raise SysError(Errno.EPERM)
        # "EACCES an attempt was made to change the process group ID of one of the children ... had already performed an execve(2)"
        if target.executed:
            raise SysError(Errno.EACCES)
    elif target is not caller:
        # "ESRCH ... pid is not the calling process and not a child of the calling process"
        raise SysError(Errno.ESRCH)
    k.touch(("group", pgid), False)
    # "EPERM ... or to change the process group ID of a session leader"
    if target.sid == target.tgid:
        raise SysError(Errno.EPERM)
    # "EPERM an attempt was made to move a process into a process group in a different session"
    if pgid != pid and not any(p.pgid == pgid and p.sid == caller.sid for p in k.processes.values()):
        raise SysError(Errno.EPERM)
    k.touch(("group", target.pgid), True)
    k.touch(("group", pgid), True)
    target.pgid = pgid
    return 0


@syscall()
def setsid(k: Kernel, t: Task) -> int:
    process = t.process
    pid = process.tgid
    k.touch(("process", pid), True)
    k.touch(("group", pid), True)
    # "EPERM The process group ID of any process equals the PID of the calling process.  Thus, in particular, setsid() fails
    # if the calling process is already a process group leader."
    if process.sid == pid or any(p.pgid == pid for p in k.processes.values()):
        raise SysError(Errno.EPERM)
    k.touch(("group", process.pgid), True)
    process.sid = pid
    process.pgid = pid
    process.terminal = None  # "Initially, the new session has no controlling terminal"
    return pid


@syscall()
def vhangup(k: Kernel, t: Task) -> int:
    """ "Simulates a hangup on the current terminal": the caller's controlling one; without one there is nothing to do."""
    # "EPERM The calling process has insufficient privilege ... the CAP_SYS_TTY_CONFIG capability is required"
    if not t.credentials.capable(CAP_SYS_TTY_CONFIG):
        raise SysError(Errno.EPERM)
    terminal = k.objects.terminals.get(t.process.terminal) if t.process.terminal is not None else None
    if terminal is not None:
        sessions.hang_up(k, terminal)
    return 0

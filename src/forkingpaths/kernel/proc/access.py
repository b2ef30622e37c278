"""Which process an i-node of /proc is about, and who may look at it (ptrace(2), "Ptrace access mode checking")."""

from __future__ import annotations

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.task import Process, State, Task
from forkingpaths.vfs.credentials import CAP_SYS_PTRACE
from forkingpaths.vfs.proc.tree import ProcInode


def task_of(k: Kernel, inode: ProcInode) -> Task:
    """The thread (of a process: its leader); "ESRCH" once it is gone."""
    _looked_at(k, inode.pid)
    t = k.tasks.get(inode.tid or inode.pid)
    if t is None:
        raise SysError(Errno.ESRCH)
    return t


def _looked_at(k: Kernel, pid: int) -> None:
    """Another process may be in the middle of anything: all that it does is dependent on having been looked at."""
    k.touch(("process", pid), False)
    caller = k.tasks[k.current]
    if pid != caller.tgid or len(caller.process.threads) > 1:
        k.touch(("progress", pid), False)


def process_of(k: Kernel, inode: ProcInode) -> Process:
    """The process; SysError(ESRCH)."""
    _looked_at(k, inode.pid)
    process = k.processes.get(inode.pid)
    if process is None:
        raise SysError(Errno.ESRCH)
    return process


def memory_of(k: Kernel, inode: ProcInode) -> AddressSpace | None:
    """The address space; None for init, which has none, for a zombie, and for a leader that has ended, though its threads go on:
    "In a multithreaded process, the contents of this symbolic link are not available if the main thread has already terminated"
    (/proc/PID/exe in proc(5)), and so it is with all that is read from the memory."""
    t = task_of(k, inode)
    return t.memory if t.memory.id and t.state is not State.DEAD else None


def check_may_look(k: Kernel, inode: ProcInode) -> None:
    """The access check of ptrace(2): the target's ids are all the caller's, and it is dumpable, or the caller has
    CAP_SYS_PTRACE; else EACCES."""
    caller = k.caller()
    target = task_of(k, inode)
    if caller.process is target.process:
        return
    mine, theirs = caller.credentials, target.credentials
    same = mine.fsuid == theirs.uid == theirs.euid == theirs.suid
    same = same and mine.fsgid == theirs.gid == theirs.egid == theirs.sgid
    if not same and not mine.capable(CAP_SYS_PTRACE):
        raise SysError(Errno.EACCES)
    if target.process.dumpable != 1 and not mine.capable(CAP_SYS_PTRACE):
        raise SysError(Errno.EACCES)

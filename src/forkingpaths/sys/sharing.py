"""Undoing and comparing what clone shares: unshare(2), setns(2), kcmp(2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.clone import (
    CLONE_FILES,
    CLONE_FS,
    CLONE_NAMESPACES,
    CLONE_NEWIPC,
    CLONE_NEWNS,
    CLONE_NEWTIME,
    CLONE_NEWUSER,
    CLONE_SIGHAND,
    CLONE_SYSVSEM,
    CLONE_THREAD,
    CLONE_VM,
)
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import namespaces
from forkingpaths.kernel import process as processes
from forkingpaths.kernel.descriptors import FsInfo
from forkingpaths.kernel.ipc import sem
from forkingpaths.kernel.pidfd import PidFile
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Int, Pid, ULong, flags
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN, CAP_SYS_CHROOT

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

KNOWN = CLONE_FILES | CLONE_FS | CLONE_SYSVSEM | CLONE_THREAD | CLONE_SIGHAND | CLONE_VM | CLONE_NAMESPACES
JOINED_IN_ORDER = ("user", "mnt", "uts", "ipc", "pid", "cgroup", "net", "time")
KCMP_FILE, KCMP_VM, KCMP_FILES, KCMP_FS, KCMP_SIGHAND, KCMP_IO, KCMP_SYSVSEM = range(7)


@syscall(note="of namespaces: cgroup, IPC, UTS")
def unshare(k: Kernel, t: Task, flags: Annotated[int, flags("clone.UNSHARE_FLAGS", "u64")]) -> int:
    if flags & ~KNOWN:
        raise SysError(Errno.EINVAL)
    # "If CLONE_VM, CLONE_SIGHAND or CLONE_THREAD is specified and the caller is multithreaded, EINVAL": they are shared
    if flags & (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM) and (
        len(t.process.threads) > 1
        or (flags & (CLONE_VM | CLONE_SIGHAND) and t.process.dispositions.users > 1)
        or (flags & CLONE_VM and t.memory.users > 1)
    ):
        raise SysError(Errno.EINVAL)
    if flags & CLONE_NAMESPACES:
        # "EPERM The calling process did not have the required privileges for this operation"
        if not flags & CLONE_NEWUSER and not t.credentials.capable(CAP_SYS_ADMIN):
            raise SysError(Errno.EPERM)
        namespaces.check_flags(k, flags & CLONE_NAMESPACES)
    if flags & CLONE_FS and t.fs.users > 1:
        t.fs.users -= 1
        t.fs = FsInfo(t.fs.root, t.fs.cwd, t.fs.umask)
    if flags & CLONE_FILES and t.files.users > 1:
        shared = t.files
        t.files = shared.copy(k)
        shared.drop_user(k)
    # "CLONE_NEWIPC ... must also detach from the undo list" (kernel/fork.c)
    if (
        flags & (CLONE_SYSVSEM | CLONE_NEWIPC)
        and sem.UNDO in t.process.extras
        and len(t.process.threads) == 1
    ):
        sem.end_of_process(
            k, t.process
        )  # "unshare System V semaphore adjustment values": they take effect, as at the end
    if flags & CLONE_NAMESPACES:
        old = namespaces.of(k, t, "ipc")
        t.extras[namespaces.NAME] = namespaces.unshared(k, t, flags)
        namespaces.left(k, old)
    return 0


@syscall(note="what new namespaces there are: cgroup, IPC, UTS")
def setns(k: Kernel, t: Task, fd: Fd, nstype: Annotated[int, flags("clone.SETNS_TYPES", "u32")]) -> int:
    file = t.files.get(fd)
    if isinstance(file, PidFile):
        return _join_all(k, t, file, nstype)
    # "EINVAL fd refers to a namespace whose type does not match that specified in nstype", or is no namespace at all
    if not isinstance(file, namespaces.NamespaceFile):
        raise SysError(Errno.EINVAL)
    kind = namespaces.FLAGS[file.namespace.kind]
    if nstype not in (0, kind):
        raise SysError(Errno.EINVAL)
    _check_join(t, kind)
    _join(k, t, file.namespace)
    return 0


def _join_all(k: Kernel, t: Task, file: PidFile, nstype: int) -> int:
    """ "If fd is a PID file descriptor ... nstype is a bit mask specified by ORing together ... the namespaces" of that process to join:
    all of them, or none."""
    if not nstype or nstype & ~CLONE_NAMESPACES:
        raise SysError(Errno.EINVAL)
    process = file.process
    assert process is not None
    # "ESRCH The process ... no longer exists (i.e., it has terminated and been waited on)", or has ended
    if process.zombie or k.processes.get(process.tgid) is not process:
        raise SysError(Errno.ESRCH)
    other = processes.leader(k, process)
    processes.observe(k, t, other)
    if not processes.may_trace(t, other):
        raise SysError(Errno.EPERM)
    kinds = [kind for kind in JOINED_IN_ORDER if namespaces.FLAGS[kind] & nstype]
    for kind in kinds:
        _check_join(t, namespaces.FLAGS[kind])
    for kind in kinds:
        _join(k, t, namespaces.of(k, other, kind))
    return 0


def _check_join(t: Task, kind: int) -> None:
    # "EINVAL ... an attempt was made to ... reassociate the calling process with the user namespace of which it is a member"
    if kind == CLONE_NEWUSER:
        raise SysError(Errno.EINVAL)
    # "EPERM The calling thread did not have the required capability for this operation"; of mounts, CAP_SYS_CHROOT too
    if not t.credentials.capable(CAP_SYS_ADMIN) or (
        kind == CLONE_NEWNS and not t.credentials.capable(CAP_SYS_CHROOT)
    ):
        raise SysError(Errno.EPERM)
    # "A process may not be reassociated with a new mount namespace if it shares its filesystem attributes"
    if kind == CLONE_NEWNS and t.fs.users > 1:
        raise SysError(Errno.EINVAL)
    if kind == CLONE_NEWTIME and len(t.process.threads) > 1:
        raise SysError(Errno.EUSERS)


def _join(k: Kernel, t: Task, namespace: namespaces.Namespace) -> None:
    k.touch(("namespaces",), True)
    if (
        namespace.kind == "mnt"
    ):  # "the root directory and the working directory" become those of the namespace
        t.fs.root = t.fs.cwd = k.vfs.root_place()
    if namespace.kind == "ipc" and sem.UNDO in t.process.extras and len(t.process.threads) == 1:
        sem.end_of_process(k, t.process)
    namespaces.enter(k, t, namespace)


@syscall(note="without KCMP_EPOLL_TFD; objects are ordered by the tid that asks for them first")
def kcmp(k: Kernel, t: Task, pid1: Pid, pid2: Pid, kind: Int, index1: ULong, index2: ULong) -> int:
    one, two = processes.find_task(k, pid1), processes.find_task(k, pid2)
    processes.observe(k, t, one)
    processes.observe(k, t, two)
    if not (processes.may_trace(t, one) and processes.may_trace(t, two)):
        raise SysError(Errno.EPERM)
    if kind == KCMP_FILE:
        same = one.files.get(index1 & 0xFFFF_FFFF) is two.files.get(index2 & 0xFFFF_FFFF)
    elif kind == KCMP_VM:
        same = one.memory is two.memory
    elif kind == KCMP_FILES:
        same = one.files is two.files
    elif kind == KCMP_FS:
        same = one.fs is two.fs
    elif kind == KCMP_SIGHAND:
        same = one.process.dispositions is two.process.dispositions
    elif kind in (KCMP_IO, KCMP_SYSVSEM):
        same = one.process is two.process
    else:
        raise SysError(Errno.EINVAL)
    # "0 v1 is equal to v2 ... 1 v1 is less than v2, 2 v1 is greater than v2"
    if same:
        return 0
    return 1 if (pid1, index1) < (pid2, index2) else 2

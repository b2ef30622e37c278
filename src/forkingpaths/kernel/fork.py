"""fork(2), vfork(2), clone(2): a new task from the one that asks.

What the two share is one question with two answers per object: with the flag, the object itself with one more user; without it, a copy.

    CLONE_VM       memory          else a copy-on-write copy          CLONE_FILES    descriptor table    else a copy of the slots
    CLONE_SIGHAND  dispositions    else a copy                        CLONE_FS       directories, umask  else a copy
    CLONE_THREAD   the process itself                                 else a new process, child of the caller (CLONE_PARENT: its sibling)

What can fail comes first (limits, descriptor of CLONE_PIDFD, memory, number), so that a failure leaves nothing behind.  The child is put
last into the run queue: the parent goes on first, as Linux does by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.clone import (
    CLONE_CHILD_CLEARTID,
    CLONE_CHILD_SETTID,
    CLONE_CLEAR_SIGHAND,
    CLONE_FILES,
    CLONE_FS,
    CLONE_NAMESPACES,
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    CLONE_PARENT,
    CLONE_PARENT_SETTID,
    CLONE_PIDFD,
    CLONE_SETTLS,
    CLONE_SIGHAND,
    CLONE_THREAD,
    CLONE_VFORK,
    CLONE_VM,
)
from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.prctl import PR_MDWE_NO_INHERIT
from forkingpaths.abi.resource import RLIMIT_NOFILE, RLIMIT_NPROC
from forkingpaths.abi.signals import SIG_IGN, Signal
from forkingpaths.kernel import (
    cpu_limit,
    i386,
    limits,
    namespaces,
    pidfd,
    policies,
    ptrace,
    real_time_limit,
    run_queue,
    segments,
    sleeping,
    timer_slack,
    turns,
)
from forkingpaths.kernel.clock import FORK_NS, THREAD_NS
from forkingpaths.kernel.descriptors import FdTable, FsInfo
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.memory.address_space import PLACE_BITS
from forkingpaths.kernel.process import PARENT_EXECUTED, allocate_pid, claim_pid
from forkingpaths.kernel.signals import actions
from forkingpaths.kernel.task import Dispositions, Phase, Process, State, Task
from forkingpaths.machine.registers import FS_BASE, RAX, RSP
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN, CAP_SYS_RESOURCE
from forkingpaths.vfs.wait import Block, Restarted, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SIGCHLD: Final = int(Signal.SIGCHLD)
# Small state of rare calls that a child gets from its parent (task.extras and process.extras); all else starts anew.
INHERITED = (
    "scheduling",
    "slice",
    "affinity",
    "securebits",
    "tsc",
    "cpuid",
    "io_priority",
    "thp_disable",
    "mce_kill",
    "personality",
    "mdwe",
    "coredump_filter",
    "memory_merge",
    "oom_score_adj",
    "oom_score_adj_min",
    namespaces.NAME,
)


def fork(
    k: Kernel,
    t: Task,
    flags: int,
    stack: int = 0,
    parent_tid: int = 0,
    child_tid: int = 0,
    tls: int = 0,
    exit_signal: int = SIGCHLD,
    pidfd_address: int = 0,
    wanted_pids: tuple[int, ...] = (),
) -> int:
    """Make the child and return its tid.  `stack` is the child's stack pointer, 0 for the caller's; `wanted_pids` is clone3's
    set_tid.  Errors: clone(2)."""
    if flags:
        check_flags(k, t, flags)
    _check_limits(k, t)
    if wanted_pids:
        claim_pid(k, t, wanted_pids)
    if flags & CLONE_PIDFD:
        # EMFILE and EFAULT of the pid descriptor come before there is a child
        t.files.lowest_free(0, t.process.limits[RLIMIT_NOFILE][0])
        t.memory.write_u32(pidfd_address, t.memory.read_u32(pidfd_address))
    # a signal to a process group reaches all of it: one that is pending is taken first, and the call made again (copy_process)
    if k.signal_pending():
        raise Restarted(Restart.ERESTARTNOINTR)
    context = t.context.copy()
    if flags & CLONE_SETTLS:
        # "On x86-32, tls is interpreted as a struct user_desc *. On x86-64 it is the new value to be set for the %fs base register"
        if i386.is_call(t):
            segments.set_thread_area(t, context.regs, tls, may_choose=False)
        else:
            context.regs[FS_BASE] = tls
    k.spend(t, THREAD_NS if flags & CLONE_VM else FORK_NS)
    memory = t.memory
    if flags & CLONE_VM:
        memory.users += 1
        memory.shared = memory.shared or not flags & CLONE_VFORK
    else:
        if k.footprint is not None and (memory.shared or memory.users > 1):
            # the copy hangs on all that other tasks write there: who writes reads this key (explore/footprint.py)
            k.touch(("image", memory.private_place() >> PLACE_BITS), True)
        memory = memory.fork(k)
    try:
        tid = wanted_pids[0] if wanted_pids else allocate_pid(k)
    except SysError:  # every number is taken
        memory.drop_user(k)
        raise
    context.space = memory.space
    regs = context.regs
    regs[RAX] = 0
    if stack:
        regs[RSP] = stack
    process = t.process if flags & CLONE_THREAD else _new_process(k, t, flags, tid, exit_signal)
    files, fs = _share(k, t, flags)
    child = Task(tid, process, t.name, context, memory, files, fs, t.credentials)
    t.births += 1
    child.lineage = t.descendant(t.births)
    child.seccomp = t.seccomp
    child.blocked = t.blocked
    child.fault = t.fault
    child.nice = t.nice
    child.start_ns = k.clock.monotonic_ns()
    # "Any alternate signal stack is kept, except in a CLONE_VM child that is not a vfork one" (sigaltstack(2))
    if flags & (CLONE_VM | CLONE_VFORK) != CLONE_VM:
        child.alternate_stack = t.alternate_stack
    if not flags & CLONE_VM:
        child.rseq = t.rseq
    if t.extras:
        child.extras = {name: t.extras[name] for name in INHERITED if name in t.extras}
        timer_slack.inherit(t, child)
        if "scheduling" in child.extras:
            if child.extras["scheduling"].reset_on_fork:
                child.extras.pop("slice", None)
            child.extras["scheduling"], child.nice = policies.inherited(child.extras["scheduling"], t.nice)
            child.priority = child.extras["scheduling"].priority
    if flags & CLONE_NAMESPACES:
        child.extras[namespaces.NAME] = namespaces.unshared(k, t, flags)
    k.tasks[tid] = child
    process.threads.append(tid)
    if child.priority:
        real_time_limit.watch(k, child)
    if flags:
        _tell_tid(k, t, child, flags, parent_tid, child_tid, pidfd_address)
    run_queue.enter(k, child)
    if k.footprint is not None:
        k.touch(("process", process.tgid), True)
        k.touch(("process", tid), True)
        k.touch(("process", t.tgid), False)  # limits and the like
        if not flags & CLONE_SIGHAND:
            k.touch(("actions", actions.table(t.process)), True)  # who changes one reads this key
        k.touch(("children", process.parent), True)
        k.touch(("group", process.pgid), True)
        k.touch(("pids",), True)  # two that fork at once get different numbers in the other order
    k.emit(t.tid, Kind.FORK, (tid, flags) if k.listeners else None)
    if t.traced is not None:
        ptrace.forked(k, t, tid, flags, exit_signal)
    return tid


def check_flags(k: Kernel, t: Task, flags: int) -> None:
    """The combinations that clone(2) refuses, in the order in which Linux looks at them."""
    if flags & CLONE_FS and flags & (CLONE_NEWNS | CLONE_NEWUSER):
        raise SysError(Errno.EINVAL)
    # "CLONE_THREAD ... flags must also include CLONE_SIGHAND"; "CLONE_SIGHAND ... flags must also include CLONE_VM"
    if (flags & CLONE_THREAD and not flags & CLONE_SIGHAND) or (
        flags & CLONE_SIGHAND and not flags & CLONE_VM
    ):
        raise SysError(Errno.EINVAL)
    # "The CLONE_PARENT flag can't be used in clone calls by the global init process"
    if flags & CLONE_PARENT and t.process.tgid == 1:
        raise SysError(Errno.EINVAL)
    if flags & CLONE_THREAD and flags & (CLONE_NEWUSER | CLONE_NEWPID):
        raise SysError(Errno.EINVAL)
    if flags & CLONE_NAMESPACES:
        if not flags & CLONE_NEWUSER and not t.credentials.capable(CAP_SYS_ADMIN):
            raise SysError(Errno.EPERM)
        # "EINVAL: one of the CLONE_NEW* flags was specified, but the kernel was not configured with it"
        namespaces.check_flags(k, flags)


def _check_limits(k: Kernel, t: Task) -> None:
    """ "EAGAIN: A system-imposed limit on the number of threads was encountered" (fork(2))."""
    # "EAGAIN The caller is operating under the SCHED_DEADLINE scheduling policy and does not have the reset-on-fork flag set"
    if t.extras and run_queue.DEADLINE in t.extras and not run_queue.policy_of(t).reset_on_fork:
        raise SysError(Errno.EAGAIN)
    count = len(k.tasks)
    if count >= limits.threads_max(k):
        raise SysError(Errno.EAGAIN)
    credentials = t.credentials
    soft = t.process.limits[RLIMIT_NPROC][0]
    if count < soft or credentials.uid == 0:
        return
    if credentials.capable(CAP_SYS_RESOURCE) or credentials.capable(CAP_SYS_ADMIN):
        return
    uid = credentials.uid
    if sum(1 for other in k.tasks.values() if other.credentials.uid == uid) >= soft:
        raise SysError(Errno.EAGAIN)


def _new_process(k: Kernel, t: Task, flags: int, tgid: int, exit_signal: int) -> Process:
    """The child's thread group, entered in the table and in its parent's family."""
    old = t.process
    parent = old
    parent_thread = t.tid
    # "If CLONE_PARENT is set, then the parent of the new child will be the same as that of the calling process"
    if flags & CLONE_PARENT:
        parent = k.processes[old.parent]
        parent_thread = old.parent_thread
        exit_signal = old.exit_signal
    process = Process(tgid, parent.tgid, old.pgid, old.sid, _dispositions(old, flags))
    process.parent_thread = parent_thread
    process.exit_signal = exit_signal
    process.executable = old.executable
    process.arguments = old.arguments
    process.environment = old.environment
    process.dumpable = old.dumpable
    process.limits = old.limits.copy()
    if old.cpu_timers:
        cpu_limit.changed(process)
    process.terminal = old.terminal
    if old.extras:
        process.extras = {name: old.extras[name] for name in INHERITED if name in old.extras}
        if process.extras.get("mdwe", 0) & PR_MDWE_NO_INHERIT:
            del process.extras["mdwe"]
        if flags & CLONE_PARENT and PARENT_EXECUTED in old.extras:
            process.extras[PARENT_EXECUTED] = True
    k.processes[tgid] = process
    parent.children.append(tgid)
    return process


def _dispositions(parent: Process, flags: int) -> Dispositions:
    """The table of signal dispositions: shared or copied."""
    old = parent.dispositions
    if flags & CLONE_SIGHAND:
        old.users += 1
        old.shared_by = old.shared_by or parent.tgid
        return old
    kept = old.actions
    # "set all signal dispositions ... to default", ignored ones stay (clone(2))
    if flags & CLONE_CLEAR_SIGHAND:
        kept = {s: a for s, a in kept.items() if a.handler == SIG_IGN}
    return Dispositions(kept.copy())  # entries are replaced, never changed


def _share(k: Kernel, t: Task, flags: int) -> tuple[FdTable, FsInfo]:
    """Descriptors and directories: shared or copied."""
    files, fs = t.files, t.fs
    if flags & CLONE_FILES:
        files.users += 1
        files.shared_by = files.shared_by or t.tid
    else:
        files = files.copy(k)
    if flags & CLONE_FS:
        fs.users += 1
        fs.shared_by = fs.shared_by or t.tid
    else:
        fs = FsInfo(fs.root, fs.cwd, fs.umask)
    return files, fs


def _tell_tid(
    k: Kernel, t: Task, child: Task, flags: int, parent_tid: int, child_tid: int, pidfd_address: int
) -> None:
    """The four places where the new thread's number may be wanted.  As on Linux, a bad address there is not an error
    (that of the pid descriptor was tried before)."""
    tid = child.tid
    if flags & CLONE_PIDFD:
        fd = pidfd.install(k, t, child.process, thread=tid if flags & CLONE_THREAD else 0)
        _store(t, pidfd_address, fd)
    if flags & CLONE_PARENT_SETTID:
        _store(t, parent_tid, tid)
    if flags & CLONE_CHILD_SETTID:
        _store(child, child_tid, tid)
    if flags & CLONE_CHILD_CLEARTID:
        child.clear_child_tid = child_tid
    if flags & CLONE_VFORK:
        child.vfork_parent = t.tid


def _store(t: Task, address: int, value: int) -> None:
    try:
        t.memory.write_u32(address, value)
    except SysError:
        pass


# ---- vfork: the parent sleeps until the child has let its memory go ----------------------------------------------


def wait_for_child(k: Kernel, t: Task, tid: int) -> int:
    """ "The calling thread is suspended until the child terminates ... or makes a call to execve(2)" (vfork(2)).

    Only SIGKILL ends the sleep early.  Called again after each wake-up, with the child's tid in `t.carry`.
    """
    child = k.tasks.get(tid)
    if child is not None and child.vfork_parent == t.tid and not t.process.exiting:
        raise Block(interruptible=False, reason="vfork: until the child execs or ends", carry=tid)
    if t.traced is not None:
        ptrace.vfork_done(t, tid)
    return tid


def vfork_done(k: Kernel, t: Task) -> None:
    """`t` has execed or ended: its parent may go on."""
    parent = k.tasks.get(t.vfork_parent)
    t.vfork_parent = 0
    if (
        parent is not None
        and parent.state is State.BLOCKED
        and parent.carry == t.tid
        and parent.phase is Phase.CALL
    ):
        sleeping.resume(k, parent, Wake.QUEUE)
        turns.short_turn(t)  # from here, as exec has work left to do

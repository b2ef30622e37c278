"""The process table: numbers, families, groups, sessions (credentials(7), setpgid(2)).

A number (pid_t) names a thread, a process, a process group and a session at once, and stays taken as long as any of the four bears it.
Numbers are given in rising order; after `pid_limit` they begin again at 300, as Linux keeps the first 300 for what was there at boot.

Order of a process's end: exit.py makes it a zombie, `adopt_children` hands its children on, `wait.notify_end` tells the
parent, and `release` (by the parent's wait, or at once) takes it out of the table.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.signals import Signal
from forkingpaths.kernel.task import Process, State, Task
from forkingpaths.vfs.credentials import CAP_CHECKPOINT_RESTORE, CAP_SYS_ADMIN, CAP_SYS_PTRACE

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SEQUENTIAL, RANDOM, REUSE = PID_ORDERS = ("sequential", "random", "reuse")
FIRST_PIDS = 3  # init and the program have their numbers in every order
RESERVED_PIDS: Final = 300  # never given again after a wrap (linux/pid.h)
PARENT_EXECUTED: Final = "parent_executed"  # in Process.extras, see `parent_executes`


def allocate_pid(k: Kernel) -> int:
    """The next free number, as `k.pid_order` has it; SysError(EAGAIN) when all are taken."""
    if k.wanted_pid:
        pid, k.wanted_pid = k.wanted_pid, 0
        k.next_pid = max(k.next_pid, pid + 1)
        k.touch(("process", pid), True)
        return pid
    pid = k.next_pid
    if k.pid_order != SEQUENTIAL and pid > FIRST_PIDS:
        given = _given_pid(k)
        if given:
            return given
    if pid < k.pid_limit and not k.pids_wrapped:
        k.next_pid = pid + 1
        return pid
    for _ in range(k.pid_limit):
        if pid >= k.pid_limit:
            pid = min(RESERVED_PIDS, k.pid_limit // 2)
            k.pids_wrapped = True
        if not number_taken(k, pid):
            k.next_pid = pid + 1
            return pid
        pid += 1
    raise SysError(Errno.EAGAIN)


def claim_pid(k: Kernel, t: Task, wanted: tuple[int, ...]) -> None:
    """clone3's set_tid: the one number, for there is one PID namespace.  SysError(EINVAL, EPERM, EEXIST)."""
    # "EINVAL set_tid_size was greater than the number of nested PID namespaces"; "... an invalid PID"
    if len(wanted) > 1 or not 1 <= wanted[0] < k.pid_limit:
        raise SysError(Errno.EINVAL)
    # "EPERM ... and the caller lacks the CAP_SYS_ADMIN [or CAP_CHECKPOINT_RESTORE] capability"
    if not (t.credentials.capable(CAP_SYS_ADMIN) or t.credentials.capable(CAP_CHECKPOINT_RESTORE)):
        raise SysError(Errno.EPERM)
    # "EEXIST One (or more) of the PIDs specified in set_tid already exists"
    if number_taken(k, wanted[0]):
        raise SysError(Errno.EEXIST)
    k.touch(("pids",), True)
    k.pids_wrapped = True  # from now on a number that comes next may be taken


def _given_pid(k: Kernel) -> int:
    """A number out of order: the lowest that is free again, or any; 0 when there is none."""
    if k.pid_order == REUSE:
        return next((n for n in range(FIRST_PIDS, k.next_pid) if not number_taken(k, n)), 0)
    for _ in range(k.pid_limit):
        number = FIRST_PIDS + int.from_bytes(k.random_bytes(4), "little") % (k.pid_limit - FIRST_PIDS)
        if not number_taken(k, number):
            return number
    return 0


def number_taken(k: Kernel, number: int) -> bool:
    """Whether a thread, process, process group or session bears `number`."""
    if number in k.tasks or number in k.processes:
        return True
    return any(number in (p.pgid, p.sid) for p in k.processes.values())


def find(k: Kernel, pid: int) -> Process:
    """The process (also a zombie) whose pid is `pid`; SysError(ESRCH)."""
    k.touch(("process", pid), False)
    process = k.processes.get(pid)
    if process is None:
        raise SysError(Errno.ESRCH)
    return process


def find_task(k: Kernel, tid: int) -> Task:
    """The thread (also a zombie leader) whose tid is `tid`; SysError(ESRCH)."""
    k.touch(("process", tid), False)
    task = k.tasks.get(tid)
    if task is None:
        raise SysError(Errno.ESRCH)
    return task


def leader(k: Kernel, process: Process) -> Task:
    """The thread group leader: it exists as long as the process, dead or not."""
    return k.tasks[process.tgid]


def living_threads(k: Kernel, process: Process) -> list[Task]:
    """The threads that have not ended, oldest first."""
    tasks = k.tasks
    return [tasks[tid] for tid in process.threads if tasks[tid].state is not State.DEAD]


def group(k: Kernel, pgid: int) -> list[Process]:
    """The members of a process group in order of creation, zombies too."""
    return [p for p in k.processes.values() if p.pgid == pgid]


def session(k: Kernel, sid: int) -> list[Process]:
    """The members of a session in order of creation, zombies too."""
    return [p for p in k.processes.values() if p.sid == sid]


def group_is_orphaned(k: Kernel, pgid: int, without: Process | None = None) -> bool:
    """Whether no member (left aside `without`) has a parent in another group of the same session (setpgid(2)).

    Init's children do not count, as on Linux, but for the main process, to which init is the shell that started it."""
    init = 0 if k.main_tgid == 1 else 1
    k.touch(("group", pgid), False)
    for member in k.processes.values():
        if member.pgid == pgid and k.footprint is not None:
            k.touch(("process", member.tgid), False)
            k.touch(("process", member.parent), False)
        if member.pgid != pgid or member is without or member.zombie or not member.parent:
            continue
        if member.parent == init and member.tgid != k.main_tgid:
            continue
        parent = k.processes[member.parent]
        if parent.pgid != pgid and parent.sid == member.sid:
            return False
    return True


def hang_up_orphaned_group(k: Kernel, pgid: int, without: Process | None = None) -> None:
    """ "If the exit of the process causes a process group to become orphaned, and if any member of the newly orphaned process group
    is stopped, then a SIGHUP signal followed by a SIGCONT signal will be sent to each process" (_exit(2))."""
    if k.footprint is not None:
        k.touch(("group", pgid), False)
        for member in group(k, pgid):
            k.touch(("process", member.tgid), False)
    if not any(p.stop_signal and p is not without for p in group(k, pgid)):
        return
    if group_is_orphaned(k, pgid, without):
        from forkingpaths.kernel.signals import send

        send.to_process_group(k, pgid, Signal.SIGHUP)
        send.to_process_group(k, pgid, Signal.SIGCONT)


def reaper(k: Kernel, dying: Process) -> Process | None:
    """Who adopts the children of `dying`: the nearest living subreaper among its ancestors, else init (prctl(2))."""
    ancestor = k.processes.get(dying.parent)
    while ancestor is not None and ancestor.tgid != 1:
        if ancestor.subreaper and not ancestor.zombie:
            return ancestor
        ancestor = k.processes.get(ancestor.parent)
    init = k.processes.get(1)
    return init if init is not dying else None


def adopt_children(k: Kernel, dying: Process) -> None:
    """Hand every child of `dying` on; zombies among them are announced to the new parent."""
    from forkingpaths.kernel import wait

    new = reaper(k, dying)
    for pid in dying.children:
        child = k.processes[pid]
        if new is None:  # the end of the system: nobody is left to wait
            child.parent = 0
            if child.zombie:
                release(k, child)
            continue
        k.touch(("process", pid), True)
        child.parent = new.tgid
        child.parent_thread = next((t.tid for t in living_threads(k, new)), new.tgid)
        new.children.append(pid)
        k.touch(("children", new.tgid), True)
        child.exit_signal = Signal.SIGCHLD
        if child.zombie:
            wait.notify_end(k, child)
        if child.pgid != dying.pgid and child.sid == dying.sid:
            hang_up_orphaned_group(k, child.pgid)
    dying.children = []


def parent_executes(k: Kernel, parent: Process) -> None:
    """The new program has not asked for the signals of clone(2): children that the old one made end with SIGCHLD, as on Linux,
    where the two "exec ids" differ then (do_notify_parent). What __WCLONE waits for stays what it was."""
    for pid in parent.children:
        child = k.processes[pid]
        if child.exit_signal != Signal.SIGCHLD:
            child.extras[PARENT_EXECUTED] = True


def observe(k: Kernel, t: Task, target: Task) -> None:
    """`t` looks into the middle of another process (its memory, registers, descriptors): whatever that does, before or
    after, is dependent on it."""
    if target.process is not t.process:
        k.touch(("progress", target.tgid), False)


def may_trace(t: Task, target: Task) -> bool:
    """PTRACE_MODE_ATTACH_REALCREDS (ptrace(2), "Ptrace access mode checking"): without CAP_SYS_PTRACE, all of the target's ids must be the
    caller's real ids, the target must be dumpable, and hold no capability that the caller does not."""
    if t.process is target.process or t.credentials.capable(CAP_SYS_PTRACE):
        return True
    mine, its = t.credentials, target.credentials
    return (
        mine.uid == its.uid == its.euid == its.suid
        and mine.gid == its.gid == its.egid == its.sgid
        and target.process.dumpable == 1
        and not its.permitted & ~mine.permitted
    )


def set_no_new_privs(t: Task) -> None:
    """As PR_SET_NO_NEW_PRIVS, by seccomp(2) for the other threads of its caller."""
    t.credentials = replace(t.credentials, no_new_privs=True)


def release(k: Kernel, process: Process) -> None:
    """A zombie leaves the table."""
    pid = process.tgid
    assert process.zombie, f"process {pid} is not at its end"
    k.touch(("process", pid), True)
    k.touch(("group", process.pgid), True)
    process.dispositions.users -= (
        1  # a zombie shares them still: unshare(CLONE_SIGHAND) says EINVAL to the others
    )
    del k.processes[pid]
    del k.tasks[pid]
    parent = k.processes.get(process.parent)
    if parent is not None:
        k.touch(("children", parent.tgid), True)
        parent.children.remove(pid)


def become_leader(k: Kernel, t: Task) -> None:
    """ "The execing thread takes on the thread ID of the thread group leader" (execve(2)).  Every other thread has ended."""
    process = t.process
    old = t.tid
    if old == process.tgid:
        return
    assert all(k.tasks[tid].state is State.DEAD for tid in process.threads if tid != old)
    del k.tasks[old]
    for pid in process.children:
        child = k.processes[pid]
        if child.parent_thread == old:
            child.parent_thread = process.tgid
    t.tid = process.tgid
    t.start_ns = k.tasks[t.tid].start_ns  # its age as well
    k.tasks[t.tid] = t
    process.threads[:] = [t.tid]
    if old in k.run_queue:
        k.run_queue[k.run_queue.index(old)] = t.tid
    if old in k.line:
        k.line[k.line.index(old)] = t.tid
    if k.current == old:
        k.current = t.tid
    if t.traced is not None:
        from forkingpaths.kernel import ptrace

        ptrace.renamed(k, t, old)

"""_exit(2), exit_group(2), death by signal: how threads and processes end.

A thread that ends lets go of all that it holds (do_exit in Linux gives the order): robust futexes, the word CLONE_CHILD_CLEARTID
asked to clear, its vfork parent, memory, descriptors, directories.  With the last thread the process ends: children are handed on,
the process is a zombie, the parent is told.

    exit_group, kill_process -> condemn: the process is `exiting`, its threads wake up and neither begin nor finish a call
    exit_thread              <- exit; <- the caller of exit_group; <- each condemned thread, on its way to user mode (signals/deliver.py)
        -> _let_go, and with the last thread -> _end_of_process -> wait.notify_end

The leader of a process whose other threads go on stays in the table, dead, as Linux keeps it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi import wait as status_words
from forkingpaths.abi.errno import SysError
from forkingpaths.kernel import (
    fork,
    futex,
    futex_pi,
    namespaces,
    posix_timers,
    ptrace,
    run_queue,
    seccomp_notify,
    sleeping,
    usage,
    wait,
)
from forkingpaths.kernel import process as processes
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.ipc import sem
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Phase, Process, State, Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SIGKILL: Final = 9


def exit_thread(k: Kernel, t: Task, status: int) -> None:
    """End one thread; `status` is what wait4 would report if it is the last word of the process."""
    if t.state is State.DEAD:
        return
    process = t.process
    if k.footprint is not None:
        k.touch(("process", process.tgid), True)
        k.touch(("process", t.tid), True)
        if len(process.threads) > 1:
            k.touch(
                ("mask", process.tgid), True
            )  # who sends to the process looks whether this thread takes it
    send.thread_ends(k, t)
    if process.posix_timers:
        posix_timers.thread_ended(process, t.pending)
    _leave_scheduler(k, t)
    t.state = State.DEAD
    is_leader = t.tid == process.tgid
    if is_leader:
        last = len(process.threads) == 1
    else:
        process.threads.remove(t.tid)
        last = not process.threads or (
            len(process.threads) == 1 and k.tasks[process.threads[0]].state is State.DEAD
        )
    if last:
        if not process.exiting:  # one by one: the last has the last word
            process.exiting = True
            process.status = status
            process.extras[ptrace.ONE_BY_ONE] = True
        if process.interval_timers or process.posix_timers:
            posix_timers.end_of_process(k, process)
    _let_go(k, t)
    usage.add(process.usage, t.usage)
    if process.children:
        _tell_children(k, t, process)
    if not is_leader:
        del k.tasks[t.tid]
    if t.extras and namespaces.NAME in t.extras:
        namespaces.task_ended(k, t)
    if t.seccomp:
        seccomp_notify.thread_ended(k, t)
    if t.tracer or ptrace.TRACEES in process.extras:
        ptrace.thread_ended(k, t, status)
    k.emit(t.tid, Kind.EXIT, (process.status if process.exiting else status, last) if k.listeners else None)
    if last:
        _end_of_process(k, process)


def exit_group(k: Kernel, t: Task, status: int) -> None:
    """ "Terminates not only the calling thread, but all threads in the calling process's thread group" (exit_group(2))."""
    process = t.process
    if len(process.threads) > 1:
        condemn(k, process, status)
    elif not process.exiting:
        process.exiting = True
        process.status = status
    exit_thread(k, t, status)


def kill_process(k: Kernel, process: Process, signal: int, core: bool) -> None:
    """The default action of a fatal signal.  Each thread ends on its way to user mode (signals/deliver.py)."""
    condemn(k, process, status_words.status_signaled(signal, core))


def condemn(k: Kernel, process: Process, status: int) -> None:
    """Begin the end of a process; the first call decides the status."""
    if process.exiting:
        return
    process.exiting = True
    process.status = status
    if k.footprint is not None:
        k.touch(("pending", process.tgid), True)
        k.touch(("fate", process.tgid), True)  # a call that one of its threads stands at will not be made
        k.touch(("process", process.tgid), False)  # whether they are stopped: then they go on
    for t in processes.living_threads(k, process):
        if t.tid != k.current or k.nobody_acts:
            t.phase = Phase.USER  # an unfinished call stays so
        send.wake_up(k, t, fatal=True)


def end_other_threads(k: Kernel, t: Task) -> None:
    """ "All threads other than the calling thread are destroyed during an execve()" (execve(2)); `t` becomes the leader."""
    process = t.process
    if len(process.threads) == 1:
        return
    k.touch(("pending", process.tgid), True)
    k.touch(("fate", process.tgid), True)
    for other in processes.living_threads(k, process):
        if other is not t:
            exit_thread(k, other, SIGKILL)
    processes.become_leader(k, t)


def _leave_scheduler(k: Kernel, t: Task) -> None:
    """Out of the run queue, all wait queues and the deadlines; what the call in progress had begun is undone."""
    if t.carry is not None:
        abandon = getattr(t.carry, "abandon", None)
        if abandon is not None:
            t.carry = None
            abandon(k)
    if t.state is State.RUNNABLE:
        run_queue.leave(k, t)
        if t.woken_from is not None:  # the wake-up was for one task alone, and this one will not use it
            k.wake(t.woken_from, 1)
            t.woken_from = None
    elif t.wait is not None:
        sleeping.forget_wait(k, t)
    if run_queue.PI_OWNER in t.extras:
        run_queue.waits_no_more(k, t)


def _let_go(k: Kernel, t: Task) -> None:
    """Give back what the thread holds, in Linux's order."""
    leave_memory(k, t)
    if t.process.exiting and sem.UNDO in t.process.extras:
        sem.end_of_process(k, t.process)
    t.files.drop_user(k)
    t.fs.users -= 1
    t.pending.queue.clear()
    t.pending.mask = 0


def leave_memory(k: Kernel, t: Task) -> None:
    """Let the address space go, when a thread ends or execs, with what others find there of the thread; a vfork parent may go on."""
    if t.robust_list:
        futex.exit_robust_list(k, t)
        t.robust_list = 0
    if k.futexes:
        futex_pi.owner_ended(k, t)
    memory = t.memory
    if t.clear_child_tid:
        # "the kernel writes zero at this address and wakes one waiter there", if anybody is left to see it (set_tid_address(2))
        if memory.users > 1:
            try:
                memory.write_u32(t.clear_child_tid, 0)
                futex.wake_address(k, t, t.clear_child_tid, 1)
            except SysError:
                pass
        t.clear_child_tid = 0
    memory.drop_user(k)
    if not memory.users:
        t.usage.max_rss_pages = max(t.usage.max_rss_pages, memory.peak)
    if t.vfork_parent:
        fork.vfork_done(k, t)


def _tell_children(k: Kernel, t: Task, process: Process) -> None:
    """PR_SET_PDEATHSIG: "the 'parent' in this case is considered to be the thread that created this process" (prctl(2))."""
    for pid in process.children:
        child = k.processes[pid]
        if child.parent_thread != t.tid:
            continue
        for asker in [] if child.zombie else [k.tasks[tid] for tid in child.threads]:
            if asker.death_signal:
                info = infos.from_user(asker.death_signal, t)
                send.to_process(k, child, asker.death_signal, info, asker)
        child.parent_thread = next(
            (x for x in process.threads if k.tasks[x].state is not State.DEAD), process.tgid
        )


def _end_of_process(k: Kernel, process: Process) -> None:
    """The last thread is dead: the process becomes a zombie, and its parent hears of it."""
    tgid = process.tgid
    k.touch(("process", tgid), True)
    if tgid == 1:
        _end_of_init(k, process)
    process.zombie = True
    process.stop_signal = 0
    process.pending.queue.clear()
    process.pending.mask = 0
    if process.sid == tgid and process.terminal is not None:
        _leave_terminal(k, process)
    if process.children:
        processes.adopt_children(k, process)
    parent = k.processes.get(process.parent)
    if parent is not None and parent.pgid != process.pgid and parent.sid == process.sid:
        processes.hang_up_orphaned_group(k, process.pgid, process)
    if tgid == k.main_tgid:
        k.main_status = process.status
    k.wake(process.end_queue)
    wait.notify_end(k, process)


def _leave_terminal(k: Kernel, leader: Process) -> None:
    """ "If the process is a session leader and its controlling terminal is the controlling terminal of the session, then each process in
    the foreground process group of this controlling terminal is sent a SIGHUP signal, and the terminal is disassociated from this
    session" (_exit(2))."""
    from forkingpaths.vfs.terminal import sessions

    sessions.leader_ended(k, leader)


def _end_of_init(k: Kernel, init: Process) -> None:
    """ "If the 'init' process of a PID namespace terminates, the kernel terminates all of the processes in the namespace via SIGKILL"
    (pid_namespaces(7)): the whole system, here, and at once."""
    for process in list(k.processes.values()):
        if process is not init and not process.zombie:
            condemn(k, process, SIGKILL)
            for t in reversed(processes.living_threads(k, process)):
                exit_thread(k, t, SIGKILL)

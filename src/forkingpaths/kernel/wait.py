"""wait4(2), waitid(2) and SIGCHLD: how a parent learns what became of its children.

A child can be noticed for four things: its end (it is a zombie until noticed, then gone), a stop, a continuation, and,
for a tracer, a trap.  `notify_end` and `notify_parent` are called where these happen: they send SIGCHLD as the parent's
disposition says and wake the parent's `child_queue`.  `look` is what a waiting parent does: find the first child, oldest
first, that has something to tell.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Final, NamedTuple

from forkingpaths.abi import wait as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.signals import (
    CLD_CONTINUED,
    CLD_DUMPED,
    CLD_EXITED,
    CLD_KILLED,
    CLD_STOPPED,
    CLD_TRAPPED,
    NSIG,
    SA_NOCLDSTOP,
    SA_NOCLDWAIT,
    SIG_DFL,
    SIG_IGN,
    Signal,
)
from forkingpaths.kernel import process as processes
from forkingpaths.kernel import ptrace, usage
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.signals import actions, send
from forkingpaths.kernel.task import Process, SigInfo, State, Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SIGCHLD: Final = int(Signal.SIGCHLD)
SIGCHLD_FIELDS: Final = Struct(
    "<iIi4xqq"
)  # pid, uid, status, user and system time in ticks: siginfo_t from offset 16


class Notice(NamedTuple):
    """What a wait call found out about one child."""

    pid: int
    uid: int
    status: int  # as wait4 reports it
    code: int  # CLD_
    value: int  # si_status: the exit code or the signal
    usage: usage.Usage


# ---- telling the parent -------------------------------------------------------------------------------------------


def _info(k: Kernel, child: Process, code: int, value: int) -> SigInfo:
    spent = usage.of_process(k, child)
    fields = SIGCHLD_FIELDS.pack(
        child.tgid,
        k.tasks[child.tgid].credentials.uid,
        value,
        spent.user_ns // 10_000_000,
        spent.system_ns // 10_000_000,
    )
    return SigInfo(SIGCHLD, code, 0, fields, False, child.tgid)


def code_of(status: int) -> tuple[int, int]:
    """(CLD_ code, si_status) of an end, from the word that wait4 reports."""
    if status & 0x7F == 0:
        return CLD_EXITED, status >> 8 & 0xFF
    return (CLD_DUMPED if status & abi.WCOREFLAG else CLD_KILLED), status & 0x7F


def notify_end(k: Kernel, child: Process) -> None:
    """`child` has become a zombie, or has got a new parent as one: signal and wake the parent.

    "If a process's parent has set SIGCHLD to SIG_IGN or has SA_NOCLDWAIT set, children do not become zombies" (wait(2), NOTES):
    then, and when the parent is the kernel's own init, it is released here.
    """
    parent = k.processes.get(child.parent)
    if parent is None or parent.kernel_owned:
        processes.release(k, child)
        return
    signal = SIGCHLD if processes.PARENT_EXECUTED in child.extras else child.exit_signal
    reap = False
    k.touch(("dispositions", actions.table(parent)), False)
    k.touch(("mask", parent.tgid), False)
    if signal == SIGCHLD:
        action = parent.dispositions.actions.get(SIGCHLD)
        if action is not None:
            if action.handler == SIG_IGN:
                reap = True
                signal = 0
            elif action.flags & SA_NOCLDWAIT:
                reap = True
        if (action is None or action.handler == SIG_DFL) and _takes_no_notice(
            _maker(k, child, parent) or k.tasks[parent.tgid]
        ):
            # it would be thrown away: nothing need be made, unless somebody is to be told
            if not k.listeners:
                signal = 0
                k.step_number += not (parent.exiting or parent.zombie)  # the SENT event that listeners get
    if 0 < signal <= NSIG:  # clone(2) takes any eight bits
        info = _info(k, child, *code_of(child.status))
        info.signal = signal
        send.tell_process(k, parent, info, _maker(k, child, parent))
    if parent.child_queue.waiters:
        k.wake(parent.child_queue)
    if reap:
        processes.release(k, child)


def _maker(k: Kernel, child: Process, parent: Process) -> Task | None:
    """The thread that hears of a child first, if it does not block the signal: the one that made it (do_notify_parent in Linux sends to
    `tsk->parent`, which is a thread)."""
    maker = k.tasks.get(child.parent_thread)
    return maker if maker is not None and maker.process is parent else None


def _takes_no_notice(t: Task) -> bool:
    """Whether SIGCHLD at its default is dropped when sent to `t` first: it is not blocked, and nobody traces the process."""
    return not (t.blocked | t.real_blocked) >> (SIGCHLD - 1) & 1 and not t.tracer


def notify_parent(k: Kernel, child: Process, code: int, value: int) -> None:
    """`child` has stopped (CLD_STOPPED, the signal), continued (CLD_CONTINUED, SIGCONT) or trapped (CLD_TRAPPED)."""
    parent = k.processes.get(child.parent)
    if parent is None or parent.kernel_owned:
        return
    k.touch(("process", child.tgid), True)
    k.touch(("dispositions", actions.table(parent)), False)
    action = parent.dispositions.actions.get(SIGCHLD)
    # SA_NOCLDSTOP: "do not receive notification when child processes stop or resume" (sigaction(2))
    if action is None or not (action.handler == SIG_IGN or action.flags & SA_NOCLDSTOP):
        send.to_process(k, parent, SIGCHLD, _info(k, child, code, value), _maker(k, child, parent))
    k.wake(parent.child_queue)


# ---- looking for news ---------------------------------------------------------------------------------------------


def look(k: Kernel, t: Task, kind: int, number: int, options: int) -> Notice | None:
    """The first child among those asked for (`kind` is P_ALL, P_PID or P_PGID) that has news of a kind in `options`.

    None when there are such children but no news; SysError(ECHILD) when there is no such child.
    """
    parent = t.process
    table = k.processes
    any_child = False
    noting = k.footprint is not None
    if noting:
        k.touch(("children", parent.tgid), False)
    for pid in _own_first(k, t):
        child = table[pid]
        if noting:
            k.touch(("process", pid), False)
        if not _asked_for(t, child, kind, number, options):
            continue
        # "ECHILD: The calling process has no existing unwaited-for child processes" that could change state as asked: a zombie can only end
        if child.zombie and not options & abi.WEXITED:
            continue
        any_child = True
        notice = _news(k, parent, child, options)
        if notice is not None:
            return notice
    if noting and (ptrace.TRACEES in parent.extras or ptrace.DEAD_TRACEES in parent.extras):
        k.touch(("tracees", parent.tgid), True)
    if ptrace.TRACEES in parent.extras:
        for pid in ptrace.tracees(parent):
            tracee = k.tasks[pid]
            k.touch(("progress", tracee.tgid), False)
            if (kind == abi.P_PID and pid != number) or (kind == abi.P_PGID and tracee.pgid != number):
                continue
            any_child = True
            notice = _trap(k, tracee, options)
            if notice is not None:
                return notice
        notice = _dead_tracee(parent, kind, number, options)
        if notice is not None:
            return notice
    if not any_child:
        raise SysError(Errno.ECHILD)
    return None


def _own_first(k: Kernel, t: Task) -> list[int]:
    """The children as Linux looks at them (do_wait): those of the thread itself, oldest first, then those of the threads after it, around
    to the one before it."""
    parent = t.process
    threads, children = parent.threads, parent.children
    if len(threads) == 1 or len(children) < 2:
        return children
    first = threads.index(t.tid)
    place = {tid: (i - first) % len(threads) for i, tid in enumerate(threads)}
    return sorted(children, key=lambda pid: place.get(k.processes[pid].parent_thread, len(threads)))


def _asked_for(t: Task, child: Process, kind: int, number: int, options: int) -> bool:
    if kind == abi.P_PID and child.tgid != number:
        return False
    if kind == abi.P_PGID and child.pgid != number:
        return False
    # "__WNOTHREAD: do not wait for children of other threads in the same thread group"
    if options & abi.__WNOTHREAD and child.parent_thread != t.tid:
        return False
    # "__WCLONE: wait for 'clone' children only": those that tell their parent by another signal than SIGCHLD, or by none
    return bool(options & abi.__WALL) or (child.exit_signal != SIGCHLD) == bool(options & abi.__WCLONE)


def _news(k: Kernel, parent: Process, child: Process, options: int) -> Notice | None:
    if child.zombie:
        return _end(k, parent, child, options)
    leader = k.tasks[child.tgid]
    if leader.traced is not None and leader.tracer in parent.threads:
        return None  # traced by its parent: its stops are the tracer's (see _trap)
    if not child.stop_reported and child.stop_signal and options & abi.WUNTRACED:
        if not options & abi.WNOWAIT:
            child.stop_reported = True
        signal = child.stop_signal
        return _notice(k, child, abi.status_stopped(signal), CLD_STOPPED, signal)
    if not child.continue_reported and options & abi.WCONTINUED:
        if not options & abi.WNOWAIT:
            child.continue_reported = True
        return _notice(k, child, abi.CONTINUED_STATUS, CLD_CONTINUED, int(Signal.SIGCONT))
    return None


def _notice(k: Kernel, child: Process, status: int, code: int, value: int) -> Notice:
    k.touch(("process", child.tgid), True)
    spent = usage.of_process(k, child)
    return Notice(child.tgid, k.tasks[child.tgid].credentials.uid, status, code, value, spent)


def _end(k: Kernel, parent: Process, child: Process, options: int) -> Notice:
    """The child is dead: report it and, without WNOWAIT, let it go; its account is added to the parent's children's."""
    uid = k.tasks[child.tgid].credentials.uid
    code, value = code_of(child.status)
    spent = usage.of_dead_threads(child)
    if child.reaped_any:
        usage.add(spent, child.children_usage)
    if not options & abi.WNOWAIT:
        usage.add(parent.children_usage, spent)
        parent.reaped_any = True
        k.emit(k.current, Kind.REAPED, (child.tgid, child.status) if k.listeners else None)
        processes.release(k, child)
    return Notice(child.tgid, uid, child.status, code, value, spent)


def _trap(k: Kernel, t: Task, options: int) -> Notice | None:
    """A tracee that has stopped: the tracer sees it without asking for stops (ptrace(2))."""
    tracee = t.traced
    if t.state is not State.TRACED or tracee is None or tracee.reported:
        return None
    if not options & abi.WNOWAIT:
        tracee.reported = True
    status = tracee.status
    return Notice(t.tid, t.credentials.uid, status, CLD_TRAPPED, status >> 8, usage.of_process(k, t.process))


def _dead_tracee(parent: Process, kind: int, number: int, options: int) -> Notice | None:
    """A tracee that is not a child, or a thread of one, and has ended."""
    ended: list[ptrace.DeadTracee] = parent.extras.get(ptrace.DEAD_TRACEES, [])
    for index, dead in enumerate(ended):
        if options & abi.WEXITED and (kind == abi.P_ALL or (kind == abi.P_PID and dead.tid == number)):
            if not options & abi.WNOWAIT:
                del ended[index]
            code, value = code_of(dead.word)
            return Notice(dead.tid, dead.uid, dead.word, code, value, usage.Usage())
    return None

"""Tracing: one thread watches and controls another (ptrace(2)).  What stops a tracee, and what sets it going again.

A tracee in a ptrace-stop is TRACED and in no queue; `Task.traced` says which stop it is, as the word that wait4 reports.

    signal-delivery-stop   a signal was taken out and has not been acted upon: the tracer says whether it will be (signals/deliver.py)
    syscall-stops          before and after a system call, when resumed with PTRACE_SYSCALL (scheduler._call)
    PTRACE_EVENT stops     fork, vfork, clone, exec, exit, as PTRACE_SETOPTIONS asked for
    group-stop             the process stops for job control (signals/stop.py)

Stops that are due before the tracee next reaches user mode wait in `Tracee.due`.  The tracer (its tid is `Task.tracer`; its
process keeps the list of its tracees) hears of each by SIGCHLD and wait.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi import ptrace as abi
from forkingpaths.abi.clone import CLONE_UNTRACED, CLONE_VFORK
from forkingpaths.abi.errno import Errno
from forkingpaths.abi.siginfo import SI_CHILD
from forkingpaths.abi.signals import CLD_EXITED, CLD_KILLED, CLD_TRAPPED, SI_USER, Signal
from forkingpaths.kernel import run_queue, single_step
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import pending as sets
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Phase, Process, SigInfo, State, Task
from forkingpaths.machine.registers import RAX
from forkingpaths.vfs.wait import Suspended

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SIGCHLD, SIGKILL, SIGSTOP, SIGTRAP = (
    int(s) for s in (Signal.SIGCHLD, Signal.SIGKILL, Signal.SIGSTOP, Signal.SIGTRAP)
)
ENOSYS = -int(Errno.ENOSYS) & 0xFFFF_FFFF_FFFF_FFFF
SKIPPED = 0xFFFF_FFFF  # a call number of -1: the tracer has the call left out
EMULATIONS = ("emulate", "emulate step")
ENTRY_STOPS = ("syscall", *EMULATIONS)
TRACEES, DEAD_TRACEES = "tracees", "dead tracees"  # in the tracer's process.extras
ONE_BY_ONE = "one by one"  # in process.extras: its threads have ended each for itself


@dataclass(slots=True, eq=False)
class Tracee:
    """What tracing knows about a thread."""

    options: int = 0
    seized: bool = False
    mode: str = ""  # how it was resumed: "", "syscall", "step", "emulate", "emulate step"
    kind: str = ""  # of the stop it is in: "signal", "entry", "seccomp", "exit", "event", "group", "stop"; "" when it runs
    status: int = 0  # of that stop, as wait4 reports it
    reported: bool = True  # a wait has seen it
    message: int = 0  # PTRACE_GETEVENTMSG
    info: SigInfo | None = None  # the signal of a signal-delivery-stop
    inject: SigInfo | None = None  # what the tracer has said is to be acted upon
    due: list[tuple[str, int, int]] = field(default_factory=list)  # (kind, status, message) of stops to come
    interrupt: bool = False  # PTRACE_INTERRUPT
    entered: bool = False  # the call it stands at has had its syscall-entry-stop
    emulated: bool = (
        False  # and is the tracer's to carry out: it is left out, whatever the tracee is resumed by
    )
    forced_trap: bool = False  # the flag TF is set by the tracer (single_step.py)
    listening: bool = False  # PTRACE_LISTEN
    exit_told: bool = False


class DeadTracee(NamedTuple):
    """A tracee that is not its tracer's child, or is a thread of one, and has ended: until its tracer waits for it."""

    tid: int
    uid: int
    status: int  # its own
    process: Process

    @property
    def word(self) -> int:
        """What wait tells: as wait_task_zombie, the status of the process once that has ended as a whole, which may be later."""
        process = self.process
        whole = process.exiting and ONE_BY_ONE not in process.extras
        return process.status if whole else self.status


def event_status(event: int, signal: int = SIGTRAP) -> int:
    """The wait status of a PTRACE_EVENT stop: the event is above the signal."""
    return (event << 8 | signal) << 8 | 0x7F


def _syscall_status(tracee: Tracee) -> int:
    # "PTRACE_O_TRACESYSGOOD: when delivering system call traps, set bit 7 in the signal number"
    return (SIGTRAP | (0x80 if tracee.options & abi.PTRACE_O_TRACESYSGOOD else 0)) << 8 | 0x7F


# ---- who traces whom ----------------------------------------------------------------------------------------------


def attach(k: Kernel, tracer: Task, t: Task, options: int = 0, seized: bool = False) -> Tracee:
    """Make `tracer` the tracer of `t`; the caller has checked that it may."""
    t.tracer = tracer.tid
    t.traced = Tracee(options, seized)
    tracer.process.extras.setdefault(TRACEES, []).append(t.tid)
    _changed(k, t)
    return t.traced


def _changed(k: Kernel, t: Task) -> None:
    """`t` has got a tracer, or lost it: what it does next may be another thing than it would have been."""
    for key in ("process", "pending", "fate"):
        k.touch((key, t.tgid), True)


def detach(k: Kernel, t: Task) -> None:
    """`t` is its own master again; if it was stopped it goes on, or joins its process's stop."""
    tracee = t.traced
    assert tracee is not None
    tracer = k.tasks.get(t.tracer)
    if tracer is not None:
        tracer.process.extras[TRACEES].remove(t.tid)
    _changed(k, t)
    single_step.end(t)
    t.tracer = 0
    t.traced = None
    if t.state is State.TRACED:
        if tracee.kind == "group" and t.process.stop_signal:
            t.state = State.STOPPED
        else:
            _run(k, t)
            sets.recalculate(t)  # nobody told it of signals while it was stopped
        if tracee.inject is not None:
            sets.enter(t.pending, tracee.inject)
            t.signal_pending = True


def tracees(process: Process) -> list[int]:
    """The tids that the threads of `process` trace."""
    found: list[int] = process.extras.get(TRACEES, [])
    return found


def thread_ended(k: Kernel, t: Task, status: int) -> None:
    """A tracer or a tracee has ended, with `status` as its own last word."""
    for tid in list(tracees(t.process)):
        tracee = k.tasks[tid]
        if tracee.tracer != t.tid:
            continue
        kill = tracee.traced is not None and tracee.traced.options & abi.PTRACE_O_EXITKILL
        detach(k, tracee)
        if kill:
            send.to_thread(k, tracee, SIGKILL)
    if not t.tracer:
        return
    tracer = k.tasks.get(t.tracer)
    t.tracer = 0
    t.traced = None
    if tracer is None:
        return
    k.touch(("tracees", tracer.tgid), True)
    tracees(tracer.process).remove(t.tid)
    if t.tid == t.tgid and t.process.parent == tracer.tgid:
        return  # its parent: it will see the zombie
    dead = DeadTracee(t.tid, t.credentials.uid, status, t.process)
    word = dead.word
    tracer.process.extras.setdefault(DEAD_TRACEES, []).append(dead)
    _tell(k, tracer, t, CLD_KILLED if word & 0x7F else CLD_EXITED, word & 0x7F or word >> 8 & 0xFF)


def renamed(k: Kernel, t: Task, old: int) -> None:
    """execve(2) in another thread gave `t` the leader's number."""
    tracer = k.tasks.get(t.tracer)
    if tracer is not None:
        mine = tracees(tracer.process)
        mine[mine.index(old)] = t.tid


# ---- stopping -----------------------------------------------------------------------------------------------------


def halt(k: Kernel, t: Task, kind: str, status: int, message: int = 0, info: SigInfo | None = None) -> None:
    """Put a runnable tracee into a ptrace-stop and tell the tracer."""
    tracee = t.traced
    assert tracee is not None
    if t.state is State.RUNNABLE:
        run_queue.leave(k, t)
    t.state = State.TRACED
    tracee.kind, tracee.status, tracee.message, tracee.info = kind, status, message, info
    tracee.reported = tracee.listening = False
    k.emit(t.tid, Kind.STOPPED, (status >> 8 & 0x7F,))
    tracer = k.tasks.get(t.tracer)
    if tracer is not None:
        _tell(k, tracer, t, CLD_TRAPPED, status >> 8 & 0x7F)


def _tell(k: Kernel, tracer: Task, t: Task, code: int, value: int) -> None:
    raw = SI_CHILD.pack(SIGCHLD, 0, code, t.tid, t.credentials.uid, value, 0, 0)
    send.to_process(k, tracer.process, SIGCHLD, infos.unpack(raw))
    k.wake(tracer.process.child_queue)


def stops_here(k: Kernel, t: Task) -> bool:
    """On the way to user mode: carry out the next stop that is due.  True when `t` has stopped."""
    tracee = t.traced
    assert tracee is not None
    if tracee.due:
        kind, status, message = tracee.due.pop(0)
        if tracee.due:
            t.signal_pending = True
        halt(k, t, kind, status, message)
        return True
    if tracee.interrupt:
        tracee.interrupt = False
        halt(k, t, "stop", event_status(abi.PTRACE_EVENT_STOP))
        return True
    return False


def handler_entered(k: Kernel, t: Task) -> None:
    """A step into a handler is over at its first instruction."""
    halt(k, t, "event", SIGTRAP << 8 | 0x7F)


def signal_stop(k: Kernel, t: Task, info: SigInfo) -> None:
    """A signal has been taken out: the tracer decides what becomes of it."""
    halt(k, t, "signal", info.signal << 8 | 0x7F, 0, info)


def injected(k: Kernel, t: Task) -> SigInfo | None:
    """The signal that the tracer let through, if `t` does not block it now."""
    tracee = t.traced
    assert tracee is not None
    info, tracee.inject = tracee.inject, None
    if info is not None and t.blocked >> (info.signal - 1) & 1:
        sets.enter(t.pending, info)
        return None
    return info


def group_stop(k: Kernel, t: Task, signal: int) -> None:
    """Job control has stopped this thread (it is in no queue): the tracer sees it as a ptrace-stop."""
    tracee = t.traced
    assert tracee is not None
    # "WSTOPSIG(status) returns the stopping signal ... status >> 16 == PTRACE_EVENT_STOP" for a seized tracee
    seized = event_status(abi.PTRACE_EVENT_STOP, signal)
    halt(k, t, "group", seized if tracee.seized else signal << 8 | 0x7F)


def at_entry(k: Kernel, t: Task) -> bool:
    """A call is about to be carried out.  True when it is not: the tracee stops first, or leaves it out."""
    tracee = t.traced
    assert tracee is not None
    if not tracee.entered:
        if tracee.mode not in ENTRY_STOPS:
            return False
        tracee.entered = True
        # "PTRACE_SYSEMU: For PTRACE_SYSEMU, continue and stop on entry to the next system call, which will not be executed"
        tracee.emulated = tracee.mode in EMULATIONS
        t.context.regs[RAX] = ENOSYS  # what a tracer finds there
        halt(k, t, "entry", _syscall_status(tracee), abi.PTRACE_EVENTMSG_SYSCALL_ENTRY)
        return True
    return tracee.emulated or t.call_number & 0xFFFF_FFFF == SKIPPED


def at_exit(k: Kernel, t: Task) -> None:
    """A call has been carried out."""
    tracee = t.traced
    assert tracee is not None
    tracee.entered = tracee.emulated = False
    if tracee.mode == "syscall":
        tracee.due.append(("exit", _syscall_status(tracee), abi.PTRACE_EVENTMSG_SYSCALL_EXIT))
    elif tracee.mode == "step":
        single_step.at_exit(k, t)
    if tracee.due:
        t.signal_pending = True


def seccomp_stop(k: Kernel, t: Task, data: int) -> bool:
    """PTRACE_O_TRACESECCOMP: "Stop the tracee when a seccomp(2) SECCOMP_RET_TRACE rule is triggered", behind the syscall-entry-stop if
    there is one.  True when `t` has stopped."""
    tracee = t.traced
    if tracee is None or not tracee.options & abi.PTRACE_O_TRACESECCOMP:
        return False
    tracee.entered = True  # what comes next is the call, or its end
    t.context.regs[RAX] = ENOSYS
    # "While this triggers a PTRACE_EVENT stop, it is similar to a syscall-enter-stop ... PTRACE_GETEVENTMSG: SECCOMP_RET_DATA"
    halt(k, t, "seccomp", event_status(abi.PTRACE_EVENT_SECCOMP), data)
    return True


# ---- events -------------------------------------------------------------------------------------------------------


def forked(k: Kernel, t: Task, tid: int, flags: int, exit_signal: int) -> None:
    """A tracee has made the thread `tid`: it may be traced too, and the tracer may want to know.  Raises Suspended for vfork, whose event
    must come before the wait for the child."""
    tracee = t.traced
    assert tracee is not None
    if flags & CLONE_VFORK:
        event, wanted = abi.PTRACE_EVENT_VFORK, abi.PTRACE_O_TRACEVFORK
    elif exit_signal != SIGCHLD:
        event, wanted = abi.PTRACE_EVENT_CLONE, abi.PTRACE_O_TRACECLONE
    else:
        event, wanted = abi.PTRACE_EVENT_FORK, abi.PTRACE_O_TRACEFORK
    if not tracee.options & wanted or flags & CLONE_UNTRACED:
        return
    child = k.tasks[tid]
    tracer = k.tasks.get(t.tracer)
    if tracer is None:
        return
    made = attach(k, tracer, child, tracee.options, tracee.seized)
    if tracee.seized:
        made.due.append(("stop", event_status(abi.PTRACE_EVENT_STOP), 0))
    else:
        sets.enter(child.pending, SigInfo(SIGSTOP, SI_USER, 0, bytes(8)))
    child.signal_pending = True
    if flags & CLONE_VFORK:
        halt(k, t, "event", event_status(event), tid)
        raise Suspended(tid)
    tracee.due.append(("event", event_status(event), tid))


def vfork_done(t: Task, tid: int) -> None:
    """The wait of a tracee's vfork is over."""
    tracee = t.traced
    assert tracee is not None
    if tracee.options & abi.PTRACE_O_TRACEVFORKDONE:
        tracee.due.append(("event", event_status(abi.PTRACE_EVENT_VFORK_DONE), tid))


def execed(k: Kernel, t: Task, old_tid: int) -> None:
    """execve(2) has succeeded in a tracee."""
    tracee = t.traced
    assert tracee is not None
    if tracee.options & abi.PTRACE_O_TRACEEXEC:
        tracee.due.append(("event", event_status(abi.PTRACE_EVENT_EXEC), old_tid))
    elif not tracee.seized:
        # "If the PTRACE_O_TRACEEXEC option is not in effect, all successful calls to execve(2) by the traced process will cause it to
        # be sent a SIGTRAP signal"
        send.to_thread(k, t, SIGTRAP, infos.from_user(SIGTRAP, t))


def stops_at_exit(k: Kernel, t: Task, status: int) -> bool:
    """PTRACE_O_TRACEEXIT: "Stop the tracee at exit", once.  True when `t` has stopped."""
    tracee = t.traced
    assert tracee is not None
    if not tracee.options & abi.PTRACE_O_TRACEEXIT or tracee.exit_told:
        return False
    tracee.exit_told = True
    halt(k, t, "event", event_status(abi.PTRACE_EVENT_EXIT), status)
    return True


# ---- going on -----------------------------------------------------------------------------------------------------


def resume(k: Kernel, tracer: Task, t: Task, signal: int, mode: str) -> None:
    """Set a stopped tracee going; `signal` is what becomes of a signal-delivery-stop, or is sent at a syscall-stop."""
    tracee = t.traced
    assert tracee is not None
    decide(k, tracer, t, signal)
    tracee.mode = mode
    tracee.kind = ""
    if mode in single_step.STEPS:
        single_step.begin(t)
    else:
        single_step.end(t)
    tracee.reported = True
    if t.phase is Phase.USER:
        t.signal_pending = True  # so that it comes by signals/deliver.py
    else:
        sets.recalculate(t)
    _run(k, t)


def decide(k: Kernel, tracer: Task, t: Task, signal: int) -> None:
    """Note what the tracer said about the signal."""
    tracee = t.traced
    assert tracee is not None
    if tracee.kind == "signal":
        info = tracee.info
        if signal and info is not None:
            tracee.inject = info if info.signal == signal else infos.from_user(signal, tracer)
    elif signal and tracee.kind in ("entry", "exit"):
        send.to_thread(k, t, signal, infos.from_user(signal, tracer))
    tracee.info = None


def continued(k: Kernel, t: Task) -> None:
    """SIGCONT has reached a seized tracee: it traps anew, at once when it listens, else when it is set going."""
    tracee = t.traced
    assert tracee is not None
    if tracee.listening:
        tracee.interrupt = False
        halt(k, t, "stop", event_status(abi.PTRACE_EVENT_STOP))
    elif t.state is State.TRACED:
        tracee.interrupt = True


def _run(k: Kernel, t: Task) -> None:
    t.state = State.RUNNABLE
    run_queue.enter(k, t)

"""Tasks and thread groups: the process table (clone(2), credentials(7), setsid(2)).

A `Task` is a thread: it has registers, a signal mask, private pending signals.  A `Process` is a thread
group: what its threads share whatever clone flags say (pid, parent, children, pending signals of the
process, limits, timers).  What clone flags may share between *any* tasks (memory, descriptors, directories,
dispositions) is an object of its own with a `users` count: AddressSpace, FdTable, FsInfo, Dispositions.

Life of a task.  RUNNABLE (in the scheduler's queue) <-> BLOCKED (`wait` is set) <-> STOPPED / TRACED; then
DEAD.  A dead thread that is not the leader vanishes at once.  When the last thread of a process is dead the
process is a ZOMBIE until its parent waits for it (or had SIGCHLD ignored); then it is gone from
`kernel.processes`.

Invariants (asserted by kernel/invariants.py): a task is in the run queue exactly when RUNNABLE; it has a
`Wait` exactly when BLOCKED; every process but init has a living parent; ids in lists name living entries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from forkingpaths.vfs.credentials import Credentials
from forkingpaths.vfs.wait import Wait, WaitQueue, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.descriptors import FdTable, FsInfo
    from forkingpaths.kernel.memory.address_space import AddressSpace
    from forkingpaths.kernel.ptrace import Tracee
    from forkingpaths.kernel.timers import Entry
    from forkingpaths.machine import Context


class State(IntEnum):
    """What a task is doing; the letters of /proc/pid/stat are in `STATE_LETTERS`."""

    RUNNABLE = 0
    BLOCKED = 1
    STOPPED = 2
    TRACED = 3
    DEAD = 4


class Phase(IntEnum):
    """Where a runnable task goes on when it is chosen."""

    USER = 0  # in user mode: deliver signals, then run
    CALL = 1  # at a system call that has not been carried out yet (or is to be run again)


@dataclass(slots=True)
class SigInfo:
    """A signal in flight: the fields of siginfo_t that its kind uses (sigaction(2)).  `fields` holds them packed from offset 16 on."""

    signal: int
    code: int = 0
    errno: int = 0
    fields: bytes = b""
    forced: bool = False  # made by a fault: cannot be blocked or ignored
    sender: int = 0  # pid, for views
    timer: int = -1  # id of the POSIX timer it comes from: at most one signal of each is pending


@dataclass(slots=True)
class Action:
    """One disposition (sigaction(2)): handler 0 is SIG_DFL, 1 is SIG_IGN."""

    handler: int = 0
    flags: int = 0
    restorer: int = 0
    mask: int = 0


@dataclass(slots=True, eq=False)
class Dispositions:
    """The table that CLONE_SIGHAND shares; absent means SIG_DFL."""

    actions: dict[int, Action] = field(default_factory=dict)
    users: int = 1


@dataclass(slots=True, eq=False)
class Pending:
    """Signals sent and not yet delivered, in order of arrival; standard signals at most once each (signal(7))."""

    mask: int = 0
    queue: list[SigInfo] = field(default_factory=list)


@dataclass(slots=True)
class Usage:
    """What getrusage(2) counts, in virtual time."""

    user_ns: int = 0
    system_ns: int = 0
    max_rss_pages: int = 0
    minor_faults: int = 0
    major_faults: int = 0
    voluntary_switches: int = 0
    involuntary_switches: int = 0
    input_blocks: int = 0
    output_blocks: int = 0


@dataclass(slots=True, eq=False)
class Process:
    """A thread group."""

    # identity and family; written by kernel/process.py and sys/process
    tgid: int
    parent: int  # tgid; 0 for init
    pgid: int
    sid: int
    parent_thread: int = 0  # tid of the thread that made it (__WNOTHREAD, PR_SET_PDEATHSIG)
    kernel_owned: bool = False  # the kernel's own init: no user code, children that end are reaped at once
    threads: list[int] = field(
        default_factory=list
    )  # living tids, oldest first (the leader's stays while it is a zombie)
    children: list[int] = field(default_factory=list)  # tgids, oldest first, zombies too
    child_queue: WaitQueue = field(default_factory=lambda: WaitQueue("children"))
    exit_signal: int = 17  # SIGCHLD; 0 for none (clone(2))
    subreaper: bool = False
    death_signal: int = 0  # PR_SET_PDEATHSIG
    executed: bool = False  # has called execve since fork (setpgid(2): EACCES)
    executable: bytes = b""  # /proc/pid/exe
    arguments: list[bytes] = field(default_factory=list)
    environment: list[bytes] = field(default_factory=list)
    dumpable: int = 1

    # signals; written by kernel/signals
    pending: Pending = field(default_factory=Pending)
    dispositions: Dispositions = field(default_factory=Dispositions)
    signal_queue: WaitQueue = field(
        default_factory=lambda: WaitQueue("signals")
    )  # signalfd, sigtimedwait pollers

    current_target: int = (
        0  # tid that took the last process-directed signal: where the search for a taker begins
    )

    # end and job control; written by kernel/process.py and kernel/signals/stop.py
    stop_count: int = 0  # threads that have yet to stop before the stop is complete
    continue_notice: int = 0  # CLD_ code that the first thread to run after SIGCONT tells the parent
    exiting: bool = False  # exit_group or a fatal signal has begun
    zombie: bool = False
    end_queue: WaitQueue = field(default_factory=lambda: WaitQueue("end of process"))  # pollers of its pidfds
    status: int = 0  # as wait4 reports it
    stop_signal: int = 0  # nonzero while stopped by job control
    stop_reported: bool = True  # a stop that wait(WUNTRACED) has not seen yet when False
    continue_reported: bool = True

    # limits and account
    limits: dict[int, tuple[int, int]] = field(default_factory=dict)  # RLIMIT_ -> (soft, hard)
    usage: Usage = field(default_factory=Usage)  # threads that ended
    children_usage: Usage = field(default_factory=Usage)
    reaped_any: bool = False  # children_usage is not all zero
    start_ns: int = 0
    interval_timers: dict[int, Any] = field(
        default_factory=dict
    )  # ITIMER_ -> kernel/interval_timers.IntervalTimer
    posix_timers: dict[int, Any] = field(default_factory=dict)  # timer id -> kernel/posix_timers.PosixTimer
    cpu_timers: list[Any] = field(
        default_factory=list
    )  # kernel/cpu_timers.CpuTimer: what is due at a processor time
    terminal: int | None = None  # device number of the controlling terminal
    extras: dict[str, Any] = field(default_factory=dict)  # small state of rare calls, by name


@dataclass(slots=True, eq=False)
class Task:
    """A thread."""

    # identity
    tid: int
    process: Process
    name: bytes = b""  # comm, at most 15 bytes

    # execution; written by the scheduler, fork and exec
    context: Context = None  # type: ignore[assignment]  # set by fork and exec before the task is first runnable
    memory: AddressSpace = None  # type: ignore[assignment]  # likewise
    state: State = State.RUNNABLE
    phase: Phase = Phase.USER
    wait: Wait | None = None
    deadline: Entry | None = None  # the armed timer of `wait`
    wake: Wake = Wake.NONE
    woken_from: WaitQueue | None = (
        None  # it was woken alone, not with all others: if it dies first, the next one must be woken
    )
    carry: Any = None  # what a blocked call remembers between its runs
    carry_restart: Any = None  # the same, of a call that ended with a restart code; restart_syscall's memory
    restart: int = 0  # minus a restart code that signal delivery must turn into a restart or EINTR
    call_number: int = -1  # the system call in progress, or the last one
    call_step: int = 0  # the step of its CALL event
    call_arguments: tuple[int, ...] = ()  # as decoded at the CALL event, for the RETURN event

    # what clone flags share
    files: FdTable = None  # type: ignore[assignment]  # set by fork
    fs: FsInfo = None  # type: ignore[assignment]  # set by fork
    credentials: Credentials = field(default_factory=Credentials)

    # signals; written by kernel/signals
    blocked: int = 0
    saved_mask: int | None = None  # to be restored after sigsuspend, pselect, ppoll, epoll_pwait
    pending: Pending = field(default_factory=Pending)
    signal_pending: bool = (
        False  # look at signals before user mode (Linux's TIF_SIGPENDING); set by send, cleared by deliver
    )
    stop_pending: int = (
        0  # the signal of a stop of the whole process in which this thread has yet to take part
    )
    real_blocked: int = 0  # `blocked` as it was before sigtimedwait took signals out of it
    fault: tuple[int, int, int] = (
        0,
        0,
        0,
    )  # vector, error code and CR2 of the last fault that became a signal
    alternate_stack: tuple[int, int, int] = (0, 0, 2)  # address, size, flags (SS_DISABLE)

    # threads
    clear_child_tid: int = 0
    robust_list: int = 0
    vfork_parent: int = 0  # tid to wake when this task execs or ends
    rseq: tuple[int, int, int] | None = None  # address, length, signature

    # account and rare state
    usage: Usage = field(default_factory=Usage)
    nice: int = 0
    priority: int = 0  # real-time priority, own or inherited; 0 for none (kernel/run_queue.py)
    slice_start_ns: int = 0  # processor time at which its SCHED_RR slice began
    start_ns: int = 0
    tracer: int = 0  # tid of the thread that traces this one
    lineage: int = 0  # a number for its place in the family, whatever the order of forks elsewhere
    births: int = 0  # tasks it made
    spaces_made: int = 0  # address spaces it made
    draws: int = 0  # how often it asked for random bytes
    seccomp: tuple[Any, ...] | None = None  # filters of its calls, oldest first; () is strict mode
    traced: Tracee | None = None  # what it knows; set exactly when `tracer` is
    extras: dict[str, Any] = field(default_factory=dict)

    @property
    def tgid(self) -> int:
        return self.process.tgid

    @property
    def pgid(self) -> int:
        return self.process.pgid

    @property
    def sid(self) -> int:
        return self.process.sid

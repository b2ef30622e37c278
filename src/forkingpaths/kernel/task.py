"""Tasks and thread groups: the process table (clone(2), credentials(7), setsid(2)).

A `Task` is a thread: it has registers, a signal mask, private pending signals.  A `Process` is a thread
group: what its threads share whatever clone flags say (pid, parent, children, pending signals of the
process, limits, timers).  What clone flags may share between *any* tasks (memory, descriptors, directories,
dispositions) is an object of its own with a `users` count: AddressSpace, FdTable, FsInfo, Dispositions.

Life of a task.  RUNNABLE (in the scheduler's queue) <-> BLOCKED (`wait` is set) <-> STOPPED / TRACED; then
DEAD.  A dead thread that is not the leader vanishes at once.  When the last thread of a process is dead the
process is a ZOMBIE until its parent waits for it (or had SIGCHLD ignored); then it is gone from
`kernel.processes`.

Every fork makes a Usage, a Process and a Task: these write out what a dataclass would generate, because the
compiler (forkingpaths/compiled.py) leaves generated code to the interpreter.

Invariants (asserted by kernel/invariants.py): a task is in the run queue exactly when RUNNABLE; it has a
`Wait` exactly when BLOCKED; every process but init has a living parent; ids in lists name living entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from forkingpaths.vfs.wait import Wait, WaitQueue, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.descriptors import FdTable, FsInfo
    from forkingpaths.kernel.memory.address_space import AddressSpace
    from forkingpaths.kernel.ptrace import Tracee
    from forkingpaths.kernel.spinning import Spin
    from forkingpaths.kernel.timers import Entry
    from forkingpaths.machine import Context
    from forkingpaths.vfs.credentials import Credentials


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
    timer: int = -1  # id of the POSIX timer it comes from (at most one signal of each is pending), or see signals/pending.py
    merged: int = 0  # how many of the same were sent while it was pending, for views


@dataclass(slots=True)
class Action:
    """One disposition (sigaction(2)): handler 0 is SIG_DFL, 1 is SIG_IGN."""

    handler: int = 0
    flags: int = 0
    restorer: int = 0
    mask: int = 0


# Each fork makes these anew; an __init__ that a dataclass writes is not compiled, one that stands here is.


@dataclass(slots=True, eq=False, init=False)
class Dispositions:
    """The table that CLONE_SIGHAND shares; absent means SIG_DFL."""

    actions: dict[int, Action]
    users: int
    shared_by: int  # the first process that shared it with another; stays when it has one user again

    def __init__(self, actions: dict[int, Action] | None = None) -> None:
        self.actions = {} if actions is None else actions
        self.users = 1
        self.shared_by = 0


@dataclass(slots=True, eq=False, init=False)
class Pending:
    """Signals sent and not yet delivered, in order of arrival; standard signals at most once each (signal(7))."""

    mask: int
    queue: list[SigInfo]

    def __init__(self) -> None:
        self.mask = 0
        self.queue = []


# what a snapshot keeps of one besides the arguments of __init__, in the order of __setstate__
_USAGE: Final = (
    "user_ns", "system_ns", "max_rss_pages", "minor_faults", "major_faults", "voluntary_switches",
    "involuntary_switches", "input_blocks", "output_blocks",
)  # fmt: skip
_REST_OF_USAGE: Final = attrgetter(*_USAGE)


class Usage:
    """What getrusage(2) counts, in virtual time."""

    __slots__ = _USAGE

    def __init__(self) -> None:
        self.user_ns = 0
        self.system_ns = 0
        self.max_rss_pages = 0
        self.minor_faults = 0
        self.major_faults = 0
        self.voluntary_switches = 0
        self.involuntary_switches = 0
        self.input_blocks = 0
        self.output_blocks = 0

    def __reduce__(self) -> tuple[Any, ...]:
        return Usage, (), _REST_OF_USAGE(self)

    def __setstate__(self, rest: tuple[Any, ...]) -> None:
        (
            self.user_ns, self.system_ns, self.max_rss_pages, self.minor_faults, self.major_faults,
            self.voluntary_switches, self.involuntary_switches, self.input_blocks, self.output_blocks,
        ) = rest  # fmt: skip


# what a snapshot keeps of one besides the arguments of __init__, in the order of __setstate__
_PROCESS: Final = (
    "parent_thread", "kernel_owned", "threads", "children", "child_queue", "exit_signal", "subreaper",
    "executed", "executable", "arguments", "environment", "dumpable", "pending", "signal_queue",
    "current_target", "stop_count", "continue_notice", "exiting", "zombie", "end_queue", "status",
    "stop_signal", "stop_reported", "continue_reported", "limits", "usage", "children_usage", "reaped_any",
    "interval_timers", "posix_timers", "cpu_timers", "terminal", "extras",
)  # fmt: skip
_REST_OF_PROCESS: Final = attrgetter(*_PROCESS)


class Process:
    """A thread group."""

    __slots__ = ("dispositions", "parent", "pgid", "sid", "tgid", *_PROCESS)

    def __init__(self, tgid: int, parent: int, pgid: int, sid: int, dispositions: Dispositions) -> None:
        # identity and family; written by kernel/process.py and sys/process
        self.tgid = tgid
        self.parent = parent  # tgid; 0 for init
        self.pgid = pgid
        self.sid = sid
        self.parent_thread = 0  # tid of the thread that made it (__WNOTHREAD, PR_SET_PDEATHSIG)
        self.kernel_owned = False  # the kernel's own init: no user code, children that end are reaped at once
        self.threads: list[int] = []  # living tids, oldest first (the leader's stays while it is a zombie)
        self.children: list[int] = []  # tgids, oldest first, zombies too
        self.child_queue = WaitQueue("children")
        self.exit_signal = 17  # SIGCHLD; 0 for none (clone(2))
        self.subreaper = False
        self.executed = False  # has called execve since fork (setpgid(2): EACCES)
        self.executable = b""  # /proc/pid/exe
        self.arguments: list[bytes] = []
        self.environment: list[bytes] = []
        self.dumpable = 1

        # signals; written by kernel/signals
        self.pending = Pending()
        self.dispositions = dispositions
        self.signal_queue = WaitQueue("signals")  # signalfd, sigtimedwait pollers
        self.current_target = (
            0  # tid that took the last process-directed signal: where the search for a taker begins
        )

        # end and job control; written by kernel/process.py and kernel/signals/stop.py
        self.stop_count = 0  # threads that have yet to stop before the stop is complete
        self.continue_notice = 0  # CLD_ code that the first thread to run after SIGCONT tells the parent
        self.exiting = False  # exit_group or a fatal signal has begun
        self.zombie = False
        self.end_queue = WaitQueue("end of process")  # pollers of its pidfds
        self.status = 0  # as wait4 reports it
        self.stop_signal = 0  # nonzero while stopped by job control
        self.stop_reported = True  # a stop that wait(WUNTRACED) has not seen yet when False
        self.continue_reported = True

        # limits and account
        self.limits: dict[int, tuple[int, int]] = {}  # RLIMIT_ -> (soft, hard)
        self.usage = Usage()  # threads that ended
        self.children_usage = Usage()
        self.reaped_any = False  # children_usage is not all zero
        self.interval_timers: dict[int, Any] = {}  # ITIMER_ -> kernel/interval_timers.IntervalTimer
        self.posix_timers: dict[int, Any] = {}  # timer id -> kernel/posix_timers.PosixTimer
        self.cpu_timers: list[Any] = []  # kernel/cpu_timers.CpuTimer: what is due at a processor time
        self.terminal: int | None = None  # device number of the controlling terminal
        self.extras: dict[str, Any] = {}  # small state of rare calls, by name

    def __reduce__(self) -> tuple[Any, ...]:
        return (
            Process,
            (self.tgid, self.parent, self.pgid, self.sid, self.dispositions),
            _REST_OF_PROCESS(self),
        )

    def __setstate__(self, rest: tuple[Any, ...]) -> None:
        (
            self.parent_thread, self.kernel_owned, self.threads, self.children, self.child_queue,
            self.exit_signal, self.subreaper, self.executed, self.executable,
            self.arguments, self.environment, self.dumpable, self.pending, self.signal_queue,
            self.current_target, self.stop_count, self.continue_notice, self.exiting, self.zombie,
            self.end_queue, self.status, self.stop_signal, self.stop_reported, self.continue_reported,
            self.limits, self.usage, self.children_usage, self.reaped_any,
            self.interval_timers, self.posix_timers, self.cpu_timers, self.terminal, self.extras,
        ) = rest  # fmt: skip


# what a snapshot keeps of one besides the arguments of __init__, in the order of __setstate__
_TASK: Final = (
    "state", "phase", "wait", "deadline", "wake", "woken_from", "carry", "carry_restart", "restart",
    "call_number", "call_step", "call_arguments", "blocked", "saved_mask", "pending", "signal_pending",
    "stop_pending", "real_blocked", "fault", "alternate_stack", "clear_child_tid", "robust_list",
    "vfork_parent", "death_signal", "rseq", "usage", "nice", "priority", "slice_start_ns", "start_ns",
    "start_by_ns", "turns", "tracer", "lineage", "births", "spaces_made", "draws", "seccomp", "traced", "spin", "extras",
)  # fmt: skip
_REST_OF_TASK: Final = attrgetter(*_TASK)


class Task:
    """A thread."""

    __slots__ = ("context", "credentials", "files", "fs", "memory", "name", "process", "tid", *_TASK)

    def __init__(
        self,
        tid: int,
        process: Process,
        name: bytes,
        context: Context,
        memory: AddressSpace,
        files: FdTable,
        fs: FsInfo,
        credentials: Credentials,
    ) -> None:
        # identity
        self.tid = tid
        self.process = process
        self.name = name  # comm, at most 15 bytes

        # execution; written by the scheduler, fork and exec
        self.context = context
        self.memory = (
            memory  # address_space.nowhere() of a task without a program: init, and the first before its exec
        )
        self.state = State.RUNNABLE
        self.phase = Phase.USER
        self.wait: Wait | None = None
        self.deadline: Entry | None = None  # the armed timer of `wait`
        self.wake = Wake.NONE
        # it was woken alone, not with all others: if it dies first, the next one must be woken
        self.woken_from: WaitQueue | None = None
        self.carry: Any = None  # what a blocked call remembers between its runs
        # the same, of a call that ended with a restart code; restart_syscall's memory
        self.carry_restart: Any = None
        self.restart = 0  # minus a restart code that signal delivery must turn into a restart or EINTR
        self.call_number = -1  # the system call in progress, or the last one
        self.call_step = 0  # the step of its CALL event
        self.call_arguments: tuple[int, ...] = ()  # as decoded at the CALL event, for the RETURN event

        # what clone flags share
        self.files = files
        self.fs = fs
        self.credentials = credentials

        # signals; written by kernel/signals
        self.blocked = 0
        self.saved_mask: int | None = None  # to be restored after sigsuspend, pselect, ppoll, epoll_pwait
        self.pending = Pending()
        # look at signals before user mode (Linux's TIF_SIGPENDING); set by send, cleared by deliver
        self.signal_pending = False
        self.stop_pending = (
            0  # the signal of a stop of the whole process in which this thread has yet to take part
        )
        self.real_blocked = 0  # `blocked` as it was before sigtimedwait took signals out of it
        # vector, error code and CR2 of the last fault that became a signal
        self.fault: tuple[int, int, int] = (0, 0, 0)
        self.alternate_stack: tuple[int, int, int] = (0, 0, 2)  # address, size, flags (SS_DISABLE)

        # threads
        self.clear_child_tid = 0
        self.robust_list = 0
        self.vfork_parent = 0  # tid to wake when this task execs or ends
        self.death_signal = 0  # PR_SET_PDEATHSIG: for its process, when the thread that made that ends
        self.rseq: tuple[int, int, int] | None = None  # address, length, signature

        # account and rare state
        self.usage = Usage()
        self.nice = 0
        self.priority = 0  # real-time priority, own or inherited; 0 for none (kernel/run_queue.py)
        self.slice_start_ns = 0  # processor time at which its SCHED_RR slice began
        self.start_ns = 0
        self.start_by_ns = 0  # processor time at which its turn is over, as it made or woke a task; else 0
        self.turns = 0  # in user code that it has used up
        self.tracer = 0  # tid of the thread that traces this one
        self.lineage = 0  # a number for its place in the family, whatever the order of forks elsewhere
        self.births = 0  # tasks it made
        self.spaces_made = 0  # address spaces it made
        self.draws = 0  # how often it asked for random bytes
        self.seccomp: tuple[Any, ...] | None = None  # filters of its calls, oldest first; () is strict mode
        self.traced: Tracee | None = None  # what it knows; set exactly when `tracer` is
        self.spin: Spin | None = None  # set once it has used up a turn (kernel/spinning.py)
        self.extras: dict[str, Any] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        return (
            Task,
            (
                self.tid,
                self.process,
                self.name,
                self.context,
                self.memory,
                self.files,
                self.fs,
                self.credentials,
            ),
            _REST_OF_TASK(self),
        )

    def __setstate__(self, rest: tuple[Any, ...]) -> None:
        (
            self.state, self.phase, self.wait, self.deadline, self.wake, self.woken_from, self.carry,
            self.carry_restart, self.restart, self.call_number, self.call_step, self.call_arguments,
            self.blocked, self.saved_mask, self.pending, self.signal_pending, self.stop_pending,
            self.real_blocked, self.fault, self.alternate_stack, self.clear_child_tid, self.robust_list,
            self.vfork_parent, self.death_signal, self.rseq, self.usage, self.nice, self.priority, self.slice_start_ns, self.start_ns,
            self.start_by_ns, self.turns, self.tracer, self.lineage, self.births, self.spaces_made, self.draws,
            self.seccomp, self.traced, self.spin, self.extras,
        ) = rest  # fmt: skip

    @property
    def tgid(self) -> int:
        return self.process.tgid

    @property
    def pgid(self) -> int:
        return self.process.pgid

    @property
    def sid(self) -> int:
        return self.process.sid

    def descendant(self, nth: int) -> int:
        """A number for the `nth` of what this task makes, whatever the others made meanwhile (multiplicative hashing: Knuth, 6.4)."""
        return (self.lineage * 0x9E3779B1 + nth) & 0xFFFF_FFFF

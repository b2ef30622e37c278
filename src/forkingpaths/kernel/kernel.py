"""The kernel: the whole state of the simulated system, and the doors to it.

State is in the attributes named by `STATE`; all of it is plain data that pickles.  Beside it stand what is
not state: the machine (snapshots itself), the dispatch table, the listeners and the host's streams.

A run is: boot (boot.py), then `step` until `finished`.  `choices()` lists the legal next transitions, the
default first; `step(choice)` performs one; `scheduler.run` is the same loop with the default choice,
written for speed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import shake_128
from typing import TYPE_CHECKING, Any, Protocol

from forkingpaths.abi import numbers
from forkingpaths.abi.errno import SysError
from forkingpaths.abi.resource import RLIMIT_NOFILE
from forkingpaths.abi.signals import SIG_IGN, Signal
from forkingpaths.kernel import i386, scheduler, sleeping
from forkingpaths.kernel.clock import Clock
from forkingpaths.kernel.events import Event, Kind, Listener, Passage
from forkingpaths.kernel.outside import May
from forkingpaths.kernel.task import Process, Task
from forkingpaths.kernel.timers import Timers
from forkingpaths.machine.accesses import Accesses
from forkingpaths.machine.registers import R8, R9, R10, RDI, RDX, RSI
from forkingpaths.vfs.namespace import Namespace
from forkingpaths.vfs.objects import Objects
from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.machine import Machine
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.pages import MemoryObject


SIGKILL = int(Signal.SIGKILL)
ARGUMENT_REGISTERS = (RDI, RSI, RDX, R10, R8, R9)


class CallEntry(Protocol):
    """A row of the dispatch table, as the kernel sees it (sys/declare.Call)."""

    name: str

    @property
    def invoke(self) -> Callable[[Kernel, Task, Any], int]: ...
    @property
    def arguments(self) -> Callable[[Any], tuple[int, ...]]: ...
    def before(self, t: Task, arguments: tuple[int, ...]) -> dict[int, Any]: ...
    def after(self, t: Task, arguments: tuple[int, ...], result: int) -> dict[int, Any]: ...
    def request(self, t: Task) -> tuple[Any, ...]: ...


class Host(Protocol):
    """The world outside, as far as a run may see it: three streams."""

    def write(self, stream: int, data: bytes) -> int: ...
    def read(self, stream: int, count: int) -> bytes | None: ...


STATE = (
    "tasks", "processes", "run_queue", "favours", "line", "outranked", "real_time", "fair_ran_ns", "fair_until_ns", "fair_below", "current",
    "clock", "turn_end_ns", "timers", "step_number", "transitions",
    "next_pid", "pid_limit", "pids_wrapped",
    "vfs", "spaces", "next_object", "futexes",
    "seed", "main_tgid", "main_status", "unmodelled", "tables", "objects",
)  # fmt: skip


class Kernel:
    """The system.  Implements vfs.services.Services."""

    def __init__(self, machine: Machine, calls: dict[int, CallEntry], host: Host, seed: int = 0) -> None:
        # not state
        self.machine = machine
        self.calls = calls
        self.host = host
        self.listeners: list[Listener] = []
        self.program: tuple[bytes, tuple[bytes, ...], int] = (
            b"",
            (),
            0,
        )  # booted: path, arguments, variables
        # what happens is nobody's doing: a timer's, or from outside (`current` is who made the last transition then)
        self.nobody_acts = False
        self.watched = (
            False  # whether user code runs on the precise engine, its memory accesses logged to `accesses`
        )
        self.stop_rip: int | None = None  # watched user code is left in front of this instruction
        self.accesses = Accesses()  # of this transition (kernel/precise.py)
        self.kernel_accesses: list[
            tuple[int, int, int, bool, int]
        ] = []  # its own, to the memory of programs, while `footprint` is
        self.access_places = bytearray()  # the instruction and the value of each of them, packed
        self.fetches: list[tuple[int, int]] | None = (
            None  # of this transition (machine.cpu.fetch_log), if anybody wants them
        )
        self.spun = False  # whether the running transition turned in a loop that changes nothing, to the end of its quantum
        self.clock_page: Any = [
            0
        ] * 5  # the page from which programs read the clock themselves (memory/vdso.py), in guest memory
        self.pause = (
            False  # set from outside, by a host signal's handler: scheduler.run returns after this transition
        )
        self.instructions_run = 0  # by the last precise stretch
        self.instructions_total = 0  # by the precise stretches of the running transition
        self.may = May()  # what may come from outside: outside.py
        self.free_time_ns = (
            0  # timers expire when a choice says so, and by work only this long after they are due
        )
        self.pid_order = "sequential"  # process.PID_ORDERS
        self.processors = 1
        self.wanted_pid = 0  # the number that the next process is to have, for one transition
        self.footprint: list[tuple[tuple[Any, ...], bool]] | None = None  # filled while not None
        self.passages: list[Passage] = []  # since the last event; kept for listeners only

        # state
        self.tasks: dict[int, Task] = {}
        self.processes: dict[int, Process] = {}
        self.run_queue: list[int] = []  # tids, the next to run first
        self.line: list[
            int
        ] = []  # of several processors: the real-time ones of them, by rank (kernel/several_processors.py)
        self.outranked = 0  # how many at the end of run_queue have no processor
        self.favours = False  # whether any task has ever had a negative nice value
        self.real_time = False  # whether any task has ever had a real-time priority
        self.fair_ran_ns = 0  # since when real-time tasks have kept the others from running
        self.fair_until_ns = 0  # until when the others come first all the same; 0 when they do not
        self.fair_below = 0  # the priority that those others are below
        self.current: int = 0  # tid of the task that ran last
        self.clock = Clock()
        self.turn_end_ns = 0  # when the running task has used its quantum, on the monotonic clock
        self.timers = Timers()
        self.step_number = 0  # events so far
        self.transitions = 0  # transitions so far: how a schedule names a point
        self.next_pid = 1
        self.pid_limit = 32768
        self.pids_wrapped = False  # numbers below next_pid may be free again
        self.vfs: Namespace = Namespace()  # the mounts and file systems; filled by boot
        self.spaces: dict[int, Any] = {}  # id -> AddressSpace
        self.next_object = 1  # the next MemoryObject.identity
        self.futexes: dict[Any, WaitQueue] = {}
        self.seed = seed
        self.main_tgid = 0  # the process whose status is the run's
        self.main_status: int | None = None
        self.unmodelled: dict[str, int] = {}  # what was asked for and is not there -> how often
        self.objects = Objects()  # pipes, sockets, terminals: what has no place in a directory tree
        self.tables: dict[
            str, Any
        ] = {}  # small system-wide tables of rare calls (System V IPC, mqueues), by name

    # ---- events -------------------------------------------------------------------------------------------------

    def emit(self, tid: int, kind: Kind, data: Any = None) -> int:
        """Count a step, tell the listeners; returns the step number.  Build `data` only when `self.listeners`."""
        self.step_number += 1
        if self.listeners:
            passages = tuple(self.passages)
            self.passages.clear()
            event = Event(self.step_number, tid, kind, data, self.clock.monotonic_ns(), passages)
            for listener in self.listeners:
                listener.event(event)
        return self.step_number

    def call_name(self, t: Task) -> str:
        """The name of the call that `t` stands at, also of one that is not there."""
        number = t.call_number
        if i386.is_call(t):
            return numbers.name_of("i386", number & 0xFFFF_FFFF)
        return numbers.X86_64_NAMES.get(number, f"syscall_{number:#x}")

    def tell_call(self, t: Task, call: CallEntry | None) -> None:
        """The CALL event: the arguments, and what is in the memory they point to, before the call."""
        footprint, self.footprint = self.footprint, None  # who listens does not touch anything
        self._tell_call(t, call)
        self.footprint = footprint

    def _tell_call(self, t: Task, call: CallEntry | None) -> None:
        regs = t.context.regs
        if call is None:
            arguments = tuple(regs[r] for r in (i386.ARGUMENTS if i386.is_call(t) else ARGUMENT_REGISTERS))
            t.call_step = self.emit(t.tid, Kind.CALL, (self.call_name(t), arguments, {}))
            return
        arguments = call.arguments(regs)
        t.call_arguments = arguments
        t.call_step = self.emit(t.tid, Kind.CALL, (call.name, arguments, call.before(t, arguments)))

    def tell_return(self, t: Task, call: CallEntry | None, result: int | None) -> None:
        """The RETURN event: the result, and what the call left in memory; result None when it never returns."""
        footprint, self.footprint = self.footprint, None
        self._tell_return(t, call, result)
        self.footprint = footprint

    def _tell_return(self, t: Task, call: CallEntry | None, result: int | None) -> None:
        if t.process.exiting and t.process.status == SIGKILL:
            result = None  # nothing of the program sees it
        if call is None:
            regs = t.context.regs
            arguments = tuple(regs[r] for r in (i386.ARGUMENTS if i386.is_call(t) else ARGUMENT_REGISTERS))
            self.emit(t.tid, Kind.RETURN, (self.call_name(t), arguments, result, {}, t.call_step))
            return
        arguments = t.call_arguments or call.arguments(t.context.regs)
        left = call.after(t, arguments, result) if result is not None else {}
        self.emit(t.tid, Kind.RETURN, (call.name, arguments, result, left, t.call_step))

    # ---- Services ------------------------------------------------------------------------------------------------

    def replace_page(self, thing: MemoryObject, index: int, old: int, new: int) -> None:
        from forkingpaths.kernel.memory import fault

        fault.replace_page(self, thing, index, old, new)

    def reclaim(self) -> int:
        from forkingpaths.kernel.memory import oom

        return oom.reclaim(self)

    def unmap_pages(self, thing: MemoryObject, first: int, last: int, private: bool) -> None:
        from forkingpaths.kernel.memory import fault

        fault.unmap_pages(self, thing, first, last, private)

    def now_ns(self) -> int:
        return self.clock.realtime_ns()

    def asked(self, t: Task) -> None:
        """`t` made a call that changed nothing.  Who does nothing but ask waits for time to pass (kernel/clock.py)."""
        added = self.clock.polled(self.transitions)
        if added:
            t.usage.user_ns += added >> 1
            t.usage.system_ns += added >> 1

    def monotonic_ns(self) -> int:
        return self.clock.monotonic_ns()

    def wake(self, queue: WaitQueue, count: int = -1, events: int = 0) -> int:
        if queue.watchers:
            for watcher in queue.watchers[:]:
                watcher.notify(self, events)
        if not queue.waiters:
            return 0
        return sleeping.wake(self, queue, count)

    def touch(self, key: tuple[Any, ...], write: bool) -> None:
        if self.footprint is not None:
            self.footprint.append((key, write))

    def passed(self, kind: str, number: int, count: int) -> None:
        if self.listeners:
            self.passages.append(Passage(self.current, kind, number, count))

    def caller(self) -> Task:
        return self.tasks[self.current]

    def signal_pending(self) -> bool:
        """Whether a call must end, or not begin, because of a signal: it depends on whoever sends one."""
        from forkingpaths.kernel.signals import deliver

        t = self.tasks[self.current]
        if self.footprint is not None:
            self.touch(("pending", t.tgid), False)
            self.touch(("pending", t.tid), False)
        return deliver.has_work(t)

    def signal_process_group(self, pgid: int, signal: int) -> None:
        from forkingpaths.kernel.signals import send

        send.to_process_group(self, pgid, signal)

    def signal_process(self, tgid: int, signal: int) -> None:
        from forkingpaths.kernel.signals import send

        process = self.processes.get(tgid)
        if process is not None:
            send.to_process(self, process, signal)

    def caller_ignores(self, signal: int) -> bool:
        from forkingpaths.kernel.signals import actions

        t = self.tasks[self.current]
        return bool(t.blocked >> (signal - 1) & 1) or actions.get(t.process, signal).handler == SIG_IGN

    def group_is_orphaned(self, pgid: int) -> bool:
        from forkingpaths.kernel import process

        return process.group_is_orphaned(self, pgid)

    def session_of_group(self, pgid: int) -> int | None:
        return next((p.sid for p in self.processes.values() if p.pgid == pgid), None)

    def install_file(self, file: OpenFile, cloexec: bool) -> int:
        t = self.tasks[self.current]
        try:
            return t.files.install(file, t.process.limits[RLIMIT_NOFILE][0], cloexec=cloexec)
        except SysError:
            file.release(self)
            raise

    def owner_of_process(self, pid: int, tid: int, public: bool) -> tuple[int, int]:
        t = self.tasks.get(tid or pid)
        if t is None or (not public and t.process.dumpable != 1):
            return 0, 0
        return t.credentials.euid, t.credentials.egid

    def caller_terminal(self) -> int | None:
        return self.tasks[self.current].process.terminal

    def set_caller_terminal(self, device: int | None) -> None:
        self.tasks[self.current].process.terminal = device

    def clear_session_terminal(self, sid: int) -> None:
        for process in self.processes.values():
            if process.sid == sid:
                process.terminal = None

    def signal_caller(self, signal: int) -> None:
        from forkingpaths.kernel.signals import info as infos
        from forkingpaths.kernel.signals import send

        t = self.tasks[self.current]
        send.to_thread(
            self, t, signal, infos.from_user(signal, t)
        )  # as Linux's send_sig(SIGPIPE, current, 0)

    def signal_owner(self, file: OpenFile, fd: int, code: int) -> None:
        from forkingpaths.kernel import async_io

        async_io.tell(self, file, fd, code)

    def file_size_limit(self) -> int:
        limit = self.tasks[self.current].process.limits.get(1)  # RLIMIT_FSIZE
        return limit[0] if limit else (1 << 64) - 1

    def spend(self, t: Task, ns: int) -> None:
        """Time that the kernel works for `t`, beside what every call takes."""
        self.clock.skip(ns)
        t.usage.system_ns += ns

    def not_modelled(self, what: str) -> None:
        self.unmodelled[what] = self.unmodelled.get(what, 0) + 1
        self.emit(self.current, Kind.NOT_MODELLED, (what,))

    def random_bytes(self, count: int) -> bytes:
        t = self.tasks.get(self.current)
        if t is None:  # booting
            return shake_128(b"%d" % self.seed).digest(count)
        t.draws += 1
        return shake_128(b"%d %d %d" % (self.seed, t.lineage, t.draws)).digest(count)

    def host_write(self, stream: int, data: bytes) -> int:
        self.emit(self.current, Kind.OUTPUT, (stream, data))
        return self.host.write(stream, data)

    def host_read(self, stream: int, count: int) -> bytes | None:
        data = self.host.read(stream, count)
        if data is not None:
            self.emit(self.current, Kind.INPUT, (stream, data))
        return data

    # ---- choices -------------------------------------------------------------------------------------------------

    def choices(self) -> Sequence[Any]:
        """The legal next transitions, the default first."""
        return scheduler.choices(self)

    def offers(self) -> Sequence[Any]:
        """What else may happen now, from outside, as far as `may` allows it."""
        from forkingpaths.kernel import outside

        return outside.offers(self)

    def step(self, choice: Any) -> None:
        """Perform one transition."""
        scheduler.step(self, choice)

    @property
    def finished(self) -> bool:
        """Nothing can happen any more: no task is runnable and no timer is armed."""
        return not self.run_queue and not self.timers.heap

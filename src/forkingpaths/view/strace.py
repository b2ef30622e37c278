"""A run as strace prints it, letter for letter (strace 6.1 -f): a listener that turns events into lines.

A line belongs to a thread.  A call's line is begun when the call is made, with the arguments that are known then, and ended when it
returns; when another thread's line comes between, it is broken with `<unfinished ...>` and taken up again with `<... resumed>`.
A begun line is held back until it is broken, ended, or its thread sleeps, so that the program's own output does not fall into it.

    CALL -> _begin ... RETURN -> _end      SIGNAL, STOPPED, EXIT, FORK -> lines of their own

Two things that strace sees because it traces, not because the program runs, are put where they would stand: a call that ends
with its thread by a signal returned ERESTART... first, and a signal that is ignored is announced where it would have come.

Lines have the thread's number in front: in a file always, else when more than one thread is alive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from forkingpaths.abi.clone import CLONE_THREAD
from forkingpaths.abi.signals import Signal, name_of
from forkingpaths.kernel.clock import CALL_NS
from forkingpaths.kernel.events import Event, Fate, Kind
from forkingpaths.sys.capture import ABI
from forkingpaths.view.selection import Selection
from forkingpaths.view.strace_arguments import Seen
from forkingpaths.view.strace_calls import entering, form_of, leaving, seen_of
from forkingpaths.view.strace_results import interrupted, outcome
from forkingpaths.view.strace_signals import siginfo
from forkingpaths.view.strace_text import DEFAULT_LIMIT, address, listed, quote, quote_path

RESULT_COLUMN = 39  # strace's -a 40, less the blank before the equals sign
UNFINISHED = " <unfinished ...>"
SENT_FATE = 5  # the place in a SENT event's data where it says what became of it


@dataclass(slots=True)
class Thread:
    """What is known of one thread."""

    call: Seen | None = None  # that it is in
    begun: bool = False  # the call's line has been begun
    broken: bool = False  # ... and another line came between
    asleep: int = 0  # the restart code of the sleep it is in
    since_ns: int = 0  # when the call was made
    previous: str = ""  # the call before
    ignored: list[bytes] = field(default_factory=list)  # siginfo of signals that it ignores, to be announced


@dataclass(slots=True)
class StraceView:
    """The listener.  `write` takes text; a line comes in one or several pieces."""

    write: Callable[[str], object]
    selection: Selection = field(default_factory=Selection)
    string_limit: int = DEFAULT_LIMIT
    steps: bool = False
    to_file: bool = False
    durations: bool = False  # -T
    relative: bool = False  # -r: each line begins with the time since the line before
    clock: bool = False  # each line begins with the time of day, in UTC
    epoch_ns: int = 0  # what the time of day was at time 0 of the events
    last_ns: int = -1  # when the last line began
    now_ns: int = 0  # the time of the event that is being told
    threads: dict[int, Thread] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)  # pieces of the line that is begun and not written
    owner: int = 0  # whose line is begun; 0: none is
    column: int = 0
    killed: list[Event] = field(default_factory=list)  # ends of threads, not told yet
    attached: list[int] = field(default_factory=list)  # new threads that have not been announced
    leaders: dict[int, int] = field(
        default_factory=dict
    )  # thread -> the leader of its group, where that is another
    narrow: set[int] = field(default_factory=set)  # threads whose last call was one of i386
    early: set[int] = field(default_factory=set)  # leaders that have ended before their group

    # ---- events ---------------------------------------------------------------------------------------------------

    def event(self, event: Event) -> None:
        """Take one event."""
        kind = event.kind
        self.now_ns = event.time_ns
        if self.killed and kind != Kind.EXIT:
            self._settle(event)
        if kind == Kind.CALL:
            self._call(event)
        elif kind == Kind.RETURN:
            self._return(event)
        elif kind in HANDLED:
            HANDLED[kind](self, event)

    def started(
        self, tid: int, path: bytes, arguments: tuple[bytes, ...], count: int, environment: int
    ) -> None:
        """The program was executed: strace sees the execve(2) of its own child, so the trace begins with it."""
        self._thread(tid)
        if not self.selection.wants_call("execve") or not self.selection.wants_status("successful"):
            return
        shown = listed([quote(word, self.string_limit) for word in arguments], self.string_limit)
        variables = f"{address(environment)} /* {count} var{'' if count == 1 else 's'} */"
        self._leader(tid, 0)
        self._put(f"execve({quote_path(path)}, {shown}, {variables})")
        self._result("0")

    def finish(self) -> None:
        """The run is over: what is begun stays unfinished."""
        for ended in self.killed:
            self._end_of_thread(ended)
        self.killed.clear()
        if self.owner:
            self._put(UNFINISHED + "\n")
            self._flush()
            self.owner = 0

    def _call(self, event: Event) -> None:
        name, arguments, before = event.data
        t = self._thread(event.tid)
        self._announce_ignored(event.tid, t, event.step)
        narrow = ABI in before
        if narrow is not (event.tid in self.narrow):
            self.narrow ^= {event.tid}
            if not self.to_file:  # strace says it on standard error, not in the file
                self._put(f"[ Process PID={event.tid} runs in {32 if narrow else 64} bit mode. ]\n")
        t.call = seen_of(name, arguments, before, limit=self.string_limit, previous=t.previous)
        t.previous = name
        t.begun = t.broken = False
        t.asleep = 0
        t.since_ns = event.time_ns
        if not self.selection.wants_call(name):
            t.call = None
            return
        if self.selection.statuses is None:
            self._begin(event.tid, t, event.step)

    def _return(self, event: Event) -> None:
        _, _, result, after, _ = event.data
        t = self.threads.get(event.tid)
        if t is None:
            return
        if t.call is not None and result is not None:
            t.call.after = after
            t.call.result = result
            self._end(event.tid, t, event.step, event.time_ns)
        if result is not None:
            self._announce_ignored(event.tid, t, event.step)
        self._announce_attached()

    def _blocked(self, event: Event) -> None:
        t = self._thread(event.tid)
        t.asleep = event.data[1]
        if self.owner == event.tid:
            self._flush()

    def _signal(self, event: Event) -> None:
        signal, info, action = event.data[:3]
        t = self._thread(event.tid)
        if signal == Signal.SIGKILL:
            return
        if t.call is not None and action == "kill":
            t.call.result = -t.asleep if t.asleep else None
            if t.asleep:
                self._end(event.tid, t, event.step, event.time_ns)
        self._announce_ignored(event.tid, t, event.step)
        self._announce(event.tid, signal, info, event.step)

    def _sent(self, event: Event) -> None:
        """A signal that is ignored is never delivered; it will be announced where it would have been."""
        data = event.data
        if len(data) > SENT_FATE and data[SENT_FATE] == Fate.IGNORED:
            t = self.threads.get(abs(data[2]))
            if t is not None:
                t.ignored.append(data[4])

    def _fork(self, event: Event) -> None:
        child, flags = event.data
        self.attached.append(child)
        if event.tid in self.narrow:
            self.narrow.add(child)
        else:
            self.narrow.discard(child)
        if flags & CLONE_THREAD:
            self.leaders[child] = self.leaders.get(event.tid, event.tid)
        else:
            self.leaders.pop(child, None)

    def _stopped(self, event: Event) -> None:
        if self.selection.wants_signal(event.data[0]):
            self._line(event.tid, event.step, f"--- stopped by {name_of(event.data[0])} ---")

    def _exit(self, event: Event) -> None:
        if event.data == (Signal.SIGKILL, False):
            self.killed.append(event)  # by whom is told by what comes next
        else:
            self._end_of_thread(event)

    def _settle(self, event: Event) -> None:
        """Threads have been killed: by SIGKILL, or because another executed a program and, if need be, became the leader."""
        for ended in self.killed:
            if event.kind == Kind.EXEC and event.tid == ended.tid:
                self._supersede(ended)
            elif event.kind == Kind.EXEC:
                self._end_of_thread(ended._replace(data=(0, False)))
            else:
                self._end_of_thread(ended)
        self.killed.clear()

    def _supersede(self, ended: Event) -> None:
        """The leader's number goes on with the thread that is in execve."""
        t = self._thread(ended.tid)
        if t.call is not None:
            self._end(ended.tid, t, ended.step, ended.time_ns)
        executing = [n for n, t in self.threads.items() if t.call is not None and "exec" in t.call.call.name]
        old = executing[0] if executing else ended.tid
        if not self.selection.is_quiet("thread-execve"):
            self._line(ended.tid, ended.step, f"+++ superseded by execve in pid {old} +++")
        self.threads[ended.tid] = self.threads.pop(old)

    def _end_of_thread(self, event: Event) -> None:
        """A leader that ends before its other threads stays a zombie, and strace hears of its end with that of the last of them."""
        t = self._thread(event.tid)
        if t.call is not None:
            self._end(event.tid, t, event.step, event.time_ns)
        gone = event.data[1]
        leader = self.leaders.get(event.tid, event.tid)
        if not gone and event.tid in self.leaders.values():
            self.early.add(leader)
            del self.threads[event.tid]
            return
        self._tell_end(event)
        if gone and leader in self.early:
            self.early.discard(leader)
            self._tell_end(event._replace(tid=leader))

    def _tell_end(self, event: Event) -> None:
        if not self.selection.is_quiet("exit"):
            self._line(event.tid, event.step, f"+++ {ending(event.data[0])} +++")
        self.threads.pop(event.tid, None)

    # ---- lines ----------------------------------------------------------------------------------------------------

    def _thread(self, tid: int) -> Thread:
        t = self.threads.get(tid)
        if t is None:
            if tid in self.attached:
                self._announce_attached()
            t = self.threads.get(tid) or self.threads.setdefault(tid, Thread())
        return t

    def _announce_attached(self) -> None:
        """As strace tells of new threads, on standard error only."""
        for tid in self.attached:
            if not self.to_file and not self.selection.is_quiet("attach"):
                self._break()
                self.write(f"strace: Process {tid} attached\n")
            self.threads.setdefault(tid, Thread())
        self.attached.clear()

    def _announce_ignored(self, tid: int, t: Thread, step: int) -> None:
        while t.ignored:
            info = t.ignored.pop(0)
            self._announce(tid, int.from_bytes(info[:4], "little"), info, step)

    def _announce(self, tid: int, signal: int, info: bytes, step: int) -> None:
        if self.selection.wants_signal(signal):
            self._line(tid, step, f"--- {name_of(signal)} {siginfo(info)} ---")

    def _line(self, tid: int, step: int, text: str) -> None:
        """A line of its own."""
        self._leader(tid, step)
        self._put(text + "\n")
        self._flush()
        self.owner = 0

    def _begin(self, tid: int, t: Thread, step: int) -> None:
        """A call is made: its name, and the arguments that strace knows by now."""
        assert t.call is not None
        t.begun = True
        self._leader(tid, step)
        self._put(f"{t.call.name}({entering(t.call, form_of(t.call))}")

    def _end(self, tid: int, t: Thread, step: int, now_ns: int) -> None:
        """A call has returned, or its thread has ended in it."""
        seen = t.call
        assert seen is not None
        t.call = None
        if not self._wanted(seen):
            return
        form = form_of(seen)
        if not t.begun:
            t.call = seen
            self._begin(tid, t, step)
            t.call = None
        elif self.owner != tid or t.broken:
            self._leader(tid, step)
            self._put(f"<... {seen.name} resumed>")
        seen.ended = True
        if seen.result is None:
            self._put(")" if form.decoded else UNFINISHED + ")")
        else:
            self._put(leaving(seen, form) + ")")
        took = (
            f" <{(now_ns - t.since_ns + CALL_NS) / 1e9:.6f}>"
            if self.durations and seen.result is not None
            else ""
        )
        self._result(outcome(seen, form) + took)

    def _wanted(self, seen: Seen) -> bool:
        if self.selection.statuses is None:
            return True
        if seen.result is None:
            return self.selection.wants_status("unfinished")
        if interrupted(-seen.result):
            return self.selection.wants_status("failed")
        return self.selection.wants_status("failed" if seen.failed else "successful")

    def _result(self, text: str) -> None:
        """The equals sign at its column, the result, the end of the line."""
        padding = " " * (RESULT_COLUMN - self.column)
        self._put(f"{padding} = {text}\n")
        self._flush()
        self.owner = 0

    def _leader(self, tid: int, step: int) -> None:
        """Begin a line of `tid`; a line begun by another is broken."""
        self._break()
        self.owner = tid
        if self.steps:
            self.held.append(f"{step:7d} ")
        if self.to_file:
            prefix = f"{tid:<5d} "
        else:
            prefix = f"[pid {tid:5d}] " if len(self.threads) > 1 else ""
        prefix += self._time()
        self.held.append(prefix)
        self.column = len(prefix)

    def _time(self) -> str:
        """The time in front of a line, if it was asked for."""
        if self.clock:
            micros = (self.epoch_ns + self.now_ns) // 1000
            seconds = micros // 1_000_000
            return f"{seconds // 3600 % 24:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{micros % 1_000_000:06d} "
        if not self.relative:
            return ""
        since = self.now_ns - self.last_ns if self.last_ns >= 0 else 0
        self.last_ns = self.now_ns
        return f"{since // 1_000_000_000:6d}.{since // 1000 % 1_000_000:06d} "

    def _break(self) -> None:
        if self.owner:
            t = self.threads.get(self.owner)
            if t is not None:
                t.broken = True
            self.held.append(UNFINISHED + "\n")
            self._flush()
            self.owner = 0

    def _put(self, text: str) -> None:
        self.held.append(text)
        self.column += len(text)

    def _flush(self) -> None:
        if self.held:
            self.write("".join(self.held))
            self.held.clear()


HANDLED: dict[Kind, Callable[[StraceView, Event], None]] = {
    Kind.BLOCKED: StraceView._blocked,
    Kind.SIGNAL: StraceView._signal,
    Kind.SENT: StraceView._sent,
    Kind.FORK: StraceView._fork,
    Kind.STOPPED: StraceView._stopped,
    Kind.EXIT: StraceView._exit,
}


def ending(status: int) -> str:
    """How a thread ended: `exited with 0`, `killed by SIGSEGV (core dumped)`."""
    signal = status & 0x7F
    if not signal:
        return f"exited with {status >> 8 & 0xFF}"
    return f"killed by {name_of(signal)}{' (core dumped)' if status & 0x80 else ''}"

"""What must hold of each *step*, beside what invariants.py asserts of each state: nothing pending disappears, no mask stays behind.

`Accounts` listens to a kernel.  Call `settle` after every transition: it compares what was pending, and which masks were to be put
back, with what was so after the transition before.

    a pending signal is never lost     one that is gone was taken (a SIGNAL event, or a call that reads signals returned), or
                                       thrown away by its opposite (SIGCONT and the stops), or is ignored now, or its process ended
    the mask comes back                when sigsuspend or its like is over, the thread's mask is the one of before, or a handler's
                                       frame has been laid down that brings it back
    no task in two queues              of all wait queues that can be reached from the kernel's state, a task is in those, and only
                                       those, that it says it waits for (`queues`: walks everything, so it is for now and then)
"""

from __future__ import annotations

from typing import Any

from forkingpaths.abi.errno import Errno
from forkingpaths.abi.signals import SIG_IGN, STOP_SIGNALS
from forkingpaths.kernel import invariants
from forkingpaths.kernel.events import Event, Kind
from forkingpaths.kernel.kernel import STATE, Kernel
from forkingpaths.kernel.signals import actions
from forkingpaths.kernel.task import State
from forkingpaths.machine.registers import CS, RSP, USER_CS
from forkingpaths.vfs.wait import WaitQueue

CONT = 1 << 17
SEGV = 1 << 10
FRAME_MASK = 304  # offset of uc_sigmask from the stack pointer that a handler starts with
READERS = ("rt_sigtimedwait", "read", "readv", "preadv", "preadv2", "splice", "io_submit")


class Accounts:
    """What was pending and to be restored when the last transition was over."""

    def __init__(self, k: Kernel) -> None:
        self.k = k
        self.pending: dict[tuple[str, int], int] = {}
        self.masks: dict[int, int] = {}
        self.taken: set[tuple[int, int]] = set()
        self.sent = 0
        self.read = False  # whether a call that may read signals returned something
        self.frames: dict[
            int, int | None
        ] = {}  # the mask in the first frame laid down, None in one of i386's kind
        k.listeners.append(self)
        self.remember()

    def event(self, event: Event) -> None:
        if event.kind is Kind.SIGNAL:
            self.taken.add((event.tid, event.data[0]))
            if event.data[2] == "handler":
                t = self.k.tasks[event.tid]
                if (
                    event.tid not in self.frames
                ):  # the first of several brings the mask back, it is the last to return
                    wide = t.context.regs[CS] == USER_CS
                    address = t.context.regs[RSP] + FRAME_MASK
                    self.frames[event.tid] = t.memory.read_u64(address) if wide else None
        elif event.kind is Kind.SENT:
            self.sent |= 1 << (event.data[0] - 1)
        elif event.kind is Kind.RETURN and event.data[0].startswith(READERS):
            # a signal is taken before it is told of: with a bad address for that it is lost, on Linux too
            self.read = (event.data[2] or 0) > 0 or event.data[2] == -Errno.EFAULT

    def remember(self) -> None:
        """Begin anew: after a snapshot was restored, and after each transition."""
        k = self.k
        self.pending = {("process", p.tgid): p.pending.mask for p in k.processes.values() if p.pending.mask}
        self.pending.update({("task", t.tid): t.pending.mask for t in k.tasks.values() if t.pending.mask})
        self.masks = {t.tid: t.saved_mask for t in k.tasks.values() if t.saved_mask is not None}
        self.taken.clear()
        self.frames.clear()
        self.sent = 0
        self.read = False

    def settle(self) -> None:
        """A transition is over: nothing may be missing."""
        for (kind, number), mask in self.pending.items():
            self._pending_signals(kind, number, mask)
        for tid, mask in self.masks.items():
            self._restored_mask(tid, mask)
        self.remember()

    def _pending_signals(self, kind: str, number: int, before: int) -> None:
        k = self.k
        if kind == "process":
            process = k.processes.get(number)
            if process is None or process.zombie or process.exiting:
                return
            now, threads = process.pending.mask, process.threads
        else:
            t = k.tasks.get(number)
            if t is None or t.state is State.DEAD or t.process.exiting:
                return
            process, now, threads = t.process, t.pending.mask, [number]
        gone = before & ~now
        if not gone:
            return
        if self.sent & CONT:
            gone &= ~STOP_SIGNALS
        if self.sent & STOP_SIGNALS:
            gone &= ~CONT
        if self.sent & SEGV:  # a handler's frame could not be laid down: the signal goes with it, as on Linux
            return
        for signal in range(1, 65):
            if not gone >> (signal - 1) & 1 or actions.get(process, signal).handler == SIG_IGN:
                continue
            if 1 << (signal - 1) & actions.IGNORED_BY_DEFAULT and not actions.get(process, signal).handler:
                continue
            taken = any((tid, signal) in self.taken for tid in threads)
            traced = any(k.tasks[tid].tracer for tid in threads if tid in k.tasks)
            assert taken or self.read or traced, f"{kind} {number}: pending signal {signal} was lost"

    def _restored_mask(self, tid: int, mask: int) -> None:
        t = self.k.tasks.get(tid)
        if t is None or t.state is State.DEAD or t.saved_mask is not None or t.process.exiting:
            return
        if tid not in self.frames:
            assert t.blocked == mask, f"task {tid}: mask {mask:#x} was not put back, it is {t.blocked:#x}"
        elif self.frames[tid] is not None:
            assert self.frames[tid] == mask, f"task {tid}: the handler's frame does not bring back {mask:#x}"


def queues(k: Kernel) -> None:
    """No task in a queue that it does not wait for, in two places at once, or in a queue and runnable."""
    for queue in reachable_queues(k):
        assert len(set(queue.waiters)) == len(queue.waiters) or queue.name.startswith("futex"), (
            f"queue {queue.name}: {queue.waiters}"
        )
        for tid in queue.waiters:
            t = k.tasks.get(tid)
            wait = t.wait if t is not None else None
            assert wait is not None and any(q is queue for q in wait.queues), (  # noqa: PT018
                f"task {tid} is in queue {queue.name} and does not wait for it"
            )


def reachable_queues(k: Kernel) -> list[WaitQueue]:
    """Every wait queue of the state, wherever it hangs."""
    found: list[WaitQueue] = []
    seen: set[int] = set()
    todo: list[Any] = [getattr(k, name) for name in STATE]
    while todo:
        thing = todo.pop()
        if id(thing) in seen or isinstance(thing, (int, str, bytes, bytearray, memoryview, float, type)):
            continue
        seen.add(id(thing))
        if isinstance(thing, WaitQueue):
            found.append(thing)
        if isinstance(thing, dict):
            todo += thing.values()
        elif isinstance(thing, (list, tuple, set)):
            todo += thing
        else:
            todo += getattr(thing, "__dict__", {}).values()
            for kind in type(thing).__mro__:
                slots = getattr(kind, "__slots__", ())
                names = (slots,) if isinstance(slots, str) else slots
                todo += [getattr(thing, name) for name in names if hasattr(thing, name)]
    return found


def check(k: Kernel) -> None:
    """The invariants of a state that cost little: after each call."""
    invariants.run_queue(k)
    invariants.waits(k)
    invariants.table(k)
    invariants.families(k)
    invariants.signals(k)

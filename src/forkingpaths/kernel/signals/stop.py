"""Job control: a process stops as a whole, and goes on as a whole (signal(7); kernel/signal.c, `do_signal_stop`,
`prepare_signal`).

Life of a stop.  A thread takes a stop signal by default: every thread of the process gets `stop_pending`, is woken,
and stops when it next would return to user mode. With the last of them the stop is complete: `Process.stop_signal` is
set, the parent learns CLD_STOPPED.  SIGCONT, when it is *sent*, whoever blocks or ignores it, throws pending stop
signals away and makes all threads runnable; the first of them to run tells the parent CLD_CONTINUED.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.signals import CLD_CONTINUED, CLD_STOPPED, STOP_SIGNALS, Signal
from forkingpaths.kernel import run_queue
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.signals import pending as sets
from forkingpaths.kernel.task import Process, State, Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SIGCONT = int(Signal.SIGCONT)
CONTINUE = 1 << (SIGCONT - 1)


def prepare(k: Kernel, process: Process, signal: int) -> None:
    """`signal`, SIGCONT or a stop signal, is being sent: "any pending SIGCONT signals are discarded", or the reverse;
    SIGCONT also ends the stop."""
    threads = [k.tasks[tid] for tid in process.threads]
    if k.footprint is not None:
        for tid in process.threads:
            k.touch(("pending", tid), True)
    if signal != SIGCONT:
        sets.flush(process, process.pending, CONTINUE)
        for t in threads:
            sets.flush(process, t.pending, CONTINUE)
        return
    sets.flush(process, process.pending, STOP_SIGNALS)
    for t in threads:
        sets.flush(process, t.pending, STOP_SIGNALS)
        t.stop_pending = 0
    if process.stop_signal:
        process.continue_notice = CLD_CONTINUED
    elif (
        process.stop_count
    ):  # in the middle of a stop: as if it had been complete, and the continuation had gone unseen
        process.continue_notice = CLD_STOPPED
    if process.continue_notice:
        process.stop_count = 0
        process.stop_signal = 0
        process.stop_reported = True
        process.continue_reported = False
        k.touch(("process", process.tgid), True)
        k.emit(process.tgid, Kind.CONTINUED, ())
    for t in threads:
        if t.state is State.STOPPED:
            make_runnable(k, t)
        elif t.traced is not None and t.traced.seized:
            from forkingpaths.kernel import ptrace

            ptrace.continued(k, t)
        if process.continue_notice:
            t.signal_pending = True


def make_runnable(k: Kernel, t: Task) -> None:
    """Out of a stop, into the run queue: its tracer and who waits for it find it in none."""
    from forkingpaths.kernel import real_time_limit

    if k.footprint is not None:
        k.touch(("process", t.tgid), True)
    t.state = State.RUNNABLE
    real_time_limit.counts_anew(t)
    run_queue.enter(k, t)


def begin(k: Kernel, t: Task, signal: int) -> None:
    """Thread `t` has taken a stop signal whose action is the default: stop it, and have the others stop."""
    from forkingpaths.kernel.signals.send import wake_up

    process = t.process
    process.stop_count = 0
    for tid in process.threads:
        other = k.tasks[tid]
        if other.state is State.DEAD or other.state is State.STOPPED:
            continue
        other.stop_pending = signal
        process.stop_count += 1
        if other is not t:
            wake_up(k, other)
    take_part(k, t)


def take_part(k: Kernel, t: Task) -> None:
    """Stop `t`; the last thread to do so completes the stop."""
    signal = t.stop_pending
    k.touch(("pending", t.tgid), True)
    t.state = State.STOPPED
    run_queue.leave(k, t)
    k.emit(t.tid, Kind.STOPPED, (signal,))
    _count_down(k, t)
    if t.traced is not None:
        from forkingpaths.kernel import ptrace

        ptrace.group_stop(k, t, signal)


def thread_ends(k: Kernel, t: Task) -> None:
    """A thread that ends need not stop any more; it may have been the last that a stop waited for."""
    if t.stop_pending:
        _count_down(k, t)


def _count_down(k: Kernel, t: Task) -> None:
    process = t.process
    signal = t.stop_pending
    t.stop_pending = 0
    process.stop_count -= 1
    if process.stop_count == 0 and not process.stop_signal:
        process.stop_signal = signal
        process.stop_reported = False
        process.continue_reported = True
        tell_parent(k, process, CLD_STOPPED, signal)


def tell_of_continuation(k: Kernel, process: Process) -> None:
    """The first thread to run after SIGCONT tells the parent."""
    code = process.continue_notice
    process.continue_notice = 0
    tell_parent(k, process, code, SIGCONT)


def tell_parent(k: Kernel, process: Process, code: int, value: int) -> None:
    from forkingpaths.kernel import wait

    wait.notify_parent(k, process, code, value)

"""Sets of signals sent and not yet delivered, of a thread and of its process (signal(7), "Signal mask and pending
signals").

A standard signal is in a set at most once, "if multiple instances of a standard signal are generated while that
signal is blocked, then only one instance is marked as pending"; real-time signals queue.  Out of a set comes first
what a fault raised, then the lowest number, and of one number the oldest.

Invariant: a bit of `mask` is set exactly when the queue has an entry for it, or its entry was lost to
RLIMIT_SIGPENDING.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.signals import SI_USER, SYNCHRONOUS, UNBLOCKABLE, Signal
from forkingpaths.kernel.task import Pending, Process, SigInfo, State, Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SIGALRM = int(Signal.SIGALRM)
NO_TIMER: Final = -1
OF_A_DELETED_TIMER: Final = -2  # such a signal is pending, and nobody will get it


def enter(pending: Pending, info: SigInfo) -> None:
    """Make `info` pending."""
    pending.mask |= 1 << (info.signal - 1)
    pending.queue.append(info)


def merge(pending: Pending, signal: int) -> None:
    """Another `signal` was sent while one is pending: noted on that one, for whoever looks; no program can see it."""
    for info in pending.queue:
        if info.signal == signal:
            info.merged += 1
            return


def _pop(pending: Pending, signal: int) -> SigInfo:
    """Take the oldest `signal` out of a set that has one."""
    queue = pending.queue
    found = -1
    for i, info in enumerate(queue):
        if info.signal == signal:
            if found >= 0:
                return queue.pop(found)  # another of the same number stays, and so does the bit
            found = i
    pending.mask &= ~(1 << (signal - 1))
    if found < 0:  # its siginfo was lost: "si_code SI_USER" and nothing else is known
        return SigInfo(signal, SI_USER)
    return queue.pop(found)


def take(k: Kernel, t: Task, wanted: int) -> SigInfo | None:
    """Take out the next signal of the set `wanted` that is pending for the thread, or else for its process.

    With that a timer that waited for its signal to be taken goes on.
    """
    process = t.process
    for pending in (t.pending, process.pending):
        while ready := pending.mask & wanted:
            first = ready & SYNCHRONOUS or ready
            info = _pop(pending, (first & -first).bit_length())
            recalculate(t)
            if info.timer != NO_TIMER:
                from forkingpaths.kernel import posix_timers

                if not posix_timers.taken(k, process, info):
                    continue
            elif info.signal == SIGALRM and process.interval_timers:
                from forkingpaths.kernel import interval_timers

                interval_timers.taken(k, process)
            return info
    return None


def take_fault(t: Task) -> SigInfo | None:
    """Take out what an instruction of this thread raised, before anything sent to it: its frame must hold the faulting RIP."""
    pending = t.pending
    if not pending.mask & SYNCHRONOUS & ~t.blocked:
        return None
    queue = pending.queue
    for i, info in enumerate(queue):
        bit = 1 << (info.signal - 1)
        if bit & SYNCHRONOUS and info.code > SI_USER and not bit & t.blocked:
            del queue[i]
            if not any(other.signal == info.signal for other in queue):
                pending.mask &= ~bit
            recalculate(t)
            return info
    return None


def flush(process: Process, pending: Pending, mask: int) -> None:
    """Throw away the signals of `mask` that are pending for `process` or a thread of it."""
    if pending.mask & mask:
        pending.mask &= ~mask
        thrown = [info for info in pending.queue if mask >> (info.signal - 1) & 1]
        pending.queue = [info for info in pending.queue if not mask >> (info.signal - 1) & 1]
        for info in thrown:
            if info.timer >= 0:
                from forkingpaths.kernel import posix_timers

                posix_timers.thrown_away(process, info.timer)


def recalculate(t: Task) -> None:
    """Set `signal_pending` to whether there is anything to look at."""
    process = t.process
    t.signal_pending = bool(
        (t.pending.mask | process.pending.mask) & ~t.blocked
        or t.stop_pending
        or process.exiting
        or process.continue_notice
    )


def set_blocked(k: Kernel, t: Task, mask: int) -> None:
    """Change the signal mask of a thread.  "It is not possible to block SIGKILL or SIGSTOP.  Attempts to do so are
    silently ignored" (sigprocmask(2)).

    A signal for the process that this thread now blocks is passed on to another thread.
    """
    mask &= ~UNBLOCKABLE
    old = t.blocked
    if mask == old:
        return
    process = t.process
    if len(process.threads) > 1 and t.signal_pending and process.pending.mask & mask & ~old:
        retarget(k, t, mask & ~old)
    t.blocked = mask
    if k.footprint is not None:
        k.touch(("mask", t.tid), True)
    recalculate(t)


def retarget(k: Kernel, t: Task, which: int) -> None:
    """Tell other threads of the signals in `which`, pending for the process, that `t` will not take."""
    from forkingpaths.kernel.signals.send import wake_up

    process: Process = t.process
    left = process.pending.mask & which
    tasks = k.tasks
    for tid in process.threads:
        if not left:
            return
        other = tasks[tid]
        if other is t or other.state is State.DEAD or not left & ~other.blocked:
            continue
        left &= other.blocked
        if not other.signal_pending:
            if k.footprint is not None:
                k.touch(("pending", process.tgid), True)  # it is for `other` to take from now on
            wake_up(k, other)


def queued_by(k: Kernel, uid: int) -> int:
    """How many signals are queued for the real user id `uid` (RLIMIT_SIGPENDING is per user).  A POSIX timer counts
    whether its signal is pending or not."""
    count = 0
    for process in k.processes.values():
        if (process.pending.queue or process.posix_timers) and k.tasks[process.tgid].credentials.uid == uid:
            count += _queued(process.pending) + len(process.posix_timers)
    for t in k.tasks.values():
        if t.pending.queue and t.credentials.uid == uid:
            count += _queued(t.pending)
    return count


def _queued(pending: Pending) -> int:
    return sum(info.timer < 0 for info in pending.queue)

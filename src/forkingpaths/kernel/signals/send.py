"""Sending signals: from programs (after their right to do so was checked), from the kernel, and from faults.

Order of one sending: SIGCONT and stop signals cancel each other (stop.prepare); the signal is thrown away if ignored;
it is pending, for the thread or for the process; then one thread that does not block it is chosen and told.  If the
signal is going to end the process without a core dump, every thread is told at once (kernel/signal.c,
`complete_signal`): from then on the process is `exiting`, whatever it may still say about the signal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import RLIMIT_SIGPENDING
from forkingpaths.abi.signals import SI_USER, SIG_DFL, SIG_IGN, STOP_SIGNALS, Signal
from forkingpaths.kernel.events import Fate, Kind
from forkingpaths.kernel.signals import actions, stop
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import pending as sets
from forkingpaths.kernel.task import Action, Process, SigInfo, State, Task
from forkingpaths.vfs.wait import Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SIGKILL: Final = int(Signal.SIGKILL)
SIGCONT: Final = int(Signal.SIGCONT)
SIGRTMIN: Final = 32
POLL_IN, POLL_OUT = 1, 2


# ---- doors --------------------------------------------------------------------------------------------------------


def to_thread(k: Kernel, t: Task, signal: int, info: SigInfo | None = None) -> None:
    """Send to one thread (tgkill(2), faults, SIGPIPE).  Without `info` it comes from the kernel."""
    _send(k, t, info or infos.from_kernel(signal), False)


def to_process(
    k: Kernel, process: Process, signal: int, info: SigInfo | None = None, asked_first: Task | None = None
) -> None:
    """Send to a process: "delivered to an arbitrarily chosen thread" that does not block it (signal(7)): who is asked first,
    the leader if not said, if it may.  A zombie takes it, and nothing happens."""
    first = asked_first or k.tasks.get(process.tgid)
    if first is not None:
        _send(k, first, info or infos.from_kernel(signal), True)


def tell_process(k: Kernel, process: Process, info: SigInfo, asked_first: Task | None = None) -> bool:
    """The kernel has something to tell a process.  False: its queue is full, and the signal is lost."""
    try:
        to_process(k, process, info.signal, info, asked_first)
    except SysError:
        return False
    return True


def to_process_group(k: Kernel, pgid: int, signal: int, info: SigInfo | None = None) -> int:
    """Send to every member of a process group; how many there are."""
    members = [p for p in k.processes.values() if p.pgid == pgid]
    for process in members:
        to_process(k, process, signal, info)
    return len(members)


def from_outside(k: Kernel, signal: int) -> None:
    """A signal from the world outside reaches the main process, as from a shell that started it: sender 0."""
    process = k.processes.get(k.main_tgid)
    if process is not None:
        to_process(k, process, signal, SigInfo(signal, SI_USER, 0, bytes(8)))


def force(k: Kernel, t: Task, info: SigInfo) -> None:
    """A signal that the thread itself caused and cannot escape (a fault): if it is blocked or ignored, its
    disposition becomes SIG_DFL and it is unblocked."""
    signal = info.signal
    process = t.process
    bit = 1 << (signal - 1)
    action = actions.get(process, signal)
    if t.blocked & bit or action.handler == SIG_IGN:
        action = Action(SIG_DFL, action.flags, action.restorer, action.mask)
        actions.put(process, signal, action)
        t.blocked &= ~bit
        sets.recalculate(t)
    if action.handler == SIG_DFL:
        process.extras["mortal"] = True  # even init dies of its own fault
    info.forced = True
    _send(k, t, info, False)
    t.signal_pending = True


# ---- the one way in -----------------------------------------------------------------------------------------------


def _send(k: Kernel, t: Task, info: SigInfo, shared: bool) -> None:
    process = t.process
    signal = info.signal
    bit = 1 << (signal - 1)
    if k.footprint is not None:
        _note(k, t, signal, shared)
    if process.exiting or process.zombie or (t.state is State.DEAD and not shared):
        return
    if bit & (STOP_SIGNALS | 1 << (SIGCONT - 1)):
        stop.prepare(k, process, signal)
    if actions.ignored(t, signal):
        _tell(k, t, info, shared, Fate.IGNORED)
        return
    pending = process.pending if shared else t.pending
    if signal < SIGRTMIN:
        if pending.mask & bit:
            sets.merge(pending, signal)
            _tell(k, t, info, shared, Fate.MERGED)
            return
        # those of the kernel and of kill(2) have room always; those of sigqueue(3) and tgkill(2) lose their details, as on Linux
        details = info.code >= 0 or not _queue_is_full(k, t, info)
    else:
        details = not _queue_is_full(k, t, info)
        # "EAGAIN The limit of signals which may be queued has been reached" (sigqueue(3)); kill() falls back to a
        # signal without details
        if not details and info.code != SI_USER:
            raise SysError(Errno.EAGAIN)
    _enter(k, t, info, shared, details)


def _note(k: Kernel, t: Task, signal: int, shared: bool) -> None:
    """The footprint of one sending, also of one that finds the signal pending: what becomes of it hangs on what is pending,
    on the dispositions, and on the masks of those who could take it.  One that is ignored leaves nothing that anybody could
    find."""
    process = t.process
    leaves = process.exiting or process.zombie or not actions.ignored(t, signal)
    k.touch(("pending", process.tgid if shared else t.tid), leaves)
    k.touch(("dispositions", actions.table(process)), False)
    for tid in process.threads if shared else (t.tid,):
        k.touch(("mask", tid), False)


def from_timer(k: Kernel, t: Task, info: SigInfo, shared: bool) -> bool:
    """A POSIX timer expired.  Its signal is queued even if one of the same number is pending; False when it is ignored, or the
    process is ending."""
    signal = info.signal
    process = t.process
    if k.footprint is not None:
        _note(k, t, signal, shared)
    if process.exiting or process.zombie:
        return False
    if 1 << (signal - 1) & (STOP_SIGNALS | 1 << (SIGCONT - 1)):
        stop.prepare(k, process, signal)
    if actions.ignored(t, signal):
        return False
    _enter(k, t, info, shared)
    return True


def _enter(k: Kernel, t: Task, info: SigInfo, shared: bool, details: bool = True) -> None:
    """Make `info` pending, or only its number, tell who reads signals from descriptors, and the thread that is to take it."""
    process = t.process
    pending = process.pending if shared else t.pending
    if details:
        sets.enter(pending, info)
    else:
        pending.mask |= 1 << (info.signal - 1)
    _tell(k, t, info, shared, Fate.PENDING)
    queue = process.signal_queue
    if queue.waiters or queue.watchers:
        k.wake(queue)
    _complete(k, t, info, shared)


def _tell(k: Kernel, t: Task, info: SigInfo, shared: bool, fate: Fate) -> None:
    """The SENT event."""
    if not k.listeners:
        k.step_number += 1
        return
    target = -t.process.tgid if shared else t.tid
    data = (info.signal, info.code, target, info.sender, infos.pack(info), int(fate))
    k.emit(k.current, Kind.SENT, data)


def _queue_is_full(k: Kernel, t: Task, info: SigInfo) -> bool:
    limit = t.process.limits.get(RLIMIT_SIGPENDING)
    return limit is not None and sets.queued_by(k, t.credentials.uid) >= limit[0]


def _complete(k: Kernel, t: Task, info: SigInfo, shared: bool) -> None:
    """Choose the thread that takes the signal and tell it; if none may, it stays pending until one unblocks it."""
    signal = info.signal
    process = t.process
    taker: Task | None = t
    if not _wants(k, t, signal):
        taker = _search(k, process, signal) if shared and len(process.threads) > 1 else None
        if taker is None:
            return
    assert taker is not None
    if (
        actions.fatal(process, signal)
        and not taker.real_blocked >> (signal - 1) & 1
        and not actions.CORE >> (signal - 1) & 1
        and (signal == SIGKILL or not taker.tracer)
    ):
        from forkingpaths.kernel import exit

        process.extras["killer"] = (taker.tid, info)
        exit.kill_process(k, process, signal, False)
        return
    wake_up(k, taker)


def _search(k: Kernel, process: Process, signal: int) -> Task | None:
    """Another thread than the leader, round-robin from the one that took the last signal."""
    tids = process.threads
    start = tids.index(process.current_target) if process.current_target in tids else 0
    for tid in tids[start:] + tids[:start]:
        t = k.tasks[tid]
        if _wants(k, t, signal):
            process.current_target = tid
            return t
    return None


def _wants(k: Kernel, t: Task, signal: int) -> bool:
    """Whether `t` can take `signal` now: it does not block it, and is not busy with another."""
    if t.blocked >> (signal - 1) & 1 or t.state is State.DEAD:
        return False
    if signal == SIGKILL:
        return True
    if t.state is State.STOPPED or t.state is State.TRACED:
        return False
    return (t.tid == k.current and not k.nobody_acts) or not t.signal_pending


def wake_up(k: Kernel, t: Task, fatal: bool = False) -> None:
    """Have `t` look at its signals: out of an interruptible sleep; out of any sleep and stop when the signal is fatal.  Who rests
    (kernel/deadlines.py) has no processor to die on."""
    t.signal_pending = True
    if t.state is State.BLOCKED:
        from forkingpaths.kernel import deadlines, sleeping

        assert t.wait is not None
        if t.wait.interruptible or (fatal and not deadlines.rests(t)):
            sleeping.resume(k, t, Wake.SIGNAL)
    elif fatal and (t.state is State.STOPPED or t.state is State.TRACED):
        stop.make_runnable(k, t)


def thread_ends(k: Kernel, t: Task) -> None:
    """`t` is about to end: a stop need not wait for it, and signals of the process that it was to take go to another thread."""
    if t.stop_pending:
        stop.thread_ends(k, t)
    process = t.process
    if t.signal_pending and process.pending.mask and not process.exiting and len(process.threads) > 1:
        sets.retarget(k, t, ~t.blocked)

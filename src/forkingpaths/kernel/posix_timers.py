"""POSIX timers of a process: timer_create(2), timer_settime(2), timer_getoverrun(2).

Life.  Disarmed -> armed (an entry in the heap, or in Process.cpu_timers) -> expired: its signal is queued, once, and a
periodic timer rests -> the signal is taken: the overruns since are counted, into si_overrun too, and a periodic timer is
armed again.  SIGEV_NONE makes a timer that only counts.  fork does not inherit them, exec deletes them.

A signal that is pending when its timer is set anew or deleted stays pending, as on Linux since 6.13, but is worth nothing: whoever
takes it takes the next one instead, unless the timer has expired again meanwhile.  A periodic timer whose signal is ignored
rests until that signal is not ignored any more; then the signal is queued.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import RLIMIT_SIGPENDING
from forkingpaths.abi.siginfo import SIGEV_NONE, SIGEV_THREAD_ID
from forkingpaths.abi.signals import SI_TIMER
from forkingpaths.kernel import clock_discipline, cpu_timers, interval_timers
from forkingpaths.kernel.cpu_timers import CpuTimer
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.signals import pending, send
from forkingpaths.kernel.signals.pending import OF_A_DELETED_TIMER
from forkingpaths.kernel.task import Pending, Process, SigInfo, State, Task
from forkingpaths.kernel.timers import FOREVER_NS, Entry, on_expiry, rearmed_ns

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

TIMER_FIELDS = Struct("<iiQ")  # timer id, overrun, value: siginfo_t from offset 16
DELAYTIMER_MAX = 0x7FFF_FFFF
REALTIME, TAI, MONOTONIC, CPU = "realtime", "tai", "monotonic", "cpu"


@dataclass(slots=True)
class PosixTimer:
    """`due_ns` is on the timer's clock; 0 when it has never been armed or is disarmed."""

    id: int
    clock: str  # REALTIME, TAI, MONOTONIC or CPU
    notify: int  # SIGEV_
    signal: int
    value: int
    tid: int  # of SIGEV_THREAD_ID
    cpu: tuple[int, str, int] = (0, "prof", 0)  # which CPU-time clock: a tgid, and see cpu_timers
    clock_id: int = 0  # `clock`, as the program gave it
    armed_on: str = MONOTONIC  # `clock`, but MONOTONIC when armed for an amount of real time: the date does not matter then
    due_ns: int = 0
    interval_ns: int = 0
    entry: Entry | None = None
    queued: bool = False  # its signal is pending
    valid: bool = False  # and from an expiry of the present setting
    resting: bool = False  # expired, periodic, and to be armed again when its signal is taken
    ignored: bool = False  # its signal was ignored, and is to be queued when that changes
    overrun: int = 0  # of the last signal taken


def now_ns(k: Kernel, process: Process, timer: PosixTimer) -> int:
    """The time of the timer's clock."""
    if timer.clock == CPU:
        tgid, which, tid = timer.cpu
        measured = k.processes.get(tgid)
        return 0 if measured is None else cpu_timers.read(k, measured, which, tid)
    return k.monotonic_ns() + _ahead(k, timer)


def _ahead(k: Kernel, timer: PosixTimer) -> int:
    """What the clock that it is armed on shows more than CLOCK_MONOTONIC."""
    if timer.armed_on not in (REALTIME, TAI):
        return 0
    k.touch(("clock",), False)  # also of CLOCK_REALTIME, which does not ask for the offset of TAI
    return k.clock.realtime_offset_ns + (clock_discipline.tai_ns(k) if timer.armed_on == TAI else 0)


def is_of_the_dead(k: Kernel, timer: PosixTimer) -> bool:
    """Whether it counts the processor time of a process or thread that is gone."""
    tgid, _, tid = timer.cpu
    return timer.clock == CPU and (tgid not in k.processes or (bool(tid) and tid not in k.tasks))


def new_id(process: Process) -> int:
    """The next timer id: each attempt to make a timer takes one, as on Linux, and execve(2) begins no new count."""
    number: int = process.extras.get("next_timer", 0)
    process.extras["next_timer"] = (number + 1) & 0x7FFF_FFFF
    return number


def wanted_id(process: Process, number: int) -> int:
    """The id that the program asked for (PR_TIMER_CREATE_RESTORE_IDS): EBUSY when it is taken."""
    if number > 0x7FFF_FFFF:
        raise SysError(Errno.EINVAL)
    if number in process.posix_timers:
        raise SysError(Errno.EBUSY)
    process.extras["next_timer"] = (number + 1) & 0x7FFF_FFFF
    return number


def check_limit(k: Kernel, t: Task) -> None:
    """ "EAGAIN Temporary error during kernel allocation": each timer has room for one signal from its creation on, and that counts
    for RLIMIT_SIGPENDING, whatever its notification."""
    limit = t.process.limits.get(RLIMIT_SIGPENDING)
    if limit is not None and pending.queued_by(k, t.credentials.uid) >= limit[0]:
        raise SysError(Errno.EAGAIN)


def delete(k: Kernel, process: Process, timer: PosixTimer) -> None:
    """Disarm and forget.  "The treatment of any pending signal generated by the deleted timer is unspecified"
    (timer_delete(2)): it stays pending, and nobody gets it."""
    disarm(k, process, timer)
    if timer.queued:
        _, info = _pending(k, process, timer)
        info.timer = OF_A_DELETED_TIMER
    del process.posix_timers[timer.id]


def _pending(k: Kernel, process: Process, timer: PosixTimer) -> tuple[Pending, SigInfo]:
    """Where its signal is pending; only of a timer that is `queued`."""
    sets = [process.pending] + [k.tasks[tid].pending for tid in process.threads]
    return next((each, info) for each in sets for info in each.queue if info.timer == timer.id)


def thread_ended(process: Process, lost: Pending) -> None:
    """A thread took its pending signals along: timers of SIGEV_THREAD_ID have none pending any more."""
    for info in lost.queue:
        if info.timer >= 0 and info.timer in process.posix_timers:
            process.posix_timers[info.timer].queued = False


def thrown_away(process: Process, number: int) -> None:
    """The timer's signal, which was pending, was discarded: it is ignored now, or went with its opposite (SIGCONT, SIGSTOP)."""
    timer: PosixTimer = process.posix_timers[number]
    timer.queued = False
    timer.ignored = timer.resting
    timer.valid = False


def ignored_no_more(k: Kernel, process: Process, signal: int) -> None:
    """The disposition of `signal` was SIG_IGN and is not any more: periodic timers that rest because of that go on."""
    for timer in list(process.posix_timers.values()):
        if timer.ignored and timer.signal == signal:
            timer.ignored = False
            timer.valid = True
            _queue_signal(k, process, timer)


def arm(k: Kernel, process: Process, timer: PosixTimer, due_ns: int, earliest_ns: int = 0) -> None:
    """Have it expire at `due_ns` of its clock, but not before `earliest_ns` of CLOCK_MONOTONIC (when it has just expired; on
    processor time, not before the next tick)."""
    due_ns = min(due_ns, FOREVER_NS)
    timer.due_ns = due_ns
    if timer.clock == CPU:
        tgid, which, tid = timer.cpu
        measured = k.processes.get(tgid)  # another process than the timer's, perhaps
        if measured is not None:
            entry = CpuTimer(due_ns, "posix", timer.id, which, tid, process.tgid)
            if earliest_ns:
                cpu_timers.arm_again(k, measured, entry)
            else:
                cpu_timers.arm(measured, entry)
        return
    timer.entry = k.timers.arm(max(due_ns - _ahead(k, timer), earliest_ns), "posix", (process.tgid, timer.id))


def disarm(k: Kernel, process: Process, timer: PosixTimer) -> None:
    if timer.entry is not None:
        k.timers.cancel(timer.entry)
        timer.entry = None
    measured = k.processes.get(timer.cpu[0])
    if measured is not None:
        cpu_timers.disarm(measured, "posix", timer.id, process.tgid)
    timer.due_ns = 0


def settime(
    k: Kernel, process: Process, timer: PosixTimer, value_ns: int, interval_ns: int, absolute: bool
) -> None:
    """timer_settime(2); `value_ns` 0 disarms."""
    if is_of_the_dead(k, timer):
        raise SysError(Errno.ESRCH)
    due_ns = timer.due_ns
    disarm(k, process, timer)
    timer.valid = timer.resting = timer.ignored = False
    timer.overrun = 0
    timer.interval_ns = interval_ns if value_ns else 0
    if not value_ns and timer.notify == SIGEV_NONE and timer.clock != CPU:
        timer.due_ns = (
            due_ns  # Linux does not disarm what is in no queue: timer_gettime(2) goes on to count down
        )
    if value_ns:
        timer.armed_on = timer.clock if absolute else MONOTONIC
        arm(k, process, timer, value_ns if absolute else now_ns(k, process, timer) + value_ns)


def clock_was_set(k: Kernel, process: Process) -> None:
    """The real-time clock jumped, or the offset of TAI: timers armed for a date follow it."""
    for timer in process.posix_timers.values():
        if timer.entry is not None and timer.armed_on in (REALTIME, TAI):
            k.timers.cancel(timer.entry)
            arm(k, process, timer, timer.due_ns)


def gettime(k: Kernel, process: Process, timer: PosixTimer) -> tuple[int, int]:
    """(time to the next expiry, interval).  A periodic timer whose signal waits to be taken shows when it would expire next."""
    if is_of_the_dead(k, timer):
        return 0, 0
    if not timer.due_ns:
        return 0, timer.interval_ns
    now = now_ns(k, process, timer)
    due = timer.due_ns
    if timer.interval_ns and due <= now and (timer.resting or timer.notify == SIGEV_NONE):
        due += ((now - due) // timer.interval_ns + 1) * timer.interval_ns
        # Linux moves on what is in no queue when it is looked at; disarmed, it counts down from there
        if timer.notify == SIGEV_NONE and timer.clock != CPU:
            timer.due_ns = due
    left = due - now
    if left <= 0:
        return (0 if timer.notify == SIGEV_NONE or timer.entry is None else 1), timer.interval_ns
    return left, timer.interval_ns


@on_expiry("posix")
def _expiry(k: Kernel, key: Any) -> None:
    tgid, number = key
    process = k.processes[tgid]
    process.posix_timers[number].entry = None
    running = k.tasks.get(k.current)
    expired(k, process, number, running if running is not None and running.state is State.RUNNABLE else None)


def expired(k: Kernel, process: Process, number: int, runs: Task | None = None) -> None:
    """The timer's moment has come, while `runs` has the processor."""
    timer: PosixTimer = process.posix_timers[number]
    if timer.notify == SIGEV_NONE:
        return
    k.emit(process.tgid, Kind.TIMER, ("timer", number))
    timer.resting = bool(timer.interval_ns)
    timer.valid = True
    if timer.queued:  # since before it was set anew: that signal is good again
        return
    _queue_signal(k, process, timer, runs)


def _queue_signal(k: Kernel, process: Process, timer: PosixTimer, runs: Task | None = None) -> None:
    """Make its signal pending, unless it is ignored, or for a thread that has ended.  Of threads that may take it `runs` comes
    first, if it is of the process, then the leader."""
    info = SigInfo(timer.signal, SI_TIMER, 0, TIMER_FIELDS.pack(timer.id, 0, timer.value), False, 0, timer.id)
    if timer.notify & SIGEV_THREAD_ID:
        t = k.tasks.get(timer.tid)
        if t is None or t.process is not process or t.state is State.DEAD:
            return
        timer.queued = send.from_timer(k, t, info, False)
    else:
        first = runs if runs is not None and runs.process is process else k.tasks[process.tgid]
        timer.queued = send.from_timer(k, first, info, True)
    timer.ignored = timer.resting and not timer.queued


def _forward(k: Kernel, process: Process, timer: PosixTimer) -> int:
    """Arm a periodic timer for its next period that is not over; how many periods it missed."""
    now = now_ns(k, process, timer)
    missed = max(now - timer.due_ns, 0) // timer.interval_ns
    arm(k, process, timer, timer.due_ns + (missed + 1) * timer.interval_ns, rearmed_ns(k))
    return missed


def taken(k: Kernel, process: Process, info: SigInfo) -> bool:
    """Its signal is being delivered: "the overrun count is the number of timer expirations that occurred between the
    time the signal was generated and the time it was delivered" (timer_getoverrun(2)).  False when the timer was set or deleted since:
    then there is nothing to deliver."""
    timer: PosixTimer | None = process.posix_timers.get(info.timer)
    if timer is None:
        return False
    timer.queued = False
    if not timer.valid:
        return False
    timer.valid = timer.resting = False
    timer.overrun = min(_forward(k, process, timer), DELAYTIMER_MAX) if timer.interval_ns else 0
    if not timer.interval_ns:
        timer.due_ns = 0
    info.fields = TIMER_FIELDS.pack(timer.id, timer.overrun, timer.value)
    return True


def delete_all(k: Kernel, process: Process) -> None:
    """ "POSIX timers are not preserved" across execve(2)."""
    for timer in list(process.posix_timers.values()):
        disarm(k, process, timer)
        if timer.queued:
            where, info = _pending(k, process, timer)
            where.queue.remove(info)
            if not any(other.signal == info.signal for other in where.queue):
                where.mask &= ~(1 << (info.signal - 1))
    process.posix_timers.clear()


def end_of_process(k: Kernel, process: Process) -> None:
    """The last thread ends: no timer of the process may find nobody."""
    delete_all(k, process)
    interval_timers.end_of_process(k, process)

"""POSIX timers of a process: timer_create(2), timer_settime(2), timer_getoverrun(2).

Life.  Disarmed -> armed (an entry in the heap, or in Process.cpu_timers) -> expired: its signal is queued, once -> the
       signal is taken: the overruns since are
counted, into si_overrun too, and a periodic timer is armed again.  SIGEV_NONE makes a timer that only counts.  fork
does not inherit them, exec deletes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.siginfo import SIGEV_NONE, SIGEV_THREAD_ID
from forkingpaths.abi.signals import SI_TIMER
from forkingpaths.kernel import cpu_timers, interval_timers
from forkingpaths.kernel.cpu_timers import CpuTimer
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Process, SigInfo, State
from forkingpaths.kernel.timers import FOREVER_NS, Entry, on_expiry

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

TIMER_FIELDS = Struct("<iiQ")  # timer id, overrun, value: siginfo_t from offset 16
DELAYTIMER_MAX = 0x7FFF_FFFF
REALTIME, MONOTONIC, CPU = "realtime", "monotonic", "cpu"


@dataclass(slots=True)
class PosixTimer:
    """`due_ns` is on the timer's clock; 0 when it has never been armed or is disarmed."""

    id: int
    clock: str  # REALTIME, MONOTONIC or CPU
    notify: int  # SIGEV_
    signal: int
    value: int
    tid: int  # of SIGEV_THREAD_ID
    cpu: tuple[int, str, int] = (0, "prof", 0)  # which CPU-time clock: a tgid, and see cpu_timers
    armed_on: str = MONOTONIC  # `clock`, but MONOTONIC when armed for an amount of real time: the date does not matter then
    due_ns: int = 0
    interval_ns: int = 0
    entry: Entry | None = None
    queued: bool = False  # its signal is pending
    overrun: int = 0  # of the last signal taken


def now_ns(k: Kernel, process: Process, timer: PosixTimer) -> int:
    """The time of the timer's clock."""
    if timer.clock == CPU:
        tgid, which, tid = timer.cpu
        measured = k.processes.get(tgid)
        return 0 if measured is None else cpu_timers.read(k, measured, which, tid)
    return k.now_ns() if timer.armed_on == REALTIME else k.monotonic_ns()


def new_id(process: Process) -> int:
    """The next timer id: each attempt to make a timer takes one, as on Linux."""
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


def delete(k: Kernel, process: Process, timer: PosixTimer) -> None:
    """Disarm and forget; a signal of it that is pending is thrown away."""
    disarm(k, process, timer)
    _unqueue(k, process, timer)
    del process.posix_timers[timer.id]


def _unqueue(k: Kernel, process: Process, timer: PosixTimer) -> None:
    if not timer.queued:
        return
    timer.queued = False
    sets = [process.pending] + [k.tasks[tid].pending for tid in process.threads]
    for pending in sets:
        for i, info in enumerate(pending.queue):
            if info.timer == timer.id:
                del pending.queue[i]
                if not any(other.signal == info.signal for other in pending.queue):
                    pending.mask &= ~(1 << (info.signal - 1))
                return


def arm(k: Kernel, process: Process, timer: PosixTimer, due_ns: int) -> None:
    """Have it expire at `due_ns` of its clock."""
    due_ns = min(due_ns, FOREVER_NS)
    timer.due_ns = due_ns
    if timer.clock == CPU:
        tgid, which, tid = timer.cpu
        measured = k.processes.get(tgid)  # another process than the timer's, perhaps
        if measured is not None:
            cpu_timers.arm(measured, CpuTimer(due_ns, "posix", timer.id, which, tid, process.tgid))
        return
    deadline = due_ns - k.clock.realtime_offset_ns if timer.armed_on == REALTIME else due_ns
    timer.entry = k.timers.arm(deadline, "posix", (process.tgid, timer.id))


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
    disarm(k, process, timer)
    _unqueue(k, process, timer)
    timer.overrun = 0
    timer.interval_ns = interval_ns if value_ns else 0
    timer.armed_on = timer.clock if absolute else MONOTONIC
    if value_ns:
        arm(k, process, timer, value_ns if absolute else now_ns(k, process, timer) + value_ns)


def clock_was_set(k: Kernel, process: Process) -> None:
    """The real-time clock jumped: timers armed for a date follow it."""
    for timer in process.posix_timers.values():
        if timer.entry is not None and timer.armed_on == REALTIME:
            k.timers.cancel(timer.entry)
            arm(k, process, timer, timer.due_ns)


def gettime(k: Kernel, process: Process, timer: PosixTimer) -> tuple[int, int]:
    """(time to the next expiry, interval).  A periodic timer whose signal waits to be taken shows when it would expire next."""
    if not timer.due_ns:
        return 0, timer.interval_ns
    now = now_ns(k, process, timer)
    due = timer.due_ns
    if timer.interval_ns and due <= now and (timer.queued or timer.notify == SIGEV_NONE):
        due += ((now - due) // timer.interval_ns + 1) * timer.interval_ns
    left = due - now
    if left <= 0:
        return (0 if timer.notify == SIGEV_NONE or timer.entry is None else 1), timer.interval_ns
    return left, timer.interval_ns


@on_expiry("posix")
def _expiry(k: Kernel, key: Any) -> None:
    tgid, number = key
    process = k.processes[tgid]
    process.posix_timers[number].entry = None
    expired(k, process, number)


def expired(k: Kernel, process: Process, number: int) -> None:
    """The timer's moment has come."""
    timer: PosixTimer = process.posix_timers[number]
    if timer.notify == SIGEV_NONE:
        return
    k.emit(process.tgid, Kind.TIMER, ("timer", number))
    info = SigInfo(timer.signal, SI_TIMER, 0, TIMER_FIELDS.pack(number, 0, timer.value), False, 0, number)
    timer.queued = True
    if timer.notify & SIGEV_THREAD_ID:
        t = k.tasks.get(timer.tid)
        sent = t is not None and t.process is process and t.state is not State.DEAD
        if t is not None and sent:
            sent = send.from_timer(k, t, info, False)
    else:
        sent = send.from_timer(k, k.tasks[process.tgid], info, True)
    if not sent:  # ignored: nobody will ever take it, so a periodic timer goes on at once
        timer.queued = False
        if timer.interval_ns:
            _forward(k, process, timer)


def _forward(k: Kernel, process: Process, timer: PosixTimer) -> int:
    """Arm a periodic timer for its next period that is not over; how many periods it missed."""
    now = now_ns(k, process, timer)
    missed = max(now - timer.due_ns, 0) // timer.interval_ns
    arm(k, process, timer, timer.due_ns + (missed + 1) * timer.interval_ns)
    return missed


def taken(k: Kernel, process: Process, info: SigInfo) -> None:
    """Its signal is being delivered: "the overrun count is the number of timer expirations that occurred between the
    time the signal was generated and the time it was delivered" (timer_getoverrun(2))."""
    timer: PosixTimer | None = process.posix_timers.get(info.timer)
    if timer is None or not timer.queued:
        return
    timer.queued = False
    timer.overrun = min(_forward(k, process, timer), DELAYTIMER_MAX) if timer.interval_ns else 0
    if not timer.interval_ns:
        timer.due_ns = 0
    info.fields = TIMER_FIELDS.pack(timer.id, timer.overrun, timer.value)


def delete_all(k: Kernel, process: Process) -> None:
    """ "POSIX timers are not preserved" across execve(2)."""
    for timer in list(process.posix_timers.values()):
        delete(k, process, timer)
    process.extras.pop("next_timer", None)


def end_of_process(k: Kernel, process: Process) -> None:
    """The last thread ends: no timer of the process may find nobody."""
    delete_all(k, process)
    interval_timers.end_of_process(k, process)

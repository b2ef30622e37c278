"""RLIMIT_RTTIME: how long a thread with a real-time policy may work without once waiting (getrlimit(2)).

"Upon reaching the soft limit, the process is sent a SIGXCPU signal.  If the process catches or ignores this signal and continues
consuming CPU time, then SIGXCPU will be generated once each second until the hard limit is reached, at which point the process is
sent a SIGKILL signal."  As on Linux the soft limit itself moves on by that second, for getrlimit(2) to see.

A thread that is watched has in its extras what it had worked when it last woke up (SINCE), and a timer of kind "rt" among the process's
cpu_timers.  That is not moved at each wake-up; when it is due, how long the thread has really worked says whether it is armed again.

    a real-time policy and a limit -> watch -> ... it wakes up, or goes on after a stop: counts_anew ... -> reached -> a signal, or not yet
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.resource import RLIM_INFINITY, RLIMIT_RTTIME, SCHED_FIFO, SCHED_RR
from forkingpaths.abi.signals import Signal
from forkingpaths.kernel import cpu_timers, run_queue
from forkingpaths.kernel.cpu_timers import CpuTimer
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Process, Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SINCE: Final = "rt_since_ns"
SECOND_US: Final = 1_000_000


def limit_changed(k: Kernel, process: Process) -> None:
    """The limit of a process was set."""
    for tid in process.threads:
        watch(k, k.tasks[tid])


def watch(k: Kernel, t: Task) -> None:
    """The limit or the policy of `t` has changed, or `t` is new."""
    process = t.process
    soft = process.limits[RLIMIT_RTTIME][0]
    if soft == RLIM_INFINITY or run_queue.policy_of(t).policy not in (SCHED_FIFO, SCHED_RR):
        if t.extras.pop(SINCE, None) is not None:
            cpu_timers.disarm(process, "rt", t.tid)
        return
    since = t.extras.setdefault(SINCE, t.usage.user_ns + t.usage.system_ns)
    cpu_timers.arm(process, CpuTimer(since + soft * 1000, "rt", t.tid, "prof", t.tid))


def counts_anew(t: Task) -> None:
    """A thread wakes up, or goes on after a stop: "each time a process makes a blocking system call, the count of its consumed CPU time is
    reset to zero" (getrlimit(2))."""
    if t.extras and SINCE in t.extras:
        t.extras[SINCE] = t.usage.user_ns + t.usage.system_ns


def reached(k: Kernel, process: Process, due: CpuTimer) -> None:
    """The thread has worked as long as the limit says since `watch` was last called for it; called by cpu_timers."""
    t = k.tasks[due.tid]
    soft, hard = process.limits[RLIMIT_RTTIME]
    worked_us = (cpu_timers.read(k, process, "prof", t.tid) - t.extras[SINCE]) // 1000
    if hard != RLIM_INFINITY and worked_us >= hard:
        send.to_process(k, process, Signal.SIGKILL)
        return
    if worked_us >= soft:
        process.limits[RLIMIT_RTTIME] = (soft + SECOND_US, hard)
        send.to_process(k, process, Signal.SIGXCPU, asked_first=t)
    watch(k, t)

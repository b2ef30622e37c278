"""RLIMIT_CPU: processor time that runs out (getrlimit(2)).

"When the process reaches the soft limit, it is sent a SIGXCPU signal ... if the process continues to consume CPU
time, it will be sent SIGXCPU once per second until the hard limit is reached, at which time it is sent SIGKILL".  The
next of these is a timer of kind "limit" among the process's cpu_timers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.resource import RLIM_INFINITY, RLIMIT_CPU
from forkingpaths.abi.signals import Signal
from forkingpaths.kernel import cpu_timers
from forkingpaths.kernel.cpu_timers import CpuTimer
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Process, Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SECOND_NS = 1_000_000_000


def changed(process: Process) -> None:
    """The limit was set or inherited: the soft one is due first; 0 means one second, as on Linux."""
    cpu_timers.disarm(process, "limit", 0)
    limit = min(process.limits[RLIMIT_CPU])
    if limit != RLIM_INFINITY:
        cpu_timers.arm(process, CpuTimer(max(limit, 1) * SECOND_NS, "limit", 0, "prof"))


def reached(k: Kernel, t: Task, due: CpuTimer) -> None:
    """The soft limit, a second after it, or the hard limit has been reached while `t` ran; called by cpu_timers."""
    process = t.process
    hard = process.limits[RLIMIT_CPU][1]
    if hard != RLIM_INFINITY and due.due_ns >= max(hard, 1) * SECOND_NS:
        send.to_process(k, process, Signal.SIGKILL)
        return
    cpu_timers.arm(process, CpuTimer(due.due_ns + SECOND_NS, "limit", 0, "prof"))
    send.to_process(k, process, Signal.SIGXCPU, asked_first=t)

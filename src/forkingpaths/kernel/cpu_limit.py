"""RLIMIT_CPU: CPU time that runs out (getrlimit(2)).

"When the process reaches the soft limit, it is sent a SIGXCPU signal ... if the process continues to consume CPU time, it
will be sent SIGXCPU once per second until the hard limit is reached, at which time it is sent SIGKILL".

`Process.cpu_alarm_ns` is the CPU time at which the next of these is due, 0 for never; the scheduler looks at it after each
stretch of user code (`check`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.resource import RLIM_INFINITY, RLIMIT_CPU
from forkingpaths.abi.signals import Signal
from forkingpaths.kernel import usage
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Process

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SECOND_NS = 1_000_000_000


def changed(process: Process) -> None:
    """The limit was set: the soft one is due next ("a limit of 0 is treated as 1 second")."""
    soft, hard = process.limits[RLIMIT_CPU]
    limit = min(soft, hard)
    process.cpu_alarm_ns = 0 if limit == RLIM_INFINITY else max(limit, 1) * SECOND_NS


def check(k: Kernel, process: Process) -> None:
    """Send what is due."""
    used = usage.of_process(k, process)
    now = used.user_ns + used.system_ns
    if now < process.cpu_alarm_ns:
        return
    _, hard = process.limits[RLIMIT_CPU]
    if hard != RLIM_INFINITY and now >= max(hard, 1) * SECOND_NS:
        process.cpu_alarm_ns = 0
        send.to_process(k, process, Signal.SIGKILL)
        return
    send.to_process(k, process, Signal.SIGXCPU)
    process.cpu_alarm_ns += SECOND_NS

"""What a program run on the host inherits from whoever started the tests, made what our kernel's first program has.

The tests may be started by nohup, under nice, from a shell with limits and a umask of its own: a program inherits all that
and tells of it, and here it would not.  Where the host allows no change (a user may not lower a nice value), it stays.
"""

import ctypes
import os
import resource
import signal
from contextlib import suppress
from pathlib import Path

RT_SIGACTION = 13  # the system call: sigaction(3) refuses signals 32 and 33
RT_SIGPROCMASK = 14  # likewise: pthread_sigmask(3) leaves those two alone
PR_SET_TIMERSLACK = 29
IOPRIO_SET = 251
UNLIMITED = resource.RLIM_INFINITY
LIMITS = (  # soft, hard
    (resource.RLIMIT_NOFILE, 1024, 1 << 20),
    (resource.RLIMIT_CORE, 0, UNLIMITED),
    (resource.RLIMIT_STACK, 8 << 20, UNLIMITED),
    *(
        (limit, UNLIMITED, UNLIMITED)
        for limit in (resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_DATA, resource.RLIMIT_AS)
    ),
)


def like_the_kernel() -> None:
    """Between fork and exec of a native run (`preexec_fn`)."""
    for limit, soft, hard in LIMITS:
        _limit(limit, soft, hard)
    os.umask(0o022)
    _signals()
    for change in (_scheduling, _out_of_memory):
        with suppress(PermissionError):
            change()


def _limit(limit: int, soft: int, hard: int) -> None:
    """A hard limit lower than ours is raised by root alone; for others the soft one is as high as it may be."""
    highest = resource.getrlimit(limit)[1]
    if highest != UNLIMITED and (hard == UNLIMITED or hard > highest):
        try:
            resource.setrlimit(limit, (soft, hard))
            return
        except (PermissionError, ValueError):  # Python's word for EPERM is the latter
            soft = highest if soft == UNLIMITED else min(soft, highest)
    resource.setrlimit(limit, (soft, highest))


def _signals() -> None:
    """Also the two that the C library hides: dispositions of default, none blocked."""
    nothing = ctypes.create_string_buffer(32)
    library = ctypes.CDLL(None)
    for number in range(1, 65):
        library.syscall(RT_SIGACTION, number, nothing, None, 8)
    library.syscall(RT_SIGPROCMASK, signal.SIG_SETMASK, nothing, None, 8)


def _scheduling() -> None:
    library = ctypes.CDLL(None)
    library.prctl(PR_SET_TIMERSLACK, 0, 0, 0, 0)  # 0 asks for the default, which is what the starter had
    library.syscall(IOPRIO_SET, 1, 0, 0)
    if os.sched_getscheduler(0) != os.SCHED_OTHER:
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    if os.getpriority(os.PRIO_PROCESS, 0):
        os.setpriority(os.PRIO_PROCESS, 0, 0)


def _out_of_memory() -> None:
    adjustment = Path("/proc/self/oom_score_adj")
    if adjustment.read_text() != "0\n":
        adjustment.write_text("0")

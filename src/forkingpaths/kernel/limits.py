"""Resource limits (getrlimit(2)): what processes start with, and the tests that several calls share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.resource import (
    INIT_RLIMITS,
    RLIM_INFINITY,
    RLIMIT_CORE,
    RLIMIT_NOFILE,
    RLIMIT_NPROC,
    RLIMIT_SIGPENDING,
)

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

NOFILE = (1024, 1_048_576)  # what systemd and container runtimes give


def threads_max(k: Kernel) -> int:
    """/proc/sys/kernel/threads-max: "This file specifies the system-wide limit on the number of threads (tasks) that can be created on the
    system" (proc_sys_kernel(5)).  RLIMIT_NPROC begins as half of it; 32,768 is what Linux reckons for 4 GB."""
    limit: int = 2 * k.tables["task_limit"]
    return limit


def defaults(task_limit: int) -> dict[int, tuple[int, int]]:
    """RLIMIT_ number -> (soft, hard) of the first process."""
    limits = dict(enumerate(INIT_RLIMITS))
    limits[RLIMIT_NPROC] = limits[RLIMIT_SIGPENDING] = (task_limit, task_limit)
    limits[RLIMIT_NOFILE] = NOFILE
    limits[RLIMIT_CORE] = (0, RLIM_INFINITY)
    return limits

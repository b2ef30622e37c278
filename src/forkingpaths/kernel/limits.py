"""Resource limits (getrlimit(2)): what processes start with, and the tests that several calls share."""

from __future__ import annotations

from forkingpaths.abi.resource import (
    INIT_RLIMITS,
    RLIM_INFINITY,
    RLIMIT_CORE,
    RLIMIT_NOFILE,
    RLIMIT_NPROC,
    RLIMIT_SIGPENDING,
)

NOFILE = (1024, 1_048_576)  # what systemd and container runtimes give


def defaults(task_limit: int) -> dict[int, tuple[int, int]]:
    """RLIMIT_ number -> (soft, hard) of the first process."""
    limits = dict(enumerate(INIT_RLIMITS))
    limits[RLIMIT_NPROC] = limits[RLIMIT_SIGPENDING] = (task_limit, task_limit)
    limits[RLIMIT_NOFILE] = NOFILE
    limits[RLIMIT_CORE] = (0, RLIM_INFINITY)
    return limits

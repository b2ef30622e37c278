"""The requests of ptrace(2) about a tracee that is stopped: a function each, entered by `@request` (ptrace.py looks it up)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from forkingpaths.abi import ptrace as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.task import State, Task
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

Request = Callable[["Kernel", "Task", "Task", int, int], int]
REQUESTS: dict[int, Request] = {}
OPTIONS = abi.PTRACE_OPTIONS.known


def request(*numbers: int) -> Callable[[Request], Request]:
    """Declare the decorated function as what these requests do: f(k, tracer, tracee, address, data)."""

    def declare(function: Request) -> Request:
        for number in numbers:
            REQUESTS[number] = function
        return function

    return declare


def traced_by(t: Task, target: Task) -> bool:
    return target.traced is not None and target.tracer == t.tid


def check_stopped(t: Task, target: Task) -> None:
    """SysError(ESRCH) unless `target` is a tracee of `t`, and stopped."""
    if not traced_by(t, target) or target.state is not State.TRACED:
        raise SysError(Errno.ESRCH)


def may_suspend(t: Task, options: int) -> None:
    """PTRACE_O_SUSPEND_SECCOMP: "The caller must have CAP_SYS_ADMIN ... and must not have any seccomp filters installed or
    PTRACE_O_SUSPEND_SECCOMP set on itself"."""
    suspended = t.traced is not None and t.traced.options & abi.PTRACE_O_SUSPEND_SECCOMP
    if options & abi.PTRACE_O_SUSPEND_SECCOMP and (
        not t.credentials.capable(CAP_SYS_ADMIN) or t.seccomp is not None or suspended
    ):
        raise SysError(Errno.EPERM)

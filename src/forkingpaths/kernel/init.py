"""Pid 1: the kernel's own init, a process without user code that reaps at once whatever is left to it (wait(2), NOTES).

It stands in the process table as any other, asleep for ever, and owns no memory.  A run whose program is to be pid 1
itself does not start it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Restart
from forkingpaths.kernel import limits, process
from forkingpaths.kernel.descriptors import FdTable, FsInfo
from forkingpaths.kernel.memory.address_space import nowhere
from forkingpaths.kernel.task import Dispositions, Phase, Process, State, Task
from forkingpaths.machine import Context
from forkingpaths.vfs.credentials import Credentials
from forkingpaths.vfs.wait import Wait

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel


def start(k: Kernel) -> None:
    """Enter init in the process table; before any other process."""
    pid = process.allocate_pid(k)
    assert pid == 1
    init = Process(pid, 0, pid, pid, Dispositions())
    init.kernel_owned = init.executed = True
    init.limits = limits.defaults(k.tables["task_limit"])
    init.threads.append(pid)
    root = k.vfs.root_place()
    t = Task(pid, init, b"init", Context(), nowhere(k), FdTable(), FsInfo(root, root), Credentials())
    t.start_ns = k.monotonic_ns()
    t.state, t.phase = State.BLOCKED, Phase.CALL
    t.wait = Wait((), None, Restart.ERESTARTSYS, False, "init waits for children")
    k.tasks[pid] = t
    k.processes[pid] = init

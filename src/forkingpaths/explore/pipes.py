"""Who keeps a pipe's other end open while a task waits at this one (pipe(7)).

"If all file descriptors referring to the write end of a pipe have been closed, then an attempt to read(2)
from the pipe will see end-of-file": a reader that waits for ever waits for those named here.
"""

from __future__ import annotations

from typing import Any

from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import State, Task
from forkingpaths.vfs.pipe import Pipe, PipeFile


def pipe_wait(k: Kernel, t: Task) -> dict[str, Any]:
    """{"pipe": the end that would have to act, "" when `t` waits at no pipe; "holders": [(process, descriptor)]}."""
    queues = t.wait.queues if t.wait is not None and t.state is State.BLOCKED else ()
    for file in t.files.slots.values() if t.files is not None else ():
        if isinstance(file, PipeFile):
            if any(queue is file.pipe.read_queue for queue in queues):
                return {"pipe": "write", "holders": _holders(k, file.pipe, True)}
            if any(queue is file.pipe.write_queue for queue in queues):
                return {"pipe": "read", "holders": _holders(k, file.pipe, False)}
    return {"pipe": "", "holders": []}


def _holders(k: Kernel, pipe: Pipe, write: bool) -> list[tuple[int, int]]:
    """Every descriptor of a process that can write to, or read from, `pipe`."""
    return [
        (t.tgid, fd)
        for t in k.tasks.values()
        if t.files is not None and t.tid == t.tgid and t.state is not State.DEAD
        for fd, file in t.files.slots.items()
        if isinstance(file, PipeFile) and file.pipe is pipe and (file.writable if write else file.readable)
    ]

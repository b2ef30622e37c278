"""pipe(2), pipe2(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import O_CLOEXEC, O_DIRECT, O_NONBLOCK
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import flags, struct_out
from forkingpaths.vfs.pipe import make_pipe

RLIMIT_NOFILE = 7

FdPair = Annotated[int, struct_out("fd_pair", 8)]


@syscall(man="pipe(2)")
def pipe(k: Kernel, t: Task, pipefd: FdPair) -> int:
    return _make(k, t, pipefd, 0)


@syscall(man="pipe(2)")
def pipe2(k: Kernel, t: Task, pipefd: FdPair, flags: Annotated[int, flags("open.OPEN_FLAGS")]) -> int:
    # "EINVAL (pipe2()) Invalid value in flags."  O_NOTIFICATION_PIPE, alias O_EXCL, needs watch queues, which are not modelled.
    if flags & ~(O_CLOEXEC | O_DIRECT | O_NONBLOCK):
        raise SysError(Errno.EINVAL)
    return _make(k, t, pipefd, flags)


def _make(k: Kernel, t: Task, address: int, flags: int) -> int:
    cloexec = bool(flags & O_CLOEXEC)
    limit = t.process.limits[RLIMIT_NOFILE][0]
    table = t.files
    # "EMFILE The per-process limit on the number of open file descriptors has been reached": before anything is made
    first = table.lowest_free(0, limit)
    second = table.lowest_free(first + 1, limit)
    reader, writer = make_pipe(k, flags & ~O_CLOEXEC)
    table.install(reader, limit, cloexec=cloexec, start=first)
    table.install(writer, limit, cloexec=cloexec, start=second)
    try:
        t.memory.write_u64(address, first | second << 32)
    except SysError:
        # "On error, pipefd is not modified" and nothing stays open
        table.close(k, first)
        table.close(k, second)
        raise
    return 0

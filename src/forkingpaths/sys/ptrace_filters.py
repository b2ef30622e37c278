"""ptrace(2): the seccomp filters of a tracee, for tools that save a process and restore it."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

from forkingpaths.abi import prctl
from forkingpaths.abi import ptrace as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.sys.ptrace_requests import request
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.seccomp import Filter
    from forkingpaths.kernel.task import Task

METADATA = Struct("<QQ")  # struct seccomp_metadata: which filter, and its flags
OFFSET_BYTES = 8


def _filter(t: Task, target: Task, index: int) -> Filter:
    """A filter of the tracee, 0 the oldest."""
    # "EACCES ... requires CAP_SYS_ADMIN", and a tracer without filters of its own, which might hide something from it
    if not t.credentials.capable(CAP_SYS_ADMIN) or t.seccomp is not None:
        raise SysError(Errno.EACCES)
    # "EINVAL The tracee ... has no filters": ENOENT when it has not so many
    if not target.seccomp:
        raise SysError(Errno.EINVAL)
    if index >= len(target.seccomp):
        raise SysError(Errno.ENOENT)
    found: Filter = target.seccomp[index]
    return found


@request(abi.PTRACE_SECCOMP_GET_FILTER)
def get_filter(k: Kernel, t: Task, target: Task, index: int, data: int) -> int:
    """ "the number of instructions in the BPF program"; its text goes to `data`, unless that is null."""
    program = _filter(t, target, index).program
    if data:
        t.memory.write(data, b"".join(prctl.SOCK_FILTER.pack(*i) for i in program))
    return len(program)


@request(abi.PTRACE_SECCOMP_GET_METADATA)
def get_metadata(k: Kernel, t: Task, target: Task, size: int, data: int) -> int:
    if not t.credentials.capable(CAP_SYS_ADMIN) or t.seccomp is not None:
        raise SysError(Errno.EACCES)
    size = min(size, METADATA.size)
    if size < OFFSET_BYTES:
        raise SysError(Errno.EINVAL)
    index = t.memory.read_u64(data)
    found = _filter(t, target, index)
    flags = prctl.SECCOMP_FILTER_FLAG_LOG if found.log else 0
    t.memory.write(data, METADATA.pack(index, flags)[:size])
    return size

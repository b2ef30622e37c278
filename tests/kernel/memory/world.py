"""A kernel as far as memory needs one: a machine, spaces, one process; no files but memory objects."""

from typing import Any

from forkingpaths.kernel import limits
from forkingpaths.kernel.descriptors import FdTable, FsInfo
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory import address_space
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.task import Dispositions, Process, Task
from forkingpaths.machine import Context, Machine
from forkingpaths.vfs.credentials import user

PAGE = 4096


class NoHost:
    def write(self, stream: int, data: bytes) -> int:
        return len(data)

    def read(self, stream: int, count: int) -> bytes | None:
        return b""


def kernel(memory_bytes: int = 16 << 20) -> Kernel:
    """A kernel with one process, pid 2, that has an empty address space."""
    k = Kernel(Machine(memory_bytes), {}, NoHost())
    process = Process(2, 0, 2, 2, Dispositions())
    process.limits = limits.defaults(1000)
    space = address_space.create(k, 8 << 20)
    t = Task(2, process, b"", Context(), space, FdTable(), FsInfo(), user(0, 0))
    process.threads.append(2)
    k.tasks[2], k.processes[2] = t, process
    k.current = 2
    return k


def space_of(k: Kernel) -> AddressSpace:
    return k.tasks[2].memory


def map_anonymous(k: Kernel, pages: int, prot: int = 3, flags: int = 0x22, **more: Any) -> int:
    from forkingpaths.kernel.memory import mapping

    space = space_of(k)
    return mapping.map_memory(
        k, space, k.tasks[2].process.limits, 0, pages * PAGE, prot, flags, more.get("thing"), 0, None
    )

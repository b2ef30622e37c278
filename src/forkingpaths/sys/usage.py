"""What was used: getrusage(2), times(2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import RUSAGE, RUSAGE_CHILDREN, RUSAGE_SELF, RUSAGE_THREAD
from forkingpaths.abi.time import TMS
from forkingpaths.kernel import usage
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import enum, struct_out

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

TICK_NS = 10_000_000  # sysconf(_SC_CLK_TCK) is 100
PAGE_KIB = 4


def pack_rusage(u: usage.Usage) -> bytes:
    """struct rusage: times in microseconds, ru_maxrss in KiB; the fields Linux does not maintain are zero."""
    return RUSAGE.pack(
        u.user_ns // 1_000_000_000,
        u.user_ns // 1000 % 1_000_000,
        u.system_ns // 1_000_000_000,
        u.system_ns // 1000 % 1_000_000,
        u.max_rss_pages * PAGE_KIB,
        0, 0, 0,
        u.minor_faults,
        u.major_faults,
        0,
        u.input_blocks,
        u.output_blocks,
        0, 0, 0,
        u.voluntary_switches,
        u.involuntary_switches,
    )  # fmt: skip


@syscall()
def getrusage(
    k: Kernel,
    t: Task,
    who: Annotated[int, enum("resource.RUSAGE_WHO")],
    rusage: Annotated[int, struct_out("rusage", 144)],
) -> int:
    k.asked(t)
    if who == RUSAGE_SELF:
        used = usage.of_process(k, t.process)
    elif who == RUSAGE_THREAD:
        used = usage.of_thread(t)
    elif who == RUSAGE_CHILDREN:
        used = t.process.children_usage
    else:
        raise SysError(Errno.EINVAL)
    t.memory.write(rusage, pack_rusage(used))
    return 0


@syscall(result="clock")
def times(k: Kernel, t: Task, buf: Annotated[int, struct_out("tms", 32)]) -> int:
    """ "The number of clock ticks that have elapsed since an arbitrary point in the past": boot, as on Linux."""
    k.asked(t)
    if buf:
        own = usage.of_process(k, t.process)
        dead = t.process.children_usage
        ticks = (own.user_ns, own.system_ns, dead.user_ns, dead.system_ns)
        t.memory.write(buf, TMS.pack(*(ns // TICK_NS for ns in ticks)))
    return k.monotonic_ns() // TICK_NS

"""Clock numbers: which clock clock_gettime(2), clock_nanosleep(2) and timer_create(2) are asked about.

Negative numbers are CPU-time clocks of other threads and processes (clock_getcpuclockid(3)): the complement of the
pid in the upper 29 bits, then one bit for "thread", then two for which time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.time import CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID
from forkingpaths.kernel import cpu_timers
from forkingpaths.kernel.task import Process, Task

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

PER_THREAD = 4
PROF, VIRT, SCHED, FD = 0, 1, 2, 3


class CpuClock(NamedTuple):
    """A CPU-time clock: `which` is "prof" or "virt", `tid` 0 for the whole process."""

    process: Process
    which: str
    tid: int

    def read(self, k: Kernel) -> int:
        """Its time, nanoseconds."""
        return cpu_timers.read(k, self.process, self.which, self.tid)


def is_device(clock: int) -> bool:
    """Whether `clock` is made from a descriptor of a clock device (CLOCKFD), of which there are none."""
    return clock < 0 and clock & 7 == FD


def in_ticks(clock: int) -> bool:
    """Whether its times are those that times(2) counts in ticks: user time, or user and system time."""
    return clock < 0 and clock & 3 in (PROF, VIRT)


def resolve(k: Kernel, t: Task, clock: int) -> CpuClock | None:
    """The CPU-time clock that `clock` names; None for one of another kind.  SysError(EINVAL) when its process is not
    there, or is another's thread."""
    if clock == CLOCK_PROCESS_CPUTIME_ID:
        return CpuClock(t.process, "prof", 0)
    if clock == CLOCK_THREAD_CPUTIME_ID:
        return CpuClock(t.process, "prof", t.tid)
    if clock >= 0:
        return None
    which = clock & 3
    if which == FD:  # a dynamic clock: a descriptor of a device that is not modelled
        raise SysError(Errno.EINVAL)
    pid = ~(clock >> 3)
    name = "virt" if which == VIRT else "prof"
    if clock & PER_THREAD:
        other = t if pid == 0 else k.tasks.get(pid)
        if other is None or other.process is not t.process:
            raise SysError(Errno.EINVAL)
        return CpuClock(other.process, name, other.tid)
    process = t.process if pid == 0 else k.processes.get(pid)
    if process is None:
        raise SysError(Errno.EINVAL)
    return CpuClock(process, name, 0)

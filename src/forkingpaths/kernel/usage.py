"""The account of what a thread, a process and its dead children have used (getrusage(2), times(2)), in virtual time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.kernel.task import Process, State, Task, Usage

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

__all__ = ["Usage", "add", "of_process", "of_thread"]


def add(total: Usage, part: Usage) -> None:
    """Add `part` to `total`; the resident set is a maximum, not a sum."""
    total.user_ns += part.user_ns
    total.system_ns += part.system_ns
    if part.max_rss_pages > total.max_rss_pages:
        total.max_rss_pages = part.max_rss_pages
    total.minor_faults += part.minor_faults
    total.major_faults += part.major_faults
    total.voluntary_switches += part.voluntary_switches
    total.involuntary_switches += part.involuntary_switches
    total.input_blocks += part.input_blocks
    total.output_blocks += part.output_blocks


def of_process(k: Kernel, process: Process) -> Usage:
    """A fresh sum over threads that live and threads that ended."""
    total = of_dead_threads(process)
    if process.zombie:
        return total
    for tid in process.threads:
        t = k.tasks[tid]
        if t.state is not State.DEAD:  # a dead thread's share is in process.usage already
            add(total, t.usage)
            if t.memory.id:  # init has none
                total.max_rss_pages = max(total.max_rss_pages, t.memory.peak_pages())
    return total


def of_dead_threads(process: Process) -> Usage:
    """A copy of what the threads that ended have used: of a zombie, everything."""
    return _copy(process.usage)


def of_thread(t: Task) -> Usage:
    """A copy of one thread's account."""
    return _copy(t.usage)


def _copy(u: Usage) -> Usage:
    twin = Usage()
    add(twin, u)
    return twin

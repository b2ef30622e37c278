"""On which processors a task may run, and on which it is (sched_setaffinity(2), getcpu(2)).

One task runs at a time, whatever the number of processors; which one it is on is a matter of what it is told.  A task is on the
processor that its maker was on, the first on number 0, and moves when its mask no longer has that one: to the lowest that the mask
has.  The number is in the context (machine/registers.PROCESSOR), where the vDSO's getcpu finds it, and in the thread's struct rseq.
So it depends on what was asked for alone, and on nobody's place in a queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.errno import SysError
from forkingpaths.abi.signals import SI_KERNEL, Signal
from forkingpaths.kernel import rseq
from forkingpaths.kernel.task import SigInfo, State, Task
from forkingpaths.machine.registers import PROCESSOR

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

AFFINITY: Final = "affinity"  # in the extras of a task: its mask, absent when it may run everywhere


def online(k: Kernel) -> int:
    """The mask of all processors."""
    return (1 << k.processors) - 1


def mask_of(k: Kernel, t: Task) -> int:
    mask: int = t.extras.get(AFFINITY, 0) or online(k)
    return mask


def processor_of(t: Task) -> int:
    number: int = t.context.regs[PROCESSOR]
    return number


def is_bound(t: Task) -> bool:
    """Whether it was put on one processor."""
    mask: int = t.extras.get(AFFINITY, 0)
    return mask.bit_count() == 1


def set_mask(k: Kernel, t: Task, wanted: int) -> None:
    """`t` may run on the processors of `wanted` that there are, of which there is at least one."""
    mask = wanted & online(k)
    # who names the one processor there is wants to be bound, who sets every bit there could be does not
    if mask != online(k) or wanted == 1:
        t.extras[AFFINITY] = mask
    else:
        t.extras.pop(AFFINITY, None)
    if not mask >> processor_of(t) & 1:
        t.context.regs[PROCESSOR] = (mask & -mask).bit_length() - 1
        if t.rseq is not None and t.state is not State.DEAD:
            try:
                rseq.publish(t)
            except SysError:
                from forkingpaths.kernel.signals import send

                send.force(k, t, SigInfo(int(Signal.SIGSEGV), SI_KERNEL))

"""Restartable sequences (rseq(2)): stretches of user code that must begin anew when they were interrupted by a signal
or a preemption.

The thread's struct rseq, in its own memory, says which processor it runs on (affinity.py) and, while inside a
sequence, where that is described.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.futex import RSEQ_CS
from forkingpaths.abi.signals import SI_KERNEL, Signal
from forkingpaths.kernel.task import SigInfo, Task
from forkingpaths.machine.registers import PROCESSOR, RIP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

RSEQ_CS_OFFSET = 8
USER_TOP = 0x7FFF_FFFF_F000


def publish(t: Task) -> None:
    """Write the processor's number, twice, and as concurrency id too, behind the node, 0; SysError(EFAULT)."""
    assert t.rseq is not None
    address, length, _ = t.rseq
    number = t.context.regs[PROCESSOR].to_bytes(4, "little")
    t.memory.write(address, number * 2)
    if length >= 28:
        t.memory.write(address + 20, bytes(4) + number)


def leave_critical_section(k: Kernel, t: Task) -> None:
    """The thread was interrupted: if it was inside a sequence, go on at that sequence's abort handler; either way the
    sequence is over. What is wrong with the description is SIGSEGV."""
    from forkingpaths.kernel.signals import send

    assert t.rseq is not None
    address, _, signature = t.rseq
    memory = t.memory
    try:
        pointer = memory.read_u64(address + RSEQ_CS_OFFSET)
        if not pointer:
            return
        version, _, start, length, abort = RSEQ_CS.unpack(memory.read(pointer, RSEQ_CS.size))
        ip = t.context.regs[RIP]
        if version > 0 or start >= USER_TOP or start + length >= USER_TOP or abort >= USER_TOP:
            raise SysError(Errno.EINVAL)
        if (abort - start) % (1 << 64) < length:  # the abort handler may not be inside the sequence
            raise SysError(Errno.EINVAL)
        if memory.read_u32(abort - 4) != signature:
            raise SysError(Errno.EINVAL)
        if not start <= ip < start + length:
            memory.write_u64(address + RSEQ_CS_OFFSET, 0)
            return
        memory.write_u64(address + RSEQ_CS_OFFSET, 0)
        t.context.regs[RIP] = abort
    except SysError:
        send.force(k, t, SigInfo(int(Signal.SIGSEGV), SI_KERNEL))

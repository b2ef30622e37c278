"""Syscall user dispatch (prctl(2), PR_SET_SYSCALL_USER_DISPATCH): calls made from outside a range of code, or from inside,
become SIGSYS while a byte in the thread's memory says so.  A thread's own setting, in `Task.extras`; neither fork nor exec keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi import prctl as abi
from forkingpaths.abi.errno import SysError
from forkingpaths.abi.signals import SI_KERNEL, Signal
from forkingpaths.kernel import i386, ptrace
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Phase, SigInfo, Task
from forkingpaths.machine.registers import RAX, RIP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

NAME = "user_dispatch"
SYS_USER_DISPATCH = 2
U64 = 0xFFFF_FFFF_FFFF_FFFF
SIGSYS, SIGSEGV = int(Signal.SIGSYS), int(Signal.SIGSEGV)


class Dispatch(NamedTuple):
    """Calls from `offset` on, `length` bytes (modulo 2**64), are made; others ask the byte at `selector`, 0 for none."""

    offset: int
    length: int
    selector: int


def permits(k: Kernel, t: Task) -> bool:
    """Before a call: whether it is to be made.  If not, a signal is on its way."""
    dispatch: Dispatch = t.extras[NAME]
    regs = t.context.regs
    if (regs[RIP] - dispatch.offset) & U64 < dispatch.length:
        return True
    if dispatch.selector:
        try:
            state = t.memory.read(dispatch.selector, 1)[0]
        except SysError:
            return _refuse(k, t, SigInfo(SIGSEGV, SI_KERNEL), True)
        if state == abi.SYSCALL_DISPATCH_FILTER_ALLOW:
            return True
        if state != abi.SYSCALL_DISPATCH_FILTER_BLOCK:
            return _refuse(k, t, SigInfo(SIGSYS, SI_KERNEL), True)
    arch = abi.AUDIT_ARCH_I386 if i386.is_call(t) else abi.AUDIT_ARCH_X86_64
    number = t.call_number & 0xFFFF_FFFF
    fields = regs[RIP].to_bytes(8, "little") + number.to_bytes(4, "little") + arch.to_bytes(4, "little")
    return _refuse(k, t, SigInfo(SIGSYS, SYS_USER_DISPATCH, 0, fields), False)


def _refuse(k: Kernel, t: Task, info: SigInfo, fatal: bool) -> bool:
    if fatal:
        t.blocked |= 1 << (info.signal - 1)  # a forced signal that is blocked takes the default action
    send.force(k, t, info)
    t.context.regs[RAX] = t.call_number & 0xFFFF_FFFF
    t.phase = Phase.USER
    if t.traced is not None:
        ptrace.at_exit(k, t)
    return False

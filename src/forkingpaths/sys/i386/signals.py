"""Signals of 32-bit programs: frames of their own, and calls from before there were more than 32 signals."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.i386.structs import KERNEL_SIGACTION32, OLD_SIGACTION32
from forkingpaths.abi.signals import SA_NODEFER, SA_RESETHAND, SI_KERNEL, UNBLOCKABLE, Signal
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.signals import frame_i386, send
from forkingpaths.kernel.signals import pending as sets
from forkingpaths.kernel.signals.frame_i386 import SA_IA32_ABI
from forkingpaths.kernel.task import Action, SigInfo, Task
from forkingpaths.sys import signals
from forkingpaths.sys.i386.bind import i386_syscall
from forkingpaths.sys.kinds import Address, Int, Kind, Sig, Size, UInt
from forkingpaths.sys.signals import FLAG_MASK, SIGSET_BYTES
from forkingpaths.vfs.wait import Block, Wake

U32 = 0xFFFF_FFFF
SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK = 0, 1, 2
StackPointer = Annotated[int, Kind("stack pointer", "stack", show="hex")]


@i386_syscall(man="sigaction(2)")
def rt_sigaction(k: Kernel, t: Task, signum: Sig, act: Address, oldact: Address, sigsetsize: Size) -> int:
    if sigsetsize != SIGSET_BYTES:
        raise SysError(Errno.EINVAL)
    new = None
    if act:
        handler, flags, restorer, mask = KERNEL_SIGACTION32.unpack(
            t.memory.read(act, KERNEL_SIGACTION32.size)
        )
        new = _action(handler, flags, restorer, mask)
    old = signals.exchange_action(k, t, signum, new)
    if oldact:
        t.memory.write(oldact, KERNEL_SIGACTION32.pack(*_shown(old), old.mask))
    return 0


@i386_syscall()
def sigaction(k: Kernel, t: Task, signum: Sig, act: Address, oldact: Address) -> int:
    new = None
    if act:
        handler, mask, flags, restorer = OLD_SIGACTION32.unpack(t.memory.read(act, OLD_SIGACTION32.size))
        new = _action(handler, flags, restorer, mask)
    old = signals.exchange_action(k, t, signum, new)
    if oldact:
        handler, flags, restorer = _shown(old)
        t.memory.write(oldact, OLD_SIGACTION32.pack(handler, old.mask & U32, flags, restorer))
    return 0


@i386_syscall()
def signal(k: Kernel, t: Task, signum: Sig, handler: Address) -> int:
    """As System V had it: the handler is reset when it is called, and the signal not blocked meanwhile."""
    old = signals.exchange_action(k, t, signum, _action(handler, SA_RESETHAND | SA_NODEFER, 0, 0))
    return old.handler & U32


def _action(handler: int, flags: int, restorer: int, mask: int) -> Action:
    return Action(handler, flags & FLAG_MASK | SA_IA32_ABI, restorer, mask & ~UNBLOCKABLE)


def _shown(action: Action) -> tuple[int, int, int]:
    return action.handler & U32, action.flags & FLAG_MASK, action.restorer & U32


@i386_syscall()
def sigprocmask(k: Kernel, t: Task, how: Int, set_: Address, oldset: Address) -> int:
    """The first 32 signals; the others stay as they are."""
    old = t.blocked
    if set_:
        given = t.memory.read_u32(set_) & ~UNBLOCKABLE
        if how == SIG_BLOCK:
            mask = old | given
        elif how == SIG_UNBLOCK:
            mask = old & ~given
        elif how == SIG_SETMASK:
            mask = old & ~U32 | given
        else:
            raise SysError(Errno.EINVAL)
        sets.set_blocked(k, t, mask)
    if oldset:
        t.memory.write_u32(oldset, old & U32)
    return 0


@i386_syscall()
def sigpending(k: Kernel, t: Task, uset: Address) -> int:
    k.touch(("pending", t.tid), False)
    k.touch(("pending", t.process.tgid), False)
    t.memory.write_u32(uset, (t.pending.mask | t.process.pending.mask) & t.blocked & U32)
    return 0


@i386_syscall()
def sigsuspend(k: Kernel, t: Task, unused1: Int, unused2: Int, mask: UInt) -> int:
    if t.wake is Wake.NONE:
        t.saved_mask = t.blocked
        sets.set_blocked(k, t, mask & ~UNBLOCKABLE)
    raise Block(restart=Restart.ERESTARTNOHAND, reason="a signal")


@i386_syscall(man="signal(2)")
def sgetmask(k: Kernel, t: Task) -> int:
    return t.blocked & U32


@i386_syscall(man="signal(2)")
def ssetmask(k: Kernel, t: Task, newmask: UInt) -> int:
    old = t.blocked & U32
    sets.set_blocked(k, t, newmask & ~UNBLOCKABLE)
    return old


@i386_syscall()
def sigreturn(k: Kernel, t: Task, frame: StackPointer) -> int:
    mask = frame_i386.pop_old(t)
    if mask is None:
        return _bad_frame(k, t)
    return signals.returned(k, t, mask)


@i386_syscall(man="sigreturn(2)")
def rt_sigreturn(k: Kernel, t: Task, frame: StackPointer) -> int:
    back = frame_i386.pop_new(t)
    if back is None:
        return _bad_frame(k, t)
    mask, stack = back
    if stack != t.alternate_stack:
        signals.restore_stack(t, stack)
    return signals.returned(k, t, mask)


def _bad_frame(k: Kernel, t: Task) -> int:
    send.force(k, t, SigInfo(int(Signal.SIGSEGV), SI_KERNEL))
    return 0

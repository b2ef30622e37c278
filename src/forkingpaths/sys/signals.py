"""Signals, the calls of a process about its own: dispositions, mask, waiting, alternate stack, return from a handler."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.siginfo import KERNEL_SIGACTION, STACK_T
from forkingpaths.abi.signals import (
    NSIG,
    SA_EXPOSE_TAGBITS,
    SA_NOCLDSTOP,
    SA_NOCLDWAIT,
    SA_NODEFER,
    SA_ONSTACK,
    SA_RESETHAND,
    SA_RESTART,
    SA_RESTORER,
    SA_SIGINFO,
    SI_KERNEL,
    SIG_BLOCK,
    SIG_IGN,
    SIG_SETMASK,
    SIG_UNBLOCK,
    SS_AUTODISARM,
    SS_DISABLE,
    SS_ONSTACK,
    UNBLOCKABLE,
    Signal,
)
from forkingpaths.kernel import posix_timers
from forkingpaths.kernel.events import Kind as EventKind
from forkingpaths.kernel.signals import actions, deliver, frame, info, send
from forkingpaths.kernel.signals import pending as sets
from forkingpaths.kernel.task import Action, SigInfo
from forkingpaths.machine.registers import RAX, RIP, RSP
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Kind, Sig, Size, enum, struct_in, struct_out
from forkingpaths.sys.waiting import deadline_after, read_timespec
from forkingpaths.vfs.wait import Block, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SIGSET_BYTES = 8
U64 = Struct("<Q")
# Flags of the kernel's own knowledge; SA_UNSUPPORTED and what is unknown are cleared, so that a program can ask
# (sigaction(2), "Dynamically probing").
KNOWN_FLAGS = (
    *(SA_NOCLDSTOP, SA_NOCLDWAIT, SA_SIGINFO, SA_ONSTACK, SA_RESTART, SA_NODEFER, SA_RESETHAND),
    *(SA_EXPOSE_TAGBITS, SA_RESTORER),
)
FLAG_MASK = sum(KNOWN_FLAGS)
LEAST_STACK = 2048  # MINSIGSTKSZ

SigSetIn = Annotated[int, struct_in("sigset", 8)]
SigSetOut = Annotated[int, struct_out("sigset", 8)]
ActionIn = Annotated[int, struct_in("sigaction", 32)]
ActionOut = Annotated[int, struct_out("sigaction", 32)]
SigFrame = Annotated[int, Kind("stack pointer", "stack", "in", "sigframe", "sigframe")]


@syscall(man="sigaction(2)")
def rt_sigaction(k: Kernel, t: Task, signum: Sig, act: ActionIn, oldact: ActionOut, sigsetsize: Size) -> int:
    if sigsetsize != SIGSET_BYTES:
        raise SysError(Errno.EINVAL)
    new = None
    if act:
        handler, flags, restorer, mask = KERNEL_SIGACTION.unpack(t.memory.read(act, 32))
        new = Action(handler, flags & FLAG_MASK, restorer, mask & ~UNBLOCKABLE)
    old = exchange_action(k, t, signum, new)
    if oldact:
        shown = old.flags & FLAG_MASK
        t.memory.write(oldact, KERNEL_SIGACTION.pack(old.handler, shown, old.restorer, old.mask))
    return 0


def exchange_action(k: Kernel, t: Task, signum: int, new: Action | None) -> Action:
    """Give a signal a disposition, if there is a new one; the old one."""
    # "EINVAL An invalid signal was specified.  This will also be generated if an attempt is made to change the action
    # for SIGKILL or SIGSTOP"
    if not 1 <= signum <= NSIG or (new is not None and UNBLOCKABLE >> (signum - 1) & 1):
        raise SysError(Errno.EINVAL)
    process = t.process
    old = actions.get(process, signum)
    k.touch(("action", actions.table(process), signum), new is not None)
    if new is not None:
        k.touch(("actions", actions.table(process)), False)
        dropped, fatal = actions.drops(process, signum), actions.fatal(process, signum)
        actions.put(process, signum, new)
        if k.footprint is not None and (
            (dropped, fatal) != (actions.drops(process, signum), actions.fatal(process, signum))
            or (old.flags ^ new.flags) & (SA_NOCLDSTOP | SA_NOCLDWAIT)
        ):
            k.touch(("dispositions", actions.table(process)), True)  # who sends it would find another
        # "Setting a signal action to SIG_IGN for a signal that is pending shall cause the pending signal to be
        # discarded, whether or not it is blocked" (POSIX)
        if actions.drops(process, signum):
            k.touch(("pending", process.tgid), True)
            bit = 1 << (signum - 1)
            sets.flush(process, process.pending, bit)
            for tid in process.threads:
                sets.flush(process, k.tasks[tid].pending, bit)
        elif old.handler == SIG_IGN and process.posix_timers:
            posix_timers.ignored_no_more(k, process, signum)
    return old


@syscall(man="sigprocmask(2)")
def rt_sigprocmask(
    k: Kernel,
    t: Task,
    how: Annotated[int, enum("siginfo.SIGPROCMASK_HOW")],
    set_: SigSetIn,
    oldset: SigSetOut,
    sigsetsize: Size,
) -> int:
    if sigsetsize != SIGSET_BYTES:
        raise SysError(Errno.EINVAL)
    old = t.blocked
    if set_:
        mask = t.memory.read_u64(set_) & ~UNBLOCKABLE
        if how == SIG_BLOCK:
            mask |= old
        elif how == SIG_UNBLOCK:
            mask = old & ~mask
        elif how != SIG_SETMASK:
            raise SysError(Errno.EINVAL)
        if mask != old:
            sets.set_blocked(k, t, mask)
    if oldset:
        t.memory.write_u64(oldset, old)
    return 0


@syscall(man="sigpending(2)")
def rt_sigpending(k: Kernel, t: Task, uset: SigSetOut, sigsetsize: Size) -> int:
    # smaller is allowed here, as in Linux
    if sigsetsize > SIGSET_BYTES:
        raise SysError(Errno.EINVAL)
    k.touch(("pending", t.tid), False)
    k.touch(("pending", t.process.tgid), False)
    k.asked(t)
    mask = (t.pending.mask | t.process.pending.mask) & t.blocked
    t.memory.write(uset, U64.pack(mask)[:sigsetsize])
    return 0


@syscall(man="sigsuspend(2)")
def rt_sigsuspend(k: Kernel, t: Task, unewset: SigSetIn, sigsetsize: Size) -> int:
    if sigsetsize != SIGSET_BYTES:
        raise SysError(Errno.EINVAL)
    if t.wake is Wake.NONE:
        mask = t.memory.read_u64(unewset)
        t.saved_mask = t.blocked
        sets.set_blocked(k, t, mask)
    raise Block(restart=Restart.ERESTARTNOHAND, reason="a signal")


@syscall()
def pause(k: Kernel, t: Task) -> int:
    raise Block(restart=Restart.ERESTARTNOHAND, reason="a signal")


@syscall(man="sigwaitinfo(2)")
def rt_sigtimedwait(
    k: Kernel,
    t: Task,
    uthese: SigSetIn,
    uinfo: Annotated[int, struct_out("siginfo", 128)],
    uts: Annotated[int, struct_in("timespec", 16)],
    sigsetsize: Size,
) -> int:
    if sigsetsize != SIGSET_BYTES:
        raise SysError(Errno.EINVAL)
    wanted = t.memory.read_u64(uthese) & ~UNBLOCKABLE
    if t.wake is Wake.NONE:
        deadline = None if not uts else deadline_after(k, read_timespec(t, uts))
    else:
        deadline = t.carry[0]
        sets.set_blocked(k, t, t.real_blocked)
        t.real_blocked = 0
    k.touch(("pending", t.process.tgid), True)
    found = sets.take(k, t, wanted)
    if found is not None:
        if uinfo:
            t.memory.write(uinfo, info.pack(found))
        return found.signal
    # "EAGAIN No signal in set became pending within the timeout period specified"
    if deadline is not None and deadline <= k.monotonic_ns():
        raise SysError(Errno.EAGAIN)
    # "EINTR The wait was interrupted by a signal handler ... for one other than those in set": also by a stop, and
    # never restarted
    if t.wake is Wake.SIGNAL or deliver.has_work(t):
        raise SysError(Errno.EINTR)
    t.real_blocked = t.blocked
    sets.set_blocked(k, t, t.blocked & ~wanted)
    raise Block(deadline_ns=deadline, restart=Restart.EINTR, reason="a signal of a set", carry=(deadline,))


@syscall()
def sigaltstack(
    k: Kernel,
    t: Task,
    ss: Annotated[int, struct_in("stack", 24)],
    old_ss: Annotated[int, struct_out("stack", 24)],
) -> int:
    sp = t.context.regs[RSP]
    old = t.alternate_stack
    if ss:
        address, flags, size = STACK_T.unpack(t.memory.read(ss, 24))
        _set_stack(t, sp, address, flags & 0xFFFF_FFFF, size)
    if old_ss:
        shown = frame.stack_flags(old, sp) | old[2] & SS_AUTODISARM
        t.memory.write(old_ss, STACK_T.pack(old[0], shown - (shown >> 31 << 32), old[1]))
    return 0


def _set_stack(t: Task, sp: int, address: int, flags: int, size: int) -> None:
    old = t.alternate_stack
    # "EPERM An attempt was made to change the alternate signal stack while it was active"
    if frame.stack_flags(old, sp) == SS_ONSTACK:
        raise SysError(Errno.EPERM)
    mode = flags & ~SS_AUTODISARM
    if mode not in (SS_DISABLE, SS_ONSTACK, 0):
        raise SysError(Errno.EINVAL)
    if old == (address, size, flags):
        return
    if mode == SS_DISABLE:
        address = size = 0
    elif size < LEAST_STACK:
        raise SysError(Errno.ENOMEM)
    t.alternate_stack = (address, size, flags)


@syscall(man="sigreturn(2)")
def rt_sigreturn(k: Kernel, t: Task, sigframe: SigFrame) -> int:
    back = frame.pop(k, t)
    if back is None:
        send.force(k, t, SigInfo(int(Signal.SIGSEGV), SI_KERNEL))
        return 0
    mask, stack = back
    if stack != t.alternate_stack:
        restore_stack(t, stack)
    return returned(k, t, mask)


def restore_stack(t: Task, stack: tuple[int, int, int]) -> None:
    """The alternate stack that a frame names."""
    try:
        _set_stack(t, t.context.regs[RSP], stack[0], stack[2], stack[1])
    except SysError:
        pass  # "restore_altstack: squash all but EFAULT"


def returned(k: Kernel, t: Task, mask: int) -> int:
    """A handler's frame was taken back: the mask from it, and RAX as the result that leaves it as it is."""
    sets.set_blocked(k, t, mask)
    t.extras.pop("restart_call", None)
    regs = t.context.regs
    if k.listeners:
        k.emit(t.tid, EventKind.HANDLER_RETURN, (regs[RIP],))
    else:
        k.step_number += 1
    value: int = regs[RAX]
    return value - (1 << 64) if value >> 63 else value


@syscall()
def restart_syscall(k: Kernel, t: Task) -> int:
    """Go on with the call that a stop has interrupted: it finds its deadline in `carry`, as after any other sleep."""
    number = t.extras.get("restart_call")
    if number is None:
        raise SysError(Errno.EINTR)
    call = k.calls[number]
    if t.wake is Wake.NONE:
        t.carry = t.carry_restart
    try:
        result = call.invoke(k, t, t.context.regs)
    except SysError:
        t.extras.pop("restart_call", None)
        raise
    t.extras.pop("restart_call", None)
    return result

"""On the way to user mode: what a thread does about its signals (kernel/signal.c, `get_signal`;
arch/x86/kernel/signal.c).

The scheduler calls `before_user_mode` when a thread has signals to look at, a call to restart, or a mask to put back.
Order, again and again until nothing is left:

    the process is ending -> this thread ends
    it was continued -> tell the parent;  it is stopping -> stop, and come back here when continued
    take the next signal out: ignored -> next; handler -> lay down a frame, next (frames nest: the last taken runs
    first); default -> ignore, stop, or end the process

Then, if no handler has run, an interrupted call is set up to be made again, and the mask of before sigsuspend or
ppoll is put back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.errno import Errno, Restart
from forkingpaths.abi.resource import RLIMIT_CORE
from forkingpaths.abi.signals import (
    SA_NODEFER,
    SA_RESETHAND,
    SA_RESTART,
    SI_KERNEL,
    SIG_DFL,
    SIG_IGN,
    STOP_SIGNALS,
    UNBLOCKABLE,
    Signal,
)
from forkingpaths.kernel import i386, ptrace, rseq, single_step, spinning
from forkingpaths.kernel.clock import SIGNAL_NS
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.signals import actions, frame, frame_i386, send, stop
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import pending as sets
from forkingpaths.kernel.signals.frame_i386 import SA_IA32_ABI
from forkingpaths.kernel.task import Action, SigInfo, State, Task
from forkingpaths.machine.registers import RAX, RIP, RSP

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

U32: Final = 0xFFFF_FFFF
U64: Final = 0xFFFF_FFFF_FFFF_FFFF
EINTR: Final = -int(Errno.EINTR) & U64
CALL_INSTRUCTION_BYTES: Final = 2
NR_RESTART_SYSCALL: Final = 219
SIGSEGV: Final = int(Signal.SIGSEGV)
SIGSTOP: Final = int(Signal.SIGSTOP)
SIGKILL: Final = int(Signal.SIGKILL)
RESTARTSYS: Final = -int(Restart.ERESTARTSYS)
RESTARTNOINTR: Final = -int(Restart.ERESTARTNOINTR)
RESTARTNOHAND: Final = -int(Restart.ERESTARTNOHAND)
RESTARTBLOCK: Final = -int(Restart.ERESTART_RESTARTBLOCK)


def has_work(t: Task) -> bool:
    """Whether an interruptible sleep must end: a signal that `t` does not block, a stop, or the end of the process."""
    return t.signal_pending or t.process.exiting


def before_user_mode(k: Kernel, t: Task) -> None:
    """Bring `t` to where it can run user code; afterwards it may be DEAD or STOPPED instead."""
    process = t.process
    if t.saved_mask is not None:
        if not t.restart:
            # the call was not interrupted: the temporary mask goes before signals are looked at
            mask, t.saved_mask = t.saved_mask, None
            sets.set_blocked(k, t, mask)
    while True:
        if process.exiting:
            _end(k, t)
            return
        if t.traced is not None and ptrace.stops_here(k, t):
            return
        if not t.signal_pending:
            if t.restart:
                _restart_without_handler(t)
            if t.saved_mask is None:
                return
            mask, t.saved_mask = t.saved_mask, None
            sets.set_blocked(k, t, mask)
            continue
        if process.continue_notice:
            stop.tell_of_continuation(k, process)
        if t.stop_pending:
            stop.take_part(k, t)
            return
        info = ptrace.injected(k, t) if t.traced is not None else None
        if info is None:
            info = sets.take_fault(t) or sets.take(k, t, ~t.blocked)
            if info is None:
                sets.recalculate(t)
                continue
            if t.traced is not None and info.signal != SIGKILL:
                ptrace.signal_stop(k, t, info)
                return
        if k.footprint is not None:
            k.touch(("pending", t.tid), True)
            k.touch(("pending", process.tgid), True)
            k.touch(("action", actions.table(process), info.signal), False)
        if not _act(k, t, info):
            return


def _act(k: Kernel, t: Task, info: SigInfo) -> bool:
    """Do what the disposition says about `info`; False when the thread stopped or ended."""
    signal = info.signal
    process = t.process
    action = actions.get(process, signal)
    handler = action.handler
    if handler == SIG_IGN:
        _tell(k, t, info, "ignore", 0)
        return True
    if handler != SIG_DFL:
        if action.flags & SA_RESETHAND:
            # "Restore the signal action to the default upon entry to the signal handler"
            actions.put(process, signal, Action(SIG_DFL, action.flags, action.restorer, action.mask))
            k.touch(("action", actions.table(process), signal), True)
            k.touch(("actions", actions.table(process)), False)
            k.touch(("dispositions", actions.table(process)), True)
        _handle(k, t, info, action)
        return t.state is not State.TRACED
    bit = 1 << (signal - 1)
    if bit & actions.IGNORED_BY_DEFAULT or (actions.unkillable(process) and not bit & UNBLOCKABLE):
        _tell(k, t, info, "ignore", 0)
        return True
    if bit & STOP_SIGNALS:
        # "SIGTSTP, SIGTTIN and SIGTTOU do nothing in an orphaned process group": nobody would be there to continue it
        if signal != SIGSTOP:
            from forkingpaths.kernel.process import group_is_orphaned

            if group_is_orphaned(k, process.pgid):
                _tell(k, t, info, "ignore", 0)
                return True
        _tell(k, t, info, "stop", 0)
        stop.begin(k, t, signal)
        return False
    _kill(k, t, info)
    return False


def _handle(k: Kernel, t: Task, info: SigInfo, action: Action) -> None:
    """Settle an interrupted call, lay down the frame, and block what the handler wants blocked."""
    if t.rseq is not None:
        rseq.leave_critical_section(k, t)
    restart = t.restart
    if restart:
        t.restart = 0
        if restart == RESTARTNOINTR or (restart == RESTARTSYS and action.flags & SA_RESTART):
            _again(t, t.call_number)
        else:
            t.context.regs[RAX] = EINTR
    mask = t.saved_mask if t.saved_mask is not None else t.blocked
    signal = info.signal
    interrupted = t.context.regs[RSP]
    stepped = t.traced is not None and single_step.before_handler(t)
    layout = frame_i386 if action.flags & SA_IA32_ABI else frame
    if not layout.push(k, t, info, action, mask):
        if signal == SIGSEGV:  # the handler of SIGSEGV itself cannot be run: nothing is left but to die of it
            actions.put(t.process, SIGSEGV, Action(SIG_DFL, action.flags, action.restorer, action.mask))
        send.force(k, t, SigInfo(SIGSEGV, SI_KERNEL))
        return
    k.spend(t, SIGNAL_NS)
    if t.spin is not None:
        spinning.handler_runs(k, t.spin)
    if k.listeners:
        _tell(k, t, info, "handler", action.handler, interrupted)
    else:
        k.step_number += 1
    t.saved_mask = None
    blocked = t.blocked | action.mask
    if not action.flags & SA_NODEFER:
        blocked |= 1 << (signal - 1)
    sets.set_blocked(k, t, blocked)
    if stepped:
        ptrace.handler_entered(k, t)


def _restart_without_handler(t: Task) -> None:
    """The call was interrupted by something that no handler saw (a stop, an ignored signal): make it again."""
    restart = t.restart
    t.restart = 0
    if restart == RESTARTBLOCK:
        again = i386.RESTART_SYSCALL if i386.is_call(t) else NR_RESTART_SYSCALL
        if t.call_number != again:
            t.extras["restart_call"] = t.call_number
        _again(t, again)
    elif restart in (RESTARTSYS, RESTARTNOINTR, RESTARTNOHAND):
        _again(t, t.call_number)


def _again(t: Task, number: int) -> None:
    """Back to the instruction that makes the call, with the call's number in its register."""
    regs = t.context.regs
    regs[RAX] = number & U32
    regs[RIP] = (regs[RIP] - CALL_INSTRUCTION_BYTES) & U64


def _kill(k: Kernel, t: Task, info: SigInfo) -> None:
    """The default action ends the process."""
    from forkingpaths.kernel import exit

    process = t.process
    signal = info.signal
    dumped = False
    if actions.CORE >> (signal - 1) & 1 and process.limits[RLIMIT_CORE][0]:
        from forkingpaths.kernel import coredump

        dumped = coredump.dump(k, t, info)
    _tell(k, t, info, "kill", 0)
    exit.kill_process(k, process, signal, dumped)
    if t.traced is not None and ptrace.stops_at_exit(k, t, process.status):
        return
    exit.exit_thread(k, t, process.status)


def _end(k: Kernel, t: Task) -> None:
    """This thread ends, with its process."""
    from forkingpaths.kernel import exit

    killer = t.process.extras.pop("killer", None)
    if killer is not None:
        tid, info = killer
        _tell(k, k.tasks.get(tid, t), info, "kill", 0)
    if t.traced is not None and ptrace.stops_at_exit(k, t, t.process.status):
        return
    exit.exit_thread(k, t, t.process.status)


def _tell(k: Kernel, t: Task, info: SigInfo, action: str, handler: int, stack: int = 0) -> None:
    """The SIGNAL event; `stack` is the interrupted stack pointer."""
    k.emit(
        t.tid, Kind.SIGNAL, (info.signal, infos.pack(info), action, handler, stack) if k.listeners else None
    )

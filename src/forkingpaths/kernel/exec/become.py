"""The point of no return of execve(2): the task lets its old program go and stands at the new one's first instruction.

What stays: process and thread ids, parent, session, directories, umask, signal mask, pending signals, ignored
signals, limits, interval timers, usage, open descriptors that are not close-on-exec.  What goes is in execve(2),
"Effect on process attributes"; the order is begin_new_exec's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.signals import SIG_IGN
from forkingpaths.kernel import debug_registers, posix_timers, ptrace, user_dispatch
from forkingpaths.kernel import exit as exits
from forkingpaths.kernel import process as processes
from forkingpaths.kernel.affinity import processor_of
from forkingpaths.kernel.credentials import renew
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.task import Action, Dispositions, Task
from forkingpaths.machine import Context
from forkingpaths.machine.registers import CS, DS, ES, PROCESSOR, RFLAGS, RIP, RSP, USER_CS_32, USER_SS

if TYPE_CHECKING:
    from forkingpaths.kernel.exec.build import Plan
    from forkingpaths.kernel.kernel import Kernel

SIGCHLD = 17
COMM_MAX = 15


def become(k: Kernel, t: Task, plan: Plan, path: bytes, argv: list[bytes], envp: list[bytes]) -> None:
    """Put `plan` into force."""
    old_tid = t.tid
    end_other_threads(k, t)
    if t.files.users > 1:
        shared = t.files
        t.files = shared.copy(k)
        shared.drop_user(k)
    if t.memory.id:
        exits.leave_memory(k, t)
    t.memory = plan.space
    context = Context()
    context.space = plan.space.space
    regs = context.regs
    regs[RIP] = plan.entry
    regs[RSP] = plan.stack_pointer
    regs[RFLAGS] = 0x202
    regs[PROCESSOR] = processor_of(t)
    if plan.compat:
        regs[CS] = USER_CS_32
        regs[DS] = regs[ES] = USER_SS
    t.context = context
    t.name = path.rsplit(b"/", 1)[-1][:COMM_MAX]
    t.alternate_stack = (0, 0, t.alternate_stack[2])  # as Linux: the flags stay, and show in signal frames
    t.rseq = None
    t.restart = 0
    process = t.process
    process.executed = True
    process.executable = plan.executable
    process.arguments = argv
    process.environment = envp
    process.exit_signal = SIGCHLD
    processes.parent_executes(k, process)
    process.dumpable = plan.dumpable
    if plan.gain.secure:
        t.death_signal = 0
    t.credentials = plan.gain.credentials
    renew(t)
    t.extras.pop(user_dispatch.NAME, None)
    t.extras.pop(debug_registers.NAME, None)
    process.extras.pop("futex_hash", None)
    posix_timers.delete_all(k, process)
    _reset_dispositions(t)
    t.files.close_for_exec(k)
    k.touch(("process", process.tgid), True)
    k.emit(t.tid, Kind.EXEC, (path, tuple(argv)) if k.listeners else None)
    if t.traced is not None:
        ptrace.execed(k, t, old_tid)


def end_other_threads(k: Kernel, t: Task) -> None:
    """ "All threads other than the calling thread are destroyed", and it takes the leader's number."""
    if len(t.process.threads) > 1:
        exits.end_other_threads(k, t)


def _reset_dispositions(t: Task) -> None:
    """ "The dispositions of any signals that are being caught are reset to the default"; ignored ones stay ignored."""
    process = t.process
    kept = {
        s: Action(handler=SIG_IGN) for s, a in process.dispositions.actions.items() if a.handler == SIG_IGN
    }
    if process.dispositions.users > 1:
        process.dispositions.users -= 1
        process.dispositions = Dispositions(kept)
    else:
        process.dispositions.actions = kept

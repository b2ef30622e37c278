"""Dispositions: what a process has said it does about a signal (signal(7), "Signal dispositions"), and when that
means: nothing at all."""

from __future__ import annotations

from typing import Final

from forkingpaths.abi.signals import SIG_DFL, SIG_IGN, STOP_SIGNALS, Signal, mask_of
from forkingpaths.kernel.task import Action, Process, Task

DEFAULT: Final = Action()
KERNEL_ONLY: Final = mask_of((Signal.SIGKILL, Signal.SIGSTOP))
# By default thrown away.  SIGCONT too: that it continues a stopped process is done when it is sent, whatever its disposition.
IGNORED_BY_DEFAULT: Final = mask_of((Signal.SIGCONT, Signal.SIGCHLD, Signal.SIGWINCH, Signal.SIGURG))
CORE: Final = mask_of(
    (
        *(Signal.SIGQUIT, Signal.SIGILL, Signal.SIGTRAP, Signal.SIGABRT, Signal.SIGFPE),
        *(Signal.SIGSEGV, Signal.SIGBUS, Signal.SIGSYS, Signal.SIGXCPU, Signal.SIGXFSZ),
    )
)
NOT_FATAL: Final = IGNORED_BY_DEFAULT | STOP_SIGNALS


def get(process: Process, signal: int) -> Action:
    """The disposition of `signal`.  Never change it in place: it may be DEFAULT; use `put`."""
    return process.dispositions.actions.get(signal, DEFAULT)


def table(process: Process) -> int:
    """The name of its dispositions in footprints: processes that share them (CLONE_SIGHAND) have one."""
    return process.dispositions.shared_by or process.tgid


def put(process: Process, signal: int, action: Action) -> None:
    """Make `action` the disposition of `signal`."""
    process.dispositions.actions[signal] = action


def unkillable(process: Process) -> bool:
    """Whether the process is init: "the only signals that can be sent to process ID 1 are those for which init has
    installed handlers" (kill(2)). A fault of its own kills it all the same (`mortal`, set by send.force)."""
    return process.tgid == 1 and not process.extras.get("mortal")


def drops(process: Process, signal: int) -> bool:
    """Whether the disposition throws `signal` away: SIG_IGN, or SIG_DFL with nothing as the default action."""
    action = process.dispositions.actions.get(signal)
    handler = SIG_DFL if action is None else action.handler
    if handler == SIG_DFL:
        return bool(IGNORED_BY_DEFAULT >> (signal - 1) & 1) or unkillable(process)
    return handler == SIG_IGN


def ignored(t: Task, signal: int) -> bool:
    """Whether a signal to `t` is thrown away when it is sent.  One that is blocked is kept: its disposition may be
    another by the time it is unblocked."""
    if (t.blocked | t.real_blocked) >> (signal - 1) & 1:
        return False
    return not t.tracer and drops(t.process, signal)


def fatal(process: Process, signal: int) -> bool:
    """Whether the default action ends the process and nothing has been said to the contrary."""
    action = process.dispositions.actions.get(signal)
    return (action is None or action.handler == SIG_DFL) and not NOT_FATAL >> (signal - 1) & 1

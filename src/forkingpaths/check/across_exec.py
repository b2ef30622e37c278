"""Properties of the way from fork to exec: what a child inherits and should not have kept.

fork(2): the child inherits dispositions and the signal mask.  execve(2): "The dispositions of any signals that
are being caught are reset to the default"; the mask "is preserved".  So a handler inherited from the parent acts for the
parent's reasons until exec, and a mask left set lasts as long as the new program.
"""

from __future__ import annotations

from dataclasses import dataclass

from forkingpaths.abi.signals import Signal
from forkingpaths.check.ending import signal_name
from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run
from forkingpaths.kernel.events import Event, Kind

CLONE_THREAD = 0x10000
STANDARD = 2  # input, output and errors are handed on by everybody
ENDING = (Signal.SIGHUP, Signal.SIGINT, Signal.SIGQUIT, Signal.SIGTERM)  # sent to make a program end
EXPECTED_OPEN = (
    *ENDING, Signal.SIGALRM, Signal.SIGCHLD, Signal.SIGCONT, Signal.SIGTSTP, Signal.SIGTTIN, Signal.SIGTTOU,
)  # fmt: skip


@dataclass(slots=True, frozen=True)
class InheritedHandler:
    """A signal meant to end a child was taken by the handler that it has from its parent, and then it called exec."""

    id: str = "inherited-handler"
    title: str = "a signal was swallowed between fork and exec"
    manual: str = "fork(2), execve(2), signal(7)"
    mend: str = "block the signal before fork; in the child restore SIG_DFL, then the mask, then exec"
    example: str = "corpus/06_inherited"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        found = []
        children: dict[int, int] = {}  # child that has not yet called exec -> step of its fork
        swallowed: dict[int, Event] = {}
        for e in run.events:
            if e.kind is Kind.FORK and not e.data[1] & CLONE_THREAD:
                children[e.data[0]] = e.step
            elif e.tid not in children:
                continue
            elif e.kind is Kind.SIGNAL and e.data[2] == "handler" and e.data[0] in ENDING:
                if not _set_by(run, e.tid, e.data[0], e.step):
                    swallowed.setdefault(e.tid, e)
            elif e.kind is Kind.EXEC:
                del children[e.tid]
                taken = swallowed.pop(e.tid, None)
                if taken is not None:
                    name = signal_name(taken.data[0])
                    found.append(
                        Finding(
                            self.id,
                            f"{name} for child {e.tid} was swallowed between fork and exec",
                            f"the handler inherited from the parent took it at step {taken.step}; "
                            f"the program executed at step {e.step} never hears of it",
                            (taken.step, e.step),
                            e.tid,
                        )
                    )
        return found


def _set_by(run: Run, tid: int, signal: int, before: int) -> bool:
    """Whether `tid` itself has said what is to happen with `signal`."""
    return any(
        e.tid == tid and e.kind is Kind.CALL and e.step < before and e.data[0] == "rt_sigaction"
        and e.data[1][0] == signal and e.data[1][1] != 0
        for e in run.events
    )  # fmt: skip


@dataclass(slots=True, frozen=True)
class BlockedAtExec:
    """A program was started with signals blocked which its parent had blocked for its own sake."""

    id: str = "blocked-at-exec"
    title: str = "signals were still blocked at exec"
    manual: str = "execve(2), sigprocmask(2)"
    mend: str = "restore in the child, before exec, the mask that the parent had before it blocked signals"
    example: str = "corpus/22_mask_at_exec"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        found = []
        for t in run.transitions:
            kept = [s for s in EXPECTED_OPEN if t.blocked >> (s - 1) & 1]
            if not kept:
                continue
            step = next((e.step for e in run.events if e.kind is Kind.EXEC and e.step > t.step), t.step)
            names = ", ".join(signal_name(s) for s in kept)
            found.append(
                Finding(
                    self.id,
                    f"process {t.tid} called exec with {names} blocked",
                    f"the mask at step {step} holds {names}, and the new program keeps it",
                    (step,),
                    t.tid,
                )
            )
        return found


@dataclass(slots=True, frozen=True)
class DescriptorLeak:
    """A program was started with descriptors that it never uses: nobody closed them, and nobody marked them close-on-exec."""

    id: str = "descriptor-leak"
    title: str = "a descriptor leaked into exec"
    manual: str = "open(2) O_CLOEXEC, fcntl(2) FD_CLOEXEC, execve(2)"
    mend: str = "open with O_CLOEXEC (pipe2, accept4, SOCK_CLOEXEC), or close what the new program is not given on purpose"
    example: str = "findings/descriptor_leak"
    default: bool = False

    def check(self, run: Run) -> list[Finding]:
        found = []
        for t in run.transitions:
            kept = [(fd, what) for fd, what in t.kept if fd > STANDARD]
            if not kept:
                continue
            exec_ = next(
                (e for e in run.events if e.kind is Kind.EXEC and e.tid == t.tid and e.step > t.step), None
            )
            if exec_ is None:
                continue
            leaked = [(fd, what) for fd, what in kept if not _used(run, t.tid, fd, exec_.step)]
            if leaked:
                names = ", ".join(f"{fd} ({what})" for fd, what in leaked)
                found.append(
                    Finding(
                        self.id,
                        f"process {t.tid} executed {exec_.data[0].decode(errors='replace')} with descriptor {names} open",
                        f"at step {exec_.step} it has {names}, which the new program never uses",
                        (exec_.step,),
                        t.tid,
                    )
                )
        return found


def _used(run: Run, tid: int, fd: int, after: int) -> bool:
    """Whether a call of `tid` after that step has `fd` among its arguments, or a child of it may have had use for it."""
    return any(
        e.tid == tid
        and e.step > after
        and ((e.kind is Kind.CALL and e.data[1] and e.data[1][0] == fd) or e.kind is Kind.FORK)
        for e in run.events
    )


REGISTRY.add(DescriptorLeak())
REGISTRY.add(InheritedHandler())
REGISTRY.add(BlockedAtExec())

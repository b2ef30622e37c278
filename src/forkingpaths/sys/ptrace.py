"""ptrace(2): beginning to trace, going on, and letting go.  The stops, and what ends them, are in kernel/ptrace.py; what is asked of a
tracee that is stopped is in ptrace_holds.py (memory, registers) and ptrace_stop.py (what the stop is about).

All requests but those that begin tracing, and KILL and INTERRUPT, need a tracee that is stopped: functions entered by `@request`
(ptrace_requests.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import ptrace as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.signals import NSIG, Signal
from forkingpaths.kernel import process as processes
from forkingpaths.kernel import ptrace
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import State, Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Hex, Pid, enum

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

from forkingpaths.sys.ptrace_requests import OPTIONS, REQUESTS, may_suspend, request, traced_by


@syscall()
def ptrace_(
    k: Kernel,
    t: Task,
    number: Annotated[int, enum("ptrace.PTRACE_REQUESTS")],
    pid: Pid,
    address: Hex,
    data: Hex,
) -> int:
    if number == abi.PTRACE_TRACEME:
        return _trace_me(k, t)
    target = processes.find_task(k, pid)
    processes.observe(k, t, target)
    if number in (abi.PTRACE_ATTACH, abi.PTRACE_SEIZE):
        return _attach(k, t, target, number, address, data)
    # "ESRCH The specified process does not exist, or is not currently being traced by the caller, or is not stopped"
    if not traced_by(t, target):
        raise SysError(Errno.ESRCH)
    k.touch(("process", target.tgid), True)
    k.touch(("tracees", t.tgid), True)
    if number == abi.PTRACE_KILL:
        send.to_thread(k, target, int(Signal.SIGKILL), infos.from_user(int(Signal.SIGKILL), t))
        return 0
    if number == abi.PTRACE_INTERRUPT:
        return _interrupt(k, target)
    if target.state is not State.TRACED:
        raise SysError(Errno.ESRCH)
    function = REQUESTS.get(number)
    if function is None:
        if number in abi.PTRACE_REQUESTS:
            k.not_modelled(f"ptrace({abi.PTRACE_REQUESTS.show(number)})")
        raise SysError(Errno.EIO)
    return function(k, t, target, address, data)


# ---- beginning and ending -------------------------------------------------------------------------------------------


def _trace_me(k: Kernel, t: Task) -> int:
    parent = k.processes.get(t.process.parent)
    # "EPERM ... the process may already be being traced"
    if t.traced is not None or parent is None or parent.kernel_owned:
        raise SysError(Errno.EPERM)
    tracer = k.tasks.get(t.process.parent_thread) or processes.leader(k, parent)
    ptrace.attach(k, tracer, t)
    return 0


def _attach(k: Kernel, t: Task, target: Task, number: int, address: int, options: int) -> int:
    seize = number == abi.PTRACE_SEIZE
    if seize and (address or options & ~OPTIONS):
        raise SysError(Errno.EIO)
    # "EPERM ... because the tracer has insufficient privileges ...; unprivileged processes cannot trace processes that they cannot send
    # signals to or those running set-user-ID/set-group-ID programs ... Alternatively, the process may already be being traced, or be init"
    if target.process is t.process or target.process.kernel_owned or target.traced is not None:
        raise SysError(Errno.EPERM)
    if not processes.may_trace(t, target) or target.state is State.DEAD:
        raise SysError(Errno.EPERM)
    if seize:
        may_suspend(t, options)
    tracee = ptrace.attach(k, t, target, options if seize else 0, seize)
    if target.state is State.STOPPED:
        ptrace.group_stop(k, target, target.process.stop_signal or int(Signal.SIGSTOP))
        if not seize:
            tracee.kind = "signal"
    elif not seize:
        stop = int(Signal.SIGSTOP)
        send.to_thread(k, target, stop, infos.from_user(stop, t))
    return 0


def _interrupt(k: Kernel, target: Task) -> int:
    """PTRACE_INTERRUPT: "Stop a tracee.  If the tracee is running or sleeping in kernel space and PTRACE_SYSCALL is in
    effect, the system call is interrupted".  Only a seized tracee: EIO."""
    tracee = target.traced
    assert tracee is not None
    if not tracee.seized:
        raise SysError(Errno.EIO)
    if tracee.listening:
        ptrace.continued(k, target)
    elif target.state is State.TRACED:
        tracee.interrupt = True
    else:
        tracee.interrupt = True
        send.wake_up(k, target)
    return 0


def _signal(data: int) -> int:
    # "EIO ... an invalid signal was specified during a restart request"
    if data > NSIG:
        raise SysError(Errno.EIO)
    return data


@request(abi.PTRACE_DETACH)
def detach(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.decide(k, t, target, _signal(data))
    ptrace.detach(k, target)
    return 0


@request(abi.PTRACE_CONT)
def go_on(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.resume(k, t, target, _signal(data), "")
    return 0


@request(abi.PTRACE_SYSCALL)
def go_on_to_call(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.resume(k, t, target, _signal(data), "syscall")
    return 0


@request(abi.PTRACE_SINGLESTEP)
def go_one_step(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.resume(k, t, target, _signal(data), "step")
    return 0


@request(abi.PTRACE_SYSEMU)
def go_on_to_emulate(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.resume(k, t, target, _signal(data), "emulate")
    return 0


@request(abi.PTRACE_SYSEMU_SINGLESTEP)
def go_one_step_to_emulate(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    ptrace.resume(k, t, target, _signal(data), "emulate step")
    return 0


@request(abi.PTRACE_LISTEN)
def listen(k: Kernel, t: Task, target: Task, address: int, data: int) -> int:
    tracee = target.traced
    assert tracee is not None
    # "PTRACE_LISTEN works only on tracees attached by PTRACE_SEIZE", in group-stop
    if not tracee.seized or tracee.kind not in ("group", "stop"):
        raise SysError(Errno.EIO)
    tracee.listening = True
    if tracee.interrupt:  # SIGCONT, or PTRACE_INTERRUPT, has come in the meantime
        ptrace.continued(k, target)
    return 0

"""Sending signals: kill(2), tkill(2), tgkill(2), rt_sigqueueinfo(2), and the right to do so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.signals import NSIG, SI_TKILL, Signal
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import Process, SigInfo, State
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Pid, Sig, struct_in
from forkingpaths.vfs.credentials import CAP_KILL

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SIGCONT = int(Signal.SIGCONT)
INT_MIN = -(1 << 31)
SigInfoIn = Annotated[int, struct_in("siginfo", 128)]


def check_permission(k: Kernel, t: Task, target: Task, signal: int) -> None:
    """ "For a process to have permission to send a signal, it must either be privileged (CAP_KILL), or the real or
    effective user ID of the sending process must equal the real or saved set-user-ID of the target process.  In the
    case of SIGCONT, it suffices when the sending and receiving processes belong to the same session" (kill(2))."""
    if not 0 <= signal <= NSIG:
        raise SysError(Errno.EINVAL)
    if target.process is t.process:
        return
    own, other = t.credentials, target.credentials
    if own.euid in (other.suid, other.uid) or own.uid in (other.suid, other.uid) or own.capable(CAP_KILL):
        return
    if signal == SIGCONT and target.process.sid == t.process.sid:
        return
    raise SysError(Errno.EPERM)


def send_to_process(k: Kernel, t: Task, named: Task, signal: int, info: SigInfo) -> None:
    """Send to a process if `t` may; signal 0 only asks whether it may.  A thread that was named by its own number is asked first."""
    k.touch(("process", named.process.tgid), False)
    check_permission(k, t, named, signal)
    if signal:
        send.to_process(k, named.process, signal, info, named)
    else:
        k.asked(t)


def _send_to_many(k: Kernel, t: Task, members: list[Process], signal: int) -> int:
    """Success when at least one could be signaled; else the last error; ESRCH for nobody."""
    error: SysError | None = SysError(Errno.ESRCH)
    for process in members:
        try:
            send_to_process(k, t, k.tasks[process.tgid], signal, infos.from_user(signal, t))
            error = None
        except SysError as failed:
            if error is not None:
                error = failed
    if error is not None:
        raise error
    return 0


@syscall()
def kill(k: Kernel, t: Task, pid: Pid, sig: Sig) -> int:
    if pid > 0:
        k.touch(("process", pid), False)
        named = k.tasks.get(pid)  # a thread's id stands for its process
        if named is None:
            raise SysError(Errno.ESRCH)
        send_to_process(k, t, named, sig, infos.from_user(sig, t))
        return 0
    if pid == INT_MIN:
        raise SysError(Errno.ESRCH)
    if pid == -1:
        return _kill_all(k, t, sig)
    # "If pid equals 0, then sig is sent to every process in the process group of the calling process"
    pgid = -pid if pid else t.process.pgid
    k.touch(("group", pgid), False)
    return _send_to_many(k, t, [p for p in k.processes.values() if p.pgid == pgid], sig)


def _kill_all(k: Kernel, t: Task, signal: int) -> int:
    """ "If pid equals -1, then sig is sent to every process for which the calling process has permission to send signals,
    except for process 1"; Linux leaves the caller out too.  EPERM for some is no error."""
    error: SysError | None = None
    count = 0
    k.touch(("pids",), False)
    for process in list(k.processes.values()):
        if process.tgid <= 1 or process is t.process:
            continue
        count += 1
        try:
            send_to_process(k, t, k.tasks[process.tgid], signal, infos.from_user(signal, t))
        except SysError as failed:
            if failed.errno != Errno.EPERM:
                error = failed
    if not count:
        raise SysError(Errno.ESRCH)
    if error is not None:
        raise error
    return 0


def _send_to_thread(k: Kernel, t: Task, tgid: int, tid: int, signal: int, info: SigInfo) -> int:
    k.touch(("process", tid), False)
    target = k.tasks.get(tid)
    if target is None or (tgid > 0 and target.process.tgid != tgid):
        raise SysError(Errno.ESRCH)
    k.touch(("process", target.process.tgid), False)
    check_permission(k, t, target, signal)
    if signal and target.state is not State.DEAD:
        send.to_thread(k, target, signal, info)
    elif not signal:
        k.asked(t)
    return 0


@syscall()
def tkill(k: Kernel, t: Task, tid: Pid, sig: Sig) -> int:
    if tid <= 0:
        raise SysError(Errno.EINVAL)
    return _send_to_thread(k, t, 0, tid, sig, infos.from_thread(sig, t))


@syscall(man="tkill(2)")
def tgkill(k: Kernel, t: Task, tgid: Pid, tid: Pid, sig: Sig) -> int:
    if tid <= 0 or tgid <= 0:
        raise SysError(Errno.EINVAL)
    return _send_to_thread(k, t, tgid, tid, sig, infos.from_thread(sig, t))


def _read_info(t: Task, address: int, signal: int) -> SigInfo:
    """The caller's siginfo_t, with the signal's number put in.  "E2BIG" when the part the kernel does not keep is not zero."""
    raw = t.memory.read(address, infos.KERNEL_SIGINFO_SIZE)
    info = infos.unpack(raw)
    info.signal = signal
    if (
        any(t.memory.read(address + infos.KERNEL_SIGINFO_SIZE, 128 - infos.KERNEL_SIGINFO_SIZE))
        and info.code < SI_TKILL
    ):
        raise SysError(Errno.E2BIG)
    info.sender = t.process.tgid
    return info


@syscall(man="rt_sigqueueinfo(2)")
def rt_sigqueueinfo(k: Kernel, t: Task, tgid: Pid, sig: Sig, uinfo: SigInfoIn) -> int:
    info = _read_info(t, uinfo, sig)
    # "the caller cannot pretend to be the kernel or kill(2)": codes from 0 on, and SI_TKILL, only to oneself
    if (info.code >= 0 or info.code == SI_TKILL) and t.process.tgid != tgid:
        raise SysError(Errno.EPERM)
    named = k.tasks.get(tgid)
    if named is None:
        raise SysError(Errno.ESRCH)
    send_to_process(k, t, named, sig, info)
    return 0


@syscall(man="rt_sigqueueinfo(2)")
def rt_tgsigqueueinfo(k: Kernel, t: Task, tgid: Pid, tid: Pid, sig: Sig, uinfo: SigInfoIn) -> int:
    info = _read_info(t, uinfo, sig)
    if tid <= 0 or tgid <= 0:
        raise SysError(Errno.EINVAL)
    if (info.code >= 0 or info.code == SI_TKILL) and t.tid != tid:
        raise SysError(Errno.EPERM)
    return _send_to_thread(k, t, tgid, tid, sig, info)

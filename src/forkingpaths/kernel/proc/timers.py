"""/proc/PID/timers, the POSIX timers of a process, and timerslack_ns (proc(5))."""

from __future__ import annotations

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.siginfo import SIGEV_NONE, SIGEV_SIGNAL, SIGEV_THREAD, SIGEV_THREAD_ID
from forkingpaths.abi.time import CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID
from forkingpaths.kernel import timer_slack
from forkingpaths.kernel.cpu_clocks import PER_THREAD, SCHED
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.posix_timers import PosixTimer
from forkingpaths.kernel.proc.access import process_of, task_of
from forkingpaths.kernel.task import Process, Task
from forkingpaths.vfs.credentials import CAP_SYS_NICE
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.proc.tree import Entry, ProcInode, add

FILE = FileType.REGULAR
WAYS = {SIGEV_SIGNAL: "signal", SIGEV_NONE: "none", SIGEV_THREAD: "thread"}
OWN = ~0 << 3 | SCHED  # the processor clocks of whoever asks, as numbers of others' clocks are made
CLOCK_IDS = {CLOCK_PROCESS_CPUTIME_ID: OWN, CLOCK_THREAD_CPUTIME_ID: OWN | PER_THREAD}


def _timer(process: Process, timer: PosixTimer) -> str:
    """Its identifier, "the signal number and the value", "the mechanism", to a process or a thread, and its clock."""
    whom = f"tid.{timer.tid}" if timer.notify & SIGEV_THREAD_ID else f"pid.{process.tgid}"
    way = WAYS[timer.notify & ~SIGEV_THREAD_ID]
    clock = CLOCK_IDS.get(timer.clock_id, timer.clock_id)
    return (
        f"ID: {timer.id}\nsignal: {timer.signal}/{timer.value:016x}\nnotify: {way}/{whom}\nClockID: {clock}\n"
    )


def _timers(k: Kernel, inode: ProcInode) -> bytes:
    """The youngest first."""
    process = process_of(k, inode)
    return "".join(_timer(process, timer) for timer in reversed(process.posix_timers.values())).encode()


def _slack_of(k: Kernel, inode: ProcInode) -> Task:
    """ "EPERM": others' slack is for who has CAP_SYS_NICE."""
    t, caller = task_of(k, inode), k.caller()
    if t is not caller and not caller.credentials.capable(CAP_SYS_NICE):
        raise SysError(Errno.EPERM)
    return t


def _slack(k: Kernel, inode: ProcInode) -> bytes:
    return b"%d\n" % timer_slack.current_ns(_slack_of(k, inode))


def _set_slack(k: Kernel, inode: ProcInode, data: bytes) -> None:
    """A number of nanoseconds, 0 for the default."""
    digits = data.removesuffix(b"\n")
    if not digits.isdigit():
        raise SysError(Errno.EINVAL)
    if int(digits) >> 64:
        raise SysError(Errno.ERANGE)
    t = _slack_of(k, inode)
    k.touch(("process", t.tgid), True)
    timer_slack.change(t, int(digits))


add("pid", b"timers", Entry(FILE | 0o444, _timers))
add("pid", b"timerslack_ns", Entry(FILE | 0o666, _slack, _set_slack))

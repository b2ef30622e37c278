"""eventfd(2), timerfd_create(2), signalfd(2): events as descriptors."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi import time as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel import signalfd as signal_files
from forkingpaths.kernel import timerfd as timer_files
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.signalfd import SignalFile
from forkingpaths.kernel.task import Task
from forkingpaths.kernel.timerfd import TimerFile
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Int, Size, UInt, enum, flags, struct_in, struct_out
from forkingpaths.vfs import eventfd as event_files

O_CLOEXEC, O_NONBLOCK = 0o2000000, 0o4000
CAP_WAKE_ALARM = 35
ItimerSpec = Annotated[int, struct_in("itimerspec", 32)]
OldItimerSpec = Annotated[int, struct_out("itimerspec", 32)]


@syscall(man="eventfd(2)")
def eventfd(k: Kernel, t: Task, initval: UInt) -> int:
    return k.install_file(event_files.make(k, initval, 0), False)


@syscall(man="eventfd(2)")
def eventfd2(k: Kernel, t: Task, initval: UInt, flags: Annotated[int, flags("poll.EFD_FLAGS")]) -> int:
    if flags & ~(O_CLOEXEC | O_NONBLOCK | event_files.EFD_SEMAPHORE):
        raise SysError(Errno.EINVAL)
    return k.install_file(event_files.make(k, initval, flags), bool(flags & O_CLOEXEC))


@syscall(man="timerfd_create(2)")
def timerfd_create(
    k: Kernel,
    t: Task,
    clockid: Annotated[int, enum("time.CLOCKS")],
    flags: Annotated[int, flags("time.TIMERFD_CREATE_FLAGS")],
) -> int:
    if flags & ~(O_CLOEXEC | O_NONBLOCK) or clockid not in timer_files.CLOCKS:
        raise SysError(Errno.EINVAL)
    # "EPERM clockid was CLOCK_REALTIME_ALARM or CLOCK_BOOTTIME_ALARM but the caller did not have the CAP_WAKE_ALARM capability."
    if clockid in (abi.CLOCK_REALTIME_ALARM, abi.CLOCK_BOOTTIME_ALARM) and not t.credentials.capable(
        CAP_WAKE_ALARM
    ):
        raise SysError(Errno.EPERM)
    return k.install_file(timer_files.make(k, clockid, flags), bool(flags & O_CLOEXEC))


def _timer(t: Task, fd: int) -> TimerFile:
    file = t.files.get(fd)
    # "EINVAL fd is not a valid timerfd file descriptor."
    if not isinstance(file, TimerFile):
        raise SysError(Errno.EINVAL)
    return file


@syscall(man="timerfd_create(2)")
def timerfd_settime(
    k: Kernel,
    t: Task,
    fd: Fd,
    flags: Annotated[int, flags("time.TIMERFD_SETTIME_FLAGS")],
    new_value: ItimerSpec,
    old_value: OldItimerSpec,
) -> int:
    values = timer_files.ITIMERSPEC.unpack(t.memory.read(new_value, 32))
    if flags & ~(abi.TFD_TIMER_ABSTIME | abi.TFD_TIMER_CANCEL_ON_SET):
        raise SysError(Errno.EINVAL)
    for seconds, nanoseconds in (values[:2], values[2:]):
        if seconds < 0 or not 0 <= nanoseconds < abi.NSEC_PER_SEC:
            raise SysError(Errno.EINVAL)
    file = _timer(t, fd)
    old = file.settings(k)
    interval = values[0] * abi.NSEC_PER_SEC + values[1]
    value = values[2] * abi.NSEC_PER_SEC + values[3]
    file.set(k, value, interval, flags)
    if old_value:
        t.memory.write(old_value, old)
    return 0


@syscall(man="timerfd_create(2)")
def timerfd_gettime(k: Kernel, t: Task, fd: Fd, curr_value: OldItimerSpec) -> int:
    t.memory.write(curr_value, _timer(t, fd).settings(k))
    return 0


@syscall(man="signalfd(2)")
def signalfd(
    k: Kernel, t: Task, fd: Int, mask: Annotated[int, struct_in("sigset", 8)], sizemask: Size
) -> int:
    return _signalfd(k, t, fd, mask, sizemask, 0)


@syscall(man="signalfd(2)")
def signalfd4(
    k: Kernel,
    t: Task,
    fd: Int,
    mask: Annotated[int, struct_in("sigset", 8)],
    sizemask: Size,
    flags: Annotated[int, flags("siginfo.SFD_FLAGS")],
) -> int:
    return _signalfd(k, t, fd, mask, sizemask, flags)


def _signalfd(k: Kernel, t: Task, fd: int, mask: int, size: int, flags: int) -> int:
    if size != 8:
        raise SysError(Errno.EINVAL)
    # "It is not possible to receive SIGKILL or SIGSTOP signals via a signalfd file descriptor; these signals are silently ignored"
    wanted = t.memory.read_u64(mask) & ~signal_files.UNBLOCKABLE
    if flags & ~(O_CLOEXEC | O_NONBLOCK):
        raise SysError(Errno.EINVAL)
    if fd == -1:
        return k.install_file(signal_files.make(k, wanted, flags), bool(flags & O_CLOEXEC))
    file = t.files.get(fd)
    if not isinstance(file, SignalFile):
        raise SysError(Errno.EINVAL)
    file.change(k, wanted)
    return fd

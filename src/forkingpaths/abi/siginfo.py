"""Signal structures that cross the border: sigaction, siginfo_t, stack_t, sigevent, signalfd_siginfo.

siginfo_t is 128 bytes: number, errno, code, then a union whose arm depends on the code (sigaction(2)). Each
arm has its own NamedTuple, which begins with the three common fields, and its own layout.
"""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags


class KernelSigaction(NamedTuple):
    """The kernel's struct sigaction, which is not libc's: rt_sigaction(2)."""

    handler: int
    flags: int
    restorer: int
    mask: int


KERNEL_SIGACTION: Final = Struct("<QQQQ")


SIGPROCMASK_HOW: Final = EnumTable("SIG_???", [(0, "SIG_BLOCK"), (1, "SIG_UNBLOCK"), (2, "SIG_SETMASK")])


class StackT(NamedTuple):
    """stack_t of sigaltstack(2)."""

    sp: int
    flags: int
    size: int


STACK_T: Final = Struct("<Qi4xQ")


class SiKill(NamedTuple):
    """kill(2), tgkill(2), and anything else that says only who sent it."""

    signo: int
    errno: int
    code: int
    pid: int
    uid: int


class SiTimer(NamedTuple):
    """A POSIX timer expired (SI_TIMER)."""

    signo: int
    errno: int
    code: int
    timerid: int
    overrun: int
    value: int


class SiRt(NamedTuple):
    """sigqueue(3) (SI_QUEUE) and mq_notify (SI_MESGQ): a value comes along."""

    signo: int
    errno: int
    code: int
    pid: int
    uid: int
    value: int


class SiChild(NamedTuple):
    """SIGCHLD. Times are in clock ticks, hundredths of a second."""

    signo: int
    errno: int
    code: int
    pid: int
    uid: int
    status: int
    utime: int
    stime: int


class SiFault(NamedTuple):
    """SIGSEGV, SIGBUS, SIGILL, SIGFPE and SIGTRAP raised by an instruction."""

    signo: int
    errno: int
    code: int
    addr: int
    addr_lsb: int


class SiPoll(NamedTuple):
    """SIGIO after F_SETSIG."""

    signo: int
    errno: int
    code: int
    band: int
    fd: int


class SiSys(NamedTuple):
    """SIGSYS from a seccomp filter."""

    signo: int
    errno: int
    code: int
    call_addr: int
    syscall: int
    arch: int


SIGINFO_SIZE: Final = 128
SI_HEAD: Final = Struct("<iii")  # signo, errno, code: enough to know the arm
SI_KILL: Final = Struct("<iii4xiI104x")
SI_TIMER_ARM: Final = Struct("<iii4xiiQ96x")
SI_RT: Final = Struct("<iii4xiIQ96x")
SI_CHILD: Final = Struct("<iii4xiIi4xqq80x")
SI_FAULT: Final = Struct("<iii4xQh102x")
SI_POLL: Final = Struct("<iii4xqi100x")
SI_SYS: Final = Struct("<iii4xQiI96x")


class Sigevent(NamedTuple):
    """struct sigevent (sigevent(7)), 64 bytes; `tid` is used by SIGEV_THREAD_ID alone."""

    value: int
    signo: int
    notify: int
    tid: int


SIGEVENT: Final = Struct("<Qiii44x")
SIGEV_SIGNAL: Final = 0
SIGEV_NONE: Final = 1
SIGEV_THREAD: Final = 2
SIGEV_THREAD_ID: Final = 4
SIGEV_NOTIFY: Final[EnumTable] = enum(
    globals(), "SIGEV_???", "SIGEV_SIGNAL SIGEV_NONE SIGEV_THREAD SIGEV_THREAD_ID"
)


class SignalfdSiginfo(NamedTuple):
    """struct signalfd_siginfo, 128 bytes (signalfd(2))."""

    signo: int
    errno: int
    code: int
    pid: int
    uid: int
    fd: int
    tid: int
    band: int
    overrun: int
    trapno: int
    status: int
    value_int: int
    value_ptr: int
    utime: int
    stime: int
    addr: int
    addr_lsb: int
    syscall: int
    call_addr: int
    arch: int


SIGNALFD_SIGINFO: Final = Struct("<IiiIIiIIIIiiQQQQH2xiQI28x")
SFD_NONBLOCK: Final = 0o4000
SFD_CLOEXEC: Final = 0o2000000
SFD_FLAGS: Final[FlagTable] = flags(globals(), "SFD_???", "SFD_CLOEXEC SFD_NONBLOCK")

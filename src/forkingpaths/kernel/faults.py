"""Injected failures: what Linux may answer to a call although nothing is wrong with it.

A kind of failure is offered (kernel/outside.py) only where Linux could do that, by these rules:

  eintr    a task that sleeps interruptibly in a call that a handler of its process would end with EINTR (signal(7),
           "Interruption of system calls"); not in calls that only wait for signals, since there the handler itself is the answer
  short    a transfer of more than one byte by read, write and their relatives: from what is not a regular file one
           byte comes, into it or a regular file the first half goes (of several buffers: all but the last)
  eagain   a call on a descriptor that does not block (O_NONBLOCK): select may have said more than was true; and
           timer_create, mlock: "EAGAIN Temporary error during kernel allocation"
  enomem, enospc, emfile    the calls whose manual page names the error (NAMED)
  fork     "EAGAIN A system-imposed limit on the number of threads was encountered" (fork(2))

The call that fails has no effect besides its answer.  `Choice("fault", tid, number)`: number is the place in KINDS, from 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.fcntl import F_DUPFD, F_DUPFD_CLOEXEC
from forkingpaths.abi.open import O_CREAT
from forkingpaths.abi.poll import POLLIN, POLLOUT
from forkingpaths.abi.signals import SA_RESTART, SIG_DFL, SIG_IGN
from forkingpaths.abi.socket import SOCK_STREAM
from forkingpaths.kernel.task import Phase, State, Task
from forkingpaths.machine.registers import RDX
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.pipe import PipeFile
from forkingpaths.vfs.regular import RegularOpenFile
from forkingpaths.vfs.socket.base import SocketFile
from forkingpaths.vfs.terminal.files import TerminalFile
from forkingpaths.vfs.wait import Block, Wake

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import CallEntry, Kernel

KINDS = ("eintr", "short", "eagain", "enomem", "enospc", "emfile", "fork")
WORDS = {
    "eintr": "is interrupted (EINTR)",
    "short": "transfers a part only",
    "eagain": "fails with EAGAIN",
    "enomem": "fails with ENOMEM",
    "enospc": "fails with ENOSPC",
    "emfile": "fails with EMFILE",
    "fork": "fails with EAGAIN",
}
ERRNOS = {
    "eintr": Errno.EINTR,
    "eagain": Errno.EAGAIN,
    "enomem": Errno.ENOMEM,
    "enospc": Errno.ENOSPC,
    "emfile": Errno.EMFILE,
    "fork": Errno.EAGAIN,
}
FORKS = frozenset("fork vfork clone clone3".split())
ONLY_SIGNALS = frozenset("pause rt_sigsuspend rt_sigtimedwait".split())
READS = frozenset("read pread64 recvfrom readv preadv preadv2".split())
WRITES = frozenset("write pwrite64 sendto writev pwritev pwritev2".split())
SEVERAL = frozenset(
    "readv preadv preadv2 writev pwritev pwritev2".split()
)  # their third argument counts buffers
DESCRIPTOR_CALLS = READS | WRITES | frozenset("recvmsg sendmsg accept accept4".split())
PIPE_BUF = 4096
NAMED = {
    "eagain": frozenset("timer_create mlock mlockall".split()),
    "enomem": FORKS
    | frozenset(
        "mmap mremap mprotect brk execve open openat creat pipe pipe2 socket socketpair epoll_create epoll_create1 epoll_ctl eventfd "
        "eventfd2 timerfd_create signalfd signalfd4 inotify_init inotify_init1 inotify_add_watch poll ppoll select pselect6 mkdir "
        "mkdirat mknod mknodat link linkat symlink symlinkat rename renameat renameat2 unlink unlinkat rmdir readlink readlinkat "
        "stat lstat newfstatat statx getcwd chdir access faccessat msgget msgsnd semget semop shmget shmat mlock mlockall "
        "timer_create memfd_create getdents64".split()
    ),
    "enospc": frozenset(
        "mkdir mkdirat mknod mknodat link linkat symlink symlinkat rename renameat renameat2 fallocate fsync fdatasync setxattr "
        "lsetxattr fsetxattr msgget semget shmget inotify_add_watch epoll_ctl".split()
    ),
    "emfile": frozenset(
        "open openat openat2 creat dup pipe pipe2 socket socketpair accept accept4 epoll_create epoll_create1 eventfd eventfd2 "
        "signalfd signalfd4 timerfd_create inotify_init inotify_init1 memfd_create pidfd_open".split()
    ),
    "fork": FORKS,
}


def possible(k: Kernel, t: Task, kind: str) -> bool:
    """Whether Linux could fail the call at which `t` stands, or in which it sleeps, like that."""
    if kind == "eintr":
        return t.state is State.BLOCKED and _interruptible(k, t)
    if t.state is not State.RUNNABLE or t.phase is not Phase.CALL or t.wake is not Wake.NONE:
        return False
    call = k.calls.get(t.call_number)
    if call is None:
        return False
    name = k.call_name(t)
    if kind == "short":
        return _cut(k, t, name) > 0
    if name in NAMED[kind]:
        return True
    arguments = call.arguments(t.context.regs)
    if kind == "emfile":
        return name == "fcntl" and arguments[1] in (F_DUPFD, F_DUPFD_CLOEXEC)
    if kind == "enospc":
        return _may_fill_the_disk(k, t, name, arguments)
    file = _file(k, t)
    return kind == "eagain" and name in DESCRIPTOR_CALLS and file is not None and file.nonblocking


def _file(k: Kernel, t: Task) -> OpenFile | None:
    """The description that the first argument names."""
    arguments = k.calls[t.call_number].arguments(t.context.regs)
    return t.files.slots.get(arguments[0]) if arguments else None


def _interruptible(k: Kernel, t: Task) -> bool:
    """Would some handler of the process end this sleep with EINTR?"""
    wait = t.wait
    if wait is None or not wait.interruptible or k.call_name(t) in ONLY_SIGNALS:
        return False
    for signal, action in t.process.dispositions.actions.items():
        if action.handler in (SIG_DFL, SIG_IGN) or t.blocked >> (signal - 1) & 1:
            continue
        if wait.restart is Restart.ERESTARTSYS:
            if not action.flags & SA_RESTART:
                return True
        elif wait.restart is not Restart.ERESTARTNOINTR:
            return True
    return False


def _may_fill_the_disk(k: Kernel, t: Task, name: str, arguments: tuple[int, ...]) -> bool:
    if name in WRITES:
        return isinstance(_file(k, t), RegularOpenFile)
    flags = {"open": 1, "openat": 2}.get(name)
    return name == "creat" or (flags is not None and bool(arguments[flags] & O_CREAT))


def _cut(k: Kernel, t: Task, name: str) -> int:
    """The third argument (bytes or buffers) with which the call transfers a part only; 0 when it cannot."""
    file = _file(k, t)
    count = t.context.regs[RDX]
    if name not in READS | WRITES or file is None or not 1 < count < 1 << 31:
        return 0
    stream = isinstance(file, SocketFile) and file.type == SOCK_STREAM
    if name in READS:
        ready = isinstance(file, (PipeFile, TerminalFile)) or stream
        return (count - 1 if name in SEVERAL else 1) if ready and file.poll(k) & POLLIN else 0
    # "POSIX.1 says that writes of less than PIPE_BUF bytes must be atomic" (pipe(7))
    if not (isinstance(file, RegularOpenFile) or stream or (isinstance(file, PipeFile) and count > PIPE_BUF)):
        return 0
    if not file.poll(k) & POLLOUT:
        return 0
    return count - 1 if name in SEVERAL else count // 2


@dataclass(slots=True, eq=False)
class _Failing:
    """The row of a call in the dispatch table, with another way to carry it out."""

    name: str
    arguments: Callable[[Any], tuple[int, ...]]
    call: CallEntry
    invoke: Callable[[Kernel, Task, Any], int]

    def before(self, t: Task, arguments: tuple[int, ...]) -> dict[int, Any]:
        return self.call.before(t, arguments)

    def after(self, t: Task, arguments: tuple[int, ...], result: int) -> dict[int, Any]:
        return self.call.after(t, arguments, result)

    def request(self, t: Task) -> tuple[Any, ...]:
        return self.call.request(t)


def perform(k: Kernel, t: Task, kind: str, transition: Callable[[Kernel, Task], None]) -> None:
    """Make the transition of `t` whose call fails."""
    number = t.call_number
    call = k.calls[number]
    regs = t.context.regs
    whole = regs[RDX]

    def fail(k: Kernel, t: Task, regs: Any) -> int:
        if call.name == "brk":
            return t.memory.brk  # "On failure, the system call returns the current break" (brk(2))
        raise SysError(ERRNOS[kind])

    def interrupted(k: Kernel, t: Task, regs: Any) -> int:
        try:
            return call.invoke(k, t, regs)
        except Block:
            raise SysError(Errno.EINTR) from None

    if kind == "short":
        regs[RDX] = _cut(k, t, call.name)
    else:
        k.calls[number] = _Failing(call.name, call.arguments, call, interrupted if kind == "eintr" else fail)
    try:
        transition(k, t)
    finally:
        k.calls[number] = call
        if kind == "short":
            regs[RDX] = whole  # calls leave it alone, and compilers know

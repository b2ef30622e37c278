"""Making, ending and awaiting processes: fork(2), vfork(2), clone(2), _exit(2), wait4(2), waitid(2)."""

from __future__ import annotations

from struct import unpack
from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.clone import (
    CLONE_ARGS,
    CLONE_ARGS_SIZE_VER0,
    CLONE_ARGS_SIZE_VER2,
    CLONE_CLEAR_SIGHAND,
    CLONE_DETACHED,
    CLONE_INTO_CGROUP,
    CLONE_NEWTIME,
    CLONE_PARENT,
    CLONE_PARENT_SETTID,
    CLONE_PIDFD,
    CLONE_SIGHAND,
    CLONE_THREAD,
    CLONE_VFORK,
    CLONE_VM,
    CSIGNAL,
    CloneArgs,
)
from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.abi.siginfo import SI_CHILD
from forkingpaths.abi.signals import NSIG, Signal
from forkingpaths.abi.wait import (
    P_ALL,
    P_PGID,
    P_PID,
    P_PIDFD,
    WAIT4_ALLOWED,
    WAITID_ALLOWED,
    WCONTINUED,
    WEXITED,
    WNOHANG,
    WUNTRACED,
    status_exited,
)
from forkingpaths.kernel import exit as ending
from forkingpaths.kernel import fork as forking
from forkingpaths.kernel import pidfd, ptrace
from forkingpaths.kernel import wait as waiting
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import (
    Address,
    Int,
    Pid,
    Size,
    enum,
    flags,
    struct_out,
)
from forkingpaths.sys.kinds import Kind as ArgumentKind
from forkingpaths.sys.usage import pack_rusage
from forkingpaths.vfs.wait import Block, Suspended

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

SIGCHLD = int(Signal.SIGCHLD)
INT_MAX = 0x7FFF_FFFF
MAX_PID_NAMESPACES = 32
ALL_CLONE3_FLAGS = 0x3_FFFF_FFFF & ~(CSIGNAL & ~CLONE_NEWTIME) & ~CLONE_DETACHED

WaitOptions = Annotated[int, flags("wait.WAIT4_FLAGS", "i32")]
StatusOut = Annotated[int, ArgumentKind("int *wstatus", "u64", "out", 4, "wstatus")]
RusageOut = Annotated[int, struct_out("rusage", 144)]
TidOut = Annotated[int, ArgumentKind("pid_t *", "u64", "out", 4, "tid_pointer")]


@syscall()
def fork(k: Kernel, t: Task) -> int:
    return forking.fork(k, t, 0)


@syscall()
def vfork(k: Kernel, t: Task) -> int:
    if t.carry is not None:
        return forking.wait_for_child(k, t, t.carry)
    return forking.wait_for_child(k, t, forking.fork(k, t, CLONE_VFORK | CLONE_VM))


@syscall()
def clone(
    k: Kernel,
    t: Task,
    flags: Annotated[int, ArgumentKind("unsigned long flags", "u64", show="clone_flags")],
    stack: Address,
    parent_tid: TidOut,
    child_tid: Address,
    tls: Address,
) -> int:
    if t.carry is not None:
        return forking.wait_for_child(k, t, t.carry)
    flags &= 0xFFFF_FFFF
    # "CLONE_PIDFD can't be specified with CLONE_PARENT_SETTID" for clone(): both use parent_tid; nor with CLONE_DETACHED
    if flags & CLONE_PIDFD and flags & (CLONE_PARENT_SETTID | CLONE_DETACHED):
        raise SysError(Errno.EINVAL)
    tid = forking.fork(k, t, flags & ~CSIGNAL, stack, parent_tid, child_tid, tls, flags & CSIGNAL, parent_tid)
    return forking.wait_for_child(k, t, tid) if flags & CLONE_VFORK else tid


@syscall(note="no namespaces, no cgroups")
def clone3(
    k: Kernel,
    t: Task,
    cl_args: Annotated[int, ArgumentKind("struct clone_args *", "u64", "inout", "clone_args", "clone_args")],
    size: Size,
) -> int:
    if t.carry is not None:
        return forking.wait_for_child(k, t, t.carry)
    a = _clone_args(t, cl_args, size)
    wanted_pids = _wanted_pids(t, a)
    if a.flags & ~ALL_CLONE3_FLAGS or a.exit_signal & ~CSIGNAL or a.exit_signal > NSIG:
        raise SysError(Errno.EINVAL)
    # "EINVAL: CLONE_SIGHAND and CLONE_CLEAR_SIGHAND were specified together"
    if a.flags & CLONE_SIGHAND and a.flags & CLONE_CLEAR_SIGHAND:
        raise SysError(Errno.EINVAL)
    # "EINVAL: exit_signal was specified together with CLONE_THREAD or CLONE_PARENT"
    if a.flags & (CLONE_THREAD | CLONE_PARENT) and a.exit_signal:
        raise SysError(Errno.EINVAL)
    # "stack_size ... must be nonzero if stack is" and the other way round
    if bool(a.stack) != bool(a.stack_size):
        raise SysError(Errno.EINVAL)
    if a.flags & CLONE_INTO_CGROUP:
        if a.cgroup > INT_MAX or size < CLONE_ARGS_SIZE_VER2:
            raise SysError(Errno.EINVAL)
        forking.check_flags(k, t, a.flags)
        # there is no cgroup file system, so no descriptor is of one of its directories
        raise SysError(Errno.EBADF)
    stack = a.stack + a.stack_size
    tid = forking.fork(
        k, t, a.flags, stack, a.parent_tid, a.child_tid, a.tls, a.exit_signal, a.pidfd, wanted_pids
    )
    return forking.wait_for_child(k, t, tid) if a.flags & CLONE_VFORK else tid


def _wanted_pids(t: Task, a: CloneArgs) -> tuple[int, ...]:
    """The numbers that set_tid points to, one for each PID namespace that the child is to be in."""
    if a.set_tid_size > MAX_PID_NAMESPACES or bool(a.set_tid) != bool(a.set_tid_size):
        raise SysError(Errno.EINVAL)
    if not a.set_tid:
        return ()
    return unpack(f"<{a.set_tid_size}i", t.memory.read(a.set_tid, 4 * a.set_tid_size))


def _clone_args(t: Task, address: int, size: int) -> CloneArgs:
    """struct clone_args of any size: "the call fails with E2BIG if unknown bytes are not zero" (clone3 in clone(2))."""
    if size > 4096:
        raise SysError(Errno.E2BIG)
    if size < CLONE_ARGS_SIZE_VER0:
        raise SysError(Errno.EINVAL)
    data = t.memory.read(address, size)
    if any(data[CLONE_ARGS.size :]):
        raise SysError(Errno.E2BIG)
    return CloneArgs._make(CLONE_ARGS.unpack(data[: CLONE_ARGS.size].ljust(CLONE_ARGS.size, b"\0")))


@syscall(man="_exit(2)", result="none")
def exit_(k: Kernel, t: Task, status: Int) -> int:
    if t.traced is not None and ptrace.stops_at_exit(k, t, status_exited(status)):
        raise Suspended(True)
    ending.exit_thread(k, t, status_exited(status))
    return 0


@syscall(result="none")
def exit_group(k: Kernel, t: Task, status: Int) -> int:
    if t.traced is not None and ptrace.stops_at_exit(k, t, status_exited(status)):
        raise Suspended(True)
    ending.exit_group(k, t, status_exited(status))
    return 0


@syscall()
def wait4(k: Kernel, t: Task, pid: Pid, wstatus: StatusOut, options: WaitOptions, rusage: RusageOut) -> int:
    if options & 0xFFFF_FFFF & ~WAIT4_ALLOWED:
        raise SysError(Errno.EINVAL)
    if pid == -1:
        kind, number = P_ALL, 0
    elif pid > 0:
        kind, number = P_PID, pid
    elif pid == 0:
        # "whose process group ID is equal to that of the calling process at the time of the call to waitpid()"
        kind, number = P_PGID, t.carry or t.process.pgid
    elif pid == -0x8000_0000:
        raise SysError(Errno.ESRCH)  # -INT_MIN is not defined
    else:
        kind, number = P_PGID, -pid
    notice = waiting.look(k, t, kind, number, options | WEXITED)
    if notice is None:
        if options & WNOHANG:
            k.asked(t)
            return 0
        raise Block(
            t.process.child_queue, restart=Restart.ERESTARTSYS, reason="a child to change state",
            carry=number if pid == 0 else None,
        )  # fmt: skip
    if wstatus:
        t.memory.write_u32(wstatus, notice.status)
    if rusage:
        t.memory.write(rusage, pack_rusage(notice.usage))
    return notice.pid


@syscall(man="waitid(2)")
def waitid(
    k: Kernel,
    t: Task,
    which: Annotated[int, enum("wait.WAITID_TYPES")],
    number: Pid,
    infop: Annotated[int, struct_out("siginfo", 128)],
    options: WaitOptions,
    rusage: RusageOut,
) -> int:
    try:
        notice = _awaited(k, t, which, number, options)
    except SysError:
        # Linux fills in the siginfo_t of every call that found nothing, also of one that fails
        _store_child(t, infop, 0, None)
        raise
    except Block:
        if t.carry:  # woken by a signal: what is stored now stays, if the call ends by it
            _store_child(t, infop, 0, None)
        raise
    if notice is None:
        # "waitid() returns 0 immediately and the state of the siginfo_t structure" has si_signo and si_pid zero
        _store_child(t, infop, 0, None)
        k.asked(t)
        return 0
    _store_child(t, infop, SIGCHLD, notice)
    if rusage:
        t.memory.write(rusage, pack_rusage(notice.usage))
    return 0


def _awaited(k: Kernel, t: Task, which: int, number: int, options: int) -> waiting.Notice | None:
    """What waitid(2) found; None when WNOHANG found nothing."""
    if options & 0xFFFF_FFFF & ~WAITID_ALLOWED or not options & (WEXITED | WUNTRACED | WCONTINUED):
        raise SysError(Errno.EINVAL)
    nonblocking = False
    if which == P_PIDFD:
        if number < 0:
            raise SysError(Errno.EINVAL)
        found = pidfd.process_of_file(k, t, number)
        nonblocking = t.files.get(number).nonblocking
        which, number = P_PID, found
    elif which == P_PGID:
        if number < 0:
            raise SysError(Errno.EINVAL)
        number = number or t.carry or t.process.pgid
    elif which == P_PID:
        if number <= 0:
            raise SysError(Errno.EINVAL)
    elif which != P_ALL:
        raise SysError(Errno.EINVAL)
    notice = waiting.look(k, t, which, number, options)
    if notice is None:
        if options & WNOHANG:
            return None
        if nonblocking:
            raise SysError(Errno.EAGAIN)
        raise Block(
            t.process.child_queue, restart=Restart.ERESTARTSYS, reason="a child to change state",
            carry=number or True,
        )  # fmt: skip
    return notice


def _store_child(t: Task, infop: int, signal: int, notice: waiting.Notice | None) -> None:
    if not infop:
        return
    about = (notice.code, notice.pid, notice.uid, notice.value) if notice else (0, 0, 0, 0)
    t.memory.write(
        infop, SI_CHILD.pack(signal, 0, *about, 0, 0)[:28]
    )  # Linux fills in these fields and no others

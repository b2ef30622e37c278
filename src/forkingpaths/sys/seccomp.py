"""seccomp(2), and the two options of prctl(2) that it grew out of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi import prctl as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.prctl import SockFilter
from forkingpaths.abi.resource import RLIMIT_NOFILE
from forkingpaths.kernel import process as processes
from forkingpaths.kernel import seccomp as filters
from forkingpaths.kernel import seccomp_notify
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Address, enum, flags
from forkingpaths.sys.prctl import option
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

NOTIF_SIZES = b"\x50\x00\x18\x00\x40\x00"  # struct seccomp_notif, seccomp_notif_resp, seccomp_data
TSYNC_ESRCH = abi.SECCOMP_FILTER_FLAG_TSYNC_ESRCH
NEW_LISTENER = abi.SECCOMP_FILTER_FLAG_NEW_LISTENER
KILLABLE = abi.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
MAX_TOTAL = (
    32768  # instructions of all filters of a thread, each filter counted 4 longer (MAX_INSNS_PER_PATH)
)


@syscall()
def seccomp(
    k: Kernel,
    t: Task,
    operation: Annotated[int, enum("prctl.SECCOMP_OPERATIONS", "u32")],
    flags: Annotated[int, flags("prctl.SECCOMP_FILTER_FLAGS")],
    args: Address,
) -> int:
    if operation == abi.SECCOMP_SET_MODE_STRICT:
        # "The value of flags must be 0, and args must be NULL"
        if flags or args:
            raise SysError(Errno.EINVAL)
        return _strict(t)
    if operation == abi.SECCOMP_SET_MODE_FILTER:
        return _filter(k, t, flags, args)
    if operation == abi.SECCOMP_GET_ACTION_AVAIL:
        if flags:
            raise SysError(Errno.EINVAL)
        # "EOPNOTSUPP ... the kernel does not support the filter return action"
        if t.memory.read_u32(args) not in filters.ORDER:
            raise SysError(Errno.EOPNOTSUPP)
        return 0
    if operation == abi.SECCOMP_GET_NOTIF_SIZES:
        if flags:
            raise SysError(Errno.EINVAL)
        t.memory.write(args, NOTIF_SIZES)
        return 0
    raise SysError(Errno.EINVAL)


def _strict(t: Task) -> int:
    # "EINVAL A secure computing mode has already been set, and operation differs from the existing setting"
    if t.seccomp:
        raise SysError(Errno.EINVAL)
    t.seccomp = filters.STRICT
    return 0


def _filter(k: Kernel, t: Task, flags: int, args: int) -> int:
    synchronised = flags & abi.SECCOMP_FILTER_FLAG_TSYNC
    # "EINVAL flags ... are invalid": a thread's number and a descriptor cannot both be returned, so TSYNC_ESRCH has to be there too
    if (
        flags & ~abi.SECCOMP_FILTER_FLAGS.known
        or (synchronised and flags & NEW_LISTENER and not flags & TSYNC_ESRCH)
        or (flags & KILLABLE and not flags & NEW_LISTENER)
    ):
        raise SysError(Errno.EINVAL)
    head = t.memory.read(args, abi.SOCK_FPROG.size)
    count, address = abi.SOCK_FPROG.unpack(head)
    if not 0 < count <= abi.BPF_MAXINSNS:
        raise SysError(Errno.EINVAL)
    # "EACCES The caller did not have the CAP_SYS_ADMIN capability ..., or had not set no_new_privs before using SECCOMP_SET_MODE_FILTER"
    if not (t.credentials.no_new_privs or t.credentials.capable(CAP_SYS_ADMIN)):
        raise SysError(Errno.EACCES)
    raw = t.memory.read(address, abi.SOCK_FILTER.size * count)
    program = tuple(SockFilter._make(i) for i in abi.SOCK_FILTER.iter_unpack(raw))
    filters.check(program)
    made = filters.Filter(program, bool(flags & abi.SECCOMP_FILTER_FLAG_LOG))
    if flags & NEW_LISTENER:
        return _with_listener(k, t, made, flags)
    return _attach(k, t, made, flags)


def _with_listener(k: Kernel, t: Task, made: filters.Filter, flags: int) -> int:
    """SECCOMP_FILTER_FLAG_NEW_LISTENER: "the call returns a new user-space notification file descriptor" instead of 0."""
    limit = t.process.limits[RLIMIT_NOFILE][0]
    t.files.lowest_free(0, limit)
    # "EBUSY While installing a new filter, the SECCOMP_FILTER_FLAG_NEW_LISTENER flag was specified, but a previous filter had already
    # been installed with that flag", and is still listened to
    if any(held.listener is not None for held in t.seccomp or ()):
        raise SysError(Errno.EBUSY)
    _attach(k, t, made, flags)
    listener = seccomp_notify.make(k, made, killable=bool(flags & KILLABLE))
    return t.files.install(listener, limit, cloexec=True)


def _attach(k: Kernel, t: Task, made: filters.Filter, flags: int) -> int:
    """Put the filter behind those that the thread has; a thread's number when TSYNC finds that one in the way."""
    held = t.seccomp
    if held is not None and not held:
        raise SysError(Errno.EINVAL)  # strict mode is for good
    total = sum(len(f.program) + 4 for f in held or ()) + len(made.program)
    if total > MAX_TOTAL:
        raise SysError(Errno.ENOMEM)
    others = []
    if flags & abi.SECCOMP_FILTER_FLAG_TSYNC:
        others = [other for other in processes.living_threads(k, t.process) if other is not t]
        for other in others:
            mine = held or ()
            # "another thread ... has diverged": its number is returned, or ESRCH
            if other.seccomp is not None and other.seccomp != mine[: len(other.seccomp)]:
                if flags & TSYNC_ESRCH:
                    raise SysError(Errno.ESRCH)
                return other.tid
    t.seccomp = (*(held or ()), made)
    for other in others:
        other.seccomp = t.seccomp
        if t.credentials.no_new_privs:
            processes.set_no_new_privs(other)
    return 0


@option(abi.PR_SET_SECCOMP)
def set_mode(k: Kernel, t: Task, mode: int, args: int, c: int, d: int) -> int:
    if mode == abi.SECCOMP_MODE_STRICT:
        return _strict(t)
    if mode == abi.SECCOMP_MODE_FILTER:
        return _filter(k, t, 0, args)
    raise SysError(Errno.EINVAL)


@option(abi.PR_GET_SECCOMP)
def get_mode(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    """In strict mode nobody lives to see the answer (prctl(2))."""
    return abi.SECCOMP_MODE_DISABLED if t.seccomp is None else abi.SECCOMP_MODE_FILTER

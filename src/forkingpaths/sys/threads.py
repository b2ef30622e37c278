"""What a threads library asks of the kernel at a thread's start and end: set_tid_address(2), robust lists, rseq(2),
membarrier(2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.futex import (
    MEMBARRIER_CMD_GLOBAL,
    MEMBARRIER_CMD_GLOBAL_EXPEDITED,
    MEMBARRIER_CMD_PRIVATE_EXPEDITED,
    MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ,
    MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE,
    MEMBARRIER_CMD_QUERY,
    MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED,
    MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED,
    MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ,
    MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE,
    ROBUST_LIST_HEAD,
    RSEQ_FLAG_UNREGISTER,
    RSEQ_SIZE,
)
from forkingpaths.kernel import rseq as sequences
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Address, Hex, Int, Kind, Pid, Size, UInt, flags
from forkingpaths.vfs.credentials import CAP_SYS_PTRACE

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

# Each expedited command, and the registration it needs (membarrier(2)).
REGISTRATIONS = {
    MEMBARRIER_CMD_PRIVATE_EXPEDITED: MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED,
    MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE: MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE,
    MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ: MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ,
}
OTHER_COMMANDS = (
    MEMBARRIER_CMD_GLOBAL,
    MEMBARRIER_CMD_GLOBAL_EXPEDITED,
    MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED,
)
GET_REGISTRATIONS = 512
MEMBARRIER_CMD_FLAG_CPU = 1
U64Out = Annotated[int, Kind("u64 *", "u64", "out", 8, "u64_pointer")]
SizeOut = Annotated[int, Kind("size_t *", "u64", "out", 8, "size_pointer")]


@syscall()
def set_tid_address(k: Kernel, t: Task, tidptr: Address) -> int:
    t.clear_child_tid = tidptr
    return t.tid


@syscall(man="get_robust_list(2)")
def set_robust_list(k: Kernel, t: Task, head: Address, length: Size) -> int:
    # "EINVAL size does not equal sizeof(struct robust_list_head)"
    if length != ROBUST_LIST_HEAD.size:
        raise SysError(Errno.EINVAL)
    t.robust_list = head
    if t.extras:
        t.extras.pop("robust_list_i386", None)
    return 0


@syscall()
def get_robust_list(k: Kernel, t: Task, pid: Pid, head_ptr: U64Out, len_ptr: SizeOut) -> int:
    other = t if pid == 0 else k.tasks.get(pid)
    if other is None:
        raise SysError(Errno.ESRCH)
    own, theirs = t.credentials, other.credentials
    same = (
        own.fsuid == theirs.uid == theirs.euid == theirs.suid
        and own.fsgid == theirs.gid == theirs.egid == theirs.sgid
    )
    if other.process is not t.process and not same and not own.capable(CAP_SYS_PTRACE):
        raise SysError(Errno.EPERM)
    t.memory.write_u64(len_ptr, ROBUST_LIST_HEAD.size)
    t.memory.write_u64(head_ptr, other.robust_list)
    return 0


@syscall(man="rseq(2)")
def rseq(k: Kernel, t: Task, area: Address, length: UInt, flags: Int, signature: Hex) -> int:
    signature &= 0xFFFF_FFFF
    held = t.rseq
    if flags & RSEQ_FLAG_UNREGISTER:
        # "EINVAL: not registered here"; "EPERM: the signature does not match"
        if flags & ~RSEQ_FLAG_UNREGISTER or held is None or held[0] != area or held[1] != length:
            raise SysError(Errno.EINVAL)
        if held[2] != signature:
            raise SysError(Errno.EPERM)
        t.memory.write(area, RESET)
        t.rseq = None
        return 0
    if flags:
        raise SysError(Errno.EINVAL)
    if held is not None:
        if held[0] != area or held[1] != length:
            raise SysError(Errno.EINVAL)
        if held[2] != signature:
            raise SysError(Errno.EPERM)
        raise SysError(Errno.EBUSY)
    if length < RSEQ_SIZE or area % 32:
        raise SysError(Errno.EINVAL)
    if area >= t.memory.layout.task_size:
        raise SysError(Errno.EFAULT)
    t.rseq = (area, length, signature)
    try:
        sequences.publish(t)
    except SysError:
        t.rseq = None
        raise
    return 0


RESET = b"\0\0\0\0" + b"\xff\xff\xff\xff"  # cpu_id_start 0, cpu_id RSEQ_CPU_ID_UNINITIALIZED


@syscall()
def membarrier(
    k: Kernel,
    t: Task,
    cmd: Annotated[int, flags("futex.MEMBARRIER_COMMANDS", "i32")],
    flags: UInt,
    cpu_id: Int,
) -> int:
    """One processor runs one task at a time, each with all its memory in order: the barrier is there already.  What
    remains are the rules about registration."""
    if flags and not (cmd == MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ and flags == MEMBARRIER_CMD_FLAG_CPU):
        raise SysError(Errno.EINVAL)
    if cmd == MEMBARRIER_CMD_QUERY:
        supported = sum(OTHER_COMMANDS) + GET_REGISTRATIONS
        return supported + sum(REGISTRATIONS) + sum(REGISTRATIONS.values())
    registered: int = t.process.extras.get("membarrier", 0)
    if cmd == GET_REGISTRATIONS:
        return registered
    if cmd in REGISTRATIONS.values() or cmd == MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED:
        t.process.extras["membarrier"] = registered | cmd
        return 0
    if cmd in REGISTRATIONS:
        # "EPERM The current process was not registered prior to using private expedited commands"
        if not registered & REGISTRATIONS[cmd]:
            raise SysError(Errno.EPERM)
        return 0
    if cmd in OTHER_COMMANDS:
        return 0
    raise SysError(Errno.EINVAL)

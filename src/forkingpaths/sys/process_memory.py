"""process_vm_readv(2), process_vm_writev(2): memory of another process, with the right of ptrace(2) to it."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import TASK_SIZE
from forkingpaths.kernel import process as processes
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.task import State, Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Pid, ULong, array_in
from forkingpaths.vfs.credentials import CAP_SYS_PTRACE

IOV_MAX = 1024
MAX_TRANSFER = 0x7FFF_F000
CHUNK = 1 << 20  # bytes moved at once


@syscall(man="process_vm_readv(2)")
def process_vm_readv(
    k: Kernel,
    t: Task,
    pid: Pid,
    local_iov: Annotated[int, array_in("iovec", 16, 2)],
    liovcnt: ULong,
    remote_iov: Annotated[int, array_in("iovec", 16, 4)],
    riovcnt: ULong,
    flags: ULong,
) -> int:
    return _transfer(k, t, pid, local_iov, liovcnt, remote_iov, riovcnt, flags, False)


@syscall(man="process_vm_readv(2)")
def process_vm_writev(
    k: Kernel,
    t: Task,
    pid: Pid,
    local_iov: Annotated[int, array_in("iovec", 16, 2)],
    liovcnt: ULong,
    remote_iov: Annotated[int, array_in("iovec", 16, 4)],
    riovcnt: ULong,
    flags: ULong,
) -> int:
    return _transfer(k, t, pid, local_iov, liovcnt, remote_iov, riovcnt, flags, True)


def _transfer(
    k: Kernel, t: Task, pid: int, local: int, locals_: int, remote: int, remotes: int, flags: int, write: bool
) -> int:
    """Move bytes between the caller and `pid`; the bytes moved.  A bad remote address ends the transfer early."""
    if flags:
        raise SysError(Errno.EINVAL)
    own = _vectors(t, local, locals_)
    # "EFAULT The memory described by local_iov is outside the caller's accessible address space": beyond user space already now
    if any(base + length > TASK_SIZE for base, length in own):
        raise SysError(Errno.EFAULT)
    if not any(length for _, length in own):
        return 0
    theirs = _vectors(t, remote, remotes)
    if not any(length for _, length in theirs):
        return 0
    target = processes.find_task(k, pid)
    processes.observe(k, t, target)
    if target.state is State.DEAD:
        raise SysError(Errno.ESRCH)
    check_access(t, target)
    if not target.memory.id:  # the kernel's init has no memory of its own
        raise SysError(Errno.ESRCH)
    own_parts, their_parts = _parts(own), _parts(theirs)
    done = 0
    try:
        while own_parts and their_parts and done < MAX_TRANSFER:
            own_at, own_left = own_parts[-1]
            their_at, their_left = their_parts[-1]
            count = min(own_left, their_left, CHUNK)
            moved = _move(t.memory, own_at, target.memory, their_at, count, write)
            done += moved
            if moved < count:
                if not done:
                    raise SysError(Errno.EFAULT)
                return done
            for parts, at, left in ((own_parts, own_at, own_left), (their_parts, their_at, their_left)):
                parts[-1] = (at + count, left - count)
                if left == count:
                    parts.pop()
    except SysError:
        if not done:
            raise
    return done


def _move(own: AddressSpace, own_at: int, other: AddressSpace, other_at: int, count: int, write: bool) -> int:
    """Copy as many of `count` bytes as the other's mappings allow, in whole pages up to the bad one."""
    count = min(count, other.accessible(other_at, count, write))
    if not count:
        return 0
    other.note_look(other_at, count, write)
    if write:
        other.write(other_at, own.read(own_at, count))
    else:
        own.write(own_at, other.read(other_at, count))
    return count


def _vectors(t: Task, address: int, count: int) -> list[tuple[int, int]]:
    """The iovec array: (base, length)."""
    # "EINVAL ... liovcnt or riovcnt is too large"; "the sum of the iov_len values overflows a ssize_t value"
    if count > IOV_MAX:
        raise SysError(Errno.EINVAL)
    raw = t.memory.read(address, 16 * count)
    found = []
    total = 0
    for at in range(0, len(raw), 16):
        length = int.from_bytes(raw[at + 8 : at + 16], "little")
        total += length
        if length >> 63 or total >> 63:
            raise SysError(Errno.EINVAL)
        found.append((int.from_bytes(raw[at : at + 8], "little"), length))
    return found


def _parts(vectors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts that are not empty, the first last."""
    return [(base, length) for base, length in reversed(vectors) if length]


def check_access(t: Task, target: Task) -> None:
    """PTRACE_MODE_ATTACH_REALCREDS (ptrace(2), "Ptrace access mode checking"); SysError(EPERM)."""
    if target.process is t.process or t.credentials.capable(CAP_SYS_PTRACE):
        return
    own, other = t.credentials, target.credentials
    same = (
        own.uid == other.uid == other.euid == other.suid and own.gid == other.gid == other.egid == other.sgid
    )
    if not same or not target.process.dumpable or other.permitted & ~own.permitted:
        raise SysError(Errno.EPERM)

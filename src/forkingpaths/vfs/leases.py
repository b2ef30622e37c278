"""Leases: who has a file open is told, and given time, before somebody else opens it in a way that conflicts (fcntl(2), "Leases").

Life.  F_SETLEASE gives an open file description a read or a write lease.  An
open or truncate that conflicts (any with a write lease, one for
writing with a read lease) *breaks* it: the holder gets SIGIO, and the opener sleeps on `vfs.lease_queue` until the lease is removed
or weakened, or BREAK_NS has passed, after which the kernel does that itself.  The lease goes with the description.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.signals import POLL_MSG
from forkingpaths.vfs.credentials import CAP_LEASE
from forkingpaths.vfs.inode import Inode
from forkingpaths.vfs.locks import F_RDLCK, F_UNLCK, F_WRLCK
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.regular import RegularFile
from forkingpaths.vfs.wait import Block

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

BREAK_NS = 45_000_000_000  # /proc/sys/fs/lease-break-time
O_NONBLOCK = 0o4000


@dataclass(slots=True, eq=False)
class Lease:
    """A lease of one description; `target` is what it must become by `deadline_ns` (monotonic) when it is being broken."""

    file: OpenFile
    fd: int
    type: int
    target: int
    deadline_ns: int = 0


def set_lease(k: Services, file: OpenFile, fd: int, wanted: int) -> None:
    """F_SETLEASE."""
    inode = file.inode
    cred = k.caller().credentials
    if wanted not in (F_RDLCK, F_WRLCK, F_UNLCK):
        raise SysError(Errno.EINVAL)
    # "Leases may be taken out only on regular files.  An unprivileged process may take out a lease only on a file
    # whose UID (owner) matches the filesystem UID of the process"
    if cred.fsuid != inode.uid and not cred.capable(CAP_LEASE):
        raise SysError(Errno.EACCES)
    if not isinstance(inode, RegularFile):
        raise SysError(Errno.EINVAL)
    key = (inode.device, inode.number)
    k.touch(("lease", *key), True)
    k.touch(("references", file.identity), True)  # the last to close it will give the lease up
    _expire(k, key)
    leases = k.vfs.leases.get(key, [])
    own = next((lease for lease in leases if lease.file is file), None)
    if wanted == F_UNLCK:
        if own is None:
            raise SysError(Errno.EAGAIN)
        _remove(k, key, own)
        return
    # "A read lease can be placed only on a file descriptor that is opened read-only"; "a write lease may be placed on a
    # file only if there are no other open file descriptors for the file"
    others = [lease for lease in leases if lease is not own]
    busy = inode.pages.writers if wanted == F_RDLCK else inode.uses > 1 or others
    if busy or any(lease.target == F_UNLCK for lease in others):
        raise SysError(Errno.EAGAIN)
    if own is not None:
        own.type = own.target = wanted
        own.deadline_ns = 0
        k.wake(k.vfs.lease_queue)
        return
    k.vfs.leases.setdefault(key, []).append(Lease(file, fd, wanted, wanted))
    if not file.owner:
        file.owner, file.owner_thread = k.caller().tgid, False


def get_lease(k: Services, file: OpenFile) -> int:
    """F_GETLEASE: "F_RDLCK, F_WRLCK, or F_UNLCK", while it is being broken what it is to become."""
    key = (file.inode.device, file.inode.number)
    k.touch(("lease", *key), False)
    _expire(k, key)
    return next((lease.target for lease in k.vfs.leases.get(key, ()) if lease.file is file), F_UNLCK)


def break_for(k: Services, inode: Inode, flags: int) -> None:
    """Somebody opens (or cuts) the file: wait until no lease stands in the way; EWOULDBLOCK with O_NONBLOCK."""
    key = (inode.device, inode.number)
    if key not in k.vfs.leases:
        return
    writing = bool(flags & 3)
    k.touch(("lease", *key), True)
    _expire(k, key)
    conflicting = [x for x in k.vfs.leases.get(key, ()) if writing or x.type == F_WRLCK]
    if not conflicting:
        return
    deadline = k.monotonic_ns() + BREAK_NS
    for lease in conflicting:
        target = F_UNLCK if writing else F_RDLCK
        if lease.target == F_UNLCK or lease.target == target != lease.type:
            continue
        lease.target = target
        lease.deadline_ns = deadline
        k.signal_owner(lease.file, lease.fd, POLL_MSG)
    # "If the lease breaker specified the O_NONBLOCK flag when calling open(2), then the call immediately fails
    # with the error EWOULDBLOCK"
    if flags & O_NONBLOCK:
        raise SysError(Errno.EAGAIN)
    raise Block(
        k.vfs.lease_queue,
        deadline_ns=min(x.deadline_ns for x in conflicting),
        reason="a lease to be given up",
    )


def forget(k: Services, file: OpenFile) -> None:
    """The description is gone, and its lease with it."""
    key = (file.inode.device, file.inode.number)
    for lease in [lease for lease in k.vfs.leases.get(key, ()) if lease.file is file]:
        _remove(k, key, lease)


def _expire(k: Services, key: tuple[int, int]) -> None:
    """Do to leases whose time is over what their holders were to do."""
    now = k.monotonic_ns()
    for lease in [x for x in k.vfs.leases.get(key, ()) if x.deadline_ns and x.deadline_ns <= now]:
        if lease.target == F_UNLCK:
            _remove(k, key, lease)
        else:
            lease.type, lease.deadline_ns = lease.target, 0


def _remove(k: Services, key: tuple[int, int], lease: Lease) -> None:
    leases = k.vfs.leases[key]
    leases.remove(lease)
    if not leases:
        del k.vfs.leases[key]
    k.wake(k.vfs.lease_queue)

"""The descriptor calls: dup(2), fcntl(2) but for locks, ioctl(2)."""

from __future__ import annotations

from struct import Struct
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.fcntl import (
    F_ADD_SEALS,
    F_CREATED_QUERY,
    F_DUPFD,
    F_DUPFD_CLOEXEC,
    F_DUPFD_QUERY,
    F_GET_RW_HINT,
    F_GET_SEALS,
    F_GETFD,
    F_GETFL,
    F_GETLEASE,
    F_GETLK,
    F_GETOWN,
    F_GETOWN_EX,
    F_GETOWNER_UIDS,
    F_GETPIPE_SZ,
    F_GETSIG,
    F_NOTIFY,
    F_OFD_GETLK,
    F_OFD_SETLK,
    F_OFD_SETLKW,
    F_OWNER_EX,
    F_SET_RW_HINT,
    F_SETFD,
    F_SETFL,
    F_SETLEASE,
    F_SETLK,
    F_SETLKW,
    F_SETOWN,
    F_SETOWN_EX,
    F_SETPIPE_SZ,
    F_SETSIG,
    FD_CLOEXEC,
)
from forkingpaths.abi.open import O_ASYNC, O_CLOEXEC, O_DIRECT, O_NOATIME, O_NONBLOCK, O_PATH, SETFL_MASK
from forkingpaths.kernel import async_io
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys import locking
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Kind, enum, flags
from forkingpaths.sys.open import closing
from forkingpaths.vfs import dnotify, leases
from forkingpaths.vfs.credentials import CAP_SYS_RESOURCE
from forkingpaths.vfs.directory import DirectoryFile
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.permission import owns
from forkingpaths.vfs.pipe import PipeFile
from forkingpaths.vfs.regular import RegularFile, RegularOpenFile

RLIMIT_NOFILE = 7
TWO_IDS = Struct("<II")
FIONCLEX, FIOCLEX, FIONBIO, FIOASYNC, FIOQSIZE = 0x5450, 0x5451, 0x5421, 0x5452, 0x5460
FIGETBSZ = 2
F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE, F_SEAL_FUTURE_WRITE = 1, 2, 4, 8, 16
F_OWNER_TID, F_OWNER_PID, F_OWNER_PGRP = 0, 1, 2
# "Only the following operations may be performed" on an O_PATH descriptor (open(2))
PATH_COMMANDS = (F_CREATED_QUERY, F_DUPFD, F_DUPFD_CLOEXEC, F_DUPFD_QUERY, F_GETFD, F_SETFD, F_GETFL)
RWH_WRITE_LIFE_EXTREME = 5  # the last of the write hints


@syscall(man="dup(2)")
def dup(k: Kernel, t: Task, oldfd: Fd) -> int:
    return t.files.install(t.files.get(oldfd), t.process.limits[RLIMIT_NOFILE][0])


@syscall(man="dup(2)")
def dup2(k: Kernel, t: Task, oldfd: Fd, newfd: Fd) -> int:
    # "If oldfd is a valid file descriptor, and newfd has the same value as oldfd, then dup2() does nothing"
    if oldfd == newfd:
        t.files.get(oldfd)
        return newfd
    return _dup_to(k, t, oldfd, newfd, cloexec=False)


@syscall(man="dup(2)")
def dup3(k: Kernel, t: Task, oldfd: Fd, newfd: Fd, flags: Annotated[int, flags("open.OPEN_FLAGS")]) -> int:
    # "EINVAL (dup3()) flags contain an invalid value.  EINVAL (dup3()) oldfd was equal to newfd"
    if flags & ~O_CLOEXEC or oldfd == newfd:
        raise SysError(Errno.EINVAL)
    return _dup_to(k, t, oldfd, newfd, cloexec=bool(flags & O_CLOEXEC))


def _dup_to(k: Kernel, t: Task, oldfd: int, newfd: int, *, cloexec: bool) -> int:
    # "EBADF newfd is out of the allowed range for file descriptors"
    if not 0 <= newfd < t.process.limits[RLIMIT_NOFILE][0]:
        raise SysError(Errno.EBADF)
    table = t.files
    file = table.get(oldfd)
    file.references += 1  # before the old one goes: it may be the same description
    if newfd in table.slots:
        if k.vfs.watches:
            closing(k, t, newfd)
        table.close(k, newfd)
    table.slots[newfd] = file
    if cloexec:
        table.close_on_exec[newfd] = True
    k.touch(("fd", t.tgid, newfd), True)
    return newfd


@syscall(man="fcntl(2)")
def fcntl(
    k: Kernel,
    t: Task,
    fd: Fd,
    cmd: Annotated[int, enum("fcntl.FCNTL_COMMANDS", "u32")],
    arg: Annotated[int, Kind("fcntl argument", "u64", "inout", "fcntl", "fcntl")],
) -> int:
    file = t.files.get(fd)
    if file.flags & O_PATH and cmd not in PATH_COMMANDS:
        raise SysError(Errno.EBADF)
    if cmd == F_GETFD:
        return FD_CLOEXEC if fd in t.files.close_on_exec else 0
    if cmd == F_SETFD:
        if arg & FD_CLOEXEC:
            t.files.close_on_exec[fd] = True
        else:
            t.files.close_on_exec.pop(fd, None)
        return 0
    if cmd == F_GETFL:
        return file.flags & 0xFFFFFFFF
    if cmd == F_SETFL:
        return _set_flags(k, t, fd, file, arg & 0xFFFFFFFF)
    if cmd in (F_DUPFD, F_DUPFD_CLOEXEC):
        limit = t.process.limits[RLIMIT_NOFILE][0]
        start = arg & 0xFFFFFFFF
        # "EINVAL cmd is F_DUPFD and arg is negative or is greater than the maximum allowable value"
        if start >= limit:
            raise SysError(Errno.EINVAL)
        return t.files.install(file, limit, cloexec=cmd == F_DUPFD_CLOEXEC, start=start)
    if cmd in (F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW):
        return locking.record_lock(k, t, file, cmd, arg)
    if cmd in (F_GETPIPE_SZ, F_SETPIPE_SZ):
        # "EBADF" of pipe_fcntl: the descriptor is no pipe
        if not isinstance(file, PipeFile):
            raise SysError(Errno.EBADF)
        if cmd == F_GETPIPE_SZ:
            return file.size()
        return file.resize(k, arg & 0xFFFFFFFF, t.credentials.capable(CAP_SYS_RESOURCE))
    if cmd in (F_ADD_SEALS, F_GET_SEALS):
        return _seals(file, cmd, arg & 0xFFFFFFFF)
    return _owner_and_rest(k, t, fd, file, cmd, arg)


def _set_flags(k: Kernel, t: Task, fd: int, file: OpenFile, wanted: int) -> int:
    """F_SETFL: "can change only the O_APPEND, O_ASYNC, O_DIRECT, O_NOATIME, and O_NONBLOCK flags"."""
    if wanted & O_NOATIME and not file.flags & O_NOATIME and not owns(t.credentials, file.inode):
        raise SysError(Errno.EPERM)
    if (
        wanted & O_DIRECT
        and file.inode.type != FileType.BLOCK
        and not isinstance(file, (PipeFile, RegularOpenFile))
    ):
        raise SysError(Errno.EINVAL)
    old = file.flags
    mask = SETFL_MASK if file.tells_by_signal else SETFL_MASK & ~O_ASYNC
    file.flags = old & ~mask | wanted & mask
    k.touch(("file", file.identity), True)
    if (old ^ file.flags) & O_ASYNC:
        async_io.changed(k, file, fd)
    return 0


def _seals(file: OpenFile, cmd: int, seals: int) -> int:
    """F_ADD_SEALS, F_GET_SEALS: of memfds and tmpfs files only; "EINVAL ... the filesystem containing the
    inode does not support sealing".
    """
    inode = file.inode
    # "EPERM cmd is F_ADD_SEALS, but fd was not open for writing", whatever it is of, "or the current set of seals on the
    # file already includes F_SEAL_SEAL"
    if cmd == F_ADD_SEALS and not file.writable:
        raise SysError(Errno.EPERM)
    if not isinstance(inode, RegularFile) or not inode.sealable:
        raise SysError(Errno.EINVAL)
    if cmd == F_GET_SEALS:
        return inode.seals
    if seals & ~0x1F:
        raise SysError(Errno.EINVAL)
    if inode.seals & F_SEAL_SEAL:
        raise SysError(Errno.EPERM)
    # "EBUSY cmd is F_ADD_SEALS, arg includes F_SEAL_WRITE, and there exists a writable, shared mapping on the file"
    if seals & F_SEAL_WRITE and not inode.seals & F_SEAL_WRITE and inode.writable_mappings:
        raise SysError(Errno.EBUSY)
    inode.seals |= seals
    return 0


def _owner_and_rest(k: Kernel, t: Task, fd: int, file: OpenFile, cmd: int, arg: int) -> int:
    """Signal-driven I/O, and what is not modelled."""
    if cmd == F_SETOWN:
        owner = (arg & 0xFFFFFFFF ^ 0x80000000) - 0x80000000
        if owner == -0x80000000:
            raise SysError(Errno.EINVAL)
        known = (
            any(p.pgid == -owner for p in k.processes.values())
            if owner < 0
            else owner in k.tasks or owner in k.processes
        )
        # "ESRCH cmd is F_SETOWN ... and the ID ... does not exist" (Linux)
        if owner and not known:
            raise SysError(Errno.ESRCH)
        _set_owner(t, file, owner, thread=False)
        return 0
    if cmd == F_GETOWN:
        return file.owner
    if cmd == F_SETSIG:
        if arg > 64:
            raise SysError(Errno.EINVAL)
        file.owner_signal = arg
        return 0
    if cmd == F_GETSIG:
        return file.owner_signal
    if cmd in (F_SETOWN_EX, F_GETOWN_EX):
        return _owner_ex(k, t, file, cmd, arg)
    if cmd == F_GETLEASE:
        return leases.get_lease(k, file)
    if cmd == F_SETLEASE:
        leases.set_lease(k, file, fd, arg & 0xFFFFFFFF)
        return 0
    if cmd == F_NOTIFY:
        # "ENOTDIR cmd is F_NOTIFY and fd does not refer to a directory"
        if not isinstance(file, DirectoryFile):
            raise SysError(Errno.ENOTDIR)
        if not file.owner:
            _set_owner(t, file, t.tgid, thread=False)
        dnotify.set_events(k, file, fd, arg & 0xFFFFFFFF)
        return 0
    if cmd == F_GETOWNER_UIDS:
        t.memory.write(arg, TWO_IDS.pack(file.owner_uid, file.owner_euid))
        return 0
    if cmd in (F_GET_RW_HINT, F_SET_RW_HINT):
        return _write_hint(t, file, cmd, arg)
    if cmd == F_DUPFD_QUERY:
        # whether both are one open file description (Linux 6.10)
        return int(t.files.get(arg & 0xFFFFFFFF) is file)
    if cmd == F_CREATED_QUERY:
        return int(file.created)
    # "EINVAL The value specified in cmd is not recognized by this kernel"
    raise SysError(Errno.EINVAL)


def _set_owner(t: Task, file: OpenFile, owner: int, *, thread: bool) -> None:
    """Whom to signal, and with whose rights: those of who said so."""
    file.owner, file.owner_thread = owner, thread
    file.owner_uid, file.owner_euid = t.credentials.uid, t.credentials.euid


def _write_hint(t: Task, file: OpenFile, cmd: int, arg: int) -> int:
    """F_GET_RW_HINT, F_SET_RW_HINT: kept with the i-node, without effect here; "EPERM" for who does not own it."""
    inode = file.inode
    if cmd == F_GET_RW_HINT:
        t.memory.write_u64(arg, inode.write_hint)
        return 0
    if not owns(t.credentials, inode):
        raise SysError(Errno.EPERM)
    hint = int.from_bytes(t.memory.read(arg, 8), "little")
    if hint > RWH_WRITE_LIFE_EXTREME:
        raise SysError(Errno.EINVAL)
    inode.write_hint = hint
    return 0


def _owner_ex(k: Kernel, t: Task, file: OpenFile, cmd: int, arg: int) -> int:
    if cmd == F_GETOWN_EX:
        if file.owner < 0:
            pair = (F_OWNER_PGRP, -file.owner)
        else:
            pair = (F_OWNER_TID if file.owner_thread else F_OWNER_PID, file.owner)
        t.memory.write(arg, F_OWNER_EX.pack(*pair))
        return 0
    kind, number = F_OWNER_EX.unpack(t.memory.read(arg, 8))
    if kind not in (F_OWNER_TID, F_OWNER_PID, F_OWNER_PGRP):
        raise SysError(Errno.EINVAL)
    if kind == F_OWNER_PGRP:
        known = any(p.pgid == number for p in k.processes.values())
    else:
        known = number in (k.tasks if kind == F_OWNER_TID else k.processes)
    if number and not known:
        raise SysError(Errno.ESRCH)
    _set_owner(t, file, -number if kind == F_OWNER_PGRP else number, thread=kind == F_OWNER_TID)
    return 0


@syscall(man="ioctl(2)")
def ioctl(
    k: Kernel,
    t: Task,
    fd: Fd,
    request: Annotated[int, enum("ioctl.IOCTLS", "u32")],
    argp: Annotated[int, Kind("void *argp", "u64", "inout", "ioctl", "ioctl")],
) -> int:
    file = t.files.get(fd)
    # "EBADF fd is not a valid file descriptor": O_PATH ones neither
    if file.flags & O_PATH:
        raise SysError(Errno.EBADF)
    if request == FIOCLEX:
        t.files.close_on_exec[fd] = True
        return 0
    if request == FIONCLEX:
        t.files.close_on_exec.pop(fd, None)
        return 0
    if request in (FIONBIO, FIOASYNC):
        bit = O_NONBLOCK if request == FIONBIO else O_ASYNC
        wanted = bit if t.memory.read_u32(argp) else 0
        if request == FIOASYNC and file.flags & bit != wanted and not file.tells_by_signal:
            raise SysError(Errno.ENOTTY)
        file.flags = file.flags & ~bit | wanted
        if request == FIOASYNC:
            async_io.changed(k, file, fd)
        return 0
    if request == FIGETBSZ:
        t.memory.write_u32(argp, file.inode.block_size)
        return 0
    if request == FIOQSIZE:
        if file.inode.type not in (FileType.REGULAR, FileType.DIRECTORY, FileType.SYMLINK):
            raise SysError(Errno.ENOTTY)
        t.memory.write_u64(argp, file.inode.size)
        return 0
    return file.ioctl(k, t.memory, request, argp)

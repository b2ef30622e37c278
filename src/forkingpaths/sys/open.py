"""open(2), openat(2), openat2(2), creat(2), close(2), close_range(2)."""

from __future__ import annotations

from struct import Struct
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import (
    __O_TMPFILE,
    AT_FDCWD,
    CLOSE_RANGE_CLOEXEC,
    CLOSE_RANGE_UNSHARE,
    O_ACCMODE,
    O_CLOEXEC,
    O_CREAT,
    O_DIRECTORY,
    O_NOFOLLOW,
    O_PATH,
    O_RDONLY,
    O_TMPFILE,
    O_TRUNC,
    O_WRONLY,
    RESOLVE_FLAGS,
    RESOLVE_IN_ROOT,
    VALID_OPEN_FLAGS,
)
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import DirFd, Fd, Kind, Mode, Path, Size, UInt, flags
from forkingpaths.sys.paths import path_at, start_of
from forkingpaths.vfs import notify
from forkingpaths.vfs.inode import Place
from forkingpaths.vfs.opening import open_path

RLIMIT_NOFILE = 7
PATH_FLAGS = O_DIRECTORY | O_NOFOLLOW | O_PATH | O_CLOEXEC
OPEN_HOW = Struct("<QQQ")

OpenFlags = Annotated[int, flags("open.OPEN_FLAGS")]


@syscall(man="open(2)")
def open_(k: Kernel, t: Task, pathname: Path, flags: OpenFlags, mode: Mode) -> int:
    return open_file(k, t, AT_FDCWD, pathname, flags & VALID_OPEN_FLAGS, mode, 0)


@syscall(man="open(2)")
def openat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, flags: OpenFlags, mode: Mode) -> int:
    return open_file(k, t, dirfd, pathname, flags & VALID_OPEN_FLAGS, mode, 0)


@syscall(man="open(2)")
def creat(k: Kernel, t: Task, pathname: Path, mode: Mode) -> int:
    return open_file(k, t, AT_FDCWD, pathname, O_CREAT | O_WRONLY | O_TRUNC, mode, 0)


@syscall(man="openat2(2)")
def openat2(
    k: Kernel,
    t: Task,
    dirfd: DirFd,
    pathname: Path,
    how: Annotated[int, Kind("const struct open_how *", "u64", "in", "arg:3", "struct", "open_how")],
    size: Size,
) -> int:
    # "EINVAL size was smaller than any known version of struct open_how"; "E2BIG An extension that this kernel
    # does not support"
    if size < 24:
        raise SysError(Errno.EINVAL)
    if size > 4096:
        raise SysError(Errno.E2BIG)
    data = t.memory.read(how, size)
    if any(data[24:]):
        raise SysError(Errno.E2BIG)
    flags, mode, resolve = OPEN_HOW.unpack_from(data)
    if flags & ~VALID_OPEN_FLAGS or resolve & ~RESOLVE_FLAGS.known:
        raise SysError(Errno.EINVAL)
    # "EINVAL mode is nonzero, but flags does not contain O_CREAT or O_TMPFILE"; bits outside 07777 likewise
    if mode & ~0o7777 or (mode and not flags & (O_CREAT | __O_TMPFILE)):
        raise SysError(Errno.EINVAL)
    # RESOLVE_BENEATH and RESOLVE_IN_ROOT exclude each other
    if resolve & 0x18 == 0x18:
        raise SysError(Errno.EINVAL)
    if flags & O_PATH and flags & ~PATH_FLAGS:
        raise SysError(Errno.EINVAL)
    if resolve & 0x20:
        # "RESOLVE_CACHED ... if any component is not in the dentry cache: EAGAIN"; with anything that creates or
        # truncates too
        if flags & (O_TRUNC | O_CREAT | __O_TMPFILE):
            raise SysError(Errno.EAGAIN)
    return open_file(k, t, dirfd, pathname, flags, mode, resolve)


def open_file(k: Kernel, t: Task, dirfd: int, pathname: int, flags: int, mode: int, resolve: int = 0) -> int:
    """What all of them come to."""
    if flags & O_PATH:
        # "When O_PATH is specified in flags, flag bits other than O_CLOEXEC, O_DIRECTORY, and O_NOFOLLOW are ignored"
        flags &= PATH_FLAGS
    if flags & __O_TMPFILE:
        # "EINVAL O_TMPFILE was specified in flags, but neither O_WRONLY nor O_RDWR was specified"
        if flags & O_TMPFILE != O_TMPFILE or flags & O_CREAT or flags & O_ACCMODE == O_RDONLY:
            raise SysError(Errno.EINVAL)
    elif flags & (O_CREAT | O_DIRECTORY) == O_CREAT | O_DIRECTORY:
        raise SysError(Errno.EINVAL)
    path = path_at(t, pathname)
    limit = t.process.limits[RLIMIT_NOFILE][0]
    table = t.files
    table.lowest_free(0, limit)
    if resolve & RESOLVE_IN_ROOT and path[:1] == b"/":
        start: Place | None = start_of(t, dirfd, b".")
    else:
        start = start_of(t, dirfd, path)
    file = open_path(k, t.fs, t.credentials, start, path, flags & ~O_CLOEXEC, mode, t.fs.umask, resolve)
    file.opener = t.tgid, t.credentials
    fd = table.install(file, limit, cloexec=bool(flags & O_CLOEXEC))
    k.touch(("fd", t.tgid, fd), True)
    return fd


@syscall(man="close(2)")
def close(k: Kernel, t: Task, fd: Fd) -> int:
    table = t.files
    if k.vfs.watches and fd in table.slots:
        closing(k, t, fd)
    k.touch(("fd", t.tgid, fd), True)
    table.close(k, fd)
    return 0


def closing(k: Kernel, t: Task, fd: int) -> None:
    """Tell inotify when the last reference to an open file goes."""
    file = t.files.slots[fd]
    if file.references == 1 and not file.flags & O_PATH:
        notify.file(k, file, notify.IN_CLOSE_WRITE if file.writable else notify.IN_CLOSE_NOWRITE)


@syscall(man="close_range(2)")
def close_range(
    k: Kernel, t: Task, first: UInt, last: UInt, flags: Annotated[int, flags("open.CLOSE_RANGE_FLAGS")]
) -> int:
    # "EINVAL flags is not valid, or first is greater than last"
    if flags & ~(CLOSE_RANGE_CLOEXEC | CLOSE_RANGE_UNSHARE) or first > last:
        raise SysError(Errno.EINVAL)
    if flags & CLOSE_RANGE_UNSHARE and t.files.users > 1:
        shared = t.files
        t.files = shared.copy(k)
        shared.users -= 1
    table = t.files
    for fd in sorted(n for n in table.slots if first <= n <= last):
        if flags & CLOSE_RANGE_CLOEXEC:
            table.close_on_exec[fd] = True
        else:
            table.close(k, fd)
    return 0

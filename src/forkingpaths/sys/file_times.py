"""When a file was used: utime(2), utimes(2), futimesat(2), utimensat(2)."""

from __future__ import annotations

from struct import Struct
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import DirFd, Path, flags, struct_in
from forkingpaths.sys.paths import at, get_file, settable_inode
from forkingpaths.vfs import notify
from forkingpaths.vfs.inode import Place
from forkingpaths.vfs.permission import MAY_WRITE, may, owns

NS = 1_000_000_000
UTIME_NOW, UTIME_OMIT = (1 << 30) - 1, (1 << 30) - 2
TWO_TIMES = Struct("<qqqq")
TWO_SECONDS = Struct("<qq")
LEAVE = -1 << 80

AtFlags = Annotated[int, flags("open.AT_FLAGS", "i32")]
Times = Annotated[int, struct_in("utimes", 32)]


@syscall(man="utime(2)")
def utime(k: Kernel, t: Task, filename: Path, times: Annotated[int, struct_in("utimbuf", 16)]) -> int:
    pair = None
    if times:
        atime, mtime = TWO_SECONDS.unpack(t.memory.read(times, 16))
        pair = (atime * NS, mtime * NS)
    return _set_times(k, t, at(k, t, AT_FDCWD, filename).place, pair)


@syscall(man="utime(2)")
def utimes(k: Kernel, t: Task, filename: Path, times: Times) -> int:
    return _utimes(k, t, AT_FDCWD, filename, times)


@syscall(man="futimesat(2)")
def futimesat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, times: Times) -> int:
    if not pathname and dirfd != AT_FDCWD:
        file = get_file(t, dirfd)
        return _set_times(k, t, Place(file.mount, file.inode), _microseconds(t, times))
    return _utimes(k, t, dirfd, pathname, times)


def _utimes(k: Kernel, t: Task, dirfd: int, pathname: int, times: int) -> int:
    pair = _microseconds(t, times)
    return _set_times(k, t, at(k, t, dirfd, pathname).place, pair)


def _microseconds(t: Task, times: int) -> tuple[int, int] | None:
    if not times:
        return None
    atime, atime_us, mtime, mtime_us = TWO_TIMES.unpack(t.memory.read(times, 32))
    if not (0 <= atime_us < 1_000_000 and 0 <= mtime_us < 1_000_000):
        raise SysError(Errno.EINVAL)
    return atime * NS + atime_us * 1000, mtime * NS + mtime_us * 1000


@syscall(man="utimensat(2)")
def utimensat(
    k: Kernel,
    t: Task,
    dirfd: DirFd,
    pathname: Path,
    times: Annotated[int, struct_in("timespecs", 32)],
    flags: AtFlags,
) -> int:
    pair: tuple[int, int] | None = None
    both_now = valid = True
    if times:
        atime, atime_ns, mtime, mtime_ns = TWO_TIMES.unpack(t.memory.read(times, 32))
        # "If both tv_nsec fields specify UTIME_OMIT, then ... utimensat() ... succeeds": without a look at the file
        if atime_ns == mtime_ns == UTIME_OMIT:
            return 0
        valid = all(ns in (UTIME_NOW, UTIME_OMIT) or 0 <= ns < NS for ns in (atime_ns, mtime_ns))
        both_now = atime_ns == mtime_ns == UTIME_NOW
        now = k.now_ns()
        pair = (_moment(now, atime, atime_ns), _moment(now, mtime, mtime_ns))
    if not pathname and dirfd != AT_FDCWD:
        # futimens(3): "If pathname is NULL, then the call modifies the timestamps of the file referred to by dirfd"
        if flags & ~AT_EMPTY_PATH:
            raise SysError(Errno.EINVAL)
        file = get_file(t, dirfd)
        place = Place(file.mount, file.inode)
    else:
        if flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH):
            raise SysError(Errno.EINVAL)
        follow = not flags & AT_SYMLINK_NOFOLLOW
        place = at(k, t, dirfd, pathname, follow, empty=bool(flags & AT_EMPTY_PATH)).place
    # "EINVAL Invalid value in one of the tv_nsec fields", which Linux tests when it has found the file
    if not valid:
        raise SysError(Errno.EINVAL)
    return _set_times(k, t, place, None if both_now else pair)


def _moment(now: int, seconds: int, nanoseconds: int) -> int:
    """A timespec as a time; -1 << 80 for "leave it"."""
    if nanoseconds == UTIME_NOW:
        return now
    return LEAVE if nanoseconds == UTIME_OMIT else seconds * NS + nanoseconds


def _set_times(k: Kernel, t: Task, place: Place, pair: tuple[int, int] | None) -> int:
    """Set (atime, mtime), or both to now."""
    inode = settable_inode(k, place)
    cred = t.credentials
    if pair is None:
        # "To set both file timestamps to the current time ... the caller must have write access to the file, or
        # own it, or be privileged"
        if not owns(cred, inode) and not may(cred, inode, MAY_WRITE):
            raise SysError(Errno.EACCES)
        pair = (k.now_ns(), k.now_ns())
    else:
        # "To make any change other than setting both timestamps to the current time ... effective user ID must
        # match the owner"
        if not owns(cred, inode):
            raise SysError(Errno.EPERM)
    if k.vfs.disk is not None:
        k.vfs.disk.attributes(k, inode, "set the times of")
    if pair[0] != LEAVE:
        inode.atime_ns = pair[0]
    if pair[1] != LEAVE:
        inode.mtime_ns = pair[1]
    inode.ctime_ns = k.now_ns()
    notify.changed(k, inode, notify.IN_ATTRIB)
    return 0

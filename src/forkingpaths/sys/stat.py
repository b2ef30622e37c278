"""stat(2), fstat(2), lstat(2), newfstatat(2), statx(2), access(2), faccessat(2), readlink(2)."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import (
    AT_EACCESS,
    AT_EMPTY_PATH,
    AT_FDCWD,
    AT_NO_AUTOMOUNT,
    AT_STATX_SYNC_TYPE,
    AT_SYMLINK_NOFOLLOW,
)
from forkingpaths.abi.stat import (
    STAT,
    STATX,
    STATX__RESERVED,
    STATX_ATTR_MOUNT_ROOT,
    STATX_BASIC_STATS,
    STATX_BTIME,
    STATX_CTIME,
    STATX_MNT_ID,
    STATX_MTIME,
    major,
    minor,
)
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory import mapping
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import DirFd, Fd, Kind, Path, flags, struct_out
from forkingpaths.sys.paths import at, path_at, place_of
from forkingpaths.vfs.credentials import Credentials
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.lookup import touch_atime
from forkingpaths.vfs.permission import check

NS = 1_000_000_000
TIMES = STATX_MTIME | STATX_CTIME

StatOut = Annotated[int, struct_out("stat", 144)]
AtFlags = Annotated[int, flags("open.AT_FLAGS", "i32")]
Buffer = Annotated[int, Kind("char *buf", "u64", "out", "ret:1", "bytes")]
BufferAt = Annotated[int, Kind("char *buf", "u64", "out", "ret:2", "bytes")]
Access = Annotated[int, flags("open.ACCESS_MODES", "i32")]


def pack_stat(k: Kernel, inode: Inode) -> bytes:
    """struct stat of an i-node."""
    mapping.note_mapped_writes(k, inode)
    k.touch(("inode", inode.device, inode.number), False)
    atime, mtime, ctime = inode.atime_ns, inode.mtime_ns, inode.ctime_ns
    return STAT.pack(
        inode.device, inode.number, inode.nlink, inode.mode, inode.uid, inode.gid, inode.rdev,
        inode.size, inode.block_size, inode.blocks,
        atime // NS, atime % NS, mtime // NS, mtime % NS, ctime // NS, ctime % NS,
    )  # fmt: skip


@syscall(man="stat(2)")
def stat(k: Kernel, t: Task, pathname: Path, statbuf: StatOut) -> int:
    t.memory.write(statbuf, pack_stat(k, at(k, t, AT_FDCWD, pathname).place.inode))
    return 0


@syscall(man="stat(2)")
def lstat(k: Kernel, t: Task, pathname: Path, statbuf: StatOut) -> int:
    t.memory.write(statbuf, pack_stat(k, at(k, t, AT_FDCWD, pathname, False).place.inode))
    return 0


@syscall(man="stat(2)")
def fstat(k: Kernel, t: Task, fd: Fd, statbuf: StatOut) -> int:
    t.memory.write(statbuf, pack_stat(k, t.files.get(fd).inode))
    return 0


def _stat_at(k: Kernel, t: Task, dirfd: int, pathname: int, flags: int) -> Place:
    """The file that fstatat and statx mean.  Since Linux 6.11 a null pathname with AT_EMPTY_PATH is as good as
    an empty one.
    """
    if flags & AT_EMPTY_PATH and not pathname:
        return place_of(t, dirfd)
    return at(k, t, dirfd, pathname, not flags & AT_SYMLINK_NOFOLLOW, empty=bool(flags & AT_EMPTY_PATH)).place


@syscall(man="stat(2)")
def newfstatat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, statbuf: StatOut, flags: AtFlags) -> int:
    # "EINVAL (fstatat()) Invalid flag specified in flags"
    if flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE):
        raise SysError(Errno.EINVAL)
    t.memory.write(statbuf, pack_stat(k, _stat_at(k, t, dirfd, pathname, flags).inode))
    return 0


@syscall(man="statx(2)")
def statx(
    k: Kernel,
    t: Task,
    dirfd: DirFd,
    pathname: Path,
    flags: Annotated[int, flags("open.STATX_FLAGS", "i32")],
    mask: Annotated[int, flags("stat.STATX_MASKS")],
    statxbuf: Annotated[int, struct_out("statx", 256)],
) -> int:
    # "EINVAL Reserved flag specified in mask"; both sync types at once
    if mask & STATX__RESERVED or flags & AT_STATX_SYNC_TYPE == AT_STATX_SYNC_TYPE:
        raise SysError(Errno.EINVAL)
    if flags & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH | AT_STATX_SYNC_TYPE):
        raise SysError(Errno.EINVAL)
    place = _stat_at(k, t, dirfd, pathname, flags)
    t.memory.write(statxbuf, _pack_statx(k, place, mask))
    return 0


def _pack_statx(k: Kernel, place: Place, mask: int) -> bytes:
    inode = place.inode
    mapping.note_mapped_writes(k, inode)
    k.touch(("inode", inode.device, inode.number), False)
    known = STATX_BASIC_STATS | STATX_MNT_ID | (mask & STATX_BTIME)
    # Where times are as fine as they are looked at, looking at them has a price, and they come only when asked for
    filesystem = k.vfs.filesystems.get(inode.device)
    if filesystem is not None and not filesystem.special and not mask & TIMES:
        known &= ~TIMES
    mount = k.vfs.mounts.get(place.mount)
    attributes = STATX_ATTR_MOUNT_ROOT if mount is not None and mount.root is inode else 0
    return STATX.pack(
        known, inode.block_size, attributes, inode.nlink, inode.uid, inode.gid, inode.mode, inode.number,
        inode.size, inode.blocks, STATX_ATTR_MOUNT_ROOT,
        inode.atime_ns // NS, inode.atime_ns % NS, inode.btime_ns // NS, inode.btime_ns % NS,
        inode.ctime_ns // NS, inode.ctime_ns % NS, inode.mtime_ns // NS, inode.mtime_ns % NS,
        major(inode.rdev), minor(inode.rdev), major(inode.device), minor(inode.device), place.mount, 0, 0,
    )  # fmt: skip


@syscall(man="access(2)")
def access(k: Kernel, t: Task, pathname: Path, mode: Access) -> int:
    return _access(k, t, AT_FDCWD, pathname, mode, 0)


@syscall(man="access(2)")
def faccessat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, mode: Access) -> int:
    return _access(k, t, dirfd, pathname, mode, 0)


@syscall(man="access(2)")
def faccessat2(
    k: Kernel,
    t: Task,
    dirfd: DirFd,
    pathname: Path,
    mode: Access,
    flags: Annotated[int, flags("open.FACCESSAT_FLAGS", "i32")],
) -> int:
    if flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH):
        raise SysError(Errno.EINVAL)
    return _access(k, t, dirfd, pathname, mode, flags)


def _real(cred: Credentials) -> Credentials:
    """ "The check is done using the calling process's real UID and GID, rather than the effective IDs" (access(2))."""
    if cred.uid == 0:
        return replace(cred, fsuid=0, fsgid=cred.gid, effective=cred.permitted)
    return replace(cred, fsuid=cred.uid, fsgid=cred.gid, effective=0)


def _access(k: Kernel, t: Task, dirfd: int, pathname: int, mode: int, flags: int) -> int:
    # "EINVAL mode was incorrectly specified"
    if mode & ~7:
        raise SysError(Errno.EINVAL)
    cred = t.credentials
    if not flags & AT_EACCESS and (
        cred.fsuid != cred.uid or cred.fsgid != cred.gid or cred.uid or cred.effective != cred.permitted
    ):
        cred = _real(cred)
    follow = not flags & AT_SYMLINK_NOFOLLOW
    place = at(k, t, dirfd, pathname, follow, empty=bool(flags & AT_EMPTY_PATH), credentials=cred).place
    inode = place.inode
    k.touch(("inode", inode.device, inode.number), False)
    if mode & 1 and inode.type == FileType.REGULAR and place.mount and k.vfs.mounts[place.mount].flags & 8:
        raise SysError(Errno.EACCES)
    if mode:
        check(cred, inode, mode)
    # "EROFS Write permission was requested for a file on a read-only filesystem"
    if (
        mode & 2
        and k.vfs.read_only(place.mount)
        and inode.type in (FileType.REGULAR, FileType.DIRECTORY, FileType.SYMLINK)
    ):
        raise SysError(Errno.EROFS)
    return 0


@syscall(man="readlink(2)")
def readlink(
    k: Kernel, t: Task, pathname: Path, buf: Buffer, bufsiz: Annotated[int, Kind("size_t", "i32", show="int")]
) -> int:
    return _readlink(k, t, AT_FDCWD, pathname, buf, bufsiz)


@syscall(man="readlink(2)")
def readlinkat(
    k: Kernel,
    t: Task,
    dirfd: DirFd,
    pathname: Path,
    buf: BufferAt,
    bufsiz: Annotated[int, Kind("size_t", "i32", show="int")],
) -> int:
    return _readlink(k, t, dirfd, pathname, buf, bufsiz)


def _readlink(k: Kernel, t: Task, dirfd: int, pathname: int, buf: int, size: int) -> int:
    # "EINVAL bufsiz is not positive"
    if size <= 0:
        raise SysError(Errno.EINVAL)
    # "Since Linux 2.6.39, pathname can be an empty string, in which case the call operates on the symbolic link
    # referred to by dirfd"
    path = path_at(t, pathname)
    if not path and dirfd == AT_FDCWD:
        raise SysError(Errno.ENOENT)
    resolved = at(k, t, dirfd, path, False, empty=True)
    inode = resolved.place.inode
    # "EINVAL The named file is not a symbolic link"; of a descriptor with an empty path, ENOENT
    if inode.type != FileType.SYMLINK:
        raise SysError(Errno.EINVAL if path else Errno.ENOENT)
    target = k.vfs.of(inode).readlink(k, inode)[:size]
    touch_atime(k, inode, resolved.mount)
    k.touch(("inode", inode.device, inode.number), False)
    t.memory.write(buf, target)
    return len(target)

"""Whose a file is and what may be done with it: chmod(2), chown(2), umask(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import DirFd, Fd, Gid, Mode, Path, Uid, flags
from forkingpaths.sys.paths import at, get_file, settable_inode
from forkingpaths.vfs import notify
from forkingpaths.vfs.credentials import CAP_CHOWN, CAP_FSETID
from forkingpaths.vfs.inode import S_IFMT, S_ISGID, S_ISUID, FileType, Place
from forkingpaths.vfs.permission import owns

AtFlags = Annotated[int, flags("open.AT_FLAGS", "i32")]


@syscall(man="chmod(2)")
def chmod(k: Kernel, t: Task, pathname: Path, mode: Mode) -> int:
    return _chmod(k, t, at(k, t, AT_FDCWD, pathname).place, mode)


@syscall(man="chmod(2)")
def fchmod(k: Kernel, t: Task, fd: Fd, mode: Mode) -> int:
    file = get_file(t, fd)
    return _chmod(k, t, Place(file.mount, file.inode), mode)


@syscall(man="chmod(2)")
def fchmodat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, mode: Mode) -> int:
    return _chmod(k, t, at(k, t, dirfd, pathname).place, mode)


@syscall(man="chmod(2)")
def fchmodat2(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, mode: Mode, flags: AtFlags) -> int:
    if flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH):
        raise SysError(Errno.EINVAL)
    where = at(k, t, dirfd, pathname, not flags & AT_SYMLINK_NOFOLLOW, empty=bool(flags & AT_EMPTY_PATH))
    return _chmod(k, t, where.place, mode)


def _chmod(k: Kernel, t: Task, place: Place, mode: int) -> int:
    inode = settable_inode(k, place)
    cred = t.credentials
    # "EPERM The effective UID does not match the owner of the file, and the process is not privileged (CAP_FOWNER)"
    if not owns(cred, inode):
        raise SysError(Errno.EPERM)
    if inode.type == FileType.SYMLINK:
        raise SysError(Errno.EOPNOTSUPP)
    mode &= 0o7777
    # "If the calling process is not privileged (CAP_FSETID), and the group of the file does not match ... the
    # S_ISGID bit will be turned off"
    if mode & S_ISGID and not cred.in_group(inode.gid) and not cred.capable(CAP_FSETID):
        mode &= ~S_ISGID
    if k.vfs.disk is not None:
        k.vfs.disk.attributes(k, inode, "chmod")
    inode.mode = inode.mode & S_IFMT | mode
    inode.ctime_ns = k.now_ns()
    notify.changed(k, inode, notify.IN_ATTRIB)
    return 0


@syscall(man="chown(2)")
def chown(k: Kernel, t: Task, pathname: Path, owner: Uid, group: Gid) -> int:
    return _chown(k, t, at(k, t, AT_FDCWD, pathname).place, owner, group)


@syscall(man="chown(2)")
def lchown(k: Kernel, t: Task, pathname: Path, owner: Uid, group: Gid) -> int:
    return _chown(k, t, at(k, t, AT_FDCWD, pathname, False).place, owner, group)


@syscall(man="chown(2)")
def fchown(k: Kernel, t: Task, fd: Fd, owner: Uid, group: Gid) -> int:
    file = get_file(t, fd)
    return _chown(k, t, Place(file.mount, file.inode), owner, group)


@syscall(man="chown(2)")
def fchownat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, owner: Uid, group: Gid, flags: AtFlags) -> int:
    if flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH):
        raise SysError(Errno.EINVAL)
    where = at(k, t, dirfd, pathname, not flags & AT_SYMLINK_NOFOLLOW, empty=bool(flags & AT_EMPTY_PATH))
    return _chown(k, t, where.place, owner, group)


def _chown(k: Kernel, t: Task, place: Place, owner: int, group: int) -> int:
    inode = settable_inode(k, place)
    cred = t.credentials
    # "If the owner or group is specified as -1, then that ID is not changed"
    keep_owner, keep_group = owner == 0xFFFFFFFF, group == 0xFFFFFFFF
    # "Only a privileged process (CAP_CHOWN) may change the owner of a file.  The owner of a file may change the
    # group of the file to any group of which that owner is a member."
    if not cred.capable(CAP_CHOWN):
        mine = cred.fsuid == inode.uid
        if not keep_owner and not (mine and owner == inode.uid):
            raise SysError(Errno.EPERM)
        if not keep_group and not (mine and (cred.in_group(group) or group == inode.gid)):
            raise SysError(Errno.EPERM)
    # "When the owner or group of an executable file is changed ... the S_ISUID and S_ISGID mode bits are cleared";
    # Linux also for root, and never for directories
    mode = inode.mode
    if inode.type != FileType.DIRECTORY and mode & (S_ISUID | S_ISGID):
        mode &= ~S_ISUID
        if mode & 0o010 or not (cred.in_group(inode.gid) or cred.capable(CAP_FSETID)):
            mode &= ~S_ISGID
        # a change of mode, even by the way, takes the owner
        if mode != inode.mode and not owns(cred, inode):
            raise SysError(Errno.EPERM)
    if k.vfs.disk is not None:
        k.vfs.disk.attributes(k, inode, "chown")
    modified = not (keep_owner and keep_group) or mode != inode.mode
    inode.mode = mode
    if (
        inode.type != FileType.DIRECTORY
    ):  # "... and, for an executable file, any capability sets" (capabilities(7))
        inode.drop_capabilities()
    if not keep_owner:
        inode.uid = owner
    if not keep_group:
        inode.gid = group
    inode.ctime_ns = k.now_ns()
    if modified:
        notify.changed(k, inode, notify.IN_ATTRIB)
    return 0


@syscall(man="umask(2)", result="mode")
def umask(k: Kernel, t: Task, mask: Mode) -> int:
    old = t.fs.umask
    t.fs.umask = mask & 0o777
    return old

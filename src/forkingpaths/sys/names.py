"""Names made, moved and removed: mkdir(2), mknod(2), link(2), symlink(2), unlink(2), rmdir(2), rename(2), and
their *at forms.
"""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import AT_EMPTY_PATH, AT_FDCWD, AT_REMOVEDIR, AT_SYMLINK_FOLLOW
from forkingpaths.abi.stat import S_IFBLK, S_IFCHR, S_IFIFO, S_IFMT, S_IFREG, S_IFSOCK
from forkingpaths.kernel.credentials import opened_by
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import DirFd, Kind, Mode, Path, flags
from forkingpaths.sys.paths import at
from forkingpaths.vfs import naming
from forkingpaths.vfs.credentials import CAP_DAC_READ_SEARCH
from forkingpaths.vfs.inode import FileType

NODES = (0, S_IFREG, S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK)
RENAME_NOREPLACE, RENAME_EXCHANGE, RENAME_WHITEOUT = 1, 2, 4

Dev = Annotated[int, Kind("dev_t", "u32", show="dev")]


@syscall(man="mkdir(2)")
def mkdir(k: Kernel, t: Task, pathname: Path, mode: Mode) -> int:
    return _mkdir(k, t, AT_FDCWD, pathname, mode)


@syscall(man="mkdir(2)")
def mkdirat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, mode: Mode) -> int:
    return _mkdir(k, t, dirfd, pathname, mode)


def _mkdir(k: Kernel, t: Task, dirfd: int, pathname: int, mode: int) -> int:
    # "the mode of the created directory is (mode & ~umask & 0777).  Other mode bits ...: Linux also honors the
    # sticky bit"
    where = at(k, t, dirfd, pathname, False, final=True)
    naming.make_node(k, t.credentials, where, FileType.DIRECTORY | (mode & 0o1777 & ~t.fs.umask))
    return 0


@syscall(man="mknod(2)")
def mknod(k: Kernel, t: Task, pathname: Path, mode: Mode, dev: Dev) -> int:
    return _mknod(k, t, AT_FDCWD, pathname, mode, dev)


@syscall(man="mknod(2)")
def mknodat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, mode: Mode, dev: Dev) -> int:
    return _mknod(k, t, dirfd, pathname, mode, dev)


def _mknod(k: Kernel, t: Task, dirfd: int, pathname: int, mode: int, dev: int) -> int:
    kind = mode & S_IFMT
    # "EPERM" for a directory; "EINVAL mode requested creation of something other than a regular file, device,
    # FIFO, or socket"
    if kind not in NODES:
        raise SysError(Errno.EPERM if kind == FileType.DIRECTORY else Errno.EINVAL)
    where = at(k, t, dirfd, pathname, False, final=True)
    kind = kind or S_IFREG  # "Zero file type is equivalent to type S_IFREG"
    rdev = dev if kind in (S_IFCHR, S_IFBLK) else 0
    naming.make_node(k, t.credentials, where, kind | mode & 0o7777, umask=t.fs.umask, rdev=rdev)
    return 0


@syscall(man="link(2)")
def link(k: Kernel, t: Task, oldpath: Path, newpath: Path) -> int:
    return _link(k, t, AT_FDCWD, oldpath, AT_FDCWD, newpath, 0)


@syscall(man="link(2)")
def linkat(
    k: Kernel,
    t: Task,
    olddirfd: DirFd,
    oldpath: Path,
    newdirfd: DirFd,
    newpath: Path,
    flags: Annotated[int, flags("open.AT_FLAGS", "i32")],
) -> int:
    # "EINVAL An invalid flag value was specified in flags"
    if flags & ~(AT_SYMLINK_FOLLOW | AT_EMPTY_PATH):
        raise SysError(Errno.EINVAL)
    return _link(k, t, olddirfd, oldpath, newdirfd, newpath, flags)


def _link(k: Kernel, t: Task, olddirfd: int, oldpath: int, newdirfd: int, newpath: int, flags: int) -> int:
    # "AT_EMPTY_PATH ... The caller must have the CAP_DAC_READ_SEARCH capability"; since Linux 6.10, or the credentials with which
    # the file was opened; otherwise ENOENT
    empty = bool(flags & AT_EMPTY_PATH)
    if empty and olddirfd != AT_FDCWD and not t.credentials.capable(CAP_DAC_READ_SEARCH):
        file = t.files.slots.get(olddirfd)
        empty = file is None or opened_by(file, t)
    source = at(k, t, olddirfd, oldpath, bool(flags & AT_SYMLINK_FOLLOW), empty=empty).place
    naming.link(k, t.credentials, source, at(k, t, newdirfd, newpath, False, final=True))
    return 0


@syscall(man="symlink(2)")
def symlink(k: Kernel, t: Task, target: Path, linkpath: Path) -> int:
    return _symlink(k, t, target, AT_FDCWD, linkpath)


@syscall(man="symlink(2)")
def symlinkat(k: Kernel, t: Task, target: Path, newdirfd: DirFd, linkpath: Path) -> int:
    return _symlink(k, t, target, newdirfd, linkpath)


def _symlink(k: Kernel, t: Task, target: int, dirfd: int, linkpath: int) -> int:
    text = t.memory.read_string(target, 4096)
    # "ENOENT ... target is the empty string"
    if not text:
        raise SysError(Errno.ENOENT)
    where = at(k, t, dirfd, linkpath, False, final=True)
    naming.make_node(k, t.credentials, where, FileType.SYMLINK | 0o777, target=text)
    return 0


@syscall(man="unlink(2)")
def unlink(k: Kernel, t: Task, pathname: Path) -> int:
    naming.unlink(k, t.credentials, at(k, t, AT_FDCWD, pathname, False, final=True))
    return 0


@syscall(man="unlink(2)")
def unlinkat(
    k: Kernel, t: Task, dirfd: DirFd, pathname: Path, flags: Annotated[int, flags("open.AT_FLAGS", "i32")]
) -> int:
    if flags & ~AT_REMOVEDIR:
        raise SysError(Errno.EINVAL)
    where = at(k, t, dirfd, pathname, False, final=True)
    if flags & AT_REMOVEDIR:
        naming.rmdir(k, t.credentials, where)
    else:
        naming.unlink(k, t.credentials, where)
    return 0


@syscall(man="rmdir(2)")
def rmdir(k: Kernel, t: Task, pathname: Path) -> int:
    naming.rmdir(k, t.credentials, at(k, t, AT_FDCWD, pathname, False, final=True))
    return 0


@syscall(man="rename(2)")
def rename(k: Kernel, t: Task, oldpath: Path, newpath: Path) -> int:
    return _rename(k, t, AT_FDCWD, oldpath, AT_FDCWD, newpath, 0)


@syscall(man="rename(2)")
def renameat(k: Kernel, t: Task, olddirfd: DirFd, oldpath: Path, newdirfd: DirFd, newpath: Path) -> int:
    return _rename(k, t, olddirfd, oldpath, newdirfd, newpath, 0)


@syscall(man="rename(2)")
def renameat2(
    k: Kernel,
    t: Task,
    olddirfd: DirFd,
    oldpath: Path,
    newdirfd: DirFd,
    newpath: Path,
    flags: Annotated[int, flags("open.RENAME_FLAGS")],
) -> int:
    # "EINVAL An invalid flag was specified in flags"; "Both RENAME_NOREPLACE and RENAME_EXCHANGE",
    # "RENAME_WHITEOUT and RENAME_EXCHANGE"
    if flags & ~(RENAME_NOREPLACE | RENAME_EXCHANGE | RENAME_WHITEOUT):
        raise SysError(Errno.EINVAL)
    if flags & RENAME_EXCHANGE and flags & (RENAME_NOREPLACE | RENAME_WHITEOUT):
        raise SysError(Errno.EINVAL)
    return _rename(k, t, olddirfd, oldpath, newdirfd, newpath, flags)


def _rename(k: Kernel, t: Task, olddirfd: int, oldpath: int, newdirfd: int, newpath: int, flags: int) -> int:
    old = at(k, t, olddirfd, oldpath, False, final=True, late=True)
    new = at(k, t, newdirfd, newpath, False, final=True, late=True)
    naming.rename(k, t.credentials, old, new, flags)
    return 0

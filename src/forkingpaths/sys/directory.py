"""getdents(2), getdents64(2), chdir(2), fchdir(2), getcwd(2), chroot(2)."""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import AT_FDCWD
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Kind, Path, UInt, ULong
from forkingpaths.sys.paths import PATH_MAX, at, get_file
from forkingpaths.vfs.credentials import CAP_SYS_CHROOT
from forkingpaths.vfs.directory import END, DirectoryFile
from forkingpaths.vfs.filesystem import DirectoryEntry
from forkingpaths.vfs.inode import FileType, Place
from forkingpaths.vfs.permission import MAY_EXEC, check

HEAD = Struct("<QqH")  # d_ino, d_off, d_reclen

Entries = Annotated[int, Kind("void *dirp", "u64", "out", "dirents", "dirents")]


@syscall(man="getdents(2)")
def getdents64(k: Kernel, t: Task, fd: Fd, dirp: Entries, count: UInt) -> int:
    return list_entries(k, t, fd, dirp, count, _pack64)


@syscall(man="getdents(2)")
def getdents(
    k: Kernel,
    t: Task,
    fd: Fd,
    dirp: Annotated[int, Kind("void *dirp", "u64", "out", "dirents", "dirents")],
    count: UInt,
) -> int:
    return list_entries(k, t, fd, dirp, count, _pack)


def _pack64(offset: int, entry: DirectoryEntry) -> bytes:
    """struct linux_dirent64: the type before the name."""
    length = (19 + len(entry.name) + 1 + 7) & ~7
    return (
        HEAD.pack(entry.number, offset, length)
        + bytes((entry.type >> 12,))
        + entry.name.ljust(length - 19, b"\0")
    )


def _pack(offset: int, entry: DirectoryEntry) -> bytes:
    """struct linux_dirent: the type in the last byte."""
    length = (18 + len(entry.name) + 2 + 7) & ~7
    return (
        HEAD.pack(entry.number, offset, length)
        + entry.name.ljust(length - 19, b"\0")
        + bytes((entry.type >> 12,))
    )


def list_entries(
    k: Kernel, t: Task, fd: int, dirp: int, count: int, packer: Callable[[int, DirectoryEntry], bytes]
) -> int:
    """getdents(2) with records as `packer` makes them of the offset behind an entry, and the entry."""
    file = get_file(t, fd)
    # "ENOTDIR File descriptor does not refer to a directory"
    if not isinstance(file, DirectoryFile):
        raise SysError(Errno.ENOTDIR)
    left = file.next_entries(k)
    records: list[bytes] = []
    room = count
    offset = file.offset
    for after, entry in left:
        record = packer(after, entry)
        if len(record) > room:
            # "EINVAL Result buffer is too small"
            if not records:
                raise SysError(Errno.EINVAL)
            break
        records.append(record)
        room -= len(record)
        offset = after
    else:
        offset = max(offset, END)
    t.memory.write(dirp, b"".join(records))
    file.offset = offset
    return count - room


@syscall(man="chdir(2)")
def chdir(k: Kernel, t: Task, path: Path) -> int:
    t.fs.cwd = _directory(k, t, at(k, t, AT_FDCWD, path).place)
    return 0


@syscall(man="chdir(2)")
def fchdir(k: Kernel, t: Task, fd: Fd) -> int:
    file = t.files.get(fd)
    t.fs.cwd = _directory(k, t, Place(file.mount, file.inode))
    return 0


def _directory(k: Kernel, t: Task, place: Place) -> Place:
    """`place`, checked: a directory that the caller may search."""
    if place.inode.type != FileType.DIRECTORY:
        raise SysError(Errno.ENOTDIR)
    check(t.credentials, place.inode, MAY_EXEC)
    k.touch(("inode", place.inode.device, place.inode.number), False)
    return place


@syscall(man="chroot(2)")
def chroot(k: Kernel, t: Task, path: Path) -> int:
    place = _directory(k, t, at(k, t, AT_FDCWD, path).place)
    # "EPERM The caller has insufficient privilege"
    if not t.credentials.capable(CAP_SYS_CHROOT):
        raise SysError(Errno.EPERM)
    t.fs.root = place
    return 0


@syscall(man="getcwd(3)")
def getcwd(
    k: Kernel, t: Task, buf: Annotated[int, Kind("char *buf", "u64", "out", "ret:1", "path")], size: ULong
) -> int:
    path = k.vfs.path_of(k, t.fs.cwd, t.fs.root)
    if path is None:
        # "ENOENT The current working directory has been unlinked"; outside the root: "(unreachable)" before the path
        if t.fs.cwd.inode.nlink == 0:
            raise SysError(Errno.ENOENT)
        path = b"(unreachable)" + (k.vfs.path_of(k, t.fs.cwd, k.vfs.root_place()) or b"/")
    # beyond a page, Linux says ENAMETOOLONG whatever the size
    if len(path) + 1 > PATH_MAX:
        raise SysError(Errno.ENAMETOOLONG)
    # "ERANGE The size argument is less than the length of the absolute pathname of the working directory,
    # including the terminating null"
    if len(path) + 1 > size:
        raise SysError(Errno.ERANGE)
    t.memory.write(buf, path + b"\0")
    return len(path) + 1

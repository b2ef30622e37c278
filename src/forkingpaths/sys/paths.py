"""How system calls name files: a descriptor of a directory and a path, as the *at() calls take them
(openat(2), path_resolution(7)).
"""

from __future__ import annotations

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import AT_FDCWD, O_PATH
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.vfs.credentials import Credentials
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.lookup import Resolved, lookup
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.opening import open_inode as open_inode  # part of this module's interface

PATH_MAX = 4096


def path_at(t: Task, address: int) -> bytes:
    """The path behind a pointer; EFAULT, ENAMETOOLONG."""
    return t.memory.read_string(address, PATH_MAX)


def start_of(t: Task, dirfd: int, path: bytes) -> Place | None:
    """Where a relative `path` starts: None for the current directory.  EBADF, ENOTDIR; an absolute path
    ignores `dirfd`.
    """
    if dirfd == AT_FDCWD or path[:1] == b"/" or not path:
        return None
    file = t.files.get(dirfd)
    # "ENOTDIR pathname is relative and dirfd is a file descriptor referring to a file other than a directory"
    if file.inode.type != FileType.DIRECTORY:
        raise SysError(Errno.ENOTDIR)
    return Place(file.mount, file.inode)


def at(
    k: Kernel,
    t: Task,
    dirfd: int,
    path: int | bytes,
    follow: bool = True,
    *,
    final: bool = False,
    empty: bool = False,
    late: bool = False,
    credentials: Credentials | None = None,
) -> Resolved:
    """Walk to the file that (dirfd, path) names; `path` is an address or bytes.

    `final`: the last component is not followed, whatever comes after it (for calls that make or remove it).
    `empty`: AT_EMPTY_PATH, an empty path means the file of `dirfd` itself.
    """
    if isinstance(path, int):
        path = t.memory.read_string(path, PATH_MAX)
    if not path and empty:
        place = place_of(t, dirfd)
        return Resolved(place, b".", place.mount, place.inode, False, opened=t.files.slots.get(dirfd))
    cred = credentials or t.credentials
    return lookup(k, t.fs, cred, start_of(t, dirfd, path), path, follow, final=final, late=late)


def place_of(t: Task, dirfd: int) -> Place:
    """The file of a descriptor (any, O_PATH too) or of AT_FDCWD."""
    if dirfd == AT_FDCWD:
        return t.fs.cwd
    file = t.files.get(dirfd)
    return Place(file.mount, file.inode)


def get_file(t: Task, fd: int) -> OpenFile:
    """The description behind `fd` for an operation on the open file: EBADF for none and for O_PATH."""
    file = t.files.slots.get(fd)
    if file is None or file.flags & O_PATH:
        raise SysError(Errno.EBADF)
    return file


def writable_inode(k: Kernel, place: Place) -> Inode:
    """The i-node of a place whose metadata is to be changed; EROFS."""
    if k.vfs.read_only(place.mount):
        raise SysError(Errno.EROFS)
    k.touch(("inode", place.inode.device, place.inode.number), True)
    return place.inode


def settable_inode(k: Kernel, place: Place) -> Inode:
    """The same where mode, owner or times are to be changed: those of an event descriptor nobody can (EOPNOTSUPP)."""
    inode = writable_inode(k, place)
    if not inode.type:
        raise SysError(Errno.EOPNOTSUPP)
    return inode

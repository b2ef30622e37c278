"""From a path to an open file description: open(2) in Linux's order of checks, and what others use to open a
file the kernel needs itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import (
    LARGEST_SMALL_FILE,
    O_ACCMODE,
    O_CREAT,
    O_DIRECTORY,
    O_EXCL,
    O_LARGEFILE,
    O_NOATIME,
    O_NOCTTY,
    O_NOFOLLOW,
    O_PATH,
    O_SMALL_FILE,
    O_TMPFILE,
    O_TRUNC,
)
from forkingpaths.vfs import leases, naming, notify
from forkingpaths.vfs.credentials import Credentials
from forkingpaths.vfs.directory import Directory
from forkingpaths.vfs.filesystem import unuse
from forkingpaths.vfs.inode import S_IFMT, S_ISVTX, FileType, Inode, Place
from forkingpaths.vfs.lookup import Directories, Resolved, lookup
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.permission import MAY_READ, MAY_WRITE, check, owns
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services
    from forkingpaths.vfs.user_memory import UserMemory

FORGOTTEN = O_CREAT | O_EXCL | O_TRUNC  # flags of the opening itself, not of the description
RIGHTS = (
    MAY_READ,
    MAY_WRITE,
    MAY_READ | MAY_WRITE,
    MAY_READ | MAY_WRITE,
)  # by access mode; 3 asks for both and gives neither


@dataclass(slots=True, eq=False)
class PathFile(OpenFile):
    """O_PATH: "obtain a file descriptor that can be used ... to indicate a location in the filesystem tree";
    other operations fail with EBADF.
    """

    @property
    def readable(self) -> bool:
        return False

    @property
    def writable(self) -> bool:
        return False

    def read(self, k: Services, count: int) -> bytes:
        raise SysError(Errno.EBADF)

    def write(self, k: Services, data: bytes) -> int:
        raise SysError(Errno.EBADF)

    def pread(self, k: Services, count: int, offset: int) -> bytes:
        raise SysError(Errno.EBADF)

    def pwrite(self, k: Services, data: bytes, offset: int) -> int:
        raise SysError(Errno.EBADF)

    def seek(self, k: Services, offset: int, whence: int) -> int:
        raise SysError(Errno.EBADF)

    def poll(self, k: Services) -> int:
        return 0x20  # POLLNVAL

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        raise SysError(Errno.EBADF)

    def release(self, k: Services) -> None:
        unuse(k, self.inode)


def open_path(
    k: Services,
    fs: Directories,
    cred: Credentials,
    start: Place | None,
    path: bytes,
    flags: int,
    mode: int = 0,
    umask: int = 0,
    resolve: int = 0,
) -> OpenFile:
    """open(2) with flags already checked for sense.  May raise Block (FIFOs)."""
    if flags & O_TMPFILE == O_TMPFILE:
        return _open_unnamed(k, fs, cred, start, path, flags, mode, umask, resolve)
    creating = bool(flags & O_CREAT)
    # "When these two flags [O_CREAT, O_EXCL] are specified, symbolic links are not followed"
    follow = not flags & O_NOFOLLOW and flags & (O_CREAT | O_EXCL) != O_CREAT | O_EXCL
    at = lookup(k, fs, cred, start, path, follow, creating=creating, resolve=resolve)
    inode = at.inode
    created = False
    if creating:
        if inode is None:
            inode = naming.make(k, cred, at.parent, at.name, FileType.REGULAR | mode & 0o7777, umask=umask)
            created = True
        elif flags & O_EXCL:
            raise SysError(Errno.EEXIST)
        elif inode.mode & S_IFMT == FileType.DIRECTORY:
            raise SysError(Errno.EISDIR)
        elif at.plain:
            _check_sticky_creation(cred, at.parent.inode, inode)
    if inode is None:
        raise SysError(Errno.ENOENT)
    place = Place(at.mount, inode)
    # "ENOTDIR ... or O_DIRECTORY was specified and pathname was not a directory"
    if flags & O_DIRECTORY and inode.mode & S_IFMT != FileType.DIRECTORY:
        raise SysError(Errno.ENOTDIR)
    file = open_inode(k, place, flags, path_of_walk(k, at, fs.root), cred, created=created)
    file.created = created
    if at.plain:
        file.parent = at.parent.inode
    if k.vfs.watches and not flags & O_PATH:
        notify.file(k, file, notify.IN_OPEN)
        if flags & O_TRUNC and not created and isinstance(inode, RegularFile):
            notify.file(k, file, notify.IN_MODIFY)
    return file


def _check_sticky_creation(cred: Credentials, directory: Inode, inode: Inode) -> None:
    """O_CREAT meets somebody else's file in a directory like /tmp: EACCES, unless it is a regular file or a FIFO
    (which /proc/sys/fs/protected_regular and protected_fifos would have to say; they are 0).
    """
    if not directory.mode & S_ISVTX or inode.mode & S_IFMT in (FileType.REGULAR, FileType.FIFO):
        return
    if directory.mode & 0o002 and inode.uid not in (directory.uid, cred.fsuid):
        raise SysError(Errno.EACCES)


def path_of_walk(k: Services, at: Resolved, root: Place) -> bytes:
    """The absolute path of what a walk found, as /proc shows it."""
    if at.plain:
        return (k.vfs.path_of(k, at.parent, root) or b"").rstrip(b"/") + b"/" + at.name
    if at.opened is not None or at.jump is not None:
        if at.opened is not None:
            path = path_of_file(k, at.opened, root)
        else:
            assert at.jump is not None
            path = k.vfs.of(at.jump).readlink(k, at.jump)
        return path.removesuffix(b" (deleted)") if at.mount else path
    return k.vfs.path_of(k, at.place, root) or b"/"


def path_of_file(k: Services, file: OpenFile, root: Place) -> bytes:
    """The path of an open file as it is now: renamed it has its new name, removed " (deleted)" after its old one."""
    if file.mount == 0:
        # a message queue that lost its name
        gone = file.inode.nlink == 0 and file.path[:1] == b"/" and not file.path.endswith(b" (deleted)")
        return file.path + b" (deleted)" if gone else file.path
    now = k.vfs.path_of(k, Place(file.mount, file.inode), root)
    if now is not None and file.inode.nlink > 0:
        # of a file with several names: the one it was opened by, as long as it has it
        parent = file.parent
        if parent is None or file.inode.type == FileType.DIRECTORY or not isinstance(parent, Directory):
            return now
        name = file.path.rpartition(b"/")[2]
        return file.path if parent.entries.get(name) == file.inode.number else now
    return file.path + b" (deleted)"


def open_inode(
    k: Services, place: Place, flags: int, path: bytes, cred: Credentials, *, created: bool = False
) -> OpenFile:
    """An open file description of an existing file, after the checks of permission (none when it was just created)."""
    inode = place.inode
    k.touch(("inode", inode.device, inode.number), False)
    kept = flags & ~(FORGOTTEN | O_SMALL_FILE) | (0 if flags & O_SMALL_FILE else O_LARGEFILE)
    if flags & O_PATH:
        inode.uses += 1
        return PathFile(
            inode, flags & ~O_ACCMODE, path, identity=k.objects.file_identity(), mount=place.mount
        )
    kind = inode.mode & S_IFMT
    if kind == FileType.SYMLINK:
        raise SysError(Errno.ELOOP)
    wanted = RIGHTS[flags & O_ACCMODE] | (MAY_WRITE if flags & O_TRUNC else 0)
    if kind == FileType.DIRECTORY:
        # "EISDIR pathname refers to a directory and the access requested involved writing"
        if wanted & MAY_WRITE:
            raise SysError(Errno.EISDIR)
    elif kind not in (FileType.REGULAR, 0):
        flags &= ~O_TRUNC
    if not created:
        if wanted & MAY_WRITE and kind == FileType.REGULAR and k.vfs.read_only(place.mount):
            raise SysError(Errno.EROFS)
        check(cred, inode, wanted)
        # "EPERM The O_NOATIME flag was specified, but the effective user ID of the caller did not match the owner
        # of the file"
        if flags & O_NOATIME and not owns(cred, inode):
            raise SysError(Errno.EPERM)
    # "EOVERFLOW pathname refers to a regular file that is too large to be opened"
    if flags & O_SMALL_FILE and kind == FileType.REGULAR and inode.size > LARGEST_SMALL_FILE:
        raise SysError(Errno.EOVERFLOW)
    if k.vfs.leases and kind == FileType.REGULAR:
        leases.break_for(k, inode, flags)
    file = inode.open(k, place, kept, path)
    file.flags &= ~O_NOCTTY  # which only terminals needed to see
    if flags & O_TRUNC and not created and (isinstance(inode, RegularFile) or not kind):
        try:
            if not isinstance(inode, RegularFile):  # a pid descriptor
                raise SysError(Errno.EOPNOTSUPP)
            inode.set_size(k, 0)
        except SysError:
            file.release(k)
            raise
    return file


def _open_unnamed(
    k: Services,
    fs: Directories,
    cred: Credentials,
    start: Place | None,
    path: bytes,
    flags: int,
    mode: int,
    umask: int,
    resolve: int,
) -> OpenFile:
    """O_TMPFILE: "an unnamed inode will be created in that directory's filesystem"."""
    directory = lookup(k, fs, cred, start, path, not flags & O_NOFOLLOW, resolve=resolve).place
    if directory.inode.type != FileType.DIRECTORY:
        raise SysError(Errno.ENOTDIR)
    if k.vfs.read_only(directory.mount):
        raise SysError(Errno.EROFS)
    check(cred, directory.inode, MAY_WRITE | 1)
    filesystem = k.vfs.of(directory.inode)
    # "EOPNOTSUPP The filesystem containing pathname does not support O_TMPFILE"
    if filesystem.special:
        raise SysError(Errno.EOPNOTSUPP)
    mode, gid = naming.in_directory(cred, directory.inode, FileType.REGULAR | (mode & 0o7777), umask)
    inode = filesystem.make(k, mode, cred.fsuid, gid)
    inode.linkable = not flags & O_EXCL
    base = (k.vfs.path_of(k, directory, fs.root) or b"").rstrip(b"/")
    name = b"%s/#%d" % (base, inode.number)
    kept = flags & ~(FORGOTTEN | O_NOCTTY | O_SMALL_FILE) | (0 if flags & O_SMALL_FILE else O_LARGEFILE)
    return inode.open(k, Place(directory.mount, inode), kept, name)

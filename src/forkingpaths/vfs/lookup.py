"""From a path to an i-node: path_resolution(7), step by step.

`lookup` walks the components with a stack of names still to go; a symbolic link's text is pushed onto it.  What it
hands back is where the last component is (or would be): `Resolved`.  Calls that make or remove a name ask for
`follow=False` and `final=True` so that the last component is looked at and never followed, whatever slashes come
after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import (
    RESOLVE_BENEATH,
    RESOLVE_IN_ROOT,
    RESOLVE_NO_MAGICLINKS,
    RESOLVE_NO_SYMLINKS,
    RESOLVE_NO_XDEV,
)
from forkingpaths.vfs.credentials import Credentials
from forkingpaths.vfs.inode import S_IFMT, FileType, Inode, Place
from forkingpaths.vfs.permission import MAY_EXEC, may

if TYPE_CHECKING:
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.services import Services

NAME_MAX = 255
MAX_LINKS = 40  # "the maximum number of symbolic links that can be followed" (path_resolution(7))
DIRECTORY, SYMLINK = int(FileType.DIRECTORY), int(FileType.SYMLINK)


class Directories(Protocol):
    """Where a task's walks begin (kernel/descriptors.FsInfo)."""

    root: Place
    cwd: Place


@dataclass(slots=True, eq=False)
class Resolved:
    """The end of a walk.  `inode` is None when the last component does not exist in `parent`.

    `name` is the last component; b"/", b"." or b".." when the path ended so (then `parent` is meaningless and
    `inode` is set).
    """

    parent: Place
    name: bytes
    mount: int
    inode: Inode | None
    slash: bool  # the path ended in a slash: the name must be a directory's
    jump: Inode | None = None  # the link of /proc that led here, when one was the last component
    opened: OpenFile | None = None  # the descriptor it was named by, when there was no path (AT_EMPTY_PATH)

    @property
    def place(self) -> Place:
        """The existing file; SysError(ENOENT)."""
        if self.inode is None:
            self.check_free()
            raise SysError(Errno.ENOENT)
        return Place(self.mount, self.inode)

    def check_free(self) -> None:
        """A name that does not exist: ENAMETOOLONG when it cannot."""
        if len(self.name) > NAME_MAX:
            raise SysError(Errno.ENAMETOOLONG)

    @property
    def plain(self) -> bool:
        """Whether the last component is a name that can be made or removed."""
        return self.name not in (b"/", b".", b"..")


def lookup(
    k: Services,
    fs: Directories,
    cred: Credentials,
    start: Place | None,
    path: bytes,
    follow: bool = True,
    *,
    final: bool = False,
    creating: bool = False,
    resolve: int = 0,
    late: bool = False,
) -> Resolved:
    """Walk `path` from `start` (None: the current directory), or from the root when it begins with a slash.

    `follow`: a symbolic link at the very end is followed (always when a slash comes after it, unless `final`).
    `creating`: a name that ends in a slash is EISDIR, whatever is there (O_CREAT).
    `late`: a last component that is too long is found not to be there (rename(2) looks the last ones up at its end).
    `resolve`: RESOLVE_ bits of openat2(2).  Errors: ENOENT (a missing directory on the way, an empty path),
    ENOTDIR, EACCES, ELOOP, ENAMETOOLONG, EXDEV.
    """
    if not path:
        # "ENOENT pathname is the empty string"
        raise SysError(Errno.ENOENT)
    vfs = k.vfs
    root = fs.root
    mount, inode = start or fs.cwd
    if resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT):
        root = Place(mount, inode)
    first_mount = mount
    rooted = path[0] == 0x2F or bool(resolve & (RESOLVE_BENEATH | RESOLVE_IN_ROOT))
    if path[0] == 0x2F:
        if resolve & RESOLVE_BENEATH:
            raise SysError(Errno.EXDEV)
        mount, inode = root
        _same_mount(resolve, first_mount, mount)
    slash = path[-1] == 0x2F
    stack = path.split(b"/")
    stack.reverse()
    links = 0
    jump = None
    above_mount, above = mount, inode
    last = b"/" if path[0] == 0x2F else b"."
    filesystems = vfs.filesystems
    covered = vfs.covered
    while stack:
        name = stack.pop()
        if not name:
            continue
        if inode.mode & S_IFMT != DIRECTORY:
            raise SysError(Errno.ENOTDIR)
        # "If the process does not have search permission on the current lookup directory, an EACCES error is returned"
        if inode.mode & 0o111 != 0o111 and not may(cred, inode, MAY_EXEC):
            raise SysError(Errno.EACCES)
        last = name
        if name == b".":
            continue
        if name == b"..":
            if mount == root.mount and inode is root.inode and resolve & RESOLVE_BENEATH:
                raise SysError(Errno.EXDEV)
            mount, inode = _up(k, root, mount, inode)
            rooted = True
            _same_mount(resolve, first_mount, mount)
            continue
        if len(name) > NAME_MAX:
            if inode.nlink == 0:  # of a removed directory nothing is looked up at all
                raise SysError(Errno.ENOENT)
            if late and not any(stack):
                return Resolved(Place(mount, inode), name, mount, None, slash)
            raise SysError(Errno.ENAMETOOLONG)
        above_mount, above = mount, inode
        if creating and slash and not any(stack):
            raise SysError(Errno.EISDIR)
        child = filesystems[inode.device].lookup(k, inode, name)
        if k.footprint is not None:
            k.touch(("inode", inode.device, inode.number), False)
            k.touch(("dentry", inode.device, inode.number, name), False)
        at_end = not stack or not any(stack)
        if child is None:
            if at_end:
                return Resolved(Place(mount, inode), name, mount, None, slash)
            raise SysError(Errno.ENOENT)
        if child.mode & S_IFMT == SYMLINK and (not at_end or (not final and (follow or slash))):
            if resolve & RESOLVE_NO_SYMLINKS or links == MAX_LINKS:
                raise SysError(Errno.ELOOP)
            links += 1
            target = filesystems[child.device].follow(k, child)
            touch_atime(k, child, mount)  # following a link reads it
            if isinstance(target, Place):
                if resolve & (RESOLVE_NO_MAGICLINKS | RESOLVE_BENEATH | RESOLVE_IN_ROOT):
                    raise SysError(Errno.ELOOP if resolve & RESOLVE_NO_MAGICLINKS else Errno.EXDEV)
                mount, inode = target
                _same_mount(resolve, first_mount, mount)
                last = b"."
                jump = child if at_end else None
                continue
            if target[:1] == b"/":
                if resolve & RESOLVE_BENEATH:
                    raise SysError(Errno.EXDEV)
                # to Linux the root is on another mount as long as this walk has not had to find it
                if resolve & RESOLVE_NO_XDEV and not rooted:
                    raise SysError(Errno.EXDEV)
                mount, inode = root
                last = b"/"
                rooted = True
                _same_mount(resolve, first_mount, mount)
            if at_end and target[-1:] == b"/":
                slash = True
            stack += [name for name in reversed(target.split(b"/")) if name]
            continue
        inode = child
        if covered:
            while (on_top := covered.get((mount, inode.device, inode.number))) is not None:
                mount = on_top
                vfs.mounts[mount].expired = False
                inode = vfs.mounts[mount].root
                _same_mount(resolve, first_mount, mount)
    if slash and not final and inode.mode & S_IFMT != DIRECTORY:
        raise SysError(Errno.ENOTDIR)
    return Resolved(Place(above_mount, above), last, mount, inode, slash, jump)


def _up(k: Services, root: Place, mount: int, inode: Inode) -> Place:
    """ ".." from here: "the parent of the root is the root"; out of a mount, to the directory it is mounted on."""
    vfs = k.vfs
    while True:
        if mount == root.mount and inode is root.inode:
            return root
        here = vfs.mounts[mount]
        if inode is not here.root:
            above = vfs.filesystems[inode.device].parent(k, inode)
            return vfs.top(Place(mount, above))
        if here.parent == here.id:
            return Place(mount, inode)
        mount, inode = here.point


def _same_mount(resolve: int, first: int, mount: int) -> None:
    if resolve & RESOLVE_NO_XDEV and mount != first:
        raise SysError(Errno.EXDEV)


def touch_atime(k: Services, inode: Inode, mount: int) -> None:
    """Mount option relatime: "update if the previous access time was earlier than ... the current modify or
    change time", or a day old.
    """
    if mount == 0 or k.vfs.mounts[mount].flags & (1 | 1024):  # MS_RDONLY, MS_NOATIME
        return
    atime = inode.atime_ns
    if atime <= inode.mtime_ns or atime <= inode.ctime_ns or k.now_ns() - atime >= 86_400_000_000_000:
        inode.atime_ns = k.now_ns()

"""What every file system has: its i-nodes by number, and the operations on names that a path walk asks for.

A `FileSystem` here refuses to change; `tree.TreeFileSystem` is the ordinary one (memory, with or without a host
directory below), and proc derives its own. Callers have checked permissions, name lengths and that the directory
is one; they have looked the name up before they create or remove it.  Names are bytes without a slash, never "."
or "..".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs import notify
from forkingpaths.vfs.inode import Inode, Place

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services


class DirectoryEntry(NamedTuple):
    """One name in a directory as getdents64(2) reports it; `type` is the S_IFMT part of the mode."""

    name: bytes
    number: int
    type: int


@dataclass(slots=True, eq=False, kw_only=True)
class FileSystem:
    """One file system.  `device` is the st_dev of all its files and its key in the namespace."""

    removes: ClassVar[bool] = True  # names can be taken away at all

    device: int
    kind: bytes  # as in /proc/mounts: b"tmpfs", b"proc"
    magic: int  # statfs(2) f_type
    root: int = 1  # number of its root directory
    next_number: int = 1
    inodes: dict[int, Inode] = field(default_factory=dict)
    origin: bytes = (
        b""  # the host directory or tar file that it stands on: it outlives a loss of power; empty in memory
    )
    max_bytes: int = 0  # tmpfs(5) size= and nr_inodes=; 0: no limit but memory
    max_inodes: int = 0
    special: bool = False  # made by the kernel: mtimes and sizes mean nothing, nothing can be created

    def new_number(self) -> int:
        """The next i-node number."""
        number = self.next_number
        self.next_number = number + 1
        return number

    def lookup(self, k: Services, directory: Inode, name: bytes) -> Inode | None:
        """The i-node that `name` leads to, or None."""
        raise SysError(Errno.ENOTDIR)

    def parent(self, k: Services, directory: Inode) -> Inode:
        """What ".." is."""
        raise SysError(Errno.ENOTDIR)

    def name_of(self, k: Services, directory: Inode) -> bytes | None:
        """The name of a directory in its parent; None when it has been removed."""
        raise SysError(Errno.ENOTDIR)

    def entries(self, k: Services, directory: Inode) -> list[DirectoryEntry]:
        """All names without "." and "..", in the order getdents reports them."""
        raise SysError(Errno.ENOTDIR)

    def follow(self, k: Services, link: Inode) -> bytes | Place:
        """Where a symbolic link leads: a path, or at once a place (the links of /proc/pid/fd)."""
        raise SysError(Errno.EINVAL)

    def readlink(self, k: Services, link: Inode) -> bytes:
        """The text of a symbolic link."""
        target = self.follow(k, link)
        if isinstance(target, Place):
            raise SysError(Errno.EINVAL)
        return target

    def make(
        self, k: Services, mode: int, uid: int, gid: int, *, rdev: int = 0, target: bytes = b""
    ) -> Inode:
        """A new i-node without a name.  Here: a file system in which nothing can be made, which Linux tells by
        ENOENT (proc).
        """
        raise SysError(Errno.ENOENT)

    def add(self, k: Services, directory: Inode, name: bytes, inode: Inode) -> None:
        """Enter a new i-node, or one more name of an old one."""
        raise SysError(Errno.EPERM)

    def check_removal(self, directory: Inode, inode: Inode) -> None:
        """What a file system that made up its files says before anything else is looked at."""

    def remove(self, k: Services, directory: Inode, name: bytes) -> None:
        """Take a name away (an emptied directory's too)."""
        raise SysError(Errno.EPERM)

    def move(self, k: Services, source: Inode, old: bytes, target: Inode, new: bytes) -> None:
        """Rename; an i-node at the target has been removed before."""
        raise SysError(Errno.EPERM)

    def exchange(self, k: Services, source: Inode, old: bytes, target: Inode, new: bytes) -> None:
        """Swap two names (RENAME_EXCHANGE)."""
        raise SysError(Errno.EINVAL)

    def used_bytes(self) -> int:
        """What the contents of its files take up, where that is limited."""
        return 0

    def forget(self, k: Services, inode: Inode) -> None:
        """An i-node without names and uses: give back what it holds."""
        self.inodes.pop(inode.number, None)


def unuse(k: Services, inode: Inode) -> None:
    """An open file description lets go of its i-node."""
    inode.uses -= 1
    if inode.uses == 0 and inode.nlink <= 0:
        notify.gone(k, inode)
        k.vfs.filesystems[inode.device].forget(k, inode)

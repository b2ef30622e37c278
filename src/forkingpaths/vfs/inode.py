"""The i-node: what a file is, apart from its names (inode(7)).

Life.  Made by a file system, which gives it the next number; counted by names (`nlink`) and by uses (`uses`: open file
descriptions; a mapping holds a description).  When both are gone `FileSystem.forget` drops it and its pages.
I-nodes name each other by number, never by reference, so that the state stays flat and can be copied; only what
uses a file (an open file description, a current directory) refers to the i-node itself, which therefore outlives
its names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.compact import compact

if TYPE_CHECKING:
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.services import Services


class FileType(IntEnum):
    """The S_IFMT part of a mode."""

    FIFO = 0o010000
    CHARACTER = 0o020000
    DIRECTORY = 0o040000
    BLOCK = 0o060000
    REGULAR = 0o100000
    SYMLINK = 0o120000
    SOCKET = 0o140000


S_IFMT = 0o170000
S_ISUID, S_ISGID, S_ISVTX = 0o4000, 0o2000, 0o1000


@compact
@dataclass(slots=True, eq=False, kw_only=True)
class Inode:
    """Fields of every file.  Times are nanoseconds since the epoch on the virtual real-time clock."""

    immutable: ClassVar[bool] = (
        False  # made by the kernel and not to be written, whatever its mode says: EPERM
    )

    number: int
    device: int  # st_dev of its file system
    mode: int  # type and permission bits
    uid: int = 0
    gid: int = 0
    nlink: int = 1
    rdev: int = 0
    atime_ns: int = 0
    mtime_ns: int = 0
    ctime_ns: int = 0
    btime_ns: int = 0
    uses: int = 0
    linkable: bool = False  # made by O_TMPFILE: linkat(2) may give it its first name
    xattrs: dict[bytes, bytes] = field(default_factory=dict)
    parent: int = (
        0  # i-node number of the directory it has its (latest) name in; a directory has only one name
    )
    name: bytes = b""
    write_hint: int = 0  # F_SET_RW_HINT
    host_path: bytes = b""  # a file of the host whose extended attributes have not been asked for yet

    @property
    def type(self) -> int:
        """The S_IFMT bits, comparable with FileType."""
        return self.mode & S_IFMT

    @property
    def size(self) -> int:
        """st_size."""
        return 0

    @property
    def blocks(self) -> int:
        """st_blocks, in units of 512 bytes."""
        return 0

    @property
    def block_size(self) -> int:
        """st_blksize: what to read at a time."""
        return 4096

    def always_allowed(self) -> bool:
        """Whether nobody who can see it is refused anything."""
        return False

    def mode_is_all(self) -> bool:
        """Whether the mode binds the privileged as well (/proc/sys)."""
        return False

    def attributes(self) -> dict[bytes, bytes]:
        """The extended attributes; those of a host file are fetched when first asked for."""
        path, self.host_path = self.host_path, b""
        if path:
            try:
                for name in os.listxattr(path, follow_symlinks=False):
                    self.xattrs[os.fsencode(name)] = os.getxattr(path, name, follow_symlinks=False)
            except OSError:
                pass  # a file system without attributes, or a host that will not tell
        return self.xattrs

    def drop_capabilities(self) -> None:
        """A write to a file, and a change of its owner, take its capabilities away, whoever does it (capabilities(7))."""
        if self.xattrs or self.host_path:
            self.attributes().pop(b"security.capability", None)

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        """A new open file description; permission has been checked.  May raise Block (FIFOs)."""
        raise SysError(Errno.ENXIO)


class Place(NamedTuple):
    """Where a walk along a path stands: an i-node, seen through a mount.  The same i-node may be seen through
    several.
    """

    mount: int  # id of the mount; 0 is no mount at all
    inode: Inode


NOWHERE = Place(0, Inode(number=0, device=0, mode=FileType.DIRECTORY))

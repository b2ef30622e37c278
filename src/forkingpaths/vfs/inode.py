"""The i-node: what a file is, apart from its names (inode(7)).

Life.  Made by a file system, which gives it the next number; counted by names (`nlink`) and by uses (`uses`: open file
descriptions, mappings, current directories, mount points).  When both are gone `FileSystem.forget` drops it and its pages.
Other i-nodes are named by number, never by reference, so that the state stays flat and can be copied.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


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


@dataclass(slots=True, eq=False, kw_only=True)
class Inode:
    """Fields of every file.  Times are nanoseconds since the epoch on the virtual real-time clock."""

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
    xattrs: dict[bytes, bytes] = field(default_factory=dict)

    @property
    def type(self) -> int:
        """The S_IFMT bits, comparable with FileType."""
        return self.mode & S_IFMT

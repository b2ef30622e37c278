"""Symbolic links (symlink(7)): an i-node whose content is a path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.inode import Inode, Place

if TYPE_CHECKING:
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.services import Services


@dataclass(slots=True, eq=False, kw_only=True)
class Symlink(Inode):
    """Its size "is the length of the pathname it contains, without a terminating null byte" (stat(2))."""

    target: bytes

    @property
    def size(self) -> int:
        return len(self.target)

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        # "ELOOP pathname was a symbolic link, and flags specified O_NOFOLLOW but not O_PATH"
        raise SysError(Errno.ELOOP)

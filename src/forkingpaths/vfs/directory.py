"""Directories: the i-node that maps names to i-node numbers, and the open file description that getdents(2) reads.

A reading of a directory is a reading of the list of names as it was when the offset was last 0, without those that
have gone since; so removing what one has just read, as `rm -r` does, never makes the reader miss a name.  The
offset is the index in that list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs import dnotify
from forkingpaths.vfs.filesystem import DirectoryEntry, unuse
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.lookup import touch_atime
from forkingpaths.vfs.openfile import OpenFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services


O_NOATIME = 0o1000000
END = (1 << 63) - 1  # the position behind the last entry, as ext4 has it


@dataclass(slots=True, eq=False, kw_only=True)
class Directory(Inode):
    """A directory of a TreeFileSystem.  `parent` is its own number for a root."""

    entries: dict[bytes, int] = field(default_factory=dict)
    lower: bytes = b""  # host path below; b"" for none
    complete: bool = False  # every name below has been seen
    absent: dict[bytes, bool] = field(
        default_factory=dict
    )  # names that are not there, whatever the host says
    entries_size: int = 40  # st_size
    lower_blocks: int = 0
    last_path: bytes = b""  # of one that was removed: where it was

    @property
    def size(self) -> int:
        return self.entries_size

    @property
    def blocks(self) -> int:
        return self.lower_blocks

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> DirectoryFile:
        return open_directory(k, place, flags, path)


@dataclass(slots=True, eq=False)
class DirectoryFile(OpenFile):
    """An open directory.  `listing` is what getdents reads, taken when the offset is 0."""

    listing: list[DirectoryEntry] = field(default_factory=list)

    @property
    def seekable(self) -> bool:
        return True

    def read(self, k: Services, count: int) -> bytes:
        if self.offset + count > END:  # looked at before what the file is
            raise SysError(Errno.EINVAL)
        # "EISDIR fd refers to a directory"
        raise SysError(Errno.EISDIR)

    def pread(self, k: Services, count: int, offset: int) -> bytes:
        raise SysError(Errno.EISDIR)

    def seek(self, k: Services, offset: int, whence: int) -> int:
        end = END if self.inode.size else 0
        if whence == 1:
            offset += self.offset
        elif whence == 2:
            offset += end
        elif whence in (
            3,
            4,
        ):  # SEEK_DATA, SEEK_HOLE: a directory is all data, and nothing when it was removed
            if not 0 <= offset < end:
                raise SysError(Errno.ENXIO)
            offset = end if whence == 4 else offset
        if not 0 <= offset <= END:
            raise SysError(Errno.EINVAL)
        self.offset = offset
        return offset

    def next_entries(self, k: Services) -> list[tuple[int, DirectoryEntry]]:
        """What is still to be read: (offset after it, entry).  The caller sets `offset` to that of the last it took."""
        directory = self.inode
        filesystem = k.vfs.of(directory)
        if self.offset == 0 or not self.listing:
            up = filesystem.parent(k, directory).number
            self.listing = [
                DirectoryEntry(b".", directory.number, FileType.DIRECTORY),
                DirectoryEntry(b"..", up, FileType.DIRECTORY),
                *filesystem.entries(k, directory),
            ]
        # on ext4 a position is a hash of a name, and low ones are before them all
        if len(self.listing) < self.offset < 1 << 32 and filesystem.kind == b"ext4":
            self.offset = 0
        # "ENOENT No such directory": it has been removed while open
        if directory.nlink == 0:
            raise SysError(Errno.ENOENT)
        if not self.flags & O_NOATIME:
            touch_atime(k, directory, self.mount)
        k.touch(("inode", directory.device, directory.number), False)
        k.touch(("file", self.identity), True)
        left = [(i + 1, self.listing[i]) for i in range(self.offset, len(self.listing))]
        if self.offset and isinstance(directory, Directory):
            names = directory.entries
            left = [pair for pair in left if pair[1].name in names or pair[0] <= 2]
        return left

    def release(self, k: Services) -> None:
        if k.vfs.watches:
            dnotify.forget(k, self)
        unuse(k, self.inode)


def open_directory(k: Services, place: Place, flags: int, path: bytes) -> DirectoryFile:
    """A description of a directory of any file system."""
    place.inode.uses += 1
    return DirectoryFile(place.inode, flags, path, identity=k.objects.file_identity(), mount=place.mount)

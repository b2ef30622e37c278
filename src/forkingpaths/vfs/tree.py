"""The ordinary file system: a tree in memory, over a directory of the host that is only ever read (or over
nothing: tmpfs).

Lazy copy.  A directory or file may have a `lower` host path.  The first time a name is looked up it is looked for
on the host; what is found becomes an i-node of ours with the next number, and from then on the host is not asked
again: neither for its metadata nor, when it was not there, for its absence (`absent`, which also serves as the
whiteout of a removed name).  Listing a directory brings in all its entries, in sorted order.  Contents are read
through vfs/pages, page by page, and changes stay in memory.  Nothing of the host is ever changed.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

from forkingpaths.abi.errno import ERRNO_BY_NUMBER, Errno, SysError
from forkingpaths.vfs.device import Device
from forkingpaths.vfs.directory import Directory
from forkingpaths.vfs.fifo import Fifo, SocketName
from forkingpaths.vfs.filesystem import DirectoryEntry, FileSystem
from forkingpaths.vfs.inode import S_IFMT, FileType, Inode
from forkingpaths.vfs.pages import PAGE, MemoryObject
from forkingpaths.vfs.regular import RegularFile
from forkingpaths.vfs.symlink import Symlink
from forkingpaths.vfs.unnoticed import names_in

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

TMPFS_MAGIC, EXT4_MAGIC = 0x01021994, 0xEF53
MAX_LINKS = 65000  # of ext4
EXT4_LIMIT = 0xFFFFFFFF000  # bytes in a file
FIRST_HOST_NUMBER = 1 << 31  # and all fit in 32 bits
ENTRY_SIZE = 20  # what tmpfs counts for a name in st_size of its directory
PLAIN = (Errno.ENOENT, Errno.ENOTDIR)


@dataclass(slots=True, eq=False, kw_only=True)
class TreeFileSystem(FileSystem):
    """See the top of the file.  `host_links` keeps host files of several names one i-node: (st_dev, st_ino) ->
    number.  `tails`: what stands behind the contents of a host file, by its path on the host.
    """

    host_links: dict[tuple[int, int], int] = field(default_factory=dict)
    tails: dict[bytes, bytes] = field(default_factory=dict)

    def make(
        self, k: Services, mode: int, uid: int, gid: int, *, rdev: int = 0, target: bytes = b""
    ) -> Inode:
        """A new i-node of the type in `mode`, without a name yet."""
        self._reserve()
        now = k.now_ns()
        kind = mode & S_IFMT
        number = self.new_number()
        k.touch(("numbers", self.device), True)
        inode: Inode
        if kind == FileType.REGULAR:
            pages = MemoryObject(keeps_tail=self.magic == TMPFS_MAGIC)
            inode = RegularFile(number=number, device=self.device, mode=mode, pages=pages)
            # "files created in a tmpfs ... F_SEAL_SEAL is initially set" (fcntl(2), "File Sealing")
            inode.sealable = self.magic == TMPFS_MAGIC
            if self.magic == EXT4_MAGIC:
                inode.limit = EXT4_LIMIT
            inode.seals = 1 if inode.sealable else 0
        elif kind == FileType.DIRECTORY:
            inode = Directory(number=number, device=self.device, mode=mode, complete=True)
            if self.magic == EXT4_MAGIC:
                inode.entries_size, inode.lower_blocks = 4096, 8  # one block from the start
        elif kind == FileType.SYMLINK:
            inode = Symlink(number=number, device=self.device, mode=mode, target=target)
        elif kind == FileType.FIFO:
            inode = Fifo(number=number, device=self.device, mode=mode)
        elif kind == FileType.SOCKET:
            inode = SocketName(number=number, device=self.device, mode=mode)
        else:
            inode = Device(number=number, device=self.device, mode=mode, rdev=rdev)
        inode.uid, inode.gid, inode.nlink = uid, gid, 0
        inode.atime_ns = inode.mtime_ns = inode.ctime_ns = inode.btime_ns = now
        self.inodes[number] = inode
        return inode

    # ---- names ---------------------------------------------------------------------------------------------------

    def lookup(self, k: Services, directory: Inode, name: bytes) -> Inode | None:
        assert isinstance(directory, Directory)
        number = directory.entries.get(name)
        if number is not None:
            return self.inodes[number]
        if directory.complete or name in directory.absent:
            return None
        return self._first_sight(k, directory, name)

    def parent(self, k: Services, directory: Inode) -> Inode:
        return self.inodes.get(directory.parent, directory)

    def name_of(self, k: Services, directory: Inode) -> bytes | None:
        if isinstance(directory, Directory):
            return directory.name if directory.nlink else None
        above = self.inodes.get(directory.parent)
        if not isinstance(above, Directory):
            return None
        if above.entries.get(directory.name) == directory.number:
            return directory.name
        return next((name for name, number in above.entries.items() if number == directory.number), None)

    def entries(self, k: Services, directory: Inode) -> list[DirectoryEntry]:
        assert isinstance(directory, Directory)
        if not directory.complete:
            self._first_listing(k, directory)
        inodes = self.inodes
        entries = directory.entries
        return [
            DirectoryEntry(name, entries[name], inodes[entries[name]].mode & S_IFMT)
            for name in sorted(entries)
        ]

    def follow(self, k: Services, link: Inode) -> bytes:
        assert isinstance(link, Symlink)
        if not link.target:
            raise SysError(Errno.EACCES)
        return link.target

    def _reserve(self) -> None:
        """Room for one more i-node, or one more name of an old one, which tmpfs counts alike; SysError(ENOSPC)."""
        if self.max_inodes:
            used = sum(1 if isinstance(i, Directory) else max(i.nlink, 1) for i in self.inodes.values())
            if used >= self.max_inodes:
                raise SysError(Errno.ENOSPC)

    def used_bytes(self) -> int:
        """What the contents of its files take up."""
        return sum(len(i.pages.frames) for i in self.inodes.values() if isinstance(i, RegularFile)) * PAGE

    def add(self, k: Services, directory: Inode, name: bytes, inode: Inode) -> None:
        assert isinstance(directory, Directory)
        if inode.nlink > 0 and not isinstance(inode, Directory):
            self._reserve()
        directory.entries[name] = inode.number
        directory.absent.pop(name, None)
        self._resized(k, directory, ENTRY_SIZE)
        inode.parent, inode.name = directory.number, name
        if isinstance(inode, Directory):
            inode.nlink = 2
            self.count_subdirectory(directory, 1)
        else:
            inode.nlink += 1
            inode.ctime_ns = directory.ctime_ns

    def count_subdirectory(self, directory: Directory, change: int) -> None:
        """A subdirectory more or less.  On ext4 a directory with too many to count (dir_nlink) has one link from then on."""
        limited = self.magic == EXT4_MAGIC
        if change > 0 or not limited or directory.nlink > 2:
            directory.nlink += change
        if limited and change > 0 and (directory.nlink > MAX_LINKS or directory.nlink == 2):
            directory.nlink = 1

    def remove(self, k: Services, directory: Inode, name: bytes) -> None:
        assert isinstance(directory, Directory)
        inode = self.inodes[directory.entries.pop(name)]
        if not directory.complete:
            directory.absent[name] = True
        self._resized(k, directory, -ENTRY_SIZE)
        if isinstance(inode, Directory):
            inode.nlink = 0
            self.count_subdirectory(directory, -1)
            if self.magic == EXT4_MAGIC:
                inode.entries_size = 0
        else:
            inode.nlink -= 1
        inode.ctime_ns = directory.ctime_ns
        if inode.nlink <= 0 and not inode.uses:
            inode.nlink = 0
            self.forget(k, inode)

    def move(self, k: Services, source: Inode, old: bytes, target: Inode, new: bytes) -> None:
        assert isinstance(source, Directory)
        assert isinstance(target, Directory)
        number = source.entries.pop(old)
        if not source.complete:
            source.absent[old] = True
        self._resized(k, source, -ENTRY_SIZE)
        target.entries[new] = number
        target.absent.pop(new, None)
        self._resized(k, target, ENTRY_SIZE)
        self._moved(number, source, target, new)
        self.inodes[number].ctime_ns = target.ctime_ns

    def exchange(self, k: Services, source: Inode, old: bytes, target: Inode, new: bytes) -> None:
        assert isinstance(source, Directory)
        assert isinstance(target, Directory)
        here, there = source.entries[old], target.entries[new]
        source.entries[old], target.entries[new] = there, here
        self._moved(here, source, target, new)
        self._moved(there, target, source, old)
        self._resized(k, source, 0)
        self._resized(k, target, 0)
        self.inodes[here].ctime_ns = self.inodes[there].ctime_ns = target.ctime_ns

    def forget(self, k: Services, inode: Inode) -> None:
        if k.vfs.disk is not None:
            k.vfs.disk.bury(k, inode)
        FileSystem.forget(self, k, inode)
        if isinstance(inode, RegularFile):
            inode.pages.discard(k)

    def _moved(self, number: int, source: Directory, target: Directory, name: bytes) -> None:
        """A file knows its name and its directory's number; a directory counts in its parent's links."""
        inode = self.inodes[number]
        inode.parent, inode.name = target.number, name
        if isinstance(inode, Directory):
            self.count_subdirectory(source, -1)
            self.count_subdirectory(target, 1)

    def _resized(self, k: Services, directory: Directory, by: int) -> None:
        directory.mtime_ns = directory.ctime_ns = k.now_ns()
        if self.magic == TMPFS_MAGIC:
            directory.entries_size += by

    # ---- the host below --------------------------------------------------------------------------------------------

    def _first_listing(self, k: Services, directory: Directory) -> None:
        try:
            names = sorted(names_in(directory.lower))
        except OSError as error:
            raise SysError(ERRNO_BY_NUMBER.get(error.errno or 5, Errno.EIO)) from None
        k.vfs.host_reads[directory.lower.rstrip(b"/") + b"/"] = len(names)
        for name in names:
            if name not in directory.entries and name not in directory.absent:
                try:
                    self._first_sight(k, directory, name)
                except SysError:
                    directory.absent[name] = True  # the host lists it and will not show it
        directory.complete = True
        directory.absent.clear()

    def _first_sight(self, k: Services, directory: Directory, name: bytes) -> Inode | None:
        path = directory.lower + b"/" + name if directory.lower != b"/" else b"/" + name
        try:
            status = os.lstat(path)
        except OSError as error:
            if error.errno not in PLAIN:
                raise SysError(ERRNO_BY_NUMBER.get(error.errno or 5, Errno.EIO)) from None
            directory.absent[name] = True
            return None
        inode = self.from_host(path, status)
        if path in self.tails and isinstance(inode, RegularFile):
            inode.pages.write(k, inode.pages.size, self.tails[path])
        directory.entries[name] = inode.number
        inode.parent, inode.name = directory.number, name
        return inode

    def from_host(self, path: bytes, status: os.stat_result) -> Inode:
        """The i-node of a host file seen for the first time (or again, under another of its names)."""
        several = status.st_nlink > 1 and not stat.S_ISDIR(status.st_mode)
        if several:
            known = self.host_links.get((status.st_dev, status.st_ino))
            if known is not None and known in self.inodes:
                return self.inodes[known]
        number = self._number_of_host_file(path)
        mode = status.st_mode
        kind = mode & S_IFMT
        inode: Inode
        if kind == FileType.REGULAR:
            pages = MemoryObject(lower=path, size=status.st_size)
            inode = RegularFile(
                number=number, device=self.device, mode=mode, pages=pages, lower_blocks=status.st_blocks
            )
            inode.limit = EXT4_LIMIT
        elif kind == FileType.DIRECTORY:
            inode = Directory(
                number=number, device=self.device, mode=mode, lower=path, entries_size=status.st_size
            )
            inode.lower_blocks = status.st_blocks
        elif kind == FileType.SYMLINK:
            inode = Symlink(number=number, device=self.device, mode=mode, target=_host_link(path))
        elif kind == FileType.FIFO:
            inode = Fifo(number=number, device=self.device, mode=mode)
        elif kind == FileType.SOCKET:
            inode = SocketName(number=number, device=self.device, mode=mode)
        else:
            inode = Device(number=number, device=self.device, mode=mode, rdev=status.st_rdev)
        inode.uid, inode.gid, inode.nlink = status.st_uid, status.st_gid, status.st_nlink
        inode.atime_ns, inode.mtime_ns, inode.ctime_ns = (
            # reading a link moves its time of access on the host, and nothing can prevent that: not shown
            status.st_mtime_ns if kind == FileType.SYMLINK else status.st_atime_ns,
            status.st_mtime_ns,
            status.st_ctime_ns,
        )
        inode.btime_ns = min(inode.mtime_ns, inode.ctime_ns)
        inode.host_path = path
        self.inodes[number] = inode
        if several:
            self.host_links[status.st_dev, status.st_ino] = number
        return inode

    def _number_of_host_file(self, path: bytes) -> int:
        """The same in whatever order files are seen first; apart from the numbers of files that are made here."""
        number = FIRST_HOST_NUMBER | crc32(path)
        while number in self.inodes:
            number = FIRST_HOST_NUMBER | number + 1
        return number


def _host_link(path: bytes) -> bytes:
    """The text of a host's symbolic link; empty when the host will not tell (links in another process's /proc)."""
    try:
        return os.readlink(path)
    except OSError:
        return b""

"""What of the file systems has reached the disk for certain, and what has not: the record from which vfs/disk_states lists the
disks that a loss of power could leave behind.

It is kept only when asked for (`Namespace.disk` is None otherwise) and holds only what is not durable yet.  The model is that of
an ordered journal of metadata with delayed allocation, as ext4's default (data=ordered):

    changes of names and attributes   reach the disk in the order in which they were made, each whole: what is on the disk is
                                      a prefix of them.  rename(2) over an existing name is one change.  So is a cut or an
                                      extension by truncate(2), O_TRUNC or fallocate(2).
    data                              reaches the disk a page at a time, in any order, at any time after the write, and so
                                      perhaps never: no change of names waits for it.  The length of a file grows with the
                                      pages that arrive.  Hence "write, rename, no fsync": the new name with no bytes.
    fsync(2), O_SYNC                  make the file's data durable, and all changes up to the last that concerned the file itself
                                      (its creation, length, attributes).  "Calling fsync() does not necessarily ensure that the
                                      entry in the directory containing the file has also reached disk": a rename, link or
                                      unlink after the creation is made durable by fsync of the directory, or by a later change
                                      that is.
    fdatasync(2), O_DSYNC, msync(2)   the same without changes of attributes alone
    sync(2), syncfs(2)                everything; of one file system
    sync_file_range(2)                promises nothing ("these operations ... do not write out the file's metadata")

Times of day are as they were when the power went.  File systems in memory (tmpfs, /run) are empty afterwards.

A change or a piece of data is numbered by `next`; a prefix is named by a number: what has a smaller one is in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.vfs.inode import Inode, Place
from forkingpaths.vfs.pages import PAGE, MemoryObject
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

FileKey = tuple[int, int]  # device, i-node number


class Entry(NamedTuple):
    """A name in a directory before and after a change; number 0 is no file."""

    directory: int
    name: bytes
    old: int
    new: int


class Attributes(NamedTuple):
    """What chmod(2), chown(2), utimensat(2) and setxattr(2) change."""

    mode: int
    uid: int
    gid: int
    atime_ns: int
    mtime_ns: int
    ctime_ns: int
    xattrs: tuple[tuple[bytes, bytes], ...]


@dataclass(slots=True)
class Change:
    """One change of metadata: on the disk wholly or not at all."""

    number: int
    device: int
    words: str  # for people
    entries: tuple[Entry, ...] = ()
    attributes: tuple[tuple[int, Attributes], ...] = ()  # i-node, as it was before
    by_fsync: tuple[int, ...] = ()  # i-nodes whose fsync(2) makes it durable
    by_fdatasync: tuple[int, ...] = ()


class Piece(IntEnum):
    """What can happen to the contents of a file."""

    WRITE = 0  # data at offset
    CUT = 1  # the length becomes `offset`
    PUNCH = 2  # [offset, end) becomes a hole
    SHIFT = 3  # pages from offset on move by `end` pages


@dataclass(slots=True)
class Contents:
    """One entry of a file's record.  `number`: of a write, the changes below it must be on the disk before; of the others, its own."""

    kind: Piece
    number: int
    offset: int
    end: int
    data: bytes = b""


@dataclass(slots=True)
class FileRecord:
    """A file's contents as they are on the disk for certain, and what was done to them since.

    `pages` holds the durable contents of every page that `done` touches (None: a hole); the others are as they are now.
    """

    size: int
    pages: dict[int, bytes | None] = field(default_factory=dict)
    done: list[Contents] = field(default_factory=list)
    after: int = 0  # data written now needs the changes below this number
    mapped: dict[int, bool] = field(default_factory=dict)  # pages that a mapping may write unseen


@dataclass(slots=True, eq=False)
class Grave:
    """A file without names and users that a state of the disk may still hold."""

    inode: Inode
    contents: dict[int, bytes]


@dataclass(slots=True, eq=False)
class Disk:
    """See the top of the file."""

    next: int = 1
    changes: list[Change] = field(default_factory=list)
    files: dict[FileKey, FileRecord] = field(default_factory=dict)
    graves: dict[FileKey, Grave] = field(default_factory=dict)

    # ---- names and attributes ------------------------------------------------------------------------------------

    def change(self, k: Services, directory: Inode, change: Change) -> None:
        """Enter a change in the file system of `directory` (any i-node of it)."""
        if not lasting(k, directory):
            return
        k.touch(("disk", directory.device), True)
        change.number, change.device = self.next, directory.device
        self.next += 1
        self.changes.append(change)

    def made(self, k: Services, place: Place, name: bytes, inode: Inode) -> None:
        """A new file and its first name."""
        both = (inode.number, place.inode.number)
        entry = Entry(place.inode.number, name, 0, inode.number)
        words = f"create {show(k, place.inode, name)}"
        self.change(k, place.inode, Change(0, 0, words, (entry,), by_fsync=both, by_fdatasync=both))
        if isinstance(inode, RegularFile):
            self.watch(k, inode)

    def renamed(
        self, k: Services, words: str, directories: tuple[Inode, ...], entries: tuple[Entry, ...]
    ) -> None:
        """Names of existing files entered, removed or moved, at once."""
        numbers = tuple(d.number for d in directories)
        change = Change(0, 0, words, entries, by_fsync=numbers, by_fdatasync=numbers)
        self.change(k, directories[0], change)

    def attributes(self, k: Services, inode: Inode, words: str) -> None:
        """The attributes of `inode` are about to change."""
        if not lasting(k, inode):
            return
        before = Attributes(
            inode.mode, inode.uid, inode.gid, inode.atime_ns, inode.mtime_ns, inode.ctime_ns,
            tuple(inode.attributes().items()),
        )  # fmt: skip
        words = f"{words} {show(k, inode)}"
        change = Change(0, 0, words, attributes=((inode.number, before),), by_fsync=(inode.number,))
        self.change(k, inode, change)

    def bury(self, k: Services, inode: Inode) -> None:
        """The last of `inode` is about to be given back."""
        if not lasting(k, inode):
            return
        from forkingpaths.vfs import disk_image

        self.graves[inode.device, inode.number] = disk_image.grave(k, inode)

    # ---- contents ------------------------------------------------------------------------------------------------

    def watch(self, k: Services, inode: RegularFile) -> None:
        """From now on note what happens to the contents of `inode`: it has been opened for writing."""
        if inode.pages.file is not None or not lasting(k, inode):
            return
        key = (inode.device, inode.number)
        inode.pages.file = key
        # made just now, it exists on the disk only with the change that made it
        born = self.changes[-1] if self.changes else None
        after = self.next if born is not None and any(e.new == inode.number for e in born.entries) else 0
        self.files[key] = FileRecord(inode.pages.size, after=after)

    def writing(self, k: Services, thing: MemoryObject, offset: int, data: bytes) -> None:
        """`data` is about to be written."""
        record = self._touched(k, thing, offset, offset + len(data))
        if offset > thing.size:  # the tail of the last page comes to be part of the file, as zeros
            self._keep(k, thing, record, thing.size // PAGE)
        record.done.append(Contents(Piece.WRITE, record.after, offset, offset + len(data), bytes(data)))

    def cutting(self, k: Services, thing: MemoryObject, size: int) -> None:
        """The length is about to become `size`."""
        words = f"truncate {{}} to {size} bytes"
        first = min(size, thing.size)
        self._shaping(k, thing, Piece.CUT, size, size, first, max(thing.size, first + 1), words)

    def punching(self, k: Services, thing: MemoryObject, start: int, end: int) -> None:
        """[start, end) is about to become a hole."""
        self._shaping(k, thing, Piece.PUNCH, start, end, start, end, "punch a hole into {}")

    def shifting(self, k: Services, thing: MemoryObject, first: int, by: int) -> None:
        """The pages from `first` on are about to move by `by`."""
        start, end = min(first, first + by) * PAGE, thing.size + max(by, 0) * PAGE
        self._shaping(k, thing, Piece.SHIFT, first * PAGE, by, start, end, "move the pages of {}")

    def mapping(self, k: Services, thing: MemoryObject, index: int) -> None:
        """A page is about to be shown writable in a mapping."""
        assert thing.file is not None
        record = self.files[thing.file]
        if index not in record.mapped:
            self._keep(k, thing, record, index)
            record.mapped[index] = True

    def _shaping(
        self,
        k: Services,
        thing: MemoryObject,
        kind: Piece,
        offset: int,
        end: int,
        first: int,
        last: int,
        words: str,
    ) -> None:
        record = self._touched(k, thing, first, last)
        assert thing.file is not None
        device, number = thing.file
        inode = k.vfs.filesystems[device].inodes[number]
        both = (number,)
        words = words.format(show(k, inode))
        self.change(k, inode, Change(0, 0, words, by_fsync=both, by_fdatasync=both))
        record.done.append(Contents(kind, self.next - 1, offset, end))
        record.after = self.next

    def _touched(self, k: Services, thing: MemoryObject, start: int, end: int) -> FileRecord:
        """The record of a file, with the durable contents of the pages of [start, end) in it."""
        assert thing.file is not None
        k.touch(("disk", thing.file[0]), True)
        record = self.files[thing.file]
        for index in range(start // PAGE, (end + PAGE - 1) // PAGE):
            self._keep(k, thing, record, index)
        return record

    def _keep(self, k: Services, thing: MemoryObject, record: FileRecord, index: int) -> None:
        if index not in record.pages:
            record.pages[index] = thing.peek(k, index)

    # ---- what makes durable --------------------------------------------------------------------------------------

    def sync_inode(self, k: Services, inode: Inode, *, data_only: bool) -> None:
        """fsync(2), fdatasync(2)."""
        if not lasting(k, inode):
            return
        k.touch(("disk", inode.device), True)
        if isinstance(inode, RegularFile):
            self._settle(k, inode)
        until = 0
        for change in self.changes:
            covered = change.by_fdatasync if data_only else change.by_fsync
            if change.device == inode.device and inode.number in covered:
                until = change.number + 1
        self._commit(k, inode.device, until)

    def sync_device(self, k: Services, device: int) -> None:
        """syncfs(2)."""
        filesystem = k.vfs.filesystems[device]
        if not filesystem.origin:
            return
        k.touch(("disk", device), True)
        for inode in filesystem.inodes.values():
            if isinstance(inode, RegularFile):
                self._settle(k, inode)
        self._commit(k, device, self.next)

    def sync_all(self, k: Services) -> None:
        """sync(2)."""
        for device in list(k.vfs.filesystems):
            self.sync_device(k, device)

    def _settle(self, k: Services, inode: RegularFile) -> None:
        """The contents of a file are on the disk as they are."""
        thing = inode.pages
        if thing.file is None:
            return
        record = self.files[thing.file]
        if not thing.mapped:
            record.mapped.clear()
        record.size = thing.size
        record.done.clear()
        record.pages = {index: thing.peek(k, index) for index in record.mapped}

    def _commit(self, k: Services, device: int, until: int) -> None:
        """The changes of a device below `until` are on the disk."""
        if not until:
            return
        self.changes = [c for c in self.changes if c.device != device or c.number >= until]
        wanted = {e.old for c in self.changes if c.device == device for e in c.entries}
        for key in [key for key in self.graves if key[0] == device and key[1] not in wanted]:
            del self.graves[key]
            self.files.pop(key, None)


def lasting(k: Services, inode: Inode) -> bool:
    """Whether the i-node is on a disk: not in memory, no pipe."""
    filesystem = k.vfs.filesystems.get(inode.device)
    return filesystem is not None and bool(filesystem.origin)


def show(k: Services, inode: Inode, name: bytes = b"") -> str:
    """The path of a file, or of `name` in a directory, for people."""
    filesystem = k.vfs.filesystems[inode.device]
    parts = [name] if name else []
    while inode.number != filesystem.root:
        parts.append(inode.name)
        above = filesystem.inodes.get(inode.parent)
        if above is None or above is inode:
            break
        inode = above
    point = next((m for m in k.vfs.mounts.values() if m.device == inode.device), None)
    base = k.vfs.path_of(k, Place(point.id, point.root), k.vfs.root_place()) if point is not None else None
    path = (base or b"/").rstrip(b"/") + b"/" + b"/".join(reversed(parts))
    return path.decode(errors="backslashreplace")

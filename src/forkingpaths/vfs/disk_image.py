"""Disks as plain bytes: the file systems of a kernel taken down, and set up again in a fresh one with what a loss of power left.

`capture` pickles, once for all states of a moment, every i-node of the file systems that are on a disk, and of the contents what the
host does not have.  A `DiskState` is that and the differences: names, attributes, contents.  `restore` gives a mount of the same
origin (the same host directory or tar file) the file system of a state; i-nodes keep their numbers, as on a disk.
`held` names the contents of a state, to tell equal disks of different moments, and to show them.
"""

from __future__ import annotations

import copy
import hashlib
import pickle
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from forkingpaths.vfs.directory import Directory
from forkingpaths.vfs.disk import Attributes, Entry, Grave
from forkingpaths.vfs.inode import Inode
from forkingpaths.vfs.pages import PAGE, MemoryObject
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.vfs.filesystem import FileSystem
    from forkingpaths.vfs.services import Services


@dataclass(frozen=True, slots=True)
class FileContents:
    """A regular file in a state: its length, and the pages that are not as captured (None: a hole)."""

    number: int
    size: int
    pages: tuple[tuple[int, bytes | None], ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """How one file system differs from what was captured."""

    entries: tuple[Entry, ...] = ()  # old: as captured; new: in this state
    attributes: tuple[tuple[int, Attributes], ...] = ()
    contents: tuple[FileContents, ...] = ()


@dataclass(frozen=True, slots=True)
class DiskState:
    """A disk that a loss of power may leave.  `lost` says for people what had been done and is not on it."""

    lost: tuple[str, ...]
    differences: tuple[tuple[int, Differences], ...]  # by device at the time of capture
    captured: bytes


def grave(k: Services, inode: Inode) -> Grave:
    """A copy of a file that is about to vanish."""
    made, contents = _copy(k, inode)
    return Grave(made, contents)


def capture(k: Services) -> bytes:
    """All lasting file systems as they are, with the files in graves."""
    assert k.vfs.disk is not None
    taken = []
    for device, filesystem in k.vfs.filesystems.items():
        if not filesystem.origin:
            continue
        inodes: dict[int, Inode] = {}
        contents: dict[int, dict[int, bytes]] = {}
        for number, inode in filesystem.inodes.items():
            inodes[number], contents[number] = _copy(k, inode)
        for (other, number), buried in k.vfs.disk.graves.items():
            if other == device:
                inodes[number], contents[number] = buried.inode, buried.contents
        taken.append((replace(filesystem, inodes=inodes), contents))
    return pickle.dumps(taken, protocol=5)


def _copy(k: Services, inode: Inode) -> tuple[Inode, dict[int, bytes]]:
    """An i-node without users, and the bytes that are neither holes nor the host's."""
    made = copy.copy(inode)
    made.uses = 0
    if not isinstance(inode, RegularFile) or not isinstance(made, RegularFile):
        return made, {}
    old = inode.pages
    made.pages = MemoryObject(
        old.size,
        old.lower,
        old.lower_size,
        old.lower_offset,
        punched=dict(old.punched),
        dirty=dict(old.dirty),
    )
    made.writable_mappings = 0
    read = k.machine.frames.read
    limit = old.lower_size
    changed = {
        i: read(frame, 0, PAGE)
        for i, frame in old.frames.items()
        if i in old.dirty or i * PAGE >= limit or i in old.punched
    }
    return made, changed


def restore(k: Services, state: DiskState, origin: bytes, device: int) -> FileSystem | None:
    """The file system of `origin` in `state`, as `device`; None when the state has none of that origin."""
    found = [tree for tree in _trees(state) if tree.filesystem.origin == origin]
    if not found:
        return None
    filesystem, contents, given = found[0]
    filesystem.device = device
    for number, inode in filesystem.inodes.items():
        inode.device = device
        if isinstance(inode, RegularFile):
            _fill(k, inode, contents.get(number, {}), given.get(number))
    return filesystem


class _Tree(NamedTuple):
    """A file system with the names and attributes of a state; what belongs into its files, by i-node."""

    filesystem: FileSystem
    captured: dict[int, dict[int, bytes]]
    given: dict[int, FileContents]


def _trees(state: DiskState) -> list[_Tree]:
    taken: Any = pickle.loads(state.captured)  # noqa: TID251 - made by `capture` in this run, never read from a file
    made = []
    for filesystem, contents in taken:
        differences = dict(state.differences).get(filesystem.device, Differences())
        for number, attributes in differences.attributes:
            _set_attributes(filesystem.inodes[number], attributes)
        for entry in differences.entries:
            _set_entry(filesystem, entry)
        _drop_nameless(filesystem)
        made.append(_Tree(filesystem, contents, {item.number: item for item in differences.contents}))
    return made


class Held(NamedTuple):
    """What is on a disk.  Disks of equal digests differ in times at most."""

    digest: bytes
    files: tuple[tuple[str, int], ...]  # those with contents that were written or cut: path, size


_NOT_CONTENTS = {"device", "uses", "atime_ns", "mtime_ns", "ctime_ns", "btime_ns", "pages", "host_path",
                 "writable_mappings", "host_allows"}  # fmt: skip


def held(state: DiskState) -> Held:
    """The contents of a state: names, attributes, bytes."""
    digest = hashlib.sha256()
    files = []
    for filesystem, captured, given in _trees(state):
        digest.update(repr((filesystem.origin, filesystem.root)).encode())
        for number, inode in sorted(filesystem.inodes.items()):
            facts: list[object] = [type(inode).__name__]
            for field in fields(inode):
                if field.name not in _NOT_CONTENTS:
                    value = getattr(inode, field.name)
                    facts.append(sorted(value.items()) if isinstance(value, dict) else value)
            if isinstance(inode, RegularFile):
                thing, new = inode.pages, given.get(number)
                size, pages = _contents(thing, captured.get(number, {}), new)
                lower = thing.lower, min(thing.lower_size, size), thing.lower_offset, sorted(thing.punched)
                facts += [size, lower, sorted(pages.items())]
                if inode.changed or new is not None:
                    files.append((_path(filesystem, inode), size))
            digest.update(repr(facts).encode())
    return Held(digest.digest(), tuple(sorted(files)))


def _path(filesystem: FileSystem, inode: Inode) -> str:
    """One of the names of a file, from the place of the host on which its file system stands."""
    parts: list[bytes] = []
    while inode.number != filesystem.root and inode.parent in filesystem.inodes:
        parts.append(inode.name)
        inode = filesystem.inodes[inode.parent]
    path = filesystem.origin.rstrip(b"/") + b"/" + b"/".join(reversed(parts))
    return path.decode(errors="backslashreplace")


def _contents(
    thing: MemoryObject, captured: dict[int, bytes], given: FileContents | None
) -> tuple[int, dict[int, bytes | None]]:
    """Size and pages of a file in a state."""
    pages: dict[int, bytes | None] = dict(captured)
    if given is None:
        return thing.size, pages
    pages.update(given.pages)
    return given.size, {i: data for i, data in pages.items() if i * PAGE < given.size}


def _set_attributes(inode: Inode, a: Attributes) -> None:
    inode.mode, inode.uid, inode.gid = a.mode, a.uid, a.gid
    inode.atime_ns, inode.mtime_ns, inode.ctime_ns = a.atime_ns, a.mtime_ns, a.ctime_ns
    inode.xattrs = dict(a.xattrs)


def _set_entry(filesystem: FileSystem, entry: Entry) -> None:
    """One name becomes what it is in the state; links are counted."""
    directory = filesystem.inodes[entry.directory]
    assert isinstance(directory, Directory)
    if entry.old:
        gone = filesystem.inodes[entry.old]
        del directory.entries[entry.name]
        if isinstance(gone, Directory):
            directory.nlink -= 1
            gone.nlink -= 2
        else:
            gone.nlink -= 1
    if not entry.new:
        if not directory.complete:
            directory.absent[entry.name] = True
        return
    inode = filesystem.inodes[entry.new]
    directory.entries[entry.name] = entry.new
    directory.absent.pop(entry.name, None)
    inode.parent, inode.name = directory.number, entry.name
    if isinstance(inode, Directory):
        directory.nlink += 1
        inode.nlink += 2
    else:
        inode.nlink += 1


def _drop_nameless(filesystem: FileSystem) -> None:
    """Files whose last name is gone, which only an open description kept, do not outlive the power."""
    for number in [n for n, inode in filesystem.inodes.items() if inode.nlink <= 0]:
        del filesystem.inodes[number]


def _fill(k: Services, inode: RegularFile, captured: dict[int, bytes], given: FileContents | None) -> None:
    """Put the contents of a file into frames."""
    thing = inode.pages
    size, pages = _contents(thing, captured, given)
    if given is not None:
        thing.size = size
        thing.lower_size = min(thing.lower_size, size)
        inode.changed = True
    for index, data in pages.items():
        if data is None:
            if index * PAGE < thing.lower_size:
                thing.punched[index] = True
            continue
        thing.write(k, index * PAGE, data)
    thing.size = size

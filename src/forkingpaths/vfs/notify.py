"""File events for inotify(7): whoever changes a file calls here, and watches on the file or its directory get a record.

Events are kept per inotify instance (vfs/inotify) in order; an identical one at the end of the queue is not repeated.
`vfs.watches` maps (device, i-node) to the watches on it; when it is empty, nothing here costs anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.vfs.inode import FileType, Inode

if TYPE_CHECKING:
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.services import Services

IN_ACCESS, IN_MODIFY, IN_ATTRIB, IN_CLOSE_WRITE, IN_CLOSE_NOWRITE, IN_OPEN = 0x1, 0x2, 0x4, 0x8, 0x10, 0x20
IN_MOVED_FROM, IN_MOVED_TO, IN_CREATE, IN_DELETE, IN_DELETE_SELF, IN_MOVE_SELF = (
    0x40,
    0x80,
    0x100,
    0x200,
    0x400,
    0x800,
)
IN_UNMOUNT, IN_ISDIR = 0x2000, 0x40000000


def changed(k: Services, subject: Inode, event: int) -> None:
    """An event of a file that is named by its path (chmod(2), truncate(2)): seen on its directory and on itself."""
    if not k.vfs.watches:
        return
    filesystem = k.vfs.filesystems.get(subject.device)
    if filesystem is not None and subject.parent and subject.nlink > 0:
        parent = filesystem.inodes.get(subject.parent)
        name = filesystem.name_of(k, subject)
        if parent is not None and name is not None:
            directory(k, parent, name, event, subject)
    inode(k, subject, event)


def inode(k: Services, subject: Inode, event: int, cookie: int = 0) -> None:
    """An event about a file itself, without a name."""
    if not k.vfs.watches:
        return
    if subject.type == FileType.DIRECTORY:
        event |= IN_ISDIR
    for watch in list(k.vfs.watches.get((subject.device, subject.number), ())):
        watch.notify(k, event, cookie, b"")


def directory(k: Services, parent: Inode, name: bytes, event: int, subject: Inode, cookie: int = 0) -> None:
    """An event about a name in a directory."""
    if not k.vfs.watches:
        return
    if subject.type == FileType.DIRECTORY:
        event |= IN_ISDIR
    for watch in list(k.vfs.watches.get((parent.device, parent.number), ())):
        watch.notify(k, event, cookie, name)


def removed(k: Services, parent: Inode, name: bytes, subject: Inode) -> None:
    """A name was taken away."""
    if not k.vfs.watches:
        return
    if subject.type != FileType.DIRECTORY:
        inode(k, subject, IN_ATTRIB)
    if subject.nlink == 0 and not subject.uses:
        gone(k, subject)
    directory(k, parent, name, IN_DELETE, subject)


def lost_name(k: Services, subject: Inode) -> None:
    """Another file took its name: st_nlink has changed; the last name takes the watches with it."""
    if not k.vfs.watches:
        return
    inode(k, subject, IN_ATTRIB)
    if subject.nlink == 0 and not subject.uses:
        gone(k, subject)


def gone(k: Services, subject: Inode) -> None:
    """The i-node ends: IN_DELETE_SELF, then the watches go (IN_IGNORED)."""
    if not k.vfs.watches:
        return
    for watch in list(k.vfs.watches.get((subject.device, subject.number), ())):
        watch.notify(k, IN_DELETE_SELF, 0, b"")
        watch.end(k)


def unmounted(k: Services, device: int) -> None:
    """A file system is gone: "IN_UNMOUNT Filesystem containing watched object was unmounted", then IN_IGNORED."""
    for key in [key for key in k.vfs.watches if key[0] == device]:
        for watch in list(k.vfs.watches[key]):
            watch.instance.push(
                k,
                (
                    watch.number,
                    IN_UNMOUNT | (IN_ISDIR if watch.inode.type == FileType.DIRECTORY else 0),
                    0,
                    b"",
                ),
            )
            watch.end(k)


def moved(k: Services, source: Inode, old: bytes, target: Inode, new: bytes, subject: Inode) -> None:
    """A rename: the two halves share a cookie."""
    if not k.vfs.watches:
        return
    k.vfs.next_cookie += 1
    cookie = k.vfs.next_cookie
    directory(k, source, old, IN_MOVED_FROM, subject, cookie)
    directory(k, target, new, IN_MOVED_TO, subject, cookie)
    for watch in list(k.vfs.watches.get((subject.device, subject.number), ())):
        watch.notify(k, IN_MOVE_SELF, 0, b"")  # without IN_ISDIR, whatever it is


def file(k: Services, subject: OpenFile, event: int) -> None:
    """An event of an open file: seen by watches on the file and on the directory it was opened in."""
    if not k.vfs.watches:
        return
    changed(k, subject.inode, event)

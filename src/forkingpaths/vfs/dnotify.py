"""File change notification for directories by signal: fcntl(2), F_NOTIFY.

A `DirectoryNotice` is a watch like inotify's (vfs/notify finds it through `vfs.watches`), held by the open directory.
"Directory notifications are normally one-shot"; DN_MULTISHOT keeps it until the events are set to nothing or the
directory is closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.fcntl import (
    DN_ACCESS,
    DN_ATTRIB,
    DN_CREATE,
    DN_DELETE,
    DN_MODIFY,
    DN_MULTISHOT,
    DN_RENAME,
)
from forkingpaths.vfs.inode import Inode
from forkingpaths.vfs.notify import (
    IN_ACCESS,
    IN_ATTRIB,
    IN_CREATE,
    IN_DELETE,
    IN_MODIFY,
    IN_MOVED_FROM,
    IN_MOVED_TO,
)

if TYPE_CHECKING:
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.services import Services

POLL_MSG = 3
# what a rename does to a directory is a name less and a name more, and "a file in the directory was renamed"
EVENTS = (
    (IN_ACCESS, DN_ACCESS),
    (IN_MODIFY, DN_MODIFY),
    (IN_ATTRIB, DN_ATTRIB),
    (IN_CREATE, DN_CREATE),
    (IN_DELETE, DN_DELETE),
    (IN_MOVED_FROM, DN_DELETE | DN_RENAME),
    (IN_MOVED_TO, DN_CREATE),
)


@dataclass(slots=True, eq=False)
class DirectoryNotice:
    """The events that the user of one open directory wants, DN_ bits."""

    instance: OpenFile
    fd: int
    inode: Inode
    mask: int

    def notify(self, k: Services, event: int, cookie: int, name: bytes) -> None:
        """Send the signal if `event`, on a file in the directory, is among those wanted."""
        if not name:
            return
        happened = 0
        for inotify_bit, bits in EVENTS:
            if event & inotify_bit:
                happened |= bits
        if not happened & self.mask:
            return
        if not self.mask & DN_MULTISHOT:
            self.end(k)
        k.signal_owner(self.instance, self.fd, POLL_MSG)

    def end(self, k: Services) -> None:
        """No more notifications."""
        key = (self.inode.device, self.inode.number)
        watches = k.vfs.watches.get(key)
        if watches is not None and self in watches:
            watches.remove(self)
            if not watches:
                del k.vfs.watches[key]


def set_events(k: Services, file: OpenFile, fd: int, mask: int) -> None:
    """F_NOTIFY: add events to those wanted of an open directory; none at all removes them."""
    key = (file.inode.device, file.inode.number)
    held = next(
        (w for w in k.vfs.watches.get(key, ()) if isinstance(w, DirectoryNotice) and w.instance is file), None
    )
    if not mask & ~DN_MULTISHOT:
        if held is not None:
            held.end(k)
    elif held is not None:
        held.mask |= mask
    else:
        k.vfs.watches.setdefault(key, []).append(DirectoryNotice(file, fd, file.inode, mask))


def forget(k: Services, file: OpenFile) -> None:
    """The directory has been closed."""
    for watch in list(k.vfs.watches.get((file.inode.device, file.inode.number), ())):
        if isinstance(watch, DirectoryNotice) and watch.instance is file:
            watch.end(k)

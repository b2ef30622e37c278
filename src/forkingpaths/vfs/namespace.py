"""The mount table (mount_namespaces(7)): which file system is seen where, and the few counters of the whole vfs.
`kernel.vfs` is one of these.

A `Mount` shows the tree below one directory (or one file: bind mounts) of a file system at one place of its parent
mount.  `covered` finds the mount on top of a place; a walk goes down through it at once and up through `point`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forkingpaths.vfs.compact import compact
from forkingpaths.vfs.filesystem import FileSystem
from forkingpaths.vfs.inode import Inode, Place
from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.vfs.disk import Disk
    from forkingpaths.vfs.leases import Lease
    from forkingpaths.vfs.locks import Lock
    from forkingpaths.vfs.services import Services

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_NOATIME, MS_NODIRATIME = 1, 2, 4, 8, 1024, 2048
MS_RELATIME = 1 << 21


@compact
@dataclass(slots=True, eq=False)
class Mount:
    """One line of /proc/self/mountinfo."""

    id: int
    parent: int  # id of the mount below; its own id for the root mount
    point: Place  # where it is in the parent mount
    device: int  # its file system
    root: Inode  # what of it is seen
    flags: int  # MS_ bits
    source: bytes  # as in /proc/mounts: b"tmpfs", b"none"
    expired: bool = False  # marked by umount2(MNT_EXPIRE): the next such call unmounts it
    detached: bool = False  # unmounted lazily: no place leads here, but somebody may still be inside
    anonymous: bool = False  # made by fsmount or open_tree, and shown nowhere yet


@dataclass(slots=True, eq=False)
class Namespace:
    """File systems, mounts, and what is counted across them."""

    filesystems: dict[int, FileSystem] = field(default_factory=dict)  # by device
    mounts: dict[int, Mount] = field(default_factory=dict)  # by id, in order of mounting
    covered: dict[tuple[int, int, int], int] = field(
        default_factory=dict
    )  # mount, device, i-node -> mount on top
    next_mount: int = 1
    next_device: int = 21
    locks: dict[tuple[int, int], list[Lock]] = field(
        default_factory=dict
    )  # by device and i-node; never empty lists
    lock_queue: WaitQueue = field(default_factory=lambda: WaitQueue("file lock"))
    lock_waits: dict[int, tuple[Any, Any]] = field(
        default_factory=dict
    )  # tid -> the owner that waits, the owner waited for
    leases: dict[tuple[int, int], list[Lease]] = field(
        default_factory=dict
    )  # by device and i-node; never empty lists
    lease_queue: WaitQueue = field(default_factory=lambda: WaitQueue("lease"))
    host_input_queue: WaitQueue = field(default_factory=lambda: WaitQueue("host input"))
    host_reads: dict[bytes, int] = field(
        default_factory=dict
    )  # host files whose contents were read -> their size; folders whose names were, with a slash behind -> how many
    console: Any = None  # the terminal on the host's streams, when there is one
    watches: dict[tuple[int, int], list[Any]] = field(
        default_factory=dict
    )  # inotify(7): device, i-node -> watches

    next_cookie: int = 0  # of inotify's renames
    disk: Disk | None = None  # what is on the disk for certain, when that is recorded

    def new_device(self) -> int:
        """A device number for a file system without a disk: major 0, the next minor."""
        self.next_device += 1
        return self.next_device

    def add_filesystem(self, filesystem: FileSystem) -> FileSystem:
        self.filesystems[filesystem.device] = filesystem
        return filesystem

    def of(self, inode: Inode) -> FileSystem:
        """The file system of an i-node."""
        return self.filesystems[inode.device]

    def mount(
        self, root: Inode, point: Place | None, flags: int = MS_RELATIME, source: bytes = b"none"
    ) -> Mount:
        """Show `root` at `point` (None: it becomes the root of everything)."""
        identity = self.next_mount
        self.next_mount += 1
        parent = point.mount if point else identity
        made = Mount(identity, parent, point or Place(identity, root), root.device, root, flags, source)
        self.mounts[identity] = made
        if point:
            self.covered[point.mount, point.inode.device, point.inode.number] = identity
        return made

    def move_mount(self, mount: Mount, point: Place) -> None:
        """Show a mount at another place than before."""
        old = mount.point
        if not mount.anonymous:
            del self.covered[old.mount, old.inode.device, old.inode.number]
        mount.anonymous = mount.detached = False
        mount.parent, mount.point = point.mount, point
        self.covered[point.mount, point.inode.device, point.inode.number] = mount.id

    def unmount(self, mount: Mount, *, lazily: bool = False) -> None:
        """Take a mount without children away; `lazily`: it stays for those who are inside."""
        point = mount.point
        del self.covered[point.mount, point.inode.device, point.inode.number]
        if lazily:
            mount.detached = True
            mount.parent, mount.point = mount.id, Place(mount.id, mount.root)
        else:
            del self.mounts[mount.id]

    def top(self, place: Place) -> Place:
        """`place`, or the root of what is mounted there."""
        covered = self.covered
        while True:
            mount = covered.get((place.mount, place.inode.device, place.inode.number))
            if mount is None:
                return place
            place = Place(mount, self.mounts[mount].root)

    def root_place(self) -> Place:
        """The root of the first mount, with everything mounted over it."""
        first = next(iter(self.mounts.values()))
        return self.top(Place(first.id, first.root))

    def flags_of(self, mount: int) -> int:
        """The MS_ bits of a mount; none for files without one (pipes, memfds)."""
        return self.mounts[mount].flags if mount else 0

    def read_only(self, mount: int) -> bool:
        """Whether nothing may be changed through this mount."""
        return mount != 0 and bool(self.mounts[mount].flags & MS_RDONLY)

    def path_of(self, k: Services, place: Place, root: Place) -> bytes | None:
        """The absolute path of a directory (or mounted file) as seen from `root`; None when it was removed or
        lies outside.
        """
        parts: list[bytes] = []
        mount, inode = place
        while mount != root.mount or inode is not root.inode:
            if mount == 0:
                return None
            here = self.mounts[mount]
            if inode is here.root:
                if here.parent == here.id:
                    return None
                mount, inode = here.point
                continue
            filesystem = self.filesystems[inode.device]
            name = filesystem.name_of(k, inode)
            if name is None:
                return None
            parts.append(name)
            inode = filesystem.parent(k, inode)
        return b"/" + b"/".join(reversed(parts))

"""The descriptors of the newer mount calls (fsopen(2), fsmount(2), open_tree(2)).

Life.  `fsopen` makes a *context*: parameters are collected in it until FSCONFIG_CMD_CREATE makes the file system, and `fsmount` turns that
into a mount that is shown nowhere yet, behind a descriptor as O_PATH makes one.  `open_tree` with OPEN_TREE_CLONE gives such a
descriptor of a copy of what is mounted.  `move_mount` shows it; if nobody has when the descriptor goes, the mount goes with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.inode import Inode
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.opening import PathFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services


class Phase(Enum):
    """How far a context has come."""

    PARAMETERS = "parameters"
    CREATED = "created"  # waits for fsmount
    MOUNTED = "mounted"
    PICKED = "picked"  # of a file system that is there: fspick


@dataclass(slots=True, eq=False)
class ContextFile(OpenFile):
    """A file system that is being made, or changed."""

    kind: bytes = b""
    phase: Phase = Phase.PARAMETERS
    source: bytes | None = None
    settings: list[bytes] = field(default_factory=list)  # NAME=VALUE
    read_only: bool = False
    root: Inode | None = None

    def read(self, k: Services, count: int) -> bytes:
        # what the file system had to say about a parameter: nothing here ever has
        raise SysError(Errno.ENODATA)


@dataclass(slots=True, eq=False)
class MountFile(PathFile):
    """The root of a mount that is perhaps shown nowhere; `mount` is its id."""

    def release(self, k: Services) -> None:
        made = k.vfs.mounts.get(self.mount)
        if made is not None and made.anonymous and made.root is self.inode:
            for mount in [m for m in k.vfs.mounts.values() if m.parent == made.id and m is not made]:
                k.vfs.unmount(mount)
            del k.vfs.mounts[made.id]
        PathFile.release(self, k)

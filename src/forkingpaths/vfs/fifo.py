"""The i-nodes of named pipes and of bound UNIX sockets: names for objects that live elsewhere (fifo(7), unix(7))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.vfs.inode import Inode, Place

if TYPE_CHECKING:
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.services import Services


@dataclass(slots=True, eq=False, kw_only=True)
class Fifo(Inode):
    """A FIFO; its pipe exists while somebody has it open (vfs/pipe)."""

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        from forkingpaths.vfs.pipe import open_fifo

        file = open_fifo(k, self, flags, path)
        file.mount = place.mount
        return file


@dataclass(slots=True, eq=False, kw_only=True)
class SocketName(Inode):
    """The name of a UNIX socket.  Opening it is ENXIO: "the file is a UNIX domain socket" (open(2))."""

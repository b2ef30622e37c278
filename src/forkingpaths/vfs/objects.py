"""What has no place in a directory tree: the i-nodes of pipes, sockets and event descriptors, and the tables that find such things.

pipefs, sockfs and anon_inodefs are file systems without names (pipe(7), /proc/pid/fd in proc(5)).  Their i-nodes are held by open file
descriptions alone and vanish with them.  A FIFO has its i-node in an ordinary file system; while somebody has it open, its pipe is in
`fifos`.  All tables are plain data and belong to the kernel's state.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forkingpaths.vfs.inode import Inode

if TYPE_CHECKING:
    from forkingpaths.vfs.pipe import Pipe
    from forkingpaths.vfs.services import Services

NSFS, SOCKFS, PIPEFS, ANON_INODEFS, PIDFS = (
    4,
    8,
    14,
    15,
    16,
)  # device numbers (major 0), as small ones as a booted Linux has


@dataclass(slots=True, eq=False)
class Objects:
    """Counters and tables of nameless objects."""

    next_number: dict[int, int] = field(default_factory=dict)  # device -> the next i-node number
    next_file: int = 1  # the next OpenFile.identity
    fifos: dict[tuple[int, int], Pipe] = field(
        default_factory=dict
    )  # (device, i-node) of a FIFO that is open
    terminals: dict[int, Any] = field(default_factory=dict)  # device number -> terminal/state.Terminal
    pts_device: int = 0  # st_dev of /dev/pts
    unix_names: dict[Any, Any] = field(
        default_factory=dict
    )  # abstract name or (device, i-node) -> bound UNIX socket
    inet_ports: dict[Any, Any] = field(
        default_factory=dict
    )  # (protocol, address, port) -> bound internet sockets
    next_port: int = 32768  # the next ephemeral port

    def file_identity(self) -> int:
        """The number of the next open file description, in order of opening."""
        number = self.next_file
        self.next_file += 1
        return number


def make_inode(k: Services, device: int, mode: int, kind: type[Inode] = Inode, **extra: Any) -> Inode:
    """A new i-node (of class `kind`, with its own fields in `extra`) of one of the nameless file systems, owned by the caller."""
    objects = k.objects
    number = objects.next_number.get(device, 1)
    objects.next_number[device] = number + 1
    k.touch(("numbers", device), True)
    now = k.now_ns()
    credentials = k.caller().credentials
    return kind(
        number=number,
        device=device,
        mode=mode,
        uid=credentials.fsuid,
        gid=credentials.fsgid,
        atime_ns=now,
        mtime_ns=now,
        ctime_ns=now,
        btime_ns=now,
        **extra,
    )


def anonymous_inode(k: Services) -> Inode:
    """The i-node of an event descriptor; "anonymous i-nodes" have no type at all (their st_mode is 0600)."""
    return make_inode(k, ANON_INODEFS, 0o600)

"""How terminals come to be: /dev/ptmx makes a pair, /dev/pts shows the slaves, /dev/tty is one's own (pty(7), tty(4)).

Life of a pair.  Opening /dev/ptmx makes a terminal with the lowest free number, locked; unlockpt(3) unlocks it; slaves
are opened and closed as often as one likes.  Closing the master hangs the terminal up and takes its name out of
/dev/pts.  The console is a terminal without a master: its other end is the host.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.stat import makedev
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN
from forkingpaths.vfs.device import Device, driver
from forkingpaths.vfs.directory import open_directory
from forkingpaths.vfs.filesystem import DirectoryEntry, FileSystem
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.terminal import sessions
from forkingpaths.vfs.terminal.files import MasterFile, TerminalFile
from forkingpaths.vfs.terminal.state import Terminal

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

DEVPTS_MAGIC = 0x1CD1
SLAVE_MAJOR = 136
TTY, CONSOLE, PTMX = makedev(5, 0), makedev(5, 1), makedev(5, 2)
FIRST_SLAVE = 3  # i-node number of /dev/pts/0, as on Linux
MAX_TERMINALS = 4096  # /proc/sys/kernel/pty/max
O_RDWR, O_NOCTTY = 2, 0o400
TTY_GROUP = 5


@dataclass(slots=True, eq=False, kw_only=True)
class PtsRoot(Inode):
    """The directory /dev/pts."""

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        return open_directory(k, place, flags, path)


@dataclass(slots=True, eq=False, kw_only=True)
class SlaveNode(Inode):
    """/dev/pts/N."""

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        terminal = k.objects.terminals.get(self.rdev)
        # "EIO": the master has been closed
        if terminal is None:
            raise SysError(Errno.EIO)
        return open_slave(k, terminal, place, flags, path)


@dataclass(slots=True, eq=False, kw_only=True)
class PtsFileSystem(FileSystem):
    """devpts: a directory of the terminals there are."""

    def lookup(self, k: Services, directory: Inode, name: bytes) -> Inode | None:
        if name == b"ptmx":
            return self.inodes[2]
        if not name.isdigit() or (name[0] == 48 and name != b"0"):
            return None
        return self.inodes.get(FIRST_SLAVE + int(name))

    def parent(self, k: Services, directory: Inode) -> Inode:
        return self.inodes[self.root]

    def name_of(self, k: Services, directory: Inode) -> bytes | None:
        number = directory.number - FIRST_SLAVE
        return b"%d" % number if number >= 0 else b"ptmx" if directory.number == 2 else b"/"

    def entries(self, k: Services, directory: Inode) -> list[DirectoryEntry]:
        found = [
            DirectoryEntry(b"%d" % (n - FIRST_SLAVE), n, FileType.CHARACTER)
            for n in sorted(self.inodes)
            if n >= FIRST_SLAVE
        ]
        return [DirectoryEntry(b"ptmx", 2, FileType.CHARACTER), *found]


def make_filesystem(k: Services) -> PtsFileSystem:
    """The one devpts of the system."""
    filesystem = PtsFileSystem(device=k.vfs.new_device(), kind=b"devpts", magic=DEVPTS_MAGIC, special=True)
    k.vfs.add_filesystem(filesystem)
    now = k.now_ns()
    device = filesystem.device
    filesystem.inodes[1] = PtsRoot(number=1, device=device, mode=FileType.DIRECTORY | 0o755, nlink=2)
    node = Device(number=2, device=device, mode=FileType.CHARACTER | 0o666, rdev=PTMX)
    filesystem.inodes[2] = node
    for inode in filesystem.inodes.values():
        inode.atime_ns = inode.mtime_ns = inode.ctime_ns = inode.btime_ns = now
    k.objects.pts_device = device
    return filesystem


def _new_terminal(k: Services, uid: int) -> Terminal:
    """A terminal with the lowest free number, and its name in /dev/pts."""
    filesystem = k.vfs.filesystems[k.objects.pts_device]
    number = 0
    while FIRST_SLAVE + number in filesystem.inodes:
        number += 1
    if number >= MAX_TERMINALS:
        raise SysError(Errno.ENOSPC)
    rdev = makedev(SLAVE_MAJOR + (number >> 8), number & 0xFF)
    now = k.now_ns()
    filesystem.inodes[FIRST_SLAVE + number] = SlaveNode(
        number=FIRST_SLAVE + number,
        device=filesystem.device,
        mode=FileType.CHARACTER | 0o620,
        uid=uid,
        gid=TTY_GROUP,
        rdev=rdev,
        atime_ns=now,
        mtime_ns=now,
        ctime_ns=now,
        btime_ns=now,
    )
    terminal = Terminal(number, rdev)
    k.objects.terminals[rdev] = terminal
    return terminal


def forget_terminal(k: Services, terminal: Terminal) -> None:
    """The master is gone: the name too, and the number may be given again."""
    k.objects.terminals.pop(terminal.device, None)
    k.vfs.filesystems[k.objects.pts_device].inodes.pop(FIRST_SLAVE + terminal.number, None)


def slave_place(k: Services, terminal: Terminal) -> Place:
    """Where /dev/pts/N is, for opening it without a path (TIOCGPTPEER, the console)."""
    device = k.objects.pts_device
    mount = next((m.id for m in k.vfs.mounts.values() if m.device == device), 0)
    return Place(mount, k.vfs.filesystems[device].inodes[FIRST_SLAVE + terminal.number])


def open_slave(k: Services, terminal: Terminal, place: Place, flags: int, path: bytes) -> TerminalFile:
    """open(2) of a slave, or of /dev/tty or /dev/console standing for it."""
    if terminal.locked or not terminal.master_open:
        raise SysError(Errno.EIO)
    # "TIOCEXCL: no further open(2) operations on the terminal are permitted (EBUSY), except for a process with CAP_SYS_ADMIN"
    if terminal.exclusive and not k.caller().credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EBUSY)
    k.touch(("tty", terminal.device), True)
    terminal.slaves += 1
    terminal.slave_closed = False
    file = TerminalFile(
        place.inode,
        flags & ~O_NOCTTY,
        path,
        identity=k.objects.file_identity(),
        mount=place.mount,
        terminal=terminal,
        hang_ups_seen=terminal.hung_up,
    )
    if not flags & O_NOCTTY:
        sessions.adopt_on_open(k, terminal, file.readable)
    return file


@driver(PTMX)
def _open_master(k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
    terminal = _new_terminal(k, k.caller().credentials.fsuid)
    return MasterFile(
        place.inode,
        flags,
        path,
        identity=k.objects.file_identity(),
        mount=place.mount,
        terminal=terminal,
    )


@driver(TTY)
def _open_own(k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
    """ "/dev/tty ... is a synonym for the controlling terminal of a process, if any" (tty(4)); without one ENXIO."""
    device = k.caller_terminal()
    terminal = k.objects.terminals.get(device) if device is not None else None
    if terminal is None:
        raise SysError(Errno.ENXIO)
    return open_slave(k, terminal, place, flags | O_NOCTTY, path)


@driver(CONSOLE)
def _open_system_console(k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
    terminal = k.vfs.console
    if terminal is None:
        raise SysError(Errno.ENXIO)
    return open_slave(k, terminal, place, flags | O_NOCTTY, path)


def open_console(k: Services, t: Any, window: tuple[int, int]) -> TerminalFile:
    """The terminal on the host's streams, opened for reading and writing by the first process, which it controls."""
    terminal = _new_terminal(k, t.credentials.fsuid)
    terminal.host = True
    terminal.locked = False
    terminal.window = (*window, 0, 0)
    k.vfs.console = terminal
    path = b"/dev/pts/%d" % terminal.number
    return open_slave(k, terminal, slave_place(k, terminal), O_RDWR, path)

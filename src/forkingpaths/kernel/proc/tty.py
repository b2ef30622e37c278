"""/proc/tty: the drivers of terminals and the line disciplines that there are (proc(5), "/proc/tty")."""

from __future__ import annotations

from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.proc.processes import FILE
from forkingpaths.vfs.proc.tree import Entry, ProcInode, add, add_directory

# name, device, major, minors, what it is
DRIVERS = (
    ("/dev/tty", "/dev/tty", 5, "0", "system:/dev/tty"),
    ("/dev/console", "/dev/console", 5, "1", "system:console"),
    ("/dev/ptmx", "/dev/ptmx", 5, "2", "system"),
    ("pty_slave", "/dev/pts", 136, "0-1048575", "pty:slave"),
    ("pty_master", "/dev/ptm", 128, "0-1048575", "pty:master"),
)
DISCIPLINES = (("n_tty", 0),)


def _drivers(k: Kernel, inode: ProcInode) -> bytes:
    lines = (
        f"{name:<20} /dev/{device.removeprefix('/dev/'):<8} {major:3d} {minors:>7} {what}\n"
        for name, device, major, minors, what in DRIVERS
    )
    return "".join(lines).encode()


def _disciplines(k: Kernel, inode: ProcInode) -> bytes:
    return "".join(f"{name:<10} {number:2d}\n" for name, number in DISCIPLINES).encode()


add_directory("root", b"tty", "tty")
add("tty", b"drivers", Entry(FILE | 0o444, _drivers))
add("tty", b"ldiscs", Entry(FILE | 0o444, _disciplines))
add_directory("tty", b"driver", "tty/driver", mode=0o500)
add_directory("tty", b"ldisc", "tty/ldisc")

"""The file systems a run begins with, and the first process's directories and descriptors.

/         the host's tree (or --root), read lazily, written in memory
/proc     vfs/proc        /sys   vfs/sysfs
/dev      null zero full random urandom tty console ptmx, pts/, shm/, the links to /proc/self/fd
/etc/hosts  the host's, with a line for our own name, so that it can be looked up; nothing where there is no such file
/run /dev/shm             memory, empty (sockets and segments of the host are of no use inside; /tmp is the host's, people compile there)
-v        host directories and files, written in memory or read-only
"""

from __future__ import annotations

import importlib.util
import os
from typing import TYPE_CHECKING, Any

from forkingpaths.abi.errno import SysError
from forkingpaths.abi.stat import makedev
from forkingpaths.vfs import disk_image, hosttar, image, sysfs
from forkingpaths.vfs.credentials import Credentials
from forkingpaths.vfs.directory import Directory
from forkingpaths.vfs.disk_image import DiskState
from forkingpaths.vfs.filesystem import FileSystem
from forkingpaths.vfs.hostfile import forget_host_files
from forkingpaths.vfs.hoststream import HostStream, StreamInode
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.lookup import Directories, lookup
from forkingpaths.vfs.namespace import MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY, MS_RELATIME
from forkingpaths.vfs.objects import PIPEFS, make_inode
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.opening import open_path
from forkingpaths.vfs.permission import MAY_EXEC, may
from forkingpaths.vfs.regular import RegularFile
from forkingpaths.vfs.tree import EXT4_MAGIC, TMPFS_MAGIC, TreeFileSystem

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

ROOT = Credentials()
NODES = (  # name, major, minor, permissions
    (b"null", 1, 3, 0o666), (b"zero", 1, 5, 0o666), (b"full", 1, 7, 0o666), (b"random", 1, 8, 0o666),
    (b"urandom", 1, 9, 0o666), (b"tty", 5, 0, 0o666), (b"console", 5, 1, 0o600), (b"ptmx", 5, 2, 0o666),
)  # fmt: skip
LINKS = (
    (b"fd", b"/proc/self/fd"), (b"stdin", b"/proc/self/fd/0"), (b"stdout", b"/proc/self/fd/1"), (b"stderr", b"/proc/self/fd/2"),
)  # fmt: skip
NO_RIGHTS = MS_NOSUID | MS_NODEV | MS_RELATIME


class _Directories:
    """Where the walks of the boot begin."""

    def __init__(self, root: Place) -> None:
        self.root = self.cwd = root


def mount_all(
    k: Services,
    hostname: bytes,
    root: str | None,
    binds: list[tuple[str, bytes, bool]],
    disk: DiskState | None = None,
    processors: int = 1,
) -> None:
    """Fill `k.vfs`; with `disk`, what is on a disk is as that state has it."""
    forget_host_files()
    if root is not None and (os.path.isfile(root) or image.is_layout(root)):
        first = _from_disk(k, os.fsencode(os.path.abspath(root)), disk) or hosttar.load(k, root)
    else:
        first = _host_tree(k, os.fsencode(os.path.abspath(root or "/")), b"ext4", EXT4_MAGIC, disk)
    k.vfs.mount(first, None, MS_RELATIME, b"/dev/root")
    _name_in_hosts(k, first, hostname)
    _mount_proc(k)
    sys_root = memory_tree(k, b"sysfs", 0o555, magic=0x62656572)
    sysfs.fill(k, sys_root, processors)
    _mount_on(k, sys_root, b"/sys", NO_RIGHTS | MS_NOEXEC | MS_RDONLY, b"sysfs")
    _mount_on(k, _device_tree(k), b"/dev", MS_NOSUID | MS_RELATIME, b"udev")
    _mount_terminals(k)
    _mount_on(k, memory_tree(k, b"tmpfs", 0o1777), b"/dev/shm", NO_RIGHTS, b"tmpfs")
    _mount_on(k, memory_tree(k, b"tmpfs", 0o755), b"/run", NO_RIGHTS, b"tmpfs")
    for host, guest, read_only in binds:
        bind(k, os.fsencode(os.path.abspath(host)), guest, read_only=read_only, disk=disk)


def _name_in_hosts(k: Services, root: Inode, hostname: bytes) -> None:
    """ "The /etc/hosts file ... IP_address canonical_hostname" (hosts(5)); 127.0.1.1 is Debian's for the machine's own name.  The file is
    left for its first reader to bring in."""
    filesystem = k.vfs.of(root)
    if isinstance(filesystem, TreeFileSystem) and filesystem.origin:
        path = filesystem.origin.rstrip(b"/") + b"/etc/hosts"
        filesystem.tails[path] = b"127.0.1.1\t" + hostname + b"\n"


def _from_disk(k: Services, origin: bytes, disk: DiskState | None) -> Inode | None:
    """The root of the file system of `origin` as a loss of power left it; None when there was none."""
    if disk is None:
        return None
    filesystem = disk_image.restore(k, disk, origin, k.vfs.new_device())
    if filesystem is None:
        return None
    k.vfs.add_filesystem(filesystem)
    return filesystem.inodes[filesystem.root]


def _host_tree(k: Services, path: bytes, kind: bytes, magic: int, disk: DiskState | None = None) -> Inode:
    """The root of a file system over one directory (or file) of the host."""
    kept = _from_disk(k, path, disk)
    if kept is not None:
        return kept
    device = k.vfs.new_device()
    filesystem = TreeFileSystem(device=device, kind=kind, magic=magic, origin=path)
    k.vfs.add_filesystem(filesystem)
    inode = filesystem.from_host(path, os.stat(path))
    if isinstance(inode, Directory):
        inode.parent, inode.name = inode.number, b"/"
    filesystem.root = inode.number
    return inode


def memory_tree(k: Services, kind: bytes, mode: int, *, magic: int = TMPFS_MAGIC) -> Inode:
    """The root of an empty file system in memory."""
    filesystem = TreeFileSystem(device=k.vfs.new_device(), kind=kind, magic=magic)
    k.vfs.add_filesystem(filesystem)
    root = filesystem.make(k, FileType.DIRECTORY | mode, 0, 0)
    assert isinstance(root, Directory)
    root.nlink, root.parent, root.name = 2, root.number, b"/"
    filesystem.root = root.number
    return root


def _device_tree(k: Services) -> Inode:
    """/dev."""
    root = memory_tree(k, b"devtmpfs", 0o755)
    filesystem = k.vfs.of(root)
    for name, major, minor, mode in NODES:
        node = filesystem.make(k, FileType.CHARACTER | mode, 0, 0, rdev=makedev(major, minor))
        filesystem.add(k, root, name, node)
    for name, target in LINKS:
        filesystem.add(k, root, name, filesystem.make(k, FileType.SYMLINK | 0o777, 0, 0, target=target))
    for name in (b"pts", b"shm"):
        filesystem.add(k, root, name, filesystem.make(k, FileType.DIRECTORY | 0o755, 0, 0))
    return root


def _mount_on(k: Services, root: Inode, path: bytes, flags: int, source: bytes) -> None:
    k.vfs.mount(root, _mount_point(k, path, root), flags, source)


def _mount_point(k: Services, path: bytes, root: Inode) -> Place:
    """The place for a mount; directories that are missing are made in memory, and at the end a directory or an
    empty file.
    """
    start = k.vfs.root_place()
    walk = _Directories(start)
    parts = [part for part in path.split(b"/") if part]
    for index in range(len(parts)):
        at = lookup(k, walk, ROOT, start, b"/" + b"/".join(parts[: index + 1]))
        if at.inode is None:
            leaf = index == len(parts) - 1
            kind = root.type if leaf and root.type == FileType.REGULAR else FileType.DIRECTORY
            filesystem = k.vfs.of(at.parent.inode)
            made = filesystem.make(k, kind | (0o755 if kind == FileType.DIRECTORY else 0o644), 0, 0)
            filesystem.add(k, at.parent.inode, at.name, made)
    return lookup(k, walk, ROOT, start, path).place


def _mount_proc(k: Services) -> None:
    if importlib.util.find_spec("forkingpaths.vfs.proc") is None:
        return
    from forkingpaths.vfs import proc

    filesystem: FileSystem = proc.make(k)
    _mount_on(k, filesystem.inodes[filesystem.root], b"/proc", NO_RIGHTS | MS_NOEXEC, b"proc")


def _mount_terminals(k: Services) -> None:
    if importlib.util.find_spec("forkingpaths.vfs.terminal.pty") is None:
        return
    from forkingpaths.vfs.terminal import pty

    filesystem: FileSystem = pty.make_filesystem(k)
    _mount_on(
        k, filesystem.inodes[filesystem.root], b"/dev/pts", MS_NOSUID | MS_NOEXEC | MS_RELATIME, b"devpts"
    )


def bind(
    k: Services, host: bytes, guest: bytes, *, read_only: bool = False, disk: DiskState | None = None
) -> None:
    """Show a host directory or file at `guest`.  SysError(ENOENT...) is not possible: OSError of the host is
    the caller's to report.
    """
    root = _host_tree(k, host, b"ext4", EXT4_MAGIC, disk)
    _mount_on(k, root, guest, MS_RELATIME | (MS_RDONLY if read_only else 0), b"/dev/root")


def show_host_path(k: Services, path: bytes) -> None:
    """Make a path of the host visible that one of the fresh memory file systems (/tmp, /run) hides; nothing
    when it is there, or nowhere.
    """
    start = k.vfs.root_place()
    try:
        if lookup(k, _Directories(start), ROOT, start, path).inode is not None:
            return
    except SysError:
        pass
    if os.path.exists(path):
        bind(k, path, path)


def set_directories(k: Services, fs: Directories, cwd: bytes, cred: Credentials) -> None:
    """The first process's root and current directory.  SysError when `cwd` cannot be entered."""
    fs.root = fs.cwd = k.vfs.root_place()
    show_host_path(k, cwd)
    place = lookup(k, fs, cred, None, cwd + b"/").place
    if not may(cred, place.inode, MAY_EXEC):
        lookup(k, fs, cred, place, b".")
    fs.cwd = place


def open_standard_streams(
    k: Services, t: Any, terminal: bool, window: tuple[int, int], types: tuple[str, str, str]
) -> None:
    """Descriptors 0, 1 and 2 of the first process (`t`: its task)."""
    limit = 1024
    if terminal:
        from forkingpaths.vfs.terminal import pty

        file = pty.open_console(k, t, window)
        for _ in range(3):
            t.files.install(file, limit)
        return
    queues = (k.vfs.host_input_queue,)
    for stream, kind in enumerate(types):
        flags = 0 if stream == 0 else 1
        if kind in ("null", "closed"):
            t.files.install(open_path(k, t.fs, ROOT, None, b"/dev/null", 2), limit)
            continue
        if kind == "file" and stream == 0:
            t.files.install(_input_file(k, t.credentials), limit)
            continue
        mode = FileType.REGULAR | 0o644 if kind == "file" else FileType.FIFO | 0o600
        inode = make_inode(k, PIPEFS, mode, StreamInode, stream=stream, queues=queues)
        path = b"pipe:[%d]" % inode.number
        made = HostStream(inode, flags, path, identity=k.objects.file_identity())
        t.files.install(made, limit)
    for stream, kind in enumerate(types):
        if kind == "closed":
            t.files.close(k, stream)


def _input_file(k: Services, cred: Credentials) -> OpenFile:
    """Standard input that is a file on the host: its contents, as a regular file that can be measured and sought in."""
    filesystem = k.vfs.of(memory_tree(k, b"hostfs", 0o700))
    inode = filesystem.make(k, FileType.REGULAR | 0o644, cred.uid, cred.gid)
    assert isinstance(inode, RegularFile)
    inode.nlink = 1
    while data := k.host_read(0, 1 << 20):
        inode.pages.write(k, inode.pages.size, data)
    return inode.open(k, Place(0, inode), 0, b"host:stdin")


def is_executable(k: Services, t: Any, path: bytes) -> bool:
    """Whether execvp(3)'s search would stop at `path`."""
    try:
        inode = lookup(k, t.fs, t.credentials, None, path).inode
    except SysError:
        return False
    return inode is not None and inode.type == FileType.REGULAR and may(t.credentials, inode, MAY_EXEC)

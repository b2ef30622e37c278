"""/sys, as much of it as ordinary programs read: one processor, one network device, no devices (sysfs(5)).

Plain files in a memory file system, written once at boot; the mount is read-only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.vfs.filesystem import FileSystem
from forkingpaths.vfs.inode import FileType, Inode
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

FILES = {
    b"devices/system/cpu/online": b"0\n",
    b"devices/system/cpu/possible": b"0\n",
    b"devices/system/cpu/present": b"0\n",
    b"devices/system/cpu/kernel_max": b"63\n",
    b"devices/system/cpu/cpu0/topology/core_id": b"0\n",
    b"devices/system/cpu/cpu0/topology/physical_package_id": b"0\n",
    b"devices/system/cpu/cpu0/topology/thread_siblings": b"1\n",
    b"devices/system/node/online": b"0\n",
    b"devices/system/node/possible": b"0\n",
    b"devices/system/node/node0/cpumap": b"1\n",
    b"devices/system/node/node0/cpulist": b"0\n",
    b"kernel/mm/transparent_hugepage/enabled": b"always madvise [never]\n",
    b"kernel/mm/transparent_hugepage/hpage_pmd_size": b"2097152\n",
    b"class/net/lo/address": b"00:00:00:00:00:00\n",
    b"class/net/lo/mtu": b"65536\n",
    b"class/net/lo/ifindex": b"1\n",
    b"class/net/lo/operstate": b"unknown\n",
    b"class/net/lo/flags": b"0x9\n",
    b"class/net/lo/type": b"772\n",
}
DIRECTORIES = (
    b"block",
    b"bus",
    b"class/block",
    b"dev/block",
    b"dev/char",
    b"devices/system/node/node0",
    b"fs/cgroup",
    b"module",
)


def fill(k: Services, root: Inode) -> None:
    """Enter the files below the root of an empty memory file system."""
    filesystem = k.vfs.of(root)
    for path in DIRECTORIES:
        _directory(k, filesystem, root, path.split(b"/"))
    for path, text in FILES.items():
        parts = path.split(b"/")
        folder = _directory(k, filesystem, root, parts[:-1])
        inode = filesystem.make(k, FileType.REGULAR | 0o444, 0, 0)
        assert isinstance(inode, RegularFile)
        inode.pages.write(k, 0, text)
        filesystem.add(k, folder, parts[-1], inode)


def _directory(k: Services, filesystem: FileSystem, root: Inode, parts: list[bytes]) -> Inode:
    """The directory at a path, made where it is missing."""
    here = root
    for name in parts:
        found = filesystem.lookup(k, here, name)
        if found is None:
            found = filesystem.make(k, FileType.DIRECTORY | 0o555, 0, 0)
            filesystem.add(k, here, name, found)
        here = found
    return here

"""/sys, as much of it as ordinary programs read: processors, one network device, no devices (sysfs(5)).

Plain files in a memory file system, written once at boot; the mount is read-only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.processors import LIMIT, mask_list, mask_words
from forkingpaths.vfs.filesystem import FileSystem
from forkingpaths.vfs.inode import FileType, Inode
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

FILES = {
    b"devices/system/node/online": b"0\n",
    b"devices/system/node/possible": b"0\n",
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


def processor_files(count: int) -> dict[bytes, bytes]:
    """What tells of the processors: all there could be are there, each a core of one package with a thread of its own."""
    every = (1 << count) - 1
    all_list, all_words = (f"{text}\n".encode() for text in (mask_list(every), mask_words(every, count)))
    found = {
        b"devices/system/cpu/kernel_max": b"%d\n" % (LIMIT - 1),
        b"devices/system/cpu/offline": b"\n",
        b"devices/system/cpu/isolated": b"\n",
        b"devices/system/node/node0/cpumap": all_words,
        b"devices/system/node/node0/cpulist": all_list,
    }
    for name in (b"online", b"possible", b"present"):
        found[b"devices/system/cpu/" + name] = all_list
    for number in range(count):
        place = b"devices/system/cpu/cpu%d/topology/" % number
        own_list, own_words = b"%d\n" % number, f"{mask_words(1 << number, count)}\n".encode()
        found |= {place + b"core_id": b"%d\n" % number, place + b"physical_package_id": b"0\n"}
        for name in (b"thread_siblings", b"core_cpus"):
            found |= {place + name: own_words, place + name + b"_list": own_list}
        for name in (b"core_siblings", b"package_cpus"):
            found |= {place + name: all_words, place + name + b"_list": all_list}
    return found


def fill(k: Services, root: Inode, processors: int) -> None:
    """Enter the files below the root of an empty memory file system."""
    filesystem = k.vfs.of(root)
    for path in DIRECTORIES:
        _directory(k, filesystem, root, path.split(b"/"))
    for path, text in (FILES | processor_files(processors)).items():
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

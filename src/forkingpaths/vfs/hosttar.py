"""A root file system from a tar file (what `docker export` writes): the tree of its members, contents read
from the tar when first needed.
"""

from __future__ import annotations

import os
import tarfile
from typing import TYPE_CHECKING

from forkingpaths.abi.stat import makedev
from forkingpaths.vfs.directory import Directory
from forkingpaths.vfs.inode import FileType, Inode
from forkingpaths.vfs.pages import MemoryObject
from forkingpaths.vfs.regular import RegularFile
from forkingpaths.vfs.tree import EXT4_MAGIC, TreeFileSystem

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

KINDS = {
    tarfile.DIRTYPE: FileType.DIRECTORY,
    tarfile.SYMTYPE: FileType.SYMLINK,
    tarfile.CHRTYPE: FileType.CHARACTER,
    tarfile.BLKTYPE: FileType.BLOCK,
    tarfile.FIFOTYPE: FileType.FIFO,
}


def load(k: Services, path: str) -> Inode:
    """The root directory of a file system filled from the tar file at host `path`.  OSError, tarfile.TarError."""
    origin = os.fsencode(os.path.abspath(path))
    filesystem = TreeFileSystem(device=k.vfs.new_device(), kind=b"ext4", magic=EXT4_MAGIC, origin=origin)
    k.vfs.add_filesystem(filesystem)
    root = filesystem.make(k, FileType.DIRECTORY | 0o755, 0, 0)
    assert isinstance(root, Directory)
    root.nlink, root.parent, root.name = 2, root.number, b"/"
    filesystem.root = root.number
    with tarfile.open(path) as archive:
        plain = archive.fileobj is not None and type(archive.fileobj).__name__ in (
            "BufferedReader",
            "_bltin_open",
        )
        for member in archive:
            _enter(k, filesystem, root, archive, member, origin if plain else b"")
    return root


def _enter(
    k: Services,
    filesystem: TreeFileSystem,
    root: Directory,
    archive: tarfile.TarFile,
    member: tarfile.TarInfo,
    host: bytes,
) -> None:
    parts = _parts(member.name)
    if parts is None:
        return
    if not parts:
        inode: Inode = root
    else:
        directory = _directory(k, filesystem, root, parts[:-1])
        known = filesystem.lookup(k, directory, parts[-1])
        if member.islnk():
            target = _parts(member.linkname)
            if not target:
                return
            original = filesystem.lookup(k, _directory(k, filesystem, root, target[:-1]), target[-1])
            if original is not None and known is None:
                filesystem.add(k, directory, parts[-1], original)
            return
        if known is not None and isinstance(known, Directory) and member.isdir():
            inode = known
        else:
            if known is not None:
                filesystem.remove(k, directory, parts[-1])
            inode = _make(k, filesystem, archive, member, host)
            filesystem.add(k, directory, parts[-1], inode)
    inode.mode = (inode.mode & 0o170000) | (member.mode & 0o7777)
    inode.uid, inode.gid = member.uid, member.gid
    inode.atime_ns = inode.mtime_ns = inode.ctime_ns = int(member.mtime * 1_000_000_000)


def _parts(name: str) -> list[bytes] | None:
    """The components of a member's name, from the root; None when it leads out of it by "..", as no honest archive has it."""
    parts = [part for part in os.fsencode(name).split(b"/") if part not in (b"", b".")]
    return None if b".." in parts else parts


def _make(
    k: Services, filesystem: TreeFileSystem, archive: tarfile.TarFile, member: tarfile.TarInfo, host: bytes
) -> Inode:
    kind = KINDS.get(member.type, FileType.REGULAR)
    rdev = makedev(member.devmajor, member.devminor) if kind in (FileType.CHARACTER, FileType.BLOCK) else 0
    inode = filesystem.make(k, kind | 0o644, 0, 0, rdev=rdev, target=os.fsencode(member.linkname))
    if isinstance(inode, RegularFile) and member.size:
        if host and not member.issparse():
            inode.pages = MemoryObject(lower=host, size=member.size, lower_offset=member.offset_data)
        else:
            source = archive.extractfile(member)
            if source is not None:
                inode.pages.write(k, 0, source.read())
    return inode


def _directory(k: Services, filesystem: TreeFileSystem, root: Directory, parts: list[bytes]) -> Directory:
    here = root
    for part in parts:
        child = filesystem.lookup(k, here, part)
        if not isinstance(child, Directory):
            child = filesystem.make(k, FileType.DIRECTORY | 0o755, 0, 0)
            filesystem.add(k, here, part, child)
            assert isinstance(child, Directory)
        here = child
    return here

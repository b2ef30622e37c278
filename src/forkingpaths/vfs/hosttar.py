"""A root file system from a tar file (what `docker export` writes): the tree of its members, contents read
from the tar when first needed; or from an image, layer by layer.

A layer takes names of lower layers away by *whiteouts*: an empty file `.wh.NAME` stands for the absence of NAME, `.wh..wh..opq` for that of
all that lower layers have in its directory.
"""

from __future__ import annotations

import os
import tarfile
from typing import TYPE_CHECKING

from forkingpaths.abi.stat import makedev
from forkingpaths.vfs import image as images
from forkingpaths.vfs.directory import Directory
from forkingpaths.vfs.inode import FileType, Inode
from forkingpaths.vfs.pages import MemoryObject
from forkingpaths.vfs.regular import RegularFile
from forkingpaths.vfs.tree import EXT4_MAGIC, TreeFileSystem

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

WHITEOUT, OPAQUE = ".wh.", b".wh..opq"  # the latter behind the prefix
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
    with images.opened(path) as image:
        if image is not None:
            for name in image.layers:
                with image.layer(name) as (layer, where):
                    _take_away(k, filesystem, root, layer)
                    for member in layer:
                        if not os.path.basename(member.name).startswith(WHITEOUT):
                            _enter(k, filesystem, root, layer, member, where)
            return root
    with tarfile.open(path) as archive:
        plain = archive.fileobj is not None and type(archive.fileobj).__name__ in (
            "BufferedReader",
            "_bltin_open",
        )
        for member in archive:
            _enter(
                k, filesystem, root, archive, member, images.Where(os.fsdecode(origin) if plain else "", 0)
            )
    return root


def _take_away(k: Services, filesystem: TreeFileSystem, root: Directory, layer: tarfile.TarFile) -> None:
    """A layer's whiteouts, which concern lower layers only, wherever in the archive they stand."""
    for member in layer.getmembers():
        parts = _parts(member.name)
        if not parts or not parts[-1].startswith(WHITEOUT.encode()):
            continue
        directory = _directory(k, filesystem, root, parts[:-1])
        name = parts[-1].removeprefix(WHITEOUT.encode())
        for gone in list(directory.entries) if name == OPAQUE else [name]:
            _remove(k, filesystem, directory, gone)


def _remove(k: Services, filesystem: TreeFileSystem, directory: Directory, name: bytes) -> None:
    """Remove a name, and a directory with all that is in it."""
    inode = filesystem.lookup(k, directory, name)
    if isinstance(inode, Directory):
        for below in list(inode.entries):
            _remove(k, filesystem, inode, below)
    if inode is not None:
        filesystem.remove(k, directory, name)


def _enter(
    k: Services,
    filesystem: TreeFileSystem,
    root: Directory,
    archive: tarfile.TarFile,
    member: tarfile.TarInfo,
    where: images.Where,
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
                _remove(k, filesystem, directory, parts[-1])
            inode = _make(k, filesystem, archive, member, where)
            filesystem.add(k, directory, parts[-1], inode)
    inode.mode = (inode.mode & 0o170000) | (member.mode & 0o7777)
    inode.uid, inode.gid = member.uid, member.gid
    inode.atime_ns = inode.mtime_ns = inode.ctime_ns = int(member.mtime * 1_000_000_000)


def _parts(name: str) -> list[bytes] | None:
    """The components of a member's name, from the root; None when it leads out of it by "..", as no honest archive has it."""
    parts = [part for part in os.fsencode(name).split(b"/") if part not in (b"", b".")]
    return None if b".." in parts else parts


def _make(
    k: Services,
    filesystem: TreeFileSystem,
    archive: tarfile.TarFile,
    member: tarfile.TarInfo,
    where: images.Where,
) -> Inode:
    kind = KINDS.get(member.type, FileType.REGULAR)
    rdev = makedev(member.devmajor, member.devminor) if kind in (FileType.CHARACTER, FileType.BLOCK) else 0
    inode = filesystem.make(k, kind | 0o644, 0, 0, rdev=rdev, target=os.fsencode(member.linkname))
    if isinstance(inode, RegularFile) and member.size:
        if where.path and not member.issparse():
            offset = where.offset + member.offset_data
            inode.pages = MemoryObject(lower=os.fsencode(where.path), size=member.size, lower_offset=offset)
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

"""Names made, removed and moved, with every check of the manual: mkdir(2), mknod(2), link(2), symlink(2),
unlink(2), rmdir(2), rename(2).

Each takes the end of a walk (`Resolved`, made with `final=True`: the last component is not followed) and checks in
Linux's order: does the name exist, is the file system writable, may the caller write the directory, does the type fit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs import notify
from forkingpaths.vfs.credentials import CAP_FSETID, CAP_MKNOD, Credentials
from forkingpaths.vfs.directory import Directory
from forkingpaths.vfs.disk import Entry, show
from forkingpaths.vfs.inode import S_IFMT, S_ISGID, S_ISUID, FileType, Inode, Place
from forkingpaths.vfs.lookup import Resolved
from forkingpaths.vfs.permission import MAY_EXEC, MAY_READ, MAY_WRITE, check, check_sticky, may, owns

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

RENAME_NOREPLACE, RENAME_EXCHANGE, RENAME_WHITEOUT = 1, 2, 4
MAX_NAMES = 65000  # of a file, as ext4; a directory has any number of subdirectories (dir_nlink)


def make(
    k: Services,
    cred: Credentials,
    parent: Place,
    name: bytes,
    mode: int,
    *,
    umask: int = 0,
    rdev: int = 0,
    target: bytes = b"",
) -> Inode:
    """A new file of the type and permissions in `mode` (less those of `umask`) at a name known to be free."""
    directory = parent.inode
    _check_directory(k, cred, parent)
    mode, gid = in_directory(cred, directory, mode, umask)
    filesystem = k.vfs.of(directory)
    inode = filesystem.make(k, mode, cred.fsuid, gid, rdev=rdev, target=target)
    filesystem.add(k, directory, name, inode)
    if k.vfs.disk is not None:
        k.vfs.disk.made(k, parent, name, inode)
    _touch(k, directory, name)
    notify.directory(k, directory, name, notify.IN_CREATE, inode)
    return inode


def in_directory(cred: Credentials, directory: Inode, mode: int, umask: int) -> tuple[int, int]:
    """The mode and the group of a new file in a directory.  Whether it loses its set-group-ID bit is seen before the umask."""
    # "If the parent directory has the set-group-ID bit set, then so will the newly created directory" (mkdir(2));
    # files take its group
    if not directory.mode & S_ISGID:
        return mode & ~umask, cred.fsgid
    if mode & S_IFMT == FileType.DIRECTORY:
        mode |= S_ISGID
    elif (
        mode & (S_ISGID | 0o010) == S_ISGID | 0o010
        and not cred.in_group(directory.gid)
        and not cred.capable(CAP_FSETID)
    ):
        mode &= ~S_ISGID
    return mode & ~umask, directory.gid


def _touch(k: Services, directory: Inode, name: bytes) -> None:
    k.touch(("dentry", directory.device, directory.number, name), True)
    k.touch(("inode", directory.device, directory.number), True)


def _check_directory(k: Services, cred: Credentials, parent: Place) -> None:
    """May names be entered here?"""
    _check_lookup(k, parent)
    # "EROFS pathname refers to a file on a read-only filesystem"
    if k.vfs.read_only(parent.mount):
        raise SysError(Errno.EROFS)
    if parent.inode.nlink == 0:
        raise SysError(Errno.ENOENT)
    check(cred, parent.inode, MAY_WRITE | MAY_EXEC)


def _check_lookup(k: Services, parent: Place) -> None:
    """In proc a name that is not there cannot even be looked up."""
    if k.vfs.of(parent.inode).kind == b"proc":
        raise SysError(Errno.ENOENT)


def make_node(
    k: Services,
    cred: Credentials,
    at: Resolved,
    mode: int,
    *,
    umask: int = 0,
    rdev: int = 0,
    target: bytes = b"",
) -> Inode:
    """mkdir, mknod, symlink: a new file where the walk ended."""
    kind = mode & S_IFMT
    # "EEXIST pathname already exists.  This includes the case where pathname is a symbolic link, dangling or not"
    if at.inode is not None or not at.plain:
        raise SysError(Errno.EEXIST)
    if at.slash and kind != FileType.DIRECTORY:
        raise SysError(Errno.ENOENT)
    _check_directory(k, cred, at.parent)
    if kind in (FileType.CHARACTER, FileType.BLOCK) and not (kind == FileType.CHARACTER and rdev == 0):
        # "EPERM mode requested creation of something other than a regular file, a FIFO, or a UNIX domain socket,
        # and the caller is not privileged (Linux: does not have the CAP_MKNOD capability)"
        if not cred.capable(CAP_MKNOD):
            raise SysError(Errno.EPERM)
    return make(k, cred, at.parent, at.name, mode, umask=umask, rdev=rdev, target=target)


def link(k: Services, cred: Credentials, source: Place, at: Resolved) -> None:
    """link(2): one more name for an i-node."""
    inode = source.inode
    if at.inode is not None or not at.plain:
        raise SysError(Errno.EEXIST)
    if at.slash:
        raise SysError(Errno.ENOENT)
    _check_lookup(k, at.parent)
    if k.vfs.read_only(at.parent.mount):
        raise SysError(Errno.EROFS)
    # "EXDEV oldpath and newpath are not on the same mounted filesystem"
    if source.mount != at.parent.mount:
        raise SysError(Errno.EXDEV)
    # "EPERM The caller does not have permission to create a hard link to this file (see the description of
    # /proc/sys/fs/protected_hardlinks in proc(5))"
    if not owns(cred, inode):
        safe = (
            inode.type == FileType.REGULAR
            and not inode.mode & S_ISUID
            and inode.mode & (S_ISGID | 0o010) != S_ISGID | 0o010
            and may(cred, inode, MAY_READ | MAY_WRITE)
        )
        if not safe:
            raise SysError(Errno.EPERM)
    _check_directory(k, cred, at.parent)
    # "EPERM oldpath is a directory"
    if inode.type == FileType.DIRECTORY:
        raise SysError(Errno.EPERM)
    # "ENOENT ... oldpath": a file without any name left cannot get one again, except from O_TMPFILE
    if inode.nlink == 0 and not inode.linkable:
        raise SysError(Errno.ENOENT)
    if inode.nlink >= MAX_NAMES:
        raise SysError(Errno.EMLINK)
    inode.linkable = False
    k.vfs.of(inode).add(k, at.parent.inode, at.name, inode)
    if k.vfs.disk is not None:
        directory = at.parent.inode
        words = f"link {show(k, directory, at.name)}"
        k.vfs.disk.renamed(k, words, (directory,), (Entry(directory.number, at.name, 0, inode.number),))
    _touch(k, at.parent.inode, at.name)
    k.touch(("inode", inode.device, inode.number), True)
    notify.inode(k, inode, notify.IN_ATTRIB)
    notify.directory(k, at.parent.inode, at.name, notify.IN_CREATE, inode)


def unlink(k: Services, cred: Credentials, at: Resolved) -> None:
    """unlink(2)."""
    if not at.plain:
        raise SysError(Errno.EISDIR)
    if k.vfs.read_only(at.parent.mount):
        raise SysError(Errno.EROFS)
    inode = at.place.inode
    if at.slash:
        raise SysError(Errno.EISDIR if inode.type == FileType.DIRECTORY else Errno.ENOTDIR)
    _check_removal(k, cred, at, inode, directory=False)
    _remove(k, at.parent.inode, at.name, inode)


def rmdir(k: Services, cred: Credentials, at: Resolved) -> None:
    """rmdir(2)."""
    # "EINVAL pathname has . as last component"; "ENOTEMPTY ... or, pathname has .. as its final component";
    # "EBUSY" for the root
    if not at.plain:
        raise SysError({b".": Errno.EINVAL, b"..": Errno.ENOTEMPTY}.get(at.name, Errno.EBUSY))
    if k.vfs.read_only(at.parent.mount):
        raise SysError(Errno.EROFS)
    inode = at.place.inode
    _check_removal(k, cred, at, inode, directory=True)
    filesystem = k.vfs.of(inode)
    if filesystem.removes and filesystem.entries(k, inode):
        raise SysError(Errno.ENOTEMPTY)
    last_path = k.vfs.path_of(k, at.place, k.vfs.root_place())
    _remove(k, at.parent.inode, at.name, inode)
    if isinstance(inode, Directory):
        inode.last_path = last_path or b"/"


def _remove(k: Services, directory: Inode, name: bytes, inode: Inode) -> None:
    k.touch(("inode", inode.device, inode.number), True)
    if k.vfs.disk is not None:
        words = f"remove {show(k, directory, name)}"
        k.vfs.disk.renamed(k, words, (directory,), (Entry(directory.number, name, inode.number, 0),))
    k.vfs.of(directory).remove(k, directory, name)
    _touch(k, directory, name)
    notify.removed(k, directory, name, inode)


def _check_removal(k: Services, cred: Credentials, at: Resolved, inode: Inode, *, directory: bool) -> None:
    """may_delete of Linux: write the parent, sticky bit, the type, and nothing mounted there."""
    k.vfs.of(at.parent.inode).check_removal(at.parent.inode, inode)
    check(cred, at.parent.inode, MAY_WRITE | MAY_EXEC)
    check_sticky(cred, at.parent.inode, inode)
    is_directory = inode.type == FileType.DIRECTORY
    if directory and not is_directory:
        raise SysError(Errno.ENOTDIR)
    if is_directory and not directory:
        raise SysError(Errno.EISDIR)
    # "EBUSY pathname is currently used as a mount point"
    if at.mount != at.parent.mount or any((inode.device, inode.number) == key[1:] for key in k.vfs.covered):
        raise SysError(Errno.EBUSY)


def rename(k: Services, cred: Credentials, old: Resolved, new: Resolved, flags: int) -> None:
    """rename(2), renameat2(2)."""
    # "EXDEV oldpath and newpath are not on the same mounted filesystem"
    if old.parent.mount != new.parent.mount:
        raise SysError(Errno.EXDEV)
    # "EBUSY" for ".", ".." and "/" at either end
    if not old.plain:
        raise SysError(Errno.EBUSY)
    if not new.plain:
        raise SysError(Errno.EEXIST if flags & RENAME_NOREPLACE else Errno.EBUSY)
    if k.vfs.read_only(old.parent.mount):
        raise SysError(Errno.EROFS)
    inode = old.place.inode
    if new.inode is None:
        new.check_free()
        _check_lookup(k, new.parent)
    # "EEXIST flags contains RENAME_NOREPLACE and newpath already exists"
    if flags & RENAME_NOREPLACE and new.inode is not None:
        raise SysError(Errno.EEXIST)
    if flags & RENAME_EXCHANGE and new.inode is None:
        raise SysError(Errno.ENOENT)
    if (
        flags & RENAME_EXCHANGE
        and new.slash
        and new.inode is not None
        and new.inode.type != FileType.DIRECTORY
    ):
        raise SysError(Errno.ENOTDIR)
    # a slash after either name is for directories
    if inode.type != FileType.DIRECTORY and (old.slash or (new.slash and not flags & RENAME_EXCHANGE)):
        raise SysError(Errno.ENOTDIR)
    # "EINVAL The new pathname contained a path prefix of the old": a directory cannot be made a subdirectory of itself
    if _inside(k, new.parent.inode, inode):
        raise SysError(Errno.EINVAL)
    if new.inode is not None and _inside(k, old.parent.inode, new.inode):
        raise SysError(Errno.EINVAL if flags & RENAME_EXCHANGE else Errno.ENOTEMPTY)
    # "If oldpath and newpath are existing hard links referring to the same file, then rename() does nothing"
    if inode is new.inode or _same_name(old, new):
        return
    _rename_checked(k, cred, old, new, flags, inode)


def _same_name(old: Resolved, new: Resolved) -> bool:
    """Whether two walks ended at the same name (proc makes an i-node anew for each look)."""
    one, two = old.parent, new.parent
    same = (one.mount, one.inode.device, one.inode.number) == (two.mount, two.inode.device, two.inode.number)
    return same and old.name == new.name


def _rename_checked(
    k: Services, cred: Credentials, old: Resolved, new: Resolved, flags: int, inode: Inode
) -> None:
    is_directory = inode.type == FileType.DIRECTORY
    source, target = old.parent.inode, new.parent.inode
    _check_removal(k, cred, old, inode, directory=is_directory)
    victim = new.inode
    filesystem = k.vfs.of(inode)
    if victim is None:
        _check_directory(k, cred, new.parent)
    else:
        victim_directory = victim.type == FileType.DIRECTORY
        if flags & RENAME_EXCHANGE:
            _check_removal(k, cred, new, victim, directory=victim_directory)
        else:
            # "ENOTDIR oldpath is a directory, and newpath exists but is not"; "EISDIR newpath is an existing
            # directory, but oldpath is not"
            _check_removal(k, cred, new, victim, directory=is_directory)
    if source is not target:
        # a directory that moves to another parent has its ".." rewritten, which takes the right to write it
        if is_directory:
            check(cred, inode, MAY_WRITE)
        if flags & RENAME_EXCHANGE and victim is not None and victim.type == FileType.DIRECTORY:
            check(cred, victim, MAY_WRITE)
    if victim is not None and victim.type == FileType.DIRECTORY and not flags & RENAME_EXCHANGE:
        if k.vfs.of(victim).entries(k, victim):
            raise SysError(Errno.ENOTEMPTY)
    k.touch(("inode", inode.device, inode.number), True)
    if k.vfs.disk is not None:
        other = victim.number if victim is not None else 0
        left = other if flags & RENAME_EXCHANGE else 0
        k.vfs.disk.renamed(
            k,
            f"rename {show(k, source, old.name)} to {show(k, target, new.name)}",
            (source, target),
            (
                Entry(source.number, old.name, inode.number, left),
                Entry(target.number, new.name, other, inode.number),
            ),
        )
    if flags & RENAME_EXCHANGE:
        filesystem.exchange(k, source, old.name, target, new.name)
        assert victim is not None
        notify.moved(k, source, old.name, target, new.name, inode)
        notify.moved(k, target, new.name, source, old.name, victim)
    else:
        if victim is not None:
            k.touch(("inode", victim.device, victim.number), True)
            filesystem.remove(k, target, new.name)
        filesystem.move(k, source, old.name, target, new.name)
        if flags & RENAME_WHITEOUT:  # a device file of number 0:0, which anybody may make
            make(k, cred, old.parent, old.name, FileType.CHARACTER, rdev=0)
        notify.moved(k, source, old.name, target, new.name, inode)
        if victim is not None:
            notify.lost_name(k, victim)
    _touch(k, source, old.name)
    _touch(k, target, new.name)


def _inside(k: Services, directory: Inode, ancestor: Inode) -> bool:
    """Whether `directory` is `ancestor` or lies below it."""
    if ancestor.type != FileType.DIRECTORY or ancestor.device != directory.device:
        return False
    filesystem = k.vfs.of(directory)
    while directory is not ancestor:
        above = filesystem.parent(k, directory)
        if above is directory:
            return False
        directory = above
    return True

"""mount(2), umount(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mount import (
    MNT_DETACH,
    MNT_EXPIRE,
    MNT_FORCE,
    MS_BIND,
    MS_MGC_MSK,
    MS_MGC_VAL,
    MS_MOVE,
    MS_NOATIME,
    MS_NODEV,
    MS_NODIRATIME,
    MS_NOEXEC,
    MS_NOSUID,
    MS_PRIVATE,
    MS_RDONLY,
    MS_REC,
    MS_RELATIME,
    MS_REMOUNT,
    MS_SHARED,
    MS_SLAVE,
    MS_STRICTATIME,
    MS_UNBINDABLE,
    UMOUNT_NOFOLLOW,
)
from forkingpaths.abi.open import AT_FDCWD
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Path, String, flags
from forkingpaths.sys.paths import at
from forkingpaths.vfs import boot, notify
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.namespace import Mount
from forkingpaths.vfs.pages import PAGE
from forkingpaths.vfs.tree import TMPFS_MAGIC

KEPT = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | MS_NODIRATIME | MS_RELATIME
TIMES = MS_NOATIME | MS_NODIRATIME | MS_RELATIME
PROPAGATION = MS_SHARED | MS_PRIVATE | MS_SLAVE | MS_UNBINDABLE


@syscall(man="mount(2)", note="tmpfs, proc, bind, remount; no propagation between mounts")
def mount(
    k: Kernel,
    t: Task,
    source: String,
    target: Path,
    filesystemtype: String,
    mountflags: Annotated[int, flags("mount.MOUNT_FLAGS", "u64")],
    data: String,
) -> int:
    if mountflags & MS_MGC_MSK == MS_MGC_VAL:
        mountflags &= ~MS_MGC_MSK
    kind = t.memory.read_string(filesystemtype, 4096) if filesystemtype else b""
    origin = t.memory.read_string(source, 4096) if source else b""
    point = at(k, t, AT_FDCWD, target).place
    # "EPERM The caller does not have the required privileges"
    if not t.credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EPERM)
    keep = mountflags & KEPT
    if not mountflags & (MS_NOATIME | MS_STRICTATIME):
        keep |= MS_RELATIME
    if mountflags & MS_REMOUNT:
        here = mounted_at(k, point)
        # "EBUSY ... source cannot be remounted read-only, because it still holds files open for writing"
        if keep & MS_RDONLY and not here.flags & MS_RDONLY and written_through(k, here.id):
            raise SysError(Errno.EBUSY)
        if k.vfs.of(here.root).magic == TMPFS_MAGIC and not mountflags & MS_BIND:
            set_up_tmpfs(k, here.root, t.memory.read_string(data, 4096) if data else b"", again=True)
        # "If none of ... is specified ... the existing settings are kept" (mount(2), of the times of access)
        if not mountflags & (MS_NOATIME | MS_NODIRATIME | MS_RELATIME | MS_STRICTATIME):
            keep = keep & ~MS_RELATIME | here.flags & TIMES
        here.flags = keep
        return 0
    if mountflags & MS_BIND:
        _bind(k, t, origin, point, mountflags)
        return 0
    if mountflags & PROPAGATION:
        # Propagation concerns other mount namespaces, and there is one only: every mount is as good as private.
        mounted_at(k, point)
        if mountflags & (MS_SHARED | MS_SLAVE | MS_UNBINDABLE):
            k.not_modelled("mount propagation")
        return 0
    if mountflags & MS_MOVE:
        move(k, at(k, t, AT_FDCWD, origin).place, point)
        return 0
    if point.inode.type != FileType.DIRECTORY:
        raise SysError(Errno.ENOTDIR)
    settings = t.memory.read_string(data, 4096) if data and kind == b"tmpfs" else b""
    root = new_filesystem(k, kind)
    if kind == b"tmpfs":
        set_up_tmpfs(k, root, settings)
    k.vfs.mount(root, point, keep, origin or b"none")
    return 0


SUFFIXES = {b"k": 10, b"m": 20, b"g": 30}


def set_up_tmpfs(k: Kernel, root: Inode, settings: bytes, *, again: bool = False) -> None:
    """tmpfs(5): "size=bytes", "nr_blocks=", "nr_inodes=", "mode=", "uid=", "gid="; SysError(EINVAL) for what is not understood.
    `again`: a remount, which can change the first three only, and not to less than is in use."""
    filesystem = k.vfs.of(root)
    for setting in filter(None, settings.split(b",")):
        name, _, value = setting.partition(b"=")
        number = tmpfs_number(k, name, value)
        if name == b"nr_inodes":
            if again and number and number < len(filesystem.inodes):
                raise SysError(Errno.EINVAL)
            filesystem.max_inodes = number
        elif name in (b"size", b"nr_blocks"):
            size = number * PAGE if name == b"nr_blocks" else -(-number // PAGE) * PAGE
            if again and size and (not filesystem.max_bytes or filesystem.used_bytes() > size):
                raise SysError(Errno.EINVAL)
            filesystem.max_bytes = size
        elif again:
            continue
        elif name == b"mode":
            root.mode = FileType.DIRECTORY | number & 0o7777
        elif name == b"uid":
            root.uid = number
        else:
            root.gid = number


def tmpfs_number(k: Kernel, name: bytes, value: bytes) -> int:
    """What a parameter of a tmpfs says; EINVAL when it is none, or no number."""
    try:
        if name in (b"mode", b"uid", b"gid"):
            return int(value, 8 if name == b"mode" else 10)
        if name == b"size" and value[-1:] == b"%":
            return k.machine.memory_bytes * int(value[:-1]) // 100
        if name in (b"size", b"nr_blocks", b"nr_inodes"):
            shift = SUFFIXES.get(value[-1:].lower(), 0)
            return int(value[:-1] if shift else value) << shift
    except ValueError:
        raise SysError(Errno.EINVAL) from None
    k.not_modelled(f"mount of tmpfs with {name.decode(errors='replace')}")
    raise SysError(Errno.EINVAL)


def check_kind(k: Kernel, kind: bytes) -> None:
    """ "ENODEV filesystemtype not configured in the kernel"."""
    known = (f.special and f.kind == kind for f in k.vfs.filesystems.values())
    if kind not in (b"tmpfs", b"ramfs") and not any(known):
        raise SysError(Errno.ENODEV)


def new_filesystem(k: Kernel, kind: bytes) -> Inode:
    """The root of what is to be mounted; ENODEV."""
    check_kind(k, kind)
    if kind in (b"tmpfs", b"ramfs"):
        return boot.memory_tree(k, kind, 0o1777 if kind == b"tmpfs" else 0o755)
    found = next(f for f in k.vfs.filesystems.values() if f.special and f.kind == kind)
    return found.inodes[found.root]


def mounted_at(k: Kernel, place: Place) -> Mount:
    """The mount whose root `place` is; "EINVAL target is not a mount point"."""
    mount = k.vfs.mounts.get(place.mount)
    if mount is None or mount.root is not place.inode:
        raise SysError(Errno.EINVAL)
    return mount


def move(k: Kernel, source: Place, point: Place) -> None:
    """MS_MOVE: "move a mount ... atomically: at no point is the subtree unmounted"."""
    moved = k.vfs.mounts.get(source.mount)
    # "EINVAL A move operation was attempted, but source was not a mount point, or was '/'"
    if moved is None or moved.root is not source.inode or (moved.parent == moved.id and not moved.anonymous):
        raise SysError(Errno.EINVAL)
    if (source.inode.type == FileType.DIRECTORY) != (point.inode.type == FileType.DIRECTORY):
        raise SysError(Errno.EINVAL)
    # "ELOOP A move operation was attempted, and target is a descendant of source"
    if point.mount in [mount.id for mount in _with_descendants(k, moved)]:
        raise SysError(Errno.ELOOP)
    k.vfs.move_mount(moved, point)


def written_through(k: Kernel, mount: int) -> bool:
    return any(
        file.mount == mount and file.writable
        for task in k.tasks.values()
        for file in task.files.slots.values()
    )


def _bind(k: Kernel, t: Task, origin: bytes, point: Place, mountflags: int) -> None:
    source = at(k, t, AT_FDCWD, origin).place
    if (source.inode.type == FileType.DIRECTORY) != (point.inode.type == FileType.DIRECTORY):
        raise SysError(Errno.ENOTDIR)
    copy_of_tree(k, source, point, recursive=bool(mountflags & MS_REC))


def copy_of_tree(k: Kernel, source: Place, point: Place | None, *, recursive: bool) -> Mount:
    """What is seen at `source` is seen at `point` too; without `point` nowhere yet."""
    if not source.mount:
        raise SysError(Errno.EINVAL)
    below = k.vfs.mounts[source.mount]
    made = k.vfs.mount(source.inode, point, below.flags, below.source)
    if not recursive:
        return made
    # "MS_REC: submounts of the source subtree are bind mounted as well"
    copies = {below.id: made.id}
    for mount in [m for m in k.vfs.mounts.values() if m.id != made.id]:
        parent = copies.get(mount.parent)
        if parent is None or mount.id == mount.parent or mount.id in copies:
            continue
        if mount.parent == below.id and not _lies_in(k, mount.point.inode, source.inode):
            continue
        copy = k.vfs.mount(mount.root, Place(parent, mount.point.inode), mount.flags, mount.source)
        copies[mount.id] = copy.id
    return made


def _lies_in(k: Kernel, inode: Inode, ancestor: Inode) -> bool:
    filesystem = k.vfs.of(inode)
    if inode.type != FileType.DIRECTORY:
        return inode is ancestor
    while inode is not ancestor:
        above = filesystem.parent(k, inode)
        if above is inode:
            return False
        inode = above
    return True


@syscall(man="umount(2)")
def umount2(
    k: Kernel, t: Task, target: Path, flags: Annotated[int, flags("mount.UMOUNT_FLAGS", "i32")]
) -> int:
    if flags & ~(MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW):
        raise SysError(Errno.EINVAL)
    # "EINVAL umount2() was called with MNT_EXPIRE and either MNT_DETACH or MNT_FORCE"
    if flags & MNT_EXPIRE and flags & (MNT_DETACH | MNT_FORCE):
        raise SysError(Errno.EINVAL)
    # A use takes the mark of MNT_EXPIRE away; this call's own look at it is none
    marked = [mount for mount in k.vfs.mounts.values() if mount.expired]
    place = at(k, t, AT_FDCWD, target, not flags & UMOUNT_NOFOLLOW).place
    for mount in marked:
        mount.expired = True
    if not t.credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EPERM)
    here = mounted_at(k, place)
    if here.parent == here.id:
        raise SysError(Errno.EINVAL if here.detached else Errno.EBUSY)
    # "EBUSY target could not be unmounted because it is busy": something mounted in it, a file open, somebody's
    # directory
    children = [m for m in k.vfs.mounts.values() if m.parent == here.id and m.id != here.id]
    if not flags & MNT_DETACH and (children or _busy(k, here.id)):
        raise SysError(Errno.EBUSY)
    # "EAGAIN A call to umount2() specifying MNT_EXPIRE successfully marked an unbusy filesystem as expired"
    if flags & MNT_EXPIRE and not here.expired:
        here.expired = True
        raise SysError(Errno.EAGAIN)
    for mount in reversed(_with_descendants(k, here)):
        k.vfs.unmount(mount, lazily=bool(flags & MNT_DETACH))
        if k.vfs.watches and not any(m.device == mount.device for m in k.vfs.mounts.values()):
            notify.unmounted(k, mount.device)
    return 0


def _with_descendants(k: Kernel, mount: Mount) -> list[Mount]:
    found = [mount]
    for child in [m for m in k.vfs.mounts.values() if m.parent == mount.id and m.id != mount.id]:
        found += _with_descendants(k, child)
    return found


def _busy(k: Kernel, mount: int) -> bool:
    for task in k.tasks.values():
        if mount in (task.fs.cwd.mount, task.fs.root.mount):
            return True
        if any(file.mount == mount for file in task.files.slots.values()):
            return True
    return False

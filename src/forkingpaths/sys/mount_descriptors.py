"""Mounts by descriptor: fsopen(2), fsconfig(2), fsmount(2), fspick(2), open_tree(2), move_mount(2), mount_setattr(2).

Debian 12 has no manual pages of them but that of mount_setattr; what they do here was seen on Linux 6.18.
"""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi import mount as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import (
    AT_EMPTY_PATH,
    AT_NO_AUTOMOUNT,
    AT_RECURSIVE,
    AT_SYMLINK_NOFOLLOW,
    O_CLOEXEC,
    O_PATH,
)
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import DirFd, Fd, Int, Kind, Path, Size, String, enum, flags
from forkingpaths.sys.mounts import (
    check_kind,
    copy_of_tree,
    mounted_at,
    move,
    new_filesystem,
    set_up_tmpfs,
    tmpfs_number,
    written_through,
)
from forkingpaths.sys.paths import at, get_file
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN
from forkingpaths.vfs.mount_files import ContextFile, MountFile, Phase
from forkingpaths.vfs.namespace import Mount
from forkingpaths.vfs.objects import anonymous_inode

RLIMIT_NOFILE = 7
NAME_LIMIT = 256
TIMES = 0x70  # MOUNT_ATTR__ATIME: a field of its own, relatime when it is 0
# attribute -> MS_ bit of a mount
ATTRIBUTES = {
    abi.MOUNT_ATTR_RDONLY: abi.MS_RDONLY,
    abi.MOUNT_ATTR_NOSUID: abi.MS_NOSUID,
    abi.MOUNT_ATTR_NODEV: abi.MS_NODEV,
    abi.MOUNT_ATTR_NOEXEC: abi.MS_NOEXEC,
    abi.MOUNT_ATTR_NODIRATIME: abi.MS_NODIRATIME,
}
TIME_FLAGS = {0: abi.MS_RELATIME, abi.MOUNT_ATTR_NOATIME: abi.MS_NOATIME, abi.MOUNT_ATTR_STRICTATIME: 0}
KNOWN = sum(ATTRIBUTES) | TIMES

MountAttr = Annotated[int, Kind("struct mount_attr *", "u64", "in", "arg:4", "bytes")]
TreeFlags = Annotated[int, Kind("unsigned int", "u32", show="hex")]


def _privileged(t: Task) -> None:
    if not t.credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EPERM)


@syscall(man="fsopen(2)", note="tmpfs and what the kernel mounts itself")
def fsopen(k: Kernel, t: Task, fsname: String, flags: TreeFlags) -> int:
    _privileged(t)
    if flags & ~abi.FSOPEN_CLOEXEC:
        raise SysError(Errno.EINVAL)
    kind = t.memory.read_string(fsname, NAME_LIMIT)
    check_kind(k, kind)
    return _install(k, t, ContextFile(anonymous_inode(k), 2, b"[fscontext]", kind=kind), bool(flags))


def _install(k: Kernel, t: Task, file: ContextFile | MountFile, cloexec: bool) -> int:
    file.identity = k.objects.file_identity()
    return t.files.install(file, t.process.limits[RLIMIT_NOFILE][0], cloexec=cloexec)


def _context(t: Task, fd: int) -> ContextFile:
    file = get_file(t, fd)
    if not isinstance(file, ContextFile):
        raise SysError(Errno.EINVAL)
    return file


@syscall(man="fsconfig(2)", note="flags and strings, CREATE and RECONFIGURE")
def fsconfig(
    k: Kernel,
    t: Task,
    fd: Fd,
    cmd: Annotated[int, enum("mount.FSCONFIG_COMMANDS", "u32")],
    key: String,
    value: String,
    aux: Int,
) -> int:
    if cmd > abi.FSCONFIG_CMD_RECONFIGURE:
        raise SysError(Errno.EOPNOTSUPP)
    # what each command takes, and nothing else
    takes_value = cmd == abi.FSCONFIG_SET_STRING
    setting = cmd in (abi.FSCONFIG_SET_FLAG, abi.FSCONFIG_SET_STRING)
    if setting and (not key or aux or bool(value) != takes_value):
        raise SysError(Errno.EINVAL)
    if cmd >= abi.FSCONFIG_CMD_CREATE and (key or value or aux):
        raise SysError(Errno.EINVAL)
    context = _context(t, fd)
    if setting:
        name = t.memory.read_string(key, NAME_LIMIT)
        _set(k, context, name, t.memory.read_string(value, NAME_LIMIT) if takes_value else None)
        return 0
    if cmd == abi.FSCONFIG_CMD_CREATE:
        if context.phase is not Phase.PARAMETERS:
            raise SysError(Errno.EBUSY)
        _privileged(t)
        context.root = new_filesystem(k, context.kind)
        if context.kind == b"tmpfs":
            set_up_tmpfs(k, context.root, b",".join(context.settings))
        context.phase = Phase.CREATED
        return 0
    if cmd == abi.FSCONFIG_CMD_RECONFIGURE:
        if context.phase is not Phase.PICKED:
            raise SysError(Errno.EBUSY)
        _privileged(t)
        assert context.root is not None
        if context.kind == b"tmpfs":
            set_up_tmpfs(k, context.root, b",".join(context.settings), again=True)
        context.settings = []
        return 0
    k.not_modelled("fsconfig with a path, a descriptor or binary data")
    raise SysError(Errno.EOPNOTSUPP)


def _set(k: Kernel, context: ContextFile, name: bytes, value: bytes | None) -> None:
    """One parameter; EINVAL for what the file system does not understand, EBUSY when it is made already."""
    if context.phase not in (Phase.PARAMETERS, Phase.PICKED):
        raise SysError(Errno.EBUSY)
    if name in (b"ro", b"rw") and value is None:
        context.read_only = name == b"ro"
    elif name == b"source" and value is not None:
        if context.source is not None:
            raise SysError(Errno.EINVAL)
        context.source = value
    elif context.kind == b"tmpfs" and value is not None:
        tmpfs_number(k, name, value)
        context.settings.append(name + b"=" + value)
    else:
        raise SysError(Errno.EINVAL)


@syscall(man="fsmount(2)")
def fsmount(
    k: Kernel, t: Task, fs_fd: Fd, flags: TreeFlags, attr_flags: Annotated[int, flags("mount.MOUNT_ATTRS")]
) -> int:
    _privileged(t)
    if flags & ~abi.FSMOUNT_CLOEXEC or attr_flags & ~KNOWN or attr_flags & TIMES not in TIME_FLAGS:
        raise SysError(Errno.EINVAL)
    context = _context(t, fs_fd)
    if context.root is None:
        raise SysError(Errno.EINVAL)
    if context.phase is not Phase.CREATED:
        raise SysError(Errno.EBUSY)
    wanted = _mount_flags(attr_flags) | (abi.MS_RDONLY if context.read_only else 0)
    made = k.vfs.mount(context.root, None, wanted, context.source or b"none")
    context.phase = Phase.MOUNTED
    return _detached(k, t, made, bool(flags))


def _mount_flags(attributes: int) -> int:
    return (
        sum(bit for attribute, bit in ATTRIBUTES.items() if attributes & attribute)
        | TIME_FLAGS[attributes & TIMES]
    )


def _detached(k: Kernel, t: Task, made: Mount, cloexec: bool) -> int:
    """A descriptor of a mount that is shown nowhere."""
    made.detached = made.anonymous = True
    made.root.uses += 1
    return _install(k, t, MountFile(made.root, O_PATH, b"/", mount=made.id), cloexec)


@syscall(man="fspick(2)")
def fspick(k: Kernel, t: Task, dfd: DirFd, path: Path, flags: TreeFlags) -> int:
    _privileged(t)
    if flags & ~0xF:  # FSPICK_CLOEXEC, FSPICK_SYMLINK_NOFOLLOW, FSPICK_NO_AUTOMOUNT, FSPICK_EMPTY_PATH
        raise SysError(Errno.EINVAL)
    here = mounted_at(k, at(k, t, dfd, path, not flags & 2, empty=bool(flags & 8)).place)
    kind = k.vfs.of(here.root).kind
    made = ContextFile(anonymous_inode(k), 2, b"[fscontext]", kind=kind, phase=Phase.PICKED, root=here.root)
    return _install(k, t, made, bool(flags & abi.FSPICK_CLOEXEC))


@syscall(man="open_tree(2)")
def open_tree(k: Kernel, t: Task, dfd: DirFd, filename: Path, flags: TreeFlags) -> int:
    known = (
        AT_EMPTY_PATH | AT_NO_AUTOMOUNT | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW | abi.OPEN_TREE_CLONE | O_CLOEXEC
    )
    if flags & ~known or (flags & AT_RECURSIVE and not flags & abi.OPEN_TREE_CLONE):
        raise SysError(Errno.EINVAL)
    cloexec = bool(flags & O_CLOEXEC)
    if flags & abi.OPEN_TREE_CLONE:
        _privileged(t)
    place = at(k, t, dfd, filename, not flags & AT_SYMLINK_NOFOLLOW, empty=bool(flags & AT_EMPTY_PATH)).place
    if not flags & abi.OPEN_TREE_CLONE:
        place.inode.uses += 1
        path = k.vfs.path_of(k, place, t.fs.root) or b"/"
        return _install(k, t, MountFile(place.inode, O_PATH, path, mount=place.mount), cloexec)
    return _detached(k, t, copy_of_tree(k, place, None, recursive=bool(flags & AT_RECURSIVE)), cloexec)


@syscall(man="move_mount(2)")
def move_mount(
    k: Kernel,
    t: Task,
    from_dfd: DirFd,
    from_path: Path,
    to_dfd: DirFd,
    to_path: Path,
    flags: Annotated[int, flags("mount.MOVE_MOUNT_FLAGS")],
) -> int:
    _privileged(t)
    if flags & ~abi.MOVE_MOUNT_FLAGS.known:
        raise SysError(Errno.EINVAL)
    if flags & abi.MOVE_MOUNT_SET_GROUP:
        k.not_modelled("mount propagation")
        raise SysError(Errno.EINVAL)
    follow, empty = bool(flags & abi.MOVE_MOUNT_F_SYMLINKS), bool(flags & abi.MOVE_MOUNT_F_EMPTY_PATH)
    source = at(k, t, from_dfd, from_path, follow, empty=empty).place
    follow, empty = bool(flags & abi.MOVE_MOUNT_T_SYMLINKS), bool(flags & abi.MOVE_MOUNT_T_EMPTY_PATH)
    point = at(k, t, to_dfd, to_path, follow, empty=empty).place
    move(k, source, point)
    return 0


@syscall(man="mount_setattr(2)", note="no ID-mapped mounts, no propagation")
def mount_setattr(
    k: Kernel, t: Task, dirfd: DirFd, pathname: Path, flags: TreeFlags, attr: MountAttr, size: Size
) -> int:
    if flags & ~(AT_EMPTY_PATH | AT_RECURSIVE | AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT):
        raise SysError(Errno.EINVAL)
    # "EINVAL": smaller than the first version of the structure
    if size < 32:
        raise SysError(Errno.EINVAL)
    _privileged(t)
    raw = t.memory.read(attr, 32)
    wanted, cleared, propagation, _ = (int.from_bytes(raw[i : i + 8], "little") for i in range(0, 32, 8))
    if not (wanted or cleared or propagation):
        return 0
    # "EINVAL attr_set or attr_clr has an unknown bit"; the times are one field, changed as a whole
    if (
        (wanted | cleared) & ~KNOWN
        or (wanted & TIMES and cleared & TIMES != TIMES)
        or (cleared & TIMES not in (0, TIMES))
    ):
        raise SysError(Errno.EINVAL)
    if wanted & TIMES not in TIME_FLAGS or propagation:
        raise SysError(Errno.EINVAL)
    place = at(
        k, t, dirfd, pathname, not flags & AT_SYMLINK_NOFOLLOW, empty=bool(flags & AT_EMPTY_PATH)
    ).place
    top = mounted_at(k, place)
    chosen = [top]
    if flags & AT_RECURSIVE:  # "change the mount properties of the entire mount tree"
        chosen += [m for m in k.vfs.mounts.values() if m is not top and _below(k, m, top)]
    for here in chosen:
        if wanted & abi.MOUNT_ATTR_RDONLY and not here.flags & abi.MS_RDONLY and written_through(k, here.id):
            raise SysError(Errno.EBUSY)
    for here in chosen:
        kept = here.flags & ~sum(bit for attribute, bit in ATTRIBUTES.items() if cleared & attribute)
        if cleared & TIMES:
            kept = kept & ~(abi.MS_RELATIME | abi.MS_NOATIME) | TIME_FLAGS[wanted & TIMES]
        here.flags = kept | sum(bit for attribute, bit in ATTRIBUTES.items() if wanted & attribute)
    return 0


def _below(k: Kernel, mount: Mount, top: Mount) -> bool:
    """Whether a mount is somewhere in another's tree."""
    while mount.parent != mount.id:
        mount = k.vfs.mounts[mount.parent]
        if mount is top:
            return True
    return False

"""Extended attributes (xattr(7)): setxattr(2), getxattr(2), listxattr(2), removexattr(2), each by path, by
link and by descriptor.
"""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mount import XATTR_CREATE, XATTR_NAME_MAX, XATTR_REPLACE, XATTR_SIZE_MAX
from forkingpaths.abi.open import AT_FDCWD
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Kind, Path, Size, String, buffer_in, flags
from forkingpaths.sys.paths import at, get_file, writable_inode
from forkingpaths.vfs import notify
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN
from forkingpaths.vfs.inode import S_ISVTX, FileType, Inode, Place
from forkingpaths.vfs.permission import MAY_READ, MAY_WRITE, check, owns
from forkingpaths.vfs.tree import EXT4_MAGIC

ROOM_IN_INODE, ENTRY = (
    88,
    16,
)  # of an i-node of 256 bytes: what is left for attributes, and what each costs beside name and value
SPACES = (b"user", b"system", b"trusted", b"security")  # in the order of ext4's numbers
BLOCK = 4096

Value = Annotated[int, buffer_in(3)]
ValueOut = Annotated[int, Kind("void *value", "u64", "out", "ret:3", "bytes")]
List = Annotated[int, Kind("char *list", "u64", "out", "ret:2", "bytes")]
SetFlags = Annotated[int, flags("mount.XATTR_FLAGS", "i32")]


@syscall(man="setxattr(2)")
def setxattr(k: Kernel, t: Task, path: Path, name: String, value: Value, size: Size, flags: SetFlags) -> int:
    key, data = _wanted(t, name, value, size, flags)
    return _set(k, t, at(k, t, AT_FDCWD, path).place, key, data, flags)


@syscall(man="setxattr(2)")
def lsetxattr(k: Kernel, t: Task, path: Path, name: String, value: Value, size: Size, flags: SetFlags) -> int:
    key, data = _wanted(t, name, value, size, flags)
    return _set(k, t, at(k, t, AT_FDCWD, path, False).place, key, data, flags)


@syscall(man="setxattr(2)")
def fsetxattr(k: Kernel, t: Task, fd: Fd, name: String, value: Value, size: Size, flags: SetFlags) -> int:
    key, data = _wanted(t, name, value, size, flags)
    return _set(k, t, _place(t, fd), key, data, flags)


@syscall(man="getxattr(2)")
def getxattr(k: Kernel, t: Task, path: Path, name: String, value: ValueOut, size: Size) -> int:
    key = _name(t, name)
    return _get(k, t, at(k, t, AT_FDCWD, path).place.inode, key, value, size)


@syscall(man="getxattr(2)")
def lgetxattr(k: Kernel, t: Task, path: Path, name: String, value: ValueOut, size: Size) -> int:
    key = _name(t, name)
    return _get(k, t, at(k, t, AT_FDCWD, path, False).place.inode, key, value, size)


@syscall(man="getxattr(2)")
def fgetxattr(k: Kernel, t: Task, fd: Fd, name: String, value: ValueOut, size: Size) -> int:
    key = _name(t, name)
    return _get(k, t, get_file(t, fd).inode, key, value, size)


@syscall(man="listxattr(2)")
def listxattr(k: Kernel, t: Task, path: Path, list: List, size: Size) -> int:
    return _list(k, t, at(k, t, AT_FDCWD, path).place.inode, list, size)


@syscall(man="listxattr(2)")
def llistxattr(k: Kernel, t: Task, path: Path, list: List, size: Size) -> int:
    return _list(k, t, at(k, t, AT_FDCWD, path, False).place.inode, list, size)


@syscall(man="listxattr(2)")
def flistxattr(k: Kernel, t: Task, fd: Fd, list: List, size: Size) -> int:
    return _list(k, t, get_file(t, fd).inode, list, size)


@syscall(man="removexattr(2)")
def removexattr(k: Kernel, t: Task, path: Path, name: String) -> int:
    key = _name(t, name)
    return _remove(k, t, at(k, t, AT_FDCWD, path).place, key)


@syscall(man="removexattr(2)")
def lremovexattr(k: Kernel, t: Task, path: Path, name: String) -> int:
    key = _name(t, name)
    return _remove(k, t, at(k, t, AT_FDCWD, path, False).place, key)


@syscall(man="removexattr(2)")
def fremovexattr(k: Kernel, t: Task, fd: Fd, name: String) -> int:
    key = _name(t, name)
    return _remove(k, t, _place(t, fd), key)


def _place(t: Task, fd: int) -> Place:
    file = get_file(t, fd)
    return Place(file.mount, file.inode)


def _name(t: Task, address: int) -> bytes:
    # "ERANGE The size of name is zero or greater than XATTR_NAME_MAX" (Linux)
    try:
        name = t.memory.read_string(address, XATTR_NAME_MAX + 1)
    except SysError as error:
        raise SysError(Errno.ERANGE if error.errno == Errno.ENAMETOOLONG else error.errno) from None
    if not name:
        raise SysError(Errno.ERANGE)
    return name


def _check(k: Kernel, t: Task, inode: Inode, name: bytes, wanted: int) -> dict[bytes, bytes]:
    """The attributes of `inode`, if the caller may read or write the one called `name` (xattr_permission of Linux)."""
    space, dot, rest = name.partition(b".")
    cred = t.credentials
    writing = wanted == MAY_WRITE
    refused = Errno.EPERM if writing else Errno.ENODATA
    filesystem = k.vfs.filesystems.get(inode.device)
    if not dot or space not in (b"user", b"trusted", b"security", b"system"):
        # no such name space: but first the right to read or write the file
        check(cred, inode, wanted)
        raise SysError(Errno.EOPNOTSUPP)
    if space == b"trusted" and not cred.capable(CAP_SYS_ADMIN):
        raise SysError(refused)
    if space == b"security" and writing and not cred.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EPERM)
    if space == b"system":
        # POSIX ACLs and the like: no file system here has them
        raise SysError(Errno.EOPNOTSUPP)
    if space == b"user":
        # "extended user attributes are allowed only for regular files and directories", and in sticky directories
        # for the owner only
        if inode.type not in (FileType.REGULAR, FileType.DIRECTORY):
            raise SysError(refused)
        if writing and inode.type == FileType.DIRECTORY and inode.mode & S_ISVTX and not owns(cred, inode):
            raise SysError(Errno.EPERM)
        check(cred, inode, wanted)
    if filesystem is None or filesystem.special:
        raise SysError(Errno.EOPNOTSUPP)
    if not rest:
        raise SysError(Errno.EINVAL)
    return inode.attributes()


def _wanted(t: Task, name: int, value: int, size: int, flags: int) -> tuple[bytes, bytes]:
    """Name and value of an attribute to be set: looked at before the file is."""
    # "EINVAL": an unknown flag
    if flags & ~(XATTR_CREATE | XATTR_REPLACE):
        raise SysError(Errno.EINVAL)
    key = _name(t, name)
    # "E2BIG The size of value is larger than XATTR_SIZE_MAX"
    if size > XATTR_SIZE_MAX:
        raise SysError(Errno.E2BIG)
    return key, t.memory.read(value, size) if size else b""


def _set(k: Kernel, t: Task, place: Place, key: bytes, data: bytes, flags: int) -> int:
    inode = writable_inode(k, place)
    known = _check(k, t, inode, key, MAY_WRITE)
    # "EEXIST XATTR_CREATE was specified, and the attribute exists already.  ENODATA XATTR_REPLACE ..., and the
    # attribute does not exist"
    if flags & XATTR_CREATE and key in known:
        raise SysError(Errno.EEXIST)
    if flags & XATTR_REPLACE and key not in known:
        raise SysError(Errno.ENODATA)
    # "ENOSPC There is insufficient space remaining to store the extended attribute": all of a file's must fit one block of ext4
    others = sum(len(n) + len(v) for n, v in known.items() if n != key)
    if k.vfs.of(inode).magic == EXT4_MAGIC and others + len(key) + len(data) > BLOCK:
        raise SysError(Errno.ENOSPC)
    if k.vfs.disk is not None:
        k.vfs.disk.attributes(k, inode, "setxattr")
    if known.get(key) != data or k.vfs.of(inode).magic != EXT4_MAGIC:  # ext4 sees that nothing changes
        inode.ctime_ns = k.now_ns()
    known[key] = data
    notify.changed(k, inode, notify.IN_ATTRIB)
    return 0


def _get(k: Kernel, t: Task, inode: Inode, key: bytes, value: int, size: int) -> int:
    data = _check(k, t, inode, key, MAY_READ).get(key)
    if data is None:
        raise SysError(Errno.ENODATA)
    # "If size is specified as zero, these calls return the current size"; "ERANGE The size of the value buffer is
    # too small"
    if size:
        if len(data) > size:
            raise SysError(Errno.ERANGE)
        t.memory.write(value, data)
    return len(data)


def _list(k: Kernel, t: Task, inode: Inode, address: int, size: int) -> int:
    filesystem = k.vfs.filesystems.get(inode.device)
    if filesystem is None or filesystem.special:
        return 0  # what has no attributes has an empty list of them (vfs_listxattr of Linux)
    trusted = t.credentials.capable(CAP_SYS_ADMIN)
    order = _in_inode_and_block if filesystem.magic == EXT4_MAGIC else sorted
    names = [name for name in order(inode.attributes()) if trusted or not name.startswith(b"trusted.")]
    data = b"".join(name + b"\0" for name in names)
    if size:
        if len(data) > size:
            raise SysError(Errno.ERANGE)
        t.memory.write(address, data)
    return len(data)


def _in_inode_and_block(attributes: dict[bytes, bytes]) -> list[bytes]:
    """The order of ext4: those that had room in the i-node as they came, then the sorted ones of the block."""
    inside: list[bytes] = []
    outside: list[bytes] = []
    room = ROOM_IN_INODE
    for name, value in attributes.items():
        rest = name.partition(b".")[2]
        need = ENTRY + (len(rest) + 3) // 4 * 4 + (len(value) + 3) // 4 * 4
        if need <= room:
            room -= need
            inside.append(name)
        else:
            outside.append(name)
    outside.sort(key=lambda name: (SPACES.index(name.partition(b".")[0]), len(name), name))
    return inside + outside


def _remove(k: Kernel, t: Task, place: Place, key: bytes) -> int:
    inode = writable_inode(k, place)
    known = _check(k, t, inode, key, MAY_WRITE)
    if key not in known:
        raise SysError(Errno.ENODATA)
    if k.vfs.disk is not None:
        k.vfs.disk.attributes(k, inode, "removexattr")
    del known[key]
    inode.ctime_ns = k.now_ns()
    notify.changed(k, inode, notify.IN_ATTRIB)
    return 0

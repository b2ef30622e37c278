"""File status: mode bits, struct stat, struct statx, struct statfs, and device numbers (inode(7), stat(2))."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags

S_IFMT: Final = 0o170000
S_IFSOCK: Final = 0o140000
S_IFLNK: Final = 0o120000
S_IFREG: Final = 0o100000
S_IFBLK: Final = 0o060000
S_IFDIR: Final = 0o040000
S_IFCHR: Final = 0o020000
S_IFIFO: Final = 0o010000
S_ISUID: Final = 0o4000
S_ISGID: Final = 0o2000
S_ISVTX: Final = 0o1000
S_IRWXU: Final = 0o700
S_IRUSR: Final = 0o400
S_IWUSR: Final = 0o200
S_IXUSR: Final = 0o100
S_IRWXG: Final = 0o070
S_IRGRP: Final = 0o040
S_IWGRP: Final = 0o020
S_IXGRP: Final = 0o010
S_IRWXO: Final = 0o007
S_IROTH: Final = 0o004
S_IWOTH: Final = 0o002
S_IXOTH: Final = 0o001
S_IRWXUGO: Final = 0o777
S_IALLUGO: Final = 0o7777

FILE_TYPES: Final[EnumTable] = enum(globals(), "", "S_IFREG S_IFSOCK S_IFIFO S_IFLNK S_IFBLK S_IFDIR S_IFCHR")


_SPECIAL_BITS: Final = ((S_ISUID, "S_ISUID"), (S_ISGID, "S_ISGID"), (S_ISVTX, "S_ISVTX"))


def show_mode(mode: int) -> str:
    """A mode with its type, as mknod and stat show it: `S_IFREG|S_ISUID|0755`."""
    parts = []
    if mode & S_IFMT:
        kind = FILE_TYPES.by_value.get(mode & S_IFMT)
        if kind is None:
            return show_permissions(mode)
        parts.append(kind)
    parts += [name for bit, name in _SPECIAL_BITS if mode & bit]
    return "|".join([*parts, show_permissions(mode & S_IRWXUGO)])


def show_permissions(mode: int) -> str:
    """A mode that is a number, as chmod and open show it: `0644`, `007`, `000`."""
    digits = f"{mode:o}"
    return "0" + digits if len(digits) > 2 else digits.zfill(3)


class Stat(NamedTuple):
    """struct stat. Times are seconds and the nanoseconds beyond them; `blocks` counts units of 512 bytes."""

    dev: int
    ino: int
    nlink: int
    mode: int
    uid: int
    gid: int
    rdev: int
    size: int
    blksize: int
    blocks: int
    atime: int
    atime_nsec: int
    mtime: int
    mtime_nsec: int
    ctime: int
    ctime_nsec: int


STAT: Final = Struct("<QQQIII4xQqqqqQqQqQ24x")


class Statx(NamedTuple):
    """struct statx (statx(2))."""

    mask: int
    blksize: int
    attributes: int
    nlink: int
    uid: int
    gid: int
    mode: int
    ino: int
    size: int
    blocks: int
    attributes_mask: int
    atime: int
    atime_nsec: int
    btime: int
    btime_nsec: int
    ctime: int
    ctime_nsec: int
    mtime: int
    mtime_nsec: int
    rdev_major: int
    rdev_minor: int
    dev_major: int
    dev_minor: int
    mnt_id: int
    dio_mem_align: int
    dio_offset_align: int


STATX: Final = Struct("<IIQIIIH2xQQQQqI4xqI4xqI4xqI4xIIIIQII96x")

STATX_TYPE: Final = 0x0001
STATX_MODE: Final = 0x0002
STATX_NLINK: Final = 0x0004
STATX_UID: Final = 0x0008
STATX_GID: Final = 0x0010
STATX_ATIME: Final = 0x0020
STATX_MTIME: Final = 0x0040
STATX_CTIME: Final = 0x0080
STATX_INO: Final = 0x0100
STATX_SIZE: Final = 0x0200
STATX_BLOCKS: Final = 0x0400
STATX_BASIC_STATS: Final = 0x07FF
STATX_BTIME: Final = 0x0800
STATX_ALL: Final = 0x0FFF
STATX_MNT_ID: Final = 0x1000
STATX_DIOALIGN: Final = 0x2000
STATX__RESERVED: Final = 0x80000000
STATX_MASKS: Final[FlagTable] = flags(
    globals(),
    "STATX_???",
    """STATX_ALL STATX_BASIC_STATS STATX_TYPE STATX_MODE STATX_NLINK STATX_UID STATX_GID STATX_ATIME STATX_MTIME
    STATX_CTIME STATX_INO STATX_SIZE STATX_BLOCKS STATX_BTIME STATX_MNT_ID STATX_DIOALIGN""",
)

STATX_ATTR_COMPRESSED: Final = 0x00000004
STATX_ATTR_IMMUTABLE: Final = 0x00000010
STATX_ATTR_APPEND: Final = 0x00000020
STATX_ATTR_NODUMP: Final = 0x00000040
STATX_ATTR_ENCRYPTED: Final = 0x00000800
STATX_ATTR_AUTOMOUNT: Final = 0x00001000
STATX_ATTR_MOUNT_ROOT: Final = 0x00002000
STATX_ATTR_VERITY: Final = 0x00100000
STATX_ATTR_DAX: Final = 0x00200000
STATX_ATTRS: Final[FlagTable] = flags(
    globals(),
    "STATX_ATTR_???",
    """STATX_ATTR_COMPRESSED STATX_ATTR_IMMUTABLE STATX_ATTR_APPEND STATX_ATTR_NODUMP STATX_ATTR_ENCRYPTED
    STATX_ATTR_AUTOMOUNT STATX_ATTR_MOUNT_ROOT STATX_ATTR_VERITY STATX_ATTR_DAX""",
)


class Statfs(NamedTuple):
    """struct statfs (statfs(2)); `fsid` is the two ints as one 64-bit number."""

    type: int
    bsize: int
    blocks: int
    bfree: int
    bavail: int
    files: int
    ffree: int
    fsid: int
    namelen: int
    frsize: int
    flags: int


STATFS: Final = Struct("<qqQQQQQQqqq32x")

TMPFS_MAGIC: Final = 0x01021994
PROC_SUPER_MAGIC: Final = 0x9FA0
SYSFS_MAGIC: Final = 0x62656572
DEVPTS_SUPER_MAGIC: Final = 0x1CD1
EXT4_SUPER_MAGIC: Final = 0xEF53
OVERLAYFS_SUPER_MAGIC: Final = 0x794C7630
PIPEFS_MAGIC: Final = 0x50495045
MQUEUE_MAGIC: Final = 0x19800202
NSFS_MAGIC: Final = 0x6E736673
SOCKFS_MAGIC: Final = 0x534F434B
ANON_INODE_FS_MAGIC: Final = 0x09041934
PID_FS_MAGIC: Final = 0x50494446
RAMFS_MAGIC: Final = 0x858458F6
FS_MAGICS: Final[EnumTable] = enum(
    globals(),
    "",
    """TMPFS_MAGIC PROC_SUPER_MAGIC SYSFS_MAGIC DEVPTS_SUPER_MAGIC EXT4_SUPER_MAGIC OVERLAYFS_SUPER_MAGIC
    PIPEFS_MAGIC NSFS_MAGIC SOCKFS_MAGIC ANON_INODE_FS_MAGIC PID_FS_MAGIC RAMFS_MAGIC MQUEUE_MAGIC""",
)

ST_RDONLY: Final = 0x0001
ST_NOSUID: Final = 0x0002
ST_NODEV: Final = 0x0004
ST_NOEXEC: Final = 0x0008
ST_SYNCHRONOUS: Final = 0x0010
ST_VALID: Final = 0x0020
ST_MANDLOCK: Final = 0x0040
ST_NOATIME: Final = 0x0400
ST_NODIRATIME: Final = 0x0800
ST_RELATIME: Final = 0x1000
STATFS_FLAGS: Final[FlagTable] = flags(
    globals(),
    "ST_???",
    """ST_VALID ST_RDONLY ST_NOSUID ST_NODEV ST_NOEXEC ST_SYNCHRONOUS ST_MANDLOCK ST_NOATIME ST_NODIRATIME
    ST_RELATIME""",
)


def makedev(major: int, minor: int) -> int:
    """A device number as stat(2) shows it (makedev(3))."""
    return (major & 0xFFF) << 8 | (major & ~0xFFF) << 32 | minor & 0xFF | (minor & ~0xFF) << 12


def major(dev: int) -> int:
    return dev >> 8 & 0xFFF | dev >> 32 & 0xFFFFF000


def minor(dev: int) -> int:
    return dev & 0xFF | dev >> 12 & 0xFFFFFF00

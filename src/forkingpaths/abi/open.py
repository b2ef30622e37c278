"""open(2), openat2(2), access(2), the AT_ flags of the *at calls, renameat2(2), lseek(2), close_range(2)."""

from __future__ import annotations

from typing import Final

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags

O_RDONLY: Final = 0o0
O_WRONLY: Final = 0o1
O_RDWR: Final = 0o2
O_ACCMODE: Final = 0o3
O_CREAT: Final = 0o100
O_EXCL: Final = 0o200
O_NOCTTY: Final = 0o400
O_TRUNC: Final = 0o1000
O_APPEND: Final = 0o2000
O_NONBLOCK: Final = 0o4000
O_NDELAY: Final = O_NONBLOCK
O_DSYNC: Final = 0o10000
FASYNC: Final = 0o20000
O_ASYNC: Final = FASYNC
O_DIRECT: Final = 0o40000
O_LARGEFILE: Final = 0o100000  # set by the kernel itself on every 64-bit open
O_DIRECTORY: Final = 0o200000
O_NOFOLLOW: Final = 0o400000
O_NOATIME: Final = 0o1000000
O_CLOEXEC: Final = 0o2000000
__O_SYNC: Final = 0o4000000
O_SYNC: Final = __O_SYNC | O_DSYNC
O_PATH: Final = 0o10000000
__O_TMPFILE: Final = 0o20000000
O_TMPFILE: Final = __O_TMPFILE | O_DIRECTORY

O_SMALL_FILE: Final = 1 << 40  # this kernel's own: opened by a 32-bit program without O_LARGEFILE
LARGEST_SMALL_FILE: Final = 0x7FFF_FFFF
VALID_OPEN_FLAGS: Final = 0o37777703  # all of the above; open(2) ignores the rest, openat2(2) refuses it
SETFL_MASK: Final = O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME | O_ASYNC  # what F_SETFL may change

OPEN_MODES: Final[EnumTable] = enum(globals(), "", "O_RDONLY O_WRONLY O_RDWR O_ACCMODE")
OPEN_FLAGS: Final[FlagTable] = flags(
    globals(),
    "O_???",
    """O_CREAT O_EXCL O_NOCTTY O_TRUNC O_APPEND O_NONBLOCK O_SYNC __O_SYNC O_DSYNC O_DIRECT O_LARGEFILE
    O_NOFOLLOW O_NOATIME O_CLOEXEC O_PATH O_TMPFILE __O_TMPFILE O_DIRECTORY FASYNC""",
    enum=OPEN_MODES,
    enum_mask=O_ACCMODE,
)

# openat2(2): struct open_how.resolve
RESOLVE_NO_XDEV: Final = 0x01
RESOLVE_NO_MAGICLINKS: Final = 0x02
RESOLVE_NO_SYMLINKS: Final = 0x04
RESOLVE_BENEATH: Final = 0x08
RESOLVE_IN_ROOT: Final = 0x10
RESOLVE_CACHED: Final = 0x20
RESOLVE_FLAGS: Final[FlagTable] = flags(
    globals(),
    "RESOLVE_???",
    """RESOLVE_NO_XDEV RESOLVE_NO_MAGICLINKS RESOLVE_NO_SYMLINKS RESOLVE_BENEATH RESOLVE_IN_ROOT
    RESOLVE_CACHED""",
)

AT_FDCWD: Final = -100
AT_SYMLINK_NOFOLLOW: Final = 0x100
AT_REMOVEDIR: Final = 0x200
AT_EACCESS: Final = 0x200
AT_SYMLINK_FOLLOW: Final = 0x400
AT_NO_AUTOMOUNT: Final = 0x800
AT_EMPTY_PATH: Final = 0x1000
AT_STATX_SYNC_AS_STAT: Final = 0x0000
AT_STATX_FORCE_SYNC: Final = 0x2000
AT_STATX_DONT_SYNC: Final = 0x4000
AT_STATX_SYNC_TYPE: Final = 0x6000
AT_RECURSIVE: Final = 0x8000

AT_FLAGS: Final[FlagTable] = flags(
    globals(),
    "AT_???",
    "AT_SYMLINK_NOFOLLOW AT_REMOVEDIR AT_SYMLINK_FOLLOW AT_NO_AUTOMOUNT AT_EMPTY_PATH AT_RECURSIVE",
)
FACCESSAT_FLAGS: Final[FlagTable] = flags(globals(), "AT_???", "AT_SYMLINK_NOFOLLOW AT_EACCESS AT_EMPTY_PATH")
AT_STATX_SYNC_TYPES: Final[EnumTable] = EnumTable(
    "AT_STATX_???",
    [
        (AT_STATX_SYNC_AS_STAT, "AT_STATX_SYNC_AS_STAT"),
        (AT_STATX_FORCE_SYNC, "AT_STATX_FORCE_SYNC"),
        (AT_STATX_DONT_SYNC, "AT_STATX_DONT_SYNC"),
        (AT_STATX_SYNC_TYPE, "AT_STATX_FORCE_SYNC|AT_STATX_DONT_SYNC"),  # EINVAL, but shown so
    ],
)
STATX_FLAGS: Final[FlagTable] = flags(
    globals(),
    "AT_???",
    "AT_SYMLINK_NOFOLLOW AT_REMOVEDIR AT_SYMLINK_FOLLOW AT_NO_AUTOMOUNT AT_EMPTY_PATH AT_RECURSIVE",
    enum=AT_STATX_SYNC_TYPES,
    enum_mask=AT_STATX_SYNC_TYPE,
)

F_OK: Final = 0
X_OK: Final = 1
W_OK: Final = 2
R_OK: Final = 4
ACCESS_MODES: Final[FlagTable] = flags(globals(), "?_OK", "R_OK W_OK X_OK", zero="F_OK")

RENAME_NOREPLACE: Final = 1
RENAME_EXCHANGE: Final = 2
RENAME_WHITEOUT: Final = 4
RENAME_FLAGS: Final[FlagTable] = flags(
    globals(), "RENAME_??", "RENAME_NOREPLACE RENAME_EXCHANGE RENAME_WHITEOUT"
)

SEEK_SET: Final = 0
SEEK_CUR: Final = 1
SEEK_END: Final = 2
SEEK_DATA: Final = 3
SEEK_HOLE: Final = 4
WHENCE: Final[EnumTable] = enum(globals(), "SEEK_???", "SEEK_SET SEEK_CUR SEEK_END SEEK_DATA SEEK_HOLE")

CLOSE_RANGE_UNSHARE: Final = 2
CLOSE_RANGE_CLOEXEC: Final = 4
CLOSE_RANGE_FLAGS: Final[FlagTable] = flags(
    globals(), "CLOSE_RANGE_???", "CLOSE_RANGE_UNSHARE CLOSE_RANGE_CLOEXEC"
)

# fallocate(2)
FALLOC_FL_KEEP_SIZE: Final = 0x01
FALLOC_FL_PUNCH_HOLE: Final = 0x02
FALLOC_FL_NO_HIDE_STALE: Final = 0x04
FALLOC_FL_COLLAPSE_RANGE: Final = 0x08
FALLOC_FL_ZERO_RANGE: Final = 0x10
FALLOC_FL_INSERT_RANGE: Final = 0x20
FALLOC_FL_UNSHARE_RANGE: Final = 0x40
FALLOCATE_FLAGS: Final[FlagTable] = flags(
    globals(),
    "FALLOC_FL_???",
    """FALLOC_FL_KEEP_SIZE FALLOC_FL_PUNCH_HOLE FALLOC_FL_NO_HIDE_STALE FALLOC_FL_COLLAPSE_RANGE
    FALLOC_FL_ZERO_RANGE FALLOC_FL_INSERT_RANGE FALLOC_FL_UNSHARE_RANGE""",
)

POSIX_FADV_NORMAL: Final = 0
POSIX_FADV_RANDOM: Final = 1
POSIX_FADV_SEQUENTIAL: Final = 2
POSIX_FADV_WILLNEED: Final = 3
POSIX_FADV_DONTNEED: Final = 4
POSIX_FADV_NOREUSE: Final = 5
FADVICE: Final[EnumTable] = enum(
    globals(),
    "POSIX_FADV_???",
    """POSIX_FADV_NORMAL POSIX_FADV_RANDOM POSIX_FADV_SEQUENTIAL POSIX_FADV_WILLNEED POSIX_FADV_DONTNEED
    POSIX_FADV_NOREUSE""",
)

# preadv2(2), pwritev2(2)
RWF_HIPRI: Final = 0x01
RWF_DSYNC: Final = 0x02
RWF_SYNC: Final = 0x04
RWF_NOWAIT: Final = 0x08
RWF_APPEND: Final = 0x10
RWF_NOAPPEND: Final = 0x20
RWF_FLAGS: Final[FlagTable] = flags(
    globals(), "RWF_???", "RWF_HIPRI RWF_DSYNC RWF_SYNC RWF_NOWAIT RWF_APPEND"
)

# splice(2), tee(2), vmsplice(2)
SPLICE_F_MOVE: Final = 1
SPLICE_F_NONBLOCK: Final = 2
SPLICE_F_MORE: Final = 4
SPLICE_F_GIFT: Final = 8
SPLICE_FLAGS: Final[FlagTable] = flags(
    globals(), "SPLICE_F_???", "SPLICE_F_MOVE SPLICE_F_NONBLOCK SPLICE_F_MORE SPLICE_F_GIFT"
)

# sync_file_range(2)
SYNC_FILE_RANGE_WAIT_BEFORE: Final = 1
SYNC_FILE_RANGE_WRITE: Final = 2
SYNC_FILE_RANGE_WAIT_AFTER: Final = 4
SYNC_FILE_RANGE_FLAGS: Final[FlagTable] = flags(
    globals(),
    "SYNC_FILE_RANGE_???",
    "SYNC_FILE_RANGE_WAIT_BEFORE SYNC_FILE_RANGE_WRITE SYNC_FILE_RANGE_WAIT_AFTER",
)

UIO_MAXIOV: Final = 1024
PATH_MAX: Final = 4096  # with the final NUL
NAME_MAX: Final = 255
PIPE_BUF: Final = 4096  # writes of up to this many bytes to a pipe are not torn (pipe(7))
MAX_RW_COUNT: Final = 0x7FFFF000  # the most one read or write transfers (read(2), NOTES)
SYMLOOP_MAX: Final = 40  # path_resolution(7): more links than this is ELOOP

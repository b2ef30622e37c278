"""File systems as a whole: statfs(2), sync(2), fsync(2), posix_fadvise(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mount import (
    MS_NOATIME,
    MS_NODEV,
    MS_NOEXEC,
    MS_NOSUID,
    MS_RDONLY,
    MS_RELATIME,
)
from forkingpaths.abi.open import AT_FDCWD
from forkingpaths.abi.stat import (
    ANON_INODE_FS_MAGIC,
    MQUEUE_MAGIC,
    NSFS_MAGIC,
    PID_FS_MAGIC,
    PIPEFS_MAGIC,
    SOCKFS_MAGIC,
    ST_NOATIME,
    ST_NODEV,
    ST_NOEXEC,
    ST_NOSUID,
    ST_RDONLY,
    ST_RELATIME,
    ST_VALID,
    STATFS,
)
from forkingpaths.kernel.ipc.mqueue import MQUEUE_DEVICE, QueueFile
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory import mapping
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Offset, Path, enum, flags, struct_out
from forkingpaths.sys.paths import at, get_file
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.objects import ANON_INODEFS, NSFS, PIDFS, PIPEFS, SOCKFS
from forkingpaths.vfs.proc.files import ProcFile
from forkingpaths.vfs.proc.tree import ProcInode
from forkingpaths.vfs.regular import RegularFile
from forkingpaths.vfs.tree import TMPFS_MAGIC

NAMELESS = {
    NSFS: NSFS_MAGIC,
    PIPEFS: PIPEFS_MAGIC,
    SOCKFS: SOCKFS_MAGIC,
    ANON_INODEFS: ANON_INODE_FS_MAGIC,
    PIDFS: PID_FS_MAGIC,
    MQUEUE_DEVICE: MQUEUE_MAGIC,
}
PAGE = 4096
DISK_BLOCKS = 1 << 24  # 64 GiB: the disk of every run, whatever the host's

StatfsOut = Annotated[int, struct_out("statfs", 120)]


@syscall(man="statfs(2)")
def statfs(k: Kernel, t: Task, path: Path, buf: StatfsOut) -> int:
    t.memory.write(buf, _pack_statfs(k, at(k, t, AT_FDCWD, path).place))
    return 0


@syscall(man="statfs(2)")
def fstatfs(k: Kernel, t: Task, fd: Fd, buf: StatfsOut) -> int:
    file = t.files.get(fd)
    t.memory.write(buf, _pack_statfs(k, Place(file.mount, file.inode)))
    return 0


def _pack_statfs(k: Kernel, place: Place) -> bytes:
    mount = k.vfs.mounts.get(place.mount)
    filesystem = k.vfs.filesystems.get(place.inode.device)
    if filesystem is None:
        magic = NAMELESS.get(place.inode.device, 0)
        return STATFS.pack(magic, PAGE, 0, 0, 0, 0, 0, 0, 255, PAGE, ST_VALID)
    bits = ST_VALID
    if mount is not None:
        pairs = (
            (MS_RDONLY, ST_RDONLY), (MS_NOSUID, ST_NOSUID), (MS_NODEV, ST_NODEV), (MS_NOEXEC, ST_NOEXEC),
            (MS_NOATIME, ST_NOATIME), (MS_RELATIME, ST_RELATIME),
        )  # fmt: skip
        bits |= sum(st for ms, st in pairs if mount.flags & ms)
    blocks = free = files = free_files = 0
    if filesystem.magic == TMPFS_MAGIC:
        blocks = k.machine.memory_bytes // PAGE // 2
        if filesystem.max_bytes:
            blocks = filesystem.max_bytes // PAGE
        free = min(blocks, k.machine.memory_bytes // PAGE - k.machine.frames.in_use)
        if filesystem.max_bytes:
            free = min(free, blocks - filesystem.used_bytes() // PAGE)
        files = filesystem.max_inodes or blocks
        free_files = files - len(filesystem.inodes)
    elif not filesystem.special and filesystem.kind != b"sysfs":
        blocks, free = DISK_BLOCKS, DISK_BLOCKS // 2
        files, free_files = DISK_BLOCKS, DISK_BLOCKS - filesystem.next_number
    return STATFS.pack(
        filesystem.magic, PAGE, blocks, free, free, files, free_files, filesystem.device, 255, PAGE, bits
    )


# ---- what is written reaches the disk -------------------------------------------------------------------------------
# Nothing a run can see depends on it, unless the power is to fail: then vfs/disk records what is on the disk.


@syscall(man="sync(2)")
def sync(k: Kernel, t: Task) -> int:
    if k.vfs.disk is not None:
        k.vfs.disk.sync_all(k)
    return 0


@syscall(man="sync(2)")
def syncfs(k: Kernel, t: Task, fd: Fd) -> int:
    device = get_file(t, fd).inode.device
    if k.vfs.disk is not None and device in k.vfs.filesystems:
        k.vfs.disk.sync_device(k, device)
    return 0


@syscall(man="fsync(2)")
def fsync(k: Kernel, t: Task, fd: Fd) -> int:
    inode = _check_syncable(k, t, fd)
    if k.vfs.disk is not None:
        k.vfs.disk.sync_inode(k, inode, data_only=False)
    return 0


@syscall(man="fsync(2)")
def fdatasync(k: Kernel, t: Task, fd: Fd) -> int:
    inode = _check_syncable(k, t, fd)
    if k.vfs.disk is not None:
        k.vfs.disk.sync_inode(k, inode, data_only=True)
    return 0


def _check_syncable(k: Kernel, t: Task, fd: int) -> Inode:
    """What is to be synchronised, its times up to date.  "EROFS, EINVAL fd is bound to a special file (e.g., a pipe, FIFO, or socket)
    which does not support synchronization"."""
    file = get_file(t, fd)
    inode = file.inode
    kinds = (FileType.REGULAR, FileType.DIRECTORY, FileType.BLOCK)
    if isinstance(file, (ProcFile, QueueFile)) or isinstance(inode, ProcInode) or inode.type not in kinds:
        raise SysError(Errno.EINVAL)
    mapping.note_mapped_writes(k, inode)
    return inode


@syscall(man="sync_file_range(2)")
def sync_file_range(
    k: Kernel,
    t: Task,
    fd: Fd,
    offset: Offset,
    nbytes: Offset,
    flags: Annotated[int, flags("open.SYNC_FILE_RANGE_FLAGS")],
) -> int:
    inode = get_file(t, fd).inode
    # "EINVAL flags specifies an invalid bit; or offset or nbytes is invalid"
    if flags & ~7 or offset < 0 or nbytes < 0 or offset + nbytes > (1 << 63) - 1:
        raise SysError(Errno.EINVAL)
    # "ESPIPE fd refers to something other than a regular file, a block device, or a directory"
    if inode.type not in (FileType.REGULAR, FileType.DIRECTORY, FileType.BLOCK, FileType.SYMLINK):
        raise SysError(Errno.ESPIPE)
    return 0


@syscall(man="posix_fadvise(2)")
def fadvise64(
    k: Kernel, t: Task, fd: Fd, offset: Offset, len: Offset, advice: Annotated[int, enum("open.FADVICE")]
) -> int:
    # "ESPIPE The specified file descriptor refers to a pipe or FIFO"; advice is only advice, so knowing it is all
    # there is to do
    file = get_file(t, fd)
    if file.inode.type == FileType.FIFO:
        raise SysError(Errno.ESPIPE)
    if len < 0 or not 0 <= advice <= 5:
        raise SysError(Errno.EINVAL)
    return 0


@syscall(man="readahead(2)")
def readahead(k: Kernel, t: Task, fd: Fd, offset: Offset, count: Offset) -> int:
    file = get_file(t, fd)
    if not file.readable:
        raise SysError(Errno.EBADF)
    # "EINVAL fd does not refer to a file type to which readahead() can be applied"
    if not isinstance(file.inode, RegularFile) and not isinstance(file, (ProcFile, QueueFile)):
        raise SysError(Errno.EINVAL)
    return 0

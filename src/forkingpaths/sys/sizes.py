"""How large a file is, and where it has holes: truncate(2), fallocate(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import AT_FDCWD, O_LARGEFILE
from forkingpaths.kernel.ipc.mqueue import QueueFile, QueueInode
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.pidfd import PidFile, PidInode
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Offset, Path, flags
from forkingpaths.sys.paths import at, get_file
from forkingpaths.vfs import holes, leases, notify
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.pages import PAGE
from forkingpaths.vfs.permission import MAY_WRITE, check
from forkingpaths.vfs.proc.files import ProcFile
from forkingpaths.vfs.proc.tree import ProcInode
from forkingpaths.vfs.regular import RegularFile, RegularOpenFile
from forkingpaths.vfs.tree import TMPFS_MAGIC

LONGEST_WITHOUT_LARGEFILE = 0x7FFF_FFFF
KEEP_SIZE, PUNCH_HOLE, COLLAPSE, ZERO, INSERT, UNSHARE = 0x1, 0x2, 0x8, 0x10, 0x20, 0x40


@syscall(man="truncate(2)")
def truncate(k: Kernel, t: Task, path: Path, length: Offset) -> int:
    # "EINVAL The argument length is negative or larger than the maximum file size"
    if length < 0:
        raise SysError(Errno.EINVAL)
    place = at(k, t, AT_FDCWD, path).place
    inode = place.inode
    if inode.type == FileType.DIRECTORY:
        raise SysError(Errno.EISDIR)
    if isinstance(inode, ProcInode) and inode.type == FileType.REGULAR:
        check(t.credentials, inode, MAY_WRITE)
        return 0  # what proc shows has no length that could change, and Linux says so to nobody
    if isinstance(inode, PidInode):
        raise SysError(Errno.EOPNOTSUPP)
    if not isinstance(inode, RegularFile):
        raise SysError(Errno.EINVAL)
    if k.vfs.read_only(place.mount):
        raise SysError(Errno.EROFS)
    check(t.credentials, inode, MAY_WRITE)
    if k.vfs.leases:
        leases.break_for(k, inode, 1)
    # "ETXTBSY The file is an executable file that is being executed"
    if inode.pages.executing:
        raise SysError(Errno.ETXTBSY)
    inode.set_size(k, length)
    notify.changed(k, inode, notify.IN_MODIFY)
    return 0


@syscall(man="truncate(2)")
def ftruncate(k: Kernel, t: Task, fd: Fd, length: Offset) -> int:
    if length < 0:
        raise SysError(Errno.EINVAL)
    file = get_file(t, fd)
    # "EBADF or EINVAL fd is not open for writing"; "EINVAL fd does not reference a regular file or a POSIX shared
    # memory object"
    if isinstance(file, ProcFile) and file.writable:
        return 0  # as above
    if isinstance(file, PidFile):
        raise SysError(Errno.EOPNOTSUPP)
    if not isinstance(file, (RegularOpenFile, QueueFile)) or not file.writable:
        raise SysError(Errno.EINVAL)
    if length > LONGEST_WITHOUT_LARGEFILE and not file.flags & O_LARGEFILE:  # opened by a 32-bit program
        raise SysError(Errno.EINVAL)
    inode = file.inode
    if isinstance(inode, QueueInode):
        inode.set_size(k, length)
        return 0
    assert isinstance(inode, RegularFile)
    if (inode.seals & 0x2 and length < inode.size) or (inode.seals & 0x4 and length > inode.size):
        raise SysError(Errno.EPERM)
    inode.set_size(k, length)
    notify.file(k, file, notify.IN_MODIFY)
    return 0


@syscall(man="fallocate(2)")
def fallocate(
    k: Kernel,
    t: Task,
    fd: Fd,
    mode: Annotated[int, flags("open.FALLOCATE_FLAGS", "i32")],
    offset: Offset,
    len: Offset,
) -> int:
    file = get_file(t, fd)
    # "EINVAL offset was less than 0, or len was less than or equal to 0"
    if offset < 0 or len <= 0:
        raise SysError(Errno.EINVAL)
    _check_fallocate_mode(mode)
    if not file.writable:
        raise SysError(Errno.EBADF)
    inode = file.inode
    if inode.type == FileType.FIFO:
        raise SysError(Errno.ESPIPE)
    if inode.type == FileType.DIRECTORY:
        raise SysError(Errno.EISDIR)
    if inode.type != FileType.REGULAR:
        raise SysError(Errno.ENODEV)
    if not isinstance(inode, RegularFile):  # proc, message queues
        raise SysError(Errno.EOPNOTSUPP)
    if offset + len > inode.limit:
        raise SysError(Errno.EFBIG)
    # "EOPNOTSUPP The filesystem containing the file referred to by fd does not support this operation"
    kind = mode & ~KEEP_SIZE
    if kind == UNSHARE or (kind in (COLLAPSE, ZERO, INSERT) and k.vfs.of(inode).magic == TMPFS_MAGIC):
        raise SysError(Errno.EOPNOTSUPP)
    k.touch(("inode", inode.device, inode.number), True)
    inode.written(k)  # even when what follows fails
    _fallocate(k, inode, mode, offset, len)
    inode.changed = True
    notify.file(k, file, notify.IN_MODIFY)
    return 0


def _check_fallocate_mode(mode: int) -> None:
    """Which combinations make sense (vfs_fallocate of Linux)."""
    if mode & ~0x7F:
        raise SysError(Errno.EOPNOTSUPP)
    kind = mode & ~KEEP_SIZE
    # "FALLOC_FL_PUNCH_HOLE ... must be ORed with FALLOC_FL_KEEP_SIZE"
    if kind == PUNCH_HOLE and not mode & KEEP_SIZE:
        raise SysError(Errno.EOPNOTSUPP)
    if kind in (COLLAPSE, INSERT) and mode & KEEP_SIZE:
        raise SysError(Errno.EOPNOTSUPP)
    if kind not in (0, PUNCH_HOLE, COLLAPSE, ZERO, INSERT, UNSHARE):
        raise SysError(Errno.EOPNOTSUPP)


def _fallocate(k: Kernel, inode: RegularFile, mode: int, offset: int, length: int) -> None:
    pages = inode.pages
    end = offset + length
    kind = mode & ~KEEP_SIZE
    # "EPERM The file referred to by fd is marked immutable"; or sealed (fcntl(2), F_SEAL_WRITE)
    if kind == PUNCH_HOLE and inode.seals & 0x18:
        raise SysError(Errno.EPERM)
    if kind == PUNCH_HOLE:
        if end >= pages.size and k.vfs.of(inode).magic != TMPFS_MAGIC:  # ext4 frees the last page, too
            end = (pages.size + PAGE - 1) // PAGE * PAGE
        if end > offset:
            holes.punch(k, pages, offset, end)
        return
    if kind in (COLLAPSE, INSERT):
        _shift(k, inode, kind, offset, length)
        return
    if inode.seals & 0x4 and end > pages.size:
        raise SysError(Errno.EPERM)
    if end > pages.size and not mode & KEEP_SIZE and end > k.file_size_limit():
        k.signal_caller(25)  # SIGXFSZ
        raise SysError(Errno.EFBIG)
    if kind == ZERO:
        holes.punch(k, pages, offset, min(end, pages.size))
    # Space is "guaranteed not to fail because of lack of disk space": the pages are there, as zeros
    wanted = range(
        offset // PAGE, ((end if not mode & KEEP_SIZE else min(end, pages.size)) + PAGE - 1) // PAGE
    )
    if wanted.stop - wanted.start > k.machine.memory_bytes // PAGE - k.machine.frames.in_use + len(
        pages.frames
    ):
        raise SysError(Errno.ENOSPC)
    if inode.mount_limit(k) and inode.room(k, offset, length) < length:
        raise SysError(Errno.ENOSPC)
    if end > pages.size and not mode & KEEP_SIZE:
        pages.truncate(k, end)
    for index in wanted:
        try:
            holes.reserve(k, pages, index)
        except SysError:
            raise SysError(Errno.ENOSPC) from None


def _shift(k: Kernel, inode: RegularFile, kind: int, offset: int, length: int) -> None:
    """FALLOC_FL_COLLAPSE_RANGE and FALLOC_FL_INSERT_RANGE: "offset and len must be a multiple of the
    filesystem logical block size".
    """
    pages = inode.pages
    if (
        offset % PAGE
        or length % PAGE
        or (offset + length >= pages.size if kind == COLLAPSE else offset >= pages.size)
    ):
        raise SysError(Errno.EINVAL)
    if kind == COLLAPSE:
        holes.shift(k, pages, (offset + length) // PAGE, -length // PAGE)
        return
    if pages.size + length > min(k.file_size_limit(), inode.limit):
        raise SysError(Errno.EFBIG)
    holes.shift(k, pages, offset // PAGE, length // PAGE)

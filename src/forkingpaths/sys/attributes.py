"""What a file is like: chmod(2), chown(2), utime(2), utimensat(2), truncate(2), fallocate(2), umask(2)."""

from __future__ import annotations

from struct import Struct
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import AT_EMPTY_PATH, AT_FDCWD, AT_SYMLINK_NOFOLLOW
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import DirFd, Fd, Gid, Mode, Offset, Path, Uid, flags, struct_in
from forkingpaths.sys.paths import at, get_file, writable_inode
from forkingpaths.vfs import notify
from forkingpaths.vfs.credentials import CAP_CHOWN, CAP_FSETID
from forkingpaths.vfs.inode import S_IFMT, S_ISGID, S_ISUID, FileType, Place
from forkingpaths.vfs.pages import PAGE
from forkingpaths.vfs.permission import MAY_WRITE, check, may, owns
from forkingpaths.vfs.regular import RegularFile, RegularOpenFile

NS = 1_000_000_000
UTIME_NOW, UTIME_OMIT = (1 << 30) - 1, (1 << 30) - 2
TWO_TIMES = Struct("<qqqq")
TWO_SECONDS = Struct("<qq")
KEEP_SIZE, PUNCH_HOLE, COLLAPSE, ZERO, INSERT, UNSHARE = 0x1, 0x2, 0x8, 0x10, 0x20, 0x40

AtFlags = Annotated[int, flags("open.AT_FLAGS", "i32")]
Times = Annotated[int, struct_in("utimes", 32)]


@syscall(man="chmod(2)")
def chmod(k: Kernel, t: Task, pathname: Path, mode: Mode) -> int:
    return _chmod(k, t, at(k, t, AT_FDCWD, pathname).place, mode)


@syscall(man="chmod(2)")
def fchmod(k: Kernel, t: Task, fd: Fd, mode: Mode) -> int:
    file = get_file(t, fd)
    return _chmod(k, t, Place(file.mount, file.inode), mode)


@syscall(man="chmod(2)")
def fchmodat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, mode: Mode) -> int:
    return _chmod(k, t, at(k, t, dirfd, pathname).place, mode)


def _chmod(k: Kernel, t: Task, place: Place, mode: int) -> int:
    inode = writable_inode(k, place)
    cred = t.credentials
    # "EPERM The effective UID does not match the owner of the file, and the process is not privileged (CAP_FOWNER)"
    if not owns(cred, inode):
        raise SysError(Errno.EPERM)
    if inode.type == FileType.SYMLINK:
        raise SysError(Errno.EOPNOTSUPP)
    mode &= 0o7777
    # "If the calling process is not privileged (CAP_FSETID), and the group of the file does not match ... the
    # S_ISGID bit will be turned off"
    if mode & S_ISGID and not cred.in_group(inode.gid) and not cred.capable(CAP_FSETID):
        mode &= ~S_ISGID
    inode.mode = inode.mode & S_IFMT | mode
    inode.ctime_ns = k.now_ns()
    notify.changed(k, inode, notify.IN_ATTRIB)
    return 0


@syscall(man="chown(2)")
def chown(k: Kernel, t: Task, pathname: Path, owner: Uid, group: Gid) -> int:
    return _chown(k, t, at(k, t, AT_FDCWD, pathname).place, owner, group)


@syscall(man="chown(2)")
def lchown(k: Kernel, t: Task, pathname: Path, owner: Uid, group: Gid) -> int:
    return _chown(k, t, at(k, t, AT_FDCWD, pathname, False).place, owner, group)


@syscall(man="chown(2)")
def fchown(k: Kernel, t: Task, fd: Fd, owner: Uid, group: Gid) -> int:
    file = get_file(t, fd)
    return _chown(k, t, Place(file.mount, file.inode), owner, group)


@syscall(man="chown(2)")
def fchownat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, owner: Uid, group: Gid, flags: AtFlags) -> int:
    if flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH):
        raise SysError(Errno.EINVAL)
    where = at(k, t, dirfd, pathname, not flags & AT_SYMLINK_NOFOLLOW, empty=bool(flags & AT_EMPTY_PATH))
    return _chown(k, t, where.place, owner, group)


def _chown(k: Kernel, t: Task, place: Place, owner: int, group: int) -> int:
    inode = writable_inode(k, place)
    cred = t.credentials
    # "If the owner or group is specified as -1, then that ID is not changed"
    keep_owner, keep_group = owner == 0xFFFFFFFF, group == 0xFFFFFFFF
    # "Only a privileged process (CAP_CHOWN) may change the owner of a file.  The owner of a file may change the
    # group of the file to any group of which that owner is a member."
    if not cred.capable(CAP_CHOWN):
        mine = cred.fsuid == inode.uid
        if not keep_owner and not (mine and owner == inode.uid):
            raise SysError(Errno.EPERM)
        if not keep_group and not (mine and (cred.in_group(group) or group == inode.gid)):
            raise SysError(Errno.EPERM)
    # "When the owner or group of an executable file is changed ... the S_ISUID and S_ISGID mode bits are cleared";
    # Linux also for root, and never for directories
    if inode.type != FileType.DIRECTORY:
        inode.mode &= ~S_ISUID
        if inode.mode & (S_ISGID | 0o010) == S_ISGID | 0o010 or (
            inode.mode & S_ISGID and not cred.in_group(inode.gid) and not cred.capable(CAP_FSETID)
        ):
            inode.mode &= ~S_ISGID
    if not keep_owner:
        inode.uid = owner
    if not keep_group:
        inode.gid = group
    inode.ctime_ns = k.now_ns()
    notify.changed(k, inode, notify.IN_ATTRIB)
    return 0


# ---- times ---------------------------------------------------------------------------------------------------------


@syscall(man="utime(2)")
def utime(k: Kernel, t: Task, filename: Path, times: Annotated[int, struct_in("utimbuf", 16)]) -> int:
    pair = None
    if times:
        atime, mtime = TWO_SECONDS.unpack(t.memory.read(times, 16))
        pair = (atime * NS, mtime * NS)
    return _set_times(k, t, at(k, t, AT_FDCWD, filename).place, pair)


@syscall(man="utime(2)")
def utimes(k: Kernel, t: Task, filename: Path, times: Times) -> int:
    return _utimes(k, t, AT_FDCWD, filename, times)


@syscall(man="futimesat(2)")
def futimesat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, times: Times) -> int:
    if not pathname and dirfd != AT_FDCWD:
        file = get_file(t, dirfd)
        return _set_times(k, t, Place(file.mount, file.inode), _microseconds(t, times))
    return _utimes(k, t, dirfd, pathname, times)


def _utimes(k: Kernel, t: Task, dirfd: int, pathname: int, times: int) -> int:
    pair = _microseconds(t, times)
    return _set_times(k, t, at(k, t, dirfd, pathname).place, pair)


def _microseconds(t: Task, times: int) -> tuple[int, int] | None:
    if not times:
        return None
    atime, atime_us, mtime, mtime_us = TWO_TIMES.unpack(t.memory.read(times, 32))
    if not (0 <= atime_us < 1_000_000 and 0 <= mtime_us < 1_000_000):
        raise SysError(Errno.EINVAL)
    return atime * NS + atime_us * 1000, mtime * NS + mtime_us * 1000


@syscall(man="utimensat(2)")
def utimensat(
    k: Kernel,
    t: Task,
    dirfd: DirFd,
    pathname: Path,
    times: Annotated[int, struct_in("timespecs", 32)],
    flags: AtFlags,
) -> int:
    pair: tuple[int, int] | None = None
    both_now = True
    if times:
        atime, atime_ns, mtime, mtime_ns = TWO_TIMES.unpack(t.memory.read(times, 32))
        # "If both tv_nsec fields specify UTIME_OMIT, then ... utimensat() ... succeeds": without a look at the file
        if atime_ns == mtime_ns == UTIME_OMIT:
            return 0
        for ns in (atime_ns, mtime_ns):
            # "EINVAL Invalid value in one of the tv_nsec fields"
            if ns not in (UTIME_NOW, UTIME_OMIT) and not 0 <= ns < NS:
                raise SysError(Errno.EINVAL)
        both_now = atime_ns == mtime_ns == UTIME_NOW
        now = k.now_ns()
        pair = (_moment(now, atime, atime_ns), _moment(now, mtime, mtime_ns))
    if not pathname and dirfd != AT_FDCWD:
        # futimens(3): "If pathname is NULL, then the call modifies the timestamps of the file referred to by dirfd"
        if flags & ~AT_EMPTY_PATH:
            raise SysError(Errno.EINVAL)
        file = get_file(t, dirfd)
        place = Place(file.mount, file.inode)
    else:
        if flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH):
            raise SysError(Errno.EINVAL)
        follow = not flags & AT_SYMLINK_NOFOLLOW
        place = at(k, t, dirfd, pathname, follow, empty=bool(flags & AT_EMPTY_PATH)).place
    return _set_times(k, t, place, None if both_now else pair)


def _moment(now: int, seconds: int, nanoseconds: int) -> int:
    """A timespec as a time; -1 << 80 for "leave it"."""
    if nanoseconds == UTIME_NOW:
        return now
    return LEAVE if nanoseconds == UTIME_OMIT else seconds * NS + nanoseconds


LEAVE = -1 << 80


def _set_times(k: Kernel, t: Task, place: Place, pair: tuple[int, int] | None) -> int:
    """Set (atime, mtime), or both to now."""
    inode = writable_inode(k, place)
    cred = t.credentials
    if pair is None:
        # "To set both file timestamps to the current time ... the caller must have write access to the file, or
        # own it, or be privileged"
        if not owns(cred, inode) and not may(cred, inode, MAY_WRITE):
            raise SysError(Errno.EACCES)
        inode.atime_ns = inode.mtime_ns = k.now_ns()
    else:
        # "To make any change other than setting both timestamps to the current time ... effective user ID must
        # match the owner"
        if not owns(cred, inode):
            raise SysError(Errno.EPERM)
        if pair[0] != LEAVE:
            inode.atime_ns = pair[0]
        if pair[1] != LEAVE:
            inode.mtime_ns = pair[1]
    inode.ctime_ns = k.now_ns()
    notify.changed(k, inode, notify.IN_ATTRIB)
    return 0


# ---- size ----------------------------------------------------------------------------------------------------------


@syscall(man="truncate(2)")
def truncate(k: Kernel, t: Task, path: Path, length: Offset) -> int:
    # "EINVAL The argument length is negative or larger than the maximum file size"
    if length < 0:
        raise SysError(Errno.EINVAL)
    place = at(k, t, AT_FDCWD, path).place
    inode = place.inode
    if inode.type == FileType.DIRECTORY:
        raise SysError(Errno.EISDIR)
    if not isinstance(inode, RegularFile):
        raise SysError(Errno.EINVAL)
    if k.vfs.read_only(place.mount):
        raise SysError(Errno.EROFS)
    check(t.credentials, inode, MAY_WRITE)
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
    if not isinstance(file, RegularOpenFile) or not file.writable:
        raise SysError(Errno.EINVAL)
    inode = file.inode
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
    if not isinstance(inode, RegularFile):
        raise SysError(Errno.ENODEV)
    if offset + len > inode.limit:
        raise SysError(Errno.EFBIG)
    k.touch(("inode", inode.device, inode.number), True)
    _fallocate(k, inode, mode, offset, len)
    inode.changed = True
    inode.written(k)
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
    if kind == PUNCH_HOLE:
        pages.punch(k, offset, end)
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
        pages.punch(k, offset, min(end, pages.size))
    # Space is "guaranteed not to fail because of lack of disk space": the pages are there, as zeros
    wanted = range(
        offset // PAGE, ((end if not mode & KEEP_SIZE else min(end, pages.size)) + PAGE - 1) // PAGE
    )
    if wanted.stop - wanted.start > k.machine.memory_bytes // PAGE - k.machine.frames.in_use + len(
        pages.frames
    ):
        raise SysError(Errno.ENOSPC)
    if end > pages.size and not mode & KEEP_SIZE:
        pages.truncate(k, end)
    for index in wanted:
        if not pages.is_data(index):
            try:
                pages.write(k, index * PAGE, bytes(min(PAGE, pages.size - index * PAGE)))
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
        pages.shift(k, (offset + length) // PAGE, -length // PAGE)
        return
    if pages.size + length > min(k.file_size_limit(), inode.limit):
        raise SysError(Errno.EFBIG)
    pages.shift(k, offset // PAGE, length // PAGE)


@syscall(man="umask(2)", result="mode")
def umask(k: Kernel, t: Task, mask: Mode) -> int:
    old = t.fs.umask
    t.fs.umask = mask & 0o777
    return old

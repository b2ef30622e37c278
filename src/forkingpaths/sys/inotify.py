"""inotify_init(2), inotify_add_watch(2), inotify_rm_watch(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.inotify import (
    IN_ALL_EVENTS,
    IN_CLOEXEC,
    IN_DONT_FOLLOW,
    IN_EXCL_UNLINK,
    IN_MASK_ADD,
    IN_MASK_CREATE,
    IN_NONBLOCK,
    IN_ONESHOT,
    IN_ONLYDIR,
    INOTIFY_EVENTS,
)
from forkingpaths.abi.open import AT_FDCWD
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Fd, Int, Path, flags
from forkingpaths.sys.paths import at, get_file
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.inotify import InotifyFile, Watch
from forkingpaths.vfs.objects import anonymous_inode
from forkingpaths.vfs.permission import MAY_READ, check

RLIMIT_NOFILE = 7


@syscall(man="inotify_init(2)")
def inotify_init(k: Kernel, t: Task) -> int:
    return _init(k, t, 0)


@syscall(man="inotify_init(2)")
def inotify_init1(k: Kernel, t: Task, flags: Annotated[int, flags("inotify.INOTIFY_INIT_FLAGS")]) -> int:
    # "EINVAL (inotify_init1()) An invalid value was specified in flags"
    if flags & ~(IN_CLOEXEC | IN_NONBLOCK):
        raise SysError(Errno.EINVAL)
    return _init(k, t, flags)


def _init(k: Kernel, t: Task, flags: int) -> int:
    limit = t.process.limits[RLIMIT_NOFILE][0]
    t.files.lowest_free(0, limit)
    identity = k.objects.file_identity()
    file = InotifyFile(anonymous_inode(k), flags & IN_NONBLOCK, b"anon_inode:inotify", identity=identity)
    return t.files.install(file, limit, cloexec=bool(flags & IN_CLOEXEC))


def _instance(t: Task, fd: int) -> InotifyFile:
    # "EINVAL fd is not an inotify file descriptor"
    file = get_file(t, fd)
    if not isinstance(file, InotifyFile):
        raise SysError(Errno.EINVAL)
    return file


@syscall(man="inotify_add_watch(2)")
def inotify_add_watch(
    k: Kernel, t: Task, fd: Fd, pathname: Path, mask: Annotated[int, flags("inotify.INOTIFY_EVENTS")]
) -> int:
    # "EINVAL The given event mask contains no valid events; or mask contains both IN_MASK_ADD and IN_MASK_CREATE"
    if not mask & INOTIFY_EVENTS.known:
        raise SysError(Errno.EINVAL)
    file = get_file(t, fd)
    if mask & IN_MASK_ADD and mask & IN_MASK_CREATE:
        raise SysError(Errno.EINVAL)
    instance = _instance(t, fd)
    inode = at(k, t, AT_FDCWD, pathname, not mask & IN_DONT_FOLLOW).place.inode
    if mask & IN_ONLYDIR and inode.type != FileType.DIRECTORY:
        raise SysError(Errno.ENOTDIR)
    check(t.credentials, inode, MAY_READ)
    kept = mask & (IN_ALL_EVENTS | IN_EXCL_UNLINK | IN_ONESHOT)
    watches = k.vfs.watches.setdefault((inode.device, inode.number), [])
    for watch in watches:
        if watch.instance is file:
            # "EEXIST mask contains IN_MASK_CREATE and pathname refers to a file already being watched by the same fd"
            if mask & IN_MASK_CREATE:
                raise SysError(Errno.EEXIST)
            watch.mask = watch.mask | kept if mask & IN_MASK_ADD else kept
            return int(watch.number)
    made = Watch(instance, instance.next_watch, inode, kept)
    instance.next_watch += 1
    instance.watches[made.number] = made
    watches.append(made)
    return made.number


@syscall(man="inotify_rm_watch(2)")
def inotify_rm_watch(k: Kernel, t: Task, fd: Fd, wd: Int) -> int:
    watch = _instance(t, fd).watches.get(wd)
    # "EINVAL The watch descriptor wd is not valid"
    if watch is None:
        raise SysError(Errno.EINVAL)
    watch.end(k)
    return 0

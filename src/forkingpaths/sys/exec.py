"""execve(2), execveat(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW
from forkingpaths.kernel.exec import execve as exec_
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys import paths
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import DirFd, Path, Strings, flags
from forkingpaths.vfs.inode import FileType
from forkingpaths.vfs.lookup import lookup

MAX_STRING = 131072
AT_EXECVE_CHECK = 0x10000
TOTAL = 8 << 20  # bytes of strings that are looked at before E2BIG is certain


@syscall(man="execve(2)")
def execve(k: Kernel, t: Task, pathname: Path, argv: Strings, envp: Strings) -> int:
    path = paths.path_at(t, pathname)
    at = lookup(k, t.fs, t.credentials, None, path)
    exec_.execute_at(k, t, at, path, strings(t, argv), strings(t, envp))
    return 0


@syscall(man="execveat(2)")
def execveat(
    k: Kernel,
    t: Task,
    dirfd: DirFd,
    pathname: Path,
    argv: Strings,
    envp: Strings,
    flags: Annotated[int, flags("AT_FLAGS", "i32")],
) -> int:
    path = paths.path_at(t, pathname)
    if not path and not flags & AT_EMPTY_PATH:
        raise SysError(Errno.ENOENT)
    if flags & ~(AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW | AT_EXECVE_CHECK):
        raise SysError(Errno.EINVAL)
    at = paths.at(k, t, dirfd, path, not flags & AT_SYMLINK_NOFOLLOW, empty=bool(flags & AT_EMPTY_PATH))
    # "ELOOP flags includes AT_SYMLINK_NOFOLLOW and the file identified by dirfd and a non-NULL pathname is a symbolic link"
    if at.inode is not None and at.inode.type == FileType.SYMLINK:
        raise SysError(Errno.ELOOP)
    if flags & AT_EXECVE_CHECK:
        # "perform a check if the file would be allowed for execution, but without executing" (Linux 6.14)
        exec_.check_executable(k, t, at)
        return 0
    hidden = False
    if path[:1] != b"/" and dirfd >= 0:
        # "If pathname ... is an interpreter script, then the interpreter is told /dev/fd/N or /dev/fd/N/P", which
        # must lead somewhere
        hidden = dirfd in t.files.close_on_exec
        path = b"/dev/fd/%d" % dirfd + (b"/" + path if path else b"")
    exec_.execute_at(k, t, at, path, strings(t, argv), strings(t, envp), hidden=hidden)
    return 0


def strings(t: Task, address: int) -> list[bytes]:
    """A vector of strings; NULL counts as an empty one ("Linux: argv and envp can be specified as NULL").  EFAULT, E2BIG."""
    if not address:
        return []
    found: list[bytes] = []
    memory = t.memory
    total = 0
    while True:
        pointer = memory.read_u64(address)
        if not pointer:
            return found
        try:
            text = memory.read_string(pointer, MAX_STRING)
        except SysError as error:
            raise SysError(Errno.E2BIG if error.errno == Errno.ENAMETOOLONG else error.errno) from None
        found.append(text)
        total += len(text) + 9
        if total > TOTAL:
            raise SysError(Errno.E2BIG)
        address += 8

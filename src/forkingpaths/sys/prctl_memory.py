"""prctl(PR_SET_MM): "Modify certain kernel memory map descriptor fields of the calling process", as checkpoints are restored.

What they are for: the heap's end counts for brk(2), where the arguments lie for /proc/PID/cmdline, the auxiliary vector for /proc/PID/auxv,
the program for /proc/PID/exe; the others are only told in /proc/PID/stat.  All of them are checked together, whichever is set.
"""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

from forkingpaths.abi import prctl as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import RLIM_INFINITY, RLIMIT_DATA
from forkingpaths.kernel.memory.address_space import AddressSpace, hold_executable, release_executable
from forkingpaths.kernel.memory.layout import MMAP_MIN
from forkingpaths.sys.prctl import need, option
from forkingpaths.vfs.credentials import CAP_CHECKPOINT_RESTORE, CAP_SYS_ADMIN, CAP_SYS_RESOURCE
from forkingpaths.vfs.namespace import MS_NOEXEC
from forkingpaths.vfs.permission import MAY_EXEC, may
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

AUXV_BYTES = 448  # of the table that Linux keeps: AT_VECTOR_SIZE words
NO_FILE = 0xFFFF_FFFF
WITH_LENGTH = (abi.PR_SET_MM_AUXV, abi.PR_SET_MM_MAP, abi.PR_SET_MM_MAP_SIZE)


class Fields(NamedTuple):
    """The places of struct prctl_mm_map, in its order."""

    start_code: int
    end_code: int
    start_data: int
    end_data: int
    start_brk: int
    brk: int
    start_stack: int
    arg_start: int
    arg_end: int
    env_start: int
    env_end: int


MM_MAP = Struct("<11QQII")  # Fields, auxv, auxv_size, exe_fd
OF_OPTION = {
    abi.PR_SET_MM_START_CODE: "start_code", abi.PR_SET_MM_END_CODE: "end_code", abi.PR_SET_MM_START_DATA: "start_data",
    abi.PR_SET_MM_END_DATA: "end_data", abi.PR_SET_MM_START_STACK: "start_stack", abi.PR_SET_MM_START_BRK: "start_brk",
    abi.PR_SET_MM_BRK: "brk", abi.PR_SET_MM_ARG_START: "arg_start", abi.PR_SET_MM_ARG_END: "arg_end",
    abi.PR_SET_MM_ENV_START: "env_start", abi.PR_SET_MM_ENV_END: "env_end",
}  # fmt: skip
IN_A_MAPPING = ("start_stack", "arg_start", "arg_end", "env_start", "env_end")


@option(abi.PR_SET_MM)
def set_memory_description(k: Kernel, t: Task, a: int, b: int, c: int, d: int) -> int:
    need(not d and not (c and a not in WITH_LENGTH))
    if a == abi.PR_SET_MM_MAP_SIZE:
        t.memory.write_u32(b, MM_MAP.size)
        return 0
    k.touch(("process", t.tgid), True)
    if a == abi.PR_SET_MM_MAP:
        return _set_all(k, t, b, c)
    # "EPERM ... the caller does not have the CAP_SYS_RESOURCE capability"
    need(t.credentials.capable(CAP_SYS_RESOURCE), Errno.EPERM)
    if a == abi.PR_SET_MM_EXE_FILE:
        return _set_program(k, t, b & NO_FILE)
    if a == abi.PR_SET_MM_AUXV:
        need(c <= AUXV_BYTES)
        _set_auxv(t.memory, t.memory.read(b, c))
        return 0
    name = OF_OPTION.get(a)
    space = t.memory
    need(MMAP_MIN <= b < space.layout.task_size)
    if name is None:
        raise SysError(Errno.EINVAL)
    fields = _fields(space)._replace(**{name: b})
    _check(t, fields)
    # as find_vma: a mapping that holds the address, or lies above it
    if name in IN_A_MAPPING and not any(vma.end > b for vma in space.vmas.items):
        raise SysError(Errno.EFAULT)
    _put(space, fields)
    return 0


def _fields(space: AddressSpace) -> Fields:
    heap = space.brk_start, space.brk
    return Fields(*space.code, *space.data, *heap, space.stack_start, *space.arguments, *space.environment)


def _put(space: AddressSpace, f: Fields) -> None:
    space.code, space.data = (f.start_code, f.end_code), (f.start_data, f.end_data)
    space.brk_start, space.brk, space.stack_start = f.start_brk, f.brk, f.start_stack
    space.arguments, space.environment = (f.arg_start, f.arg_end), (f.env_start, f.env_end)


def _check(t: Task, f: Fields) -> None:
    """SysError(EINVAL) unless every place is one of the program's, the pairs are in order, and RLIMIT_DATA holds."""
    need(all(MMAP_MIN <= place < t.memory.layout.task_size for place in f))
    need(f.start_code < f.end_code and f.start_data <= f.end_data and f.start_brk <= f.brk)
    need(f.arg_start <= f.arg_end and f.env_start <= f.env_end)
    soft = t.process.limits[RLIMIT_DATA][0]
    need(soft == RLIM_INFINITY or f.brk - f.start_brk + f.end_data - f.start_data <= soft)


def _set_all(k: Kernel, t: Task, address: int, size: int) -> int:
    """PR_SET_MM_MAP: "Provides one-shot access to all the addresses by passing in a struct prctl_mm_map"."""
    need(size == MM_MAP.size)
    *places, auxv, auxv_bytes, fd = MM_MAP.unpack(t.memory.read(address, MM_MAP.size))
    fields = Fields(*places)
    _check(t, fields)
    table = None
    if auxv_bytes:
        need(auxv != 0 and auxv_bytes <= AUXV_BYTES)
        table = t.memory.read(auxv, auxv_bytes)
    if fd != NO_FILE:
        able = t.credentials.capable(CAP_CHECKPOINT_RESTORE) or t.credentials.capable(CAP_SYS_ADMIN)
        need(able, Errno.EPERM)
        _set_program(k, t, fd)
    _put(t.memory, fields)
    if table is not None:
        _set_auxv(t.memory, table.ljust(AUXV_BYTES, b"\0"))
    return 0


def _set_auxv(space: AddressSpace, table: bytes) -> None:
    """The first words of the table are replaced; what is shown of it ends with AT_NULL, which its last entry is in any case."""
    whole = (table + space.auxv.ljust(AUXV_BYTES, b"\0")[len(table) :])[: AUXV_BYTES - 16] + bytes(16)
    words = Struct(f"<{AUXV_BYTES // 8}Q").unpack(whole)
    end = next(index for index in range(0, len(words), 2) if not words[index])
    space.auxv = whole[: 8 * (end + 2)]


def _set_program(k: Kernel, t: Task, fd: int) -> int:
    """PR_SET_MM_EXE_FILE: "Supersede the /proc/pid/exe symbolic link with a new one pointing to a new executable file"."""
    file = t.files.get(fd)
    inode = file.inode
    need(
        isinstance(inode, RegularFile)
        and not k.vfs.flags_of(file.mount) & MS_NOEXEC
        and may(t.credentials, inode, MAY_EXEC),
        Errno.EACCES,
    )
    space = t.memory
    old = space.executable
    # "EBUSY ... the symlink can be changed only if all mappings of the old executable are gone"
    mapped = old is not None and any(
        vma.file is not None and vma.file.inode is old.inode for vma in space.vmas.items
    )
    need(not mapped, Errno.EBUSY)
    assert isinstance(inode, RegularFile)
    need(not inode.pages.writers, Errno.EACCES)
    hold_executable(file)
    space.executable = file
    if old is not None:
        release_executable(k, old)
    return 0

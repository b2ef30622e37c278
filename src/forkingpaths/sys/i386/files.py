"""Calls on files that i386 has in another shape: 64-bit offsets in two registers, the structures that grew, old names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.fcntl import (
    F_GETLK,
    F_OFD_GETLK,
    F_OFD_SETLK,
    F_OFD_SETLKW,
    F_SETLK,
    F_SETLKW,
)
from forkingpaths.abi.i386.structs import DIRENT32_HEAD, MMAP_ARG_STRUCT
from forkingpaths.abi.open import (
    AT_FDCWD,
    O_CREAT,
    O_LARGEFILE,
    O_PATH,
    O_SMALL_FILE,
    O_TRUNC,
    O_WRONLY,
    VALID_OPEN_FLAGS,
)
from forkingpaths.abi.stat import STATFS
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.sys import directory, filesystem, memory, mounts, read_write, sizes, vectors
from forkingpaths.sys import open as opening
from forkingpaths.sys.i386.bind import i386_syscall
from forkingpaths.sys.i386.layouts import FCNTL, FLOCK64, STATFS64_SIZES, narrow_statfs64
from forkingpaths.sys.i386.scratch import Scratch
from forkingpaths.sys.i386.vectors import Vector
from forkingpaths.sys.kinds import (
    Address,
    DirFd,
    Fd,
    Int,
    Kind,
    Mode,
    Path,
    Size,
    UInt,
    buffer_in,
    buffer_out,
    enum,
)
from forkingpaths.vfs.filesystem import DirectoryEntry

PAGE = 4096
MAP_32BIT = 0x40  # means nothing where all addresses have 32 bits
LONGEST_OFFSET = 0x7FFF_FFFF
F_GETLK64, F_SETLK64, F_SETLKW64 = 12, 13, 14
LOCKS64 = {
    F_GETLK64: F_GETLK,
    F_SETLK64: F_SETLK,
    F_SETLKW64: F_SETLKW,
    **{number: number for number in (F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW)},
}
Pointer = Annotated[int, Kind("void *", "u64", "inout", 0, "address")]


def offset(low: int, high: int) -> int:
    """A loff_t from its two halves."""
    value = (high & 0xFFFF_FFFF) << 32 | (low & 0xFFFF_FFFF)
    return value - (1 << 64) if value >> 63 else value


Position = Annotated[int, Kind("loff_t *result", "u64", "out", 8, "offset_pointer")]


@i386_syscall(man="llseek(2)")
def _llseek(
    k: Kernel,
    t: Task,
    fd: Fd,
    high: UInt,
    low: UInt,
    result: Position,
    whence: Annotated[int, enum("open.WHENCE")],
) -> int:
    position = read_write.lseek(k, t, fd, offset(low, high), whence)
    t.memory.write_u64(result, position)
    return 0


@i386_syscall(man="pread(2)")
def pread64(
    k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_out(2)], count: Size, low: UInt, high: UInt
) -> int:
    return read_write.pread64(k, t, fd, buf, count, offset(low, high))


@i386_syscall(man="pread(2)")
def pwrite64(
    k: Kernel, t: Task, fd: Fd, buf: Annotated[int, buffer_in(2)], count: Size, low: UInt, high: UInt
) -> int:
    return read_write.pwrite64(k, t, fd, buf, count, offset(low, high))


@i386_syscall(man="truncate(2)")
def truncate64(k: Kernel, t: Task, path: Path, low: UInt, high: UInt) -> int:
    return sizes.truncate(k, t, path, offset(low, high))


@i386_syscall(man="truncate(2)")
def ftruncate64(k: Kernel, t: Task, fd: Fd, low: UInt, high: UInt) -> int:
    return sizes.ftruncate(k, t, fd, offset(low, high))


@i386_syscall()
def fallocate(
    k: Kernel, t: Task, fd: Fd, mode: Int, low: UInt, high: UInt, length_low: UInt, length_high: UInt
) -> int:
    return sizes.fallocate(k, t, fd, mode, offset(low, high), offset(length_low, length_high))


@i386_syscall(man="posix_fadvise(2)")
def fadvise64(k: Kernel, t: Task, fd: Fd, low: UInt, high: UInt, length: UInt, advice: Int) -> int:
    return filesystem.fadvise64(k, t, fd, offset(low, high), length, advice)


@i386_syscall(man="posix_fadvise(2)")
def fadvise64_64(
    k: Kernel, t: Task, fd: Fd, low: UInt, high: UInt, length_low: UInt, length_high: UInt, advice: Int
) -> int:
    return filesystem.fadvise64(k, t, fd, offset(low, high), offset(length_low, length_high), advice)


@i386_syscall()
def readahead(k: Kernel, t: Task, fd: Fd, low: UInt, high: UInt, count: Size) -> int:
    return filesystem.readahead(k, t, fd, offset(low, high), count)


@i386_syscall()
def sync_file_range(
    k: Kernel, t: Task, fd: Fd, low: UInt, high: UInt, length_low: UInt, length_high: UInt, flags: UInt
) -> int:
    return filesystem.sync_file_range(k, t, fd, offset(low, high), offset(length_low, length_high), flags)


def _with_vector(k: Kernel, t: Task, fd: int, iov: int, count: int, transfer: Callable[[int], int]) -> int:
    """One of preadv and its relatives, with the address of the wide vector."""
    scratch = Scratch(k, t.memory)
    try:
        try:
            image = Vector().widen(t, iov, (fd, iov, count), scratch)
        except SysError:
            image = None
        return transfer(iov if image is None else scratch.put(image))
    finally:
        scratch.free()


@i386_syscall(man="readv(2)")
def preadv(k: Kernel, t: Task, fd: Fd, iov: Pointer, iovcnt: Size, low: UInt, high: UInt) -> int:
    at = offset(low, high)
    return _with_vector(k, t, fd, iov, iovcnt, lambda wide: vectors.preadv(k, t, fd, wide, iovcnt, at, 0))


@i386_syscall(man="readv(2)")
def pwritev(k: Kernel, t: Task, fd: Fd, iov: Pointer, iovcnt: Size, low: UInt, high: UInt) -> int:
    at = offset(low, high)
    return _with_vector(k, t, fd, iov, iovcnt, lambda wide: vectors.pwritev(k, t, fd, wide, iovcnt, at, 0))


@i386_syscall(man="readv(2)")
def preadv2(
    k: Kernel, t: Task, fd: Fd, iov: Pointer, iovcnt: Size, low: UInt, high: UInt, flags: UInt
) -> int:
    at = offset(low, high)
    return _with_vector(
        k, t, fd, iov, iovcnt, lambda wide: vectors.preadv2(k, t, fd, wide, iovcnt, at, 0, flags)
    )


@i386_syscall(man="readv(2)")
def pwritev2(
    k: Kernel, t: Task, fd: Fd, iov: Pointer, iovcnt: Size, low: UInt, high: UInt, flags: UInt
) -> int:
    at = offset(low, high)
    return _with_vector(
        k, t, fd, iov, iovcnt, lambda wide: vectors.pwritev2(k, t, fd, wide, iovcnt, at, 0, flags)
    )


@i386_syscall(man="fcntl(2)")
def fcntl64(k: Kernel, t: Task, fd: Fd, cmd: UInt, arg: Pointer) -> int:
    """fcntl, with locks of 64-bit offsets under numbers of their own; the old numbers take the old structure."""
    from forkingpaths.sys.descriptors import fcntl

    layout = FLOCK64 if cmd in LOCKS64 else FCNTL.get(cmd)
    if layout is None:
        return fcntl(k, t, fd, cmd, arg)
    image = layout.widened(t.memory.read(arg, layout.small.size))
    scratch = Scratch(k, t.memory)
    try:
        place = scratch.put(image)
        result = fcntl(k, t, fd, LOCKS64.get(cmd, cmd), place)
        now = scratch.get(place, len(image))
        if now is not None and now != image:
            t.memory.write(arg, layout.narrowed(now))
        return result
    finally:
        scratch.free()


def _pack_entry(position: int, entry: DirectoryEntry) -> bytes:
    """struct compat_linux_dirent: the type in the last byte."""
    length = (DIRENT32_HEAD.size + len(entry.name) + 2 + 3) & ~3
    if entry.number >> 32:
        raise SysError(Errno.EOVERFLOW)
    head = DIRENT32_HEAD.pack(entry.number, position & 0xFFFF_FFFF, length)
    return head + entry.name.ljust(length - len(head) - 1, b"\0") + bytes((entry.type >> 12,))


@i386_syscall()
def getdents(k: Kernel, t: Task, fd: Fd, dirp: Address, count: UInt) -> int:
    return directory.list_entries(k, t, fd, dirp, count, _pack_entry)


@i386_syscall(man="umount(2)")
def umount(k: Kernel, t: Task, target: Path) -> int:
    return mounts.umount2(k, t, target, 0)


@i386_syscall(man="mmap2(2)", result="address")
def mmap2(
    k: Kernel, t: Task, addr: Address, length: Size, prot: UInt, flags: UInt, fd: Fd, page: UInt
) -> int:
    return memory.mmap(k, t, addr, length, prot, flags & ~MAP_32BIT, fd, page * PAGE)


@i386_syscall(name="mmap", man="mmap(2)", result="address")
def old_mmap(k: Kernel, t: Task, arguments: Pointer) -> int:
    """All six arguments in a structure: registers were few, once."""
    raw = t.memory.read(arguments, MMAP_ARG_STRUCT.size)
    addr, length, prot, flags, fd, start = MMAP_ARG_STRUCT.unpack(raw)
    return memory.mmap(k, t, addr, length, prot, flags & ~MAP_32BIT, fd - (fd >> 31 << 32), start)


@i386_syscall(man="statfs(2)")
def statfs64(k: Kernel, t: Task, path: Path, size: Size, buf: Address) -> int:
    return _statfs(k, t, size, buf, lambda place: filesystem.statfs(k, t, path, place))


@i386_syscall(man="statfs(2)")
def fstatfs64(k: Kernel, t: Task, fd: Fd, size: Size, buf: Address) -> int:
    return _statfs(k, t, size, buf, lambda place: filesystem.fstatfs(k, t, fd, place))


def _statfs(k: Kernel, t: Task, size: int, buf: int, ask: Callable[[int], int]) -> int:
    if size not in STATFS64_SIZES:
        raise SysError(Errno.EINVAL)
    scratch = Scratch(k, t.memory)
    try:
        place = scratch.put(bytes(STATFS.size))
        ask(place)
        t.memory.write(buf, narrow_statfs64(scratch.get(place, STATFS.size) or b""))
        return 0
    finally:
        scratch.free()


@i386_syscall()
def open_(k: Kernel, t: Task, pathname: Path, flags: UInt, mode: Mode) -> int:
    return opening.open_file(k, t, AT_FDCWD, pathname, _narrow(flags), mode)


@i386_syscall(man="open(2)")
def openat(k: Kernel, t: Task, dirfd: DirFd, pathname: Path, flags: UInt, mode: Mode) -> int:
    return opening.open_file(k, t, dirfd, pathname, _narrow(flags), mode)


@i386_syscall(man="open(2)")
def creat(k: Kernel, t: Task, pathname: Path, mode: Mode) -> int:
    return opening.open_file(k, t, AT_FDCWD, pathname, _narrow(O_CREAT | O_WRONLY | O_TRUNC), mode)


def _narrow(flags: int) -> int:
    """Without O_LARGEFILE a 32-bit program's file has no more bytes than its off_t can count."""
    flags &= VALID_OPEN_FLAGS
    return flags if flags & (O_LARGEFILE | O_PATH) else flags | O_SMALL_FILE

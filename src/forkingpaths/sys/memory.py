"""The memory of the calling process: mmap(2), munmap(2), mprotect(2), mremap(2), brk(2), msync(2), mincore(2), memfd_create(2)."""

from __future__ import annotations

from typing import Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import (
    MAP_ANONYMOUS,
    MAP_DROPPABLE,
    MAP_FIXED,
    MAP_FIXED_NOREPLACE,
    MAP_GROWSDOWN,
    MAP_HUGETLB,
    MAP_LOCKED,
    MAP_NORESERVE,
    MAP_PRIVATE,
    MAP_SHARED,
    MAP_SHARED_VALIDATE,
    MAP_STACK,
    MAP_SYNC,
    MAP_TYPE,
    MFD_ALLOW_SEALING,
    MFD_CLOEXEC,
    MREMAP_DONTUNMAP,
    MREMAP_FIXED,
    MREMAP_MAYMOVE,
    MS_ASYNC,
    MS_INVALIDATE,
    MS_SYNC,
    PROT_EXEC,
    PROT_GROWSDOWN,
    PROT_GROWSUP,
    PROT_READ,
    PROT_SEM,
    PROT_WRITE,
)
from forkingpaths.abi.open import O_PATH
from forkingpaths.abi.resource import RLIMIT_NOFILE
from forkingpaths.abi.stat import SYSFS_MAGIC, makedev
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory import change, mapping
from forkingpaths.kernel.memory.vma import (
    DONT_DUMP,
    DROPPABLE,
    GROWSDOWN,
    LOCKED,
    NO_HUGE_PAGES,
    SHARED,
    WIPE_ON_FORK,
)
from forkingpaths.kernel.task import Task
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import Address, Fd, Hex, Kind, Size, String, flags
from forkingpaths.vfs.inode import FileType, Place
from forkingpaths.vfs.namespace import MS_NOEXEC
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.pages import MemoryObject
from forkingpaths.vfs.proc.tree import ProcInode
from forkingpaths.vfs.regular import RegularFile, RegularOpenFile
from forkingpaths.vfs.tree import TMPFS_MAGIC, TreeFileSystem

PAGE = 4096
PAGE_LIMIT = 1 << 52  # file offsets are below this many pages
MAX_FILE = (1 << 63) - 1
DEV_ZERO = makedev(1, 5)
PROTECTIONS = PROT_READ | PROT_WRITE | PROT_EXEC | PROT_SEM
KNOWN_FLAGS = (
    0x7C07_F9F0 | MAP_TYPE
)  # what MAP_SHARED_VALIDATE lets pass (LEGACY_MAP_MASK), sizes of huge pages among them
RWX = PROT_READ | PROT_WRITE | PROT_EXEC
O_RDWR, O_LARGEFILE = 2, 0o100000
F_SEAL_SEAL, F_SEAL_WRITE, F_SEAL_FUTURE_WRITE = 1, 8, 16


WORD = (1 << 64) - 1


def round_up(length: int) -> int:
    """`length` in whole pages."""
    return (length + PAGE - 1) & -PAGE


Residency = Annotated[int, Kind("unsigned char *", "u64", "out", "mincore", "mincore")]


@syscall(man="mmap(2)", result="address", note="no huge pages; MAP_SYNC is refused")
def mmap(
    k: Kernel,
    t: Task,
    addr: Address,
    length: Size,
    prot: Annotated[int, flags("PROT")],
    flags: Annotated[int, flags("MAP_FLAGS")],
    fd: Fd,
    offset: Hex,
) -> int:
    # "EINVAL We don't like addr, length, or offset (e.g., they are too large, or not aligned on a page boundary)"
    if offset % PAGE:
        raise SysError(Errno.EINVAL)
    file = None
    if not flags & MAP_ANONYMOUS:
        file = t.files.get(fd)
        if file.flags & O_PATH:
            raise SysError(Errno.EBADF)
    elif flags & MAP_HUGETLB:
        k.not_modelled("mmap MAP_HUGETLB")
        raise SysError(Errno.ENOMEM)
    if not length:
        raise SysError(Errno.EINVAL)
    length = round_up(length)
    space = t.memory
    _refuse_gain(t, prot & PROT_WRITE and prot & PROT_EXEC)
    if not 0 < length <= space.layout.task_size:
        raise SysError(Errno.ENOMEM)
    # "EOVERFLOW ... the number of pages used for length plus number of pages used for offset would overflow unsigned long", or the file
    if offset + length > (MAX_FILE if file is not None else PAGE_LIMIT * PAGE):
        raise SysError(Errno.EOVERFLOW)
    kind = flags & MAP_TYPE
    kinds = (MAP_SHARED, MAP_PRIVATE, MAP_DROPPABLE if file is None else MAP_SHARED_VALIDATE)
    if kind not in kinds:
        # "EINVAL flags contained none of MAP_PRIVATE, MAP_SHARED, or MAP_SHARED_VALIDATE"
        raise SysError(Errno.EINVAL)
    prot &= RWX
    if kind == MAP_DROPPABLE:
        # "a locked or stack area makes no sense to be droppable"
        if flags & (MAP_LOCKED | MAP_GROWSDOWN):
            raise SysError(Errno.EINVAL)
        flags = flags & ~MAP_TYPE | MAP_PRIVATE | MAP_NORESERVE | DROPPABLE | WIPE_ON_FORK | DONT_DUMP
    if flags & MAP_STACK:
        flags |= NO_HUGE_PAGES
    if file is None:
        if kind == MAP_SHARED and flags & MAP_GROWSDOWN:
            raise SysError(Errno.EINVAL)
        return mapping.map_memory(k, space, t.process.limits, addr, length, prot, flags, None, 0, None)
    if kind == MAP_SHARED_VALIDATE:
        # "EOPNOTSUPP if ... flags contains an unknown flag"
        if flags & ~KNOWN_FLAGS:
            raise SysError(Errno.EOPNOTSUPP)
        flags = flags & ~MAP_TYPE | MAP_SHARED
    # ext4 refuses MAP_SYNC, which needs persistent memory, however it is asked for; tmpfs passes it over
    disk = k.vfs.filesystems.get(file.inode.device)  # none of an object without a name: a pipe, a timer
    if flags & MAP_SYNC and disk is not None and disk.magic != TMPFS_MAGIC:
        raise SysError(Errno.EOPNOTSUPP)
    # "EINVAL ... MAP_HUGETLB": of a file only where that is in hugetlbfs
    if flags & MAP_HUGETLB:
        raise SysError(Errno.EINVAL)
    if flags & (MAP_FIXED | MAP_FIXED_NOREPLACE) and (addr % PAGE or addr > space.layout.task_size - length):
        raise SysError(Errno.EINVAL if addr % PAGE else Errno.ENOMEM)
    _check_file(k, file, prot, flags)
    thing = _object_of(k, file, prot, flags)
    if thing is None:  # /dev/zero: "a mapping of it is anonymous memory" (mem(4))
        return mapping.map_memory(k, space, t.process.limits, addr, length, prot, flags, None, 0, None)
    return mapping.map_memory(k, space, t.process.limits, addr, length, prot, flags, thing, offset, file)


def _check_file(k: Kernel, file: OpenFile, prot: int, flags: int) -> None:
    """The rights that a description gives over its mappings."""
    shared = flags & MAP_TYPE == MAP_SHARED
    # "EACCES ... MAP_SHARED was requested and PROT_WRITE is set, but fd is not open in read/write (O_RDWR) mode"
    if shared and prot & PROT_WRITE and not file.writable:
        raise SysError(Errno.EACCES)
    # "EACCES A file descriptor refers to a non-regular file.  Or a file mapping was requested, but fd is not open for reading."
    if not file.readable:
        raise SysError(Errno.EACCES)
    # "EPERM The prot argument asks for PROT_EXEC but the mapped area belongs to a file on a filesystem that was mounted no-exec"
    if prot & PROT_EXEC and file.mount and k.vfs.mounts[file.mount].flags & MS_NOEXEC:
        raise SysError(Errno.EPERM)
    if flags & MAP_GROWSDOWN:
        raise SysError(Errno.EINVAL)


def _object_of(k: Kernel, file: OpenFile, prot: int, flags: int) -> MemoryObject | None:
    """What a mapping of `file` shows; None for zeros.  "ENODEV The underlying filesystem of the specified file does not support
    memory mapping." """
    inode = file.inode
    if isinstance(inode, RegularFile):
        if (
            flags & MAP_TYPE == MAP_SHARED
            and inode.seals & (F_SEAL_WRITE | F_SEAL_FUTURE_WRITE)
            and prot & PROT_WRITE
        ):
            raise SysError(Errno.EPERM)
        if file.mount and k.vfs.of(inode).magic == SYSFS_MAGIC:
            raise SysError(Errno.ENODEV)
        return inode.pages
    if inode.type == FileType.CHARACTER and inode.rdev == DEV_ZERO:
        return None
    raise SysError(Errno.EIO if isinstance(inode, ProcInode) and inode.of_the_system else Errno.ENODEV)


@syscall(man="munmap(2)")
def munmap(k: Kernel, t: Task, addr: Address, length: Size) -> int:
    space = t.memory
    end = addr + round_up(length)
    # "EINVAL ... (since Linux 2.6.12) length was 0"
    if addr % PAGE or not length or end > space.layout.task_size:
        raise SysError(Errno.EINVAL)
    mapping.unmap(k, space, addr, end)
    return 0


def _refuse_gain(t: Task, gains: object) -> None:
    """PR_SET_MDWE: "new memory mapping protections cannot be writable and executable.  Non-executable mappings cannot become
    executable"."""
    if gains and t.process.extras and "mdwe" in t.process.extras:
        raise SysError(Errno.EACCES)


@syscall(man="mprotect(2)")
def mprotect(k: Kernel, t: Task, addr: Address, length: Size, prot: Annotated[int, flags("PROT")]) -> int:
    grows = prot & (PROT_GROWSDOWN | PROT_GROWSUP)
    # "EINVAL Both PROT_GROWSUP and PROT_GROWSDOWN were specified in prot"
    if addr % PAGE or grows == PROT_GROWSDOWN | PROT_GROWSUP:
        raise SysError(Errno.EINVAL)
    if not length:
        return 0
    # as Linux: a length that cannot be rounded up is 0; one that is only too long is looked at mapping by mapping
    end = addr + (round_up(length) & WORD)
    space = t.memory
    if prot & ~(PROTECTIONS | grows):
        raise SysError(Errno.EINVAL)
    if not addr < end <= WORD:
        raise SysError(Errno.ENOMEM)
    if grows:
        vma = space.vmas.find(addr)
        if vma is None:
            raise SysError(Errno.ENOMEM)
        if grows == PROT_GROWSUP or not vma.flags & GROWSDOWN:
            raise SysError(Errno.EINVAL)
        addr = vma.start
    if prot & PROT_EXEC and t.process.extras and "mdwe" in t.process.extras:
        first = space.vmas.find(addr)
        _refuse_gain(t, prot & PROT_WRITE or (first is not None and not first.prot & PROT_EXEC))
    change.protect(k, space, addr, end, prot & RWX)
    return 0


@syscall(man="pkey_mprotect(2)")
def pkey_mprotect(
    k: Kernel, t: Task, addr: Address, length: Size, prot: Annotated[int, flags("PROT")], pkey: Fd
) -> int:
    # "EINVAL pkey has not been allocated with pkey_alloc(2)": this processor has no protection keys, so none ever was
    if pkey != -1:
        raise SysError(Errno.EINVAL)
    return mprotect(k, t, addr, length, prot)


@syscall(man="mremap(2)", result="address")
def mremap(
    k: Kernel,
    t: Task,
    old_address: Address,
    old_size: Size,
    new_size: Size,
    flags: Annotated[int, flags("MREMAP_FLAGS")],
    new_address: Address,
) -> int:
    space = t.memory
    if flags & ~(MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP):
        raise SysError(Errno.EINVAL)
    # "EINVAL MREMAP_FIXED was specified without also specifying MREMAP_MAYMOVE"; the same with MREMAP_DONTUNMAP, whose sizes must be equal
    if flags & (MREMAP_FIXED | MREMAP_DONTUNMAP) and not flags & MREMAP_MAYMOVE:
        raise SysError(Errno.EINVAL)
    if flags & MREMAP_DONTUNMAP and old_size != new_size:
        raise SysError(Errno.EINVAL)
    old, new = round_up(old_size) & WORD, round_up(new_size) & WORD
    if old_address % PAGE or not new:
        raise SysError(Errno.EINVAL)
    limit = space.layout.task_size
    # a size above all addresses is EINVAL; "EFAULT Some address in the range old_address to old_address+old_size is an invalid
    # virtual memory address"
    if new > limit:
        raise SysError(Errno.EINVAL)
    if old_address > limit or old > limit - old_address:
        raise SysError(Errno.EFAULT)
    if not flags & (MREMAP_FIXED | MREMAP_DONTUNMAP):
        return change.resize(k, space, old_address, old, new, bool(flags & MREMAP_MAYMOVE))
    # the address counts with MREMAP_DONTUNMAP too, as a hint
    if new_address % PAGE or new_address > limit - new:
        raise SysError(Errno.EINVAL)
    # "EINVAL The new address range specified by new_address and new_size overlaps the old address range"
    if new_address < old_address + old and old_address < new_address + new:
        raise SysError(Errno.EINVAL)
    return change.relocate(
        k,
        space,
        old_address,
        old,
        new_address,
        new,
        bool(flags & MREMAP_FIXED),
        bool(flags & MREMAP_DONTUNMAP),
    )


@syscall(man="brk(2)", result="address")
def brk(k: Kernel, t: Task, addr: Address) -> int:
    return change.set_brk(k, t.memory, t.process.limits, addr)


@syscall(man="msync(2)")
def msync(
    k: Kernel, t: Task, addr: Address, length: Size, flags: Annotated[int, flags("MSYNC_FLAGS")]
) -> int:
    # "EINVAL addr is not a multiple of PAGESIZE; or any bit other than MS_ASYNC | MS_INVALIDATE | MS_SYNC is set in flags; or both
    # MS_SYNC and MS_ASYNC are set in flags"
    if (
        addr % PAGE
        or flags & ~(MS_ASYNC | MS_INVALIDATE | MS_SYNC)
        or flags & (MS_ASYNC | MS_SYNC) == MS_ASYNC | MS_SYNC
    ):
        raise SysError(Errno.EINVAL)
    end = addr + (round_up(length) & WORD)  # as Linux: a length that cannot be rounded up is 0
    if end > WORD:
        raise SysError(Errno.ENOMEM)
    space = t.memory
    space.note_map(addr, end, False)
    for vma in space.vmas.overlapping(addr, end):
        # "EBUSY MS_INVALIDATE was specified in flags, and a memory lock exists for the specified address range"
        if flags & MS_INVALIDATE and vma.flags & LOCKED:
            raise SysError(Errno.EBUSY)
        if not vma.flags & SHARED or not vma.prot & PROT_WRITE or vma.file is None:
            continue
        if flags & (MS_SYNC | MS_ASYNC):
            mapping.note_written(k, space, vma, addr, end)
        if flags & MS_SYNC:
            if (
                vma.object is not None
            ):  # "any bytes past the end are not written out": and with that they are zeros again
                vma.object.clear_tail(k)
            if k.vfs.disk is not None:
                k.vfs.disk.sync_inode(k, vma.file.inode, data_only=True)
    # "ENOMEM The indicated memory (or part of it) was not mapped"
    if not space.vmas.covers(addr, end):
        raise SysError(Errno.ENOMEM)
    return 0


@syscall(man="mincore(2)")
def mincore(k: Kernel, t: Task, addr: Address, length: Size, vec: Residency) -> int:
    space = t.memory
    if addr % PAGE:
        raise SysError(Errno.EINVAL)
    end = addr + round_up(length)
    # before the mappings are looked at: "ENOMEM length is greater than (TASK_SIZE - addr)", "EFAULT vec points to an invalid address"
    if end > space.layout.task_size:
        raise SysError(Errno.ENOMEM)
    if vec + (end - addr) // PAGE > space.layout.task_size:
        raise SysError(Errno.EFAULT)
    if not length:
        return 0
    space.note_map(addr, end, False)
    # "ENOMEM ... addr to addr + length contained unmapped memory"
    if not space.vmas.covers(addr, end):
        raise SysError(Errno.ENOMEM)
    # as many bytes as pages: a range larger than the vector's room is at fault before it costs anything
    if space.accessible(vec, (end - addr) // PAGE, True) < (end - addr) // PAGE:
        raise SysError(Errno.EFAULT)
    # what it says hangs on who has touched a page before
    space.note_map(addr, end, True)
    for vma in space.vmas.overlapping(addr, end):
        if vma.object is not None:
            vma.object.note_residency(k, vma.offset, vma.offset + vma.end - vma.start)
    present = {page.address for page in k.machine.pages(space.space, addr, end)}
    answer = bytearray()
    for vma in space.vmas.overlapping(addr, end):
        for page in range(max(addr, vma.start), min(end, vma.end), PAGE):
            thing = vma.object
            cached = thing is not None and (vma.offset + page - vma.start) // PAGE in thing.frames
            answer.append(1 if page in present or cached else 0)
    space.write(vec, bytes(answer))
    return 0


@syscall(man="memfd_create(2)", note="no huge pages")
def memfd_create(k: Kernel, t: Task, name: String, flags: Annotated[int, flags("MFD_FLAGS")]) -> int:
    # "EINVAL flags included unknown bits", "name was too long.  (The limit is 249 bytes, excluding the terminating null byte.)"
    if flags & ~(MFD_CLOEXEC | MFD_ALLOW_SEALING):
        if not flags & ~0x1F:
            k.not_modelled(f"memfd_create flags {flags:#x}")
        raise SysError(Errno.EINVAL)
    try:
        text = t.memory.read_string(name, 250)
    except SysError as error:
        raise SysError(Errno.EINVAL if error.errno == Errno.ENAMETOOLONG else error.errno) from None
    inode = nameless_file(k, 0o777)
    inode.seals = 0 if flags & MFD_ALLOW_SEALING else F_SEAL_SEAL
    file = inode.open(k, Place(0, inode), O_RDWR | O_LARGEFILE, b"/memfd:" + text + b" (deleted)")
    assert isinstance(file, RegularOpenFile)
    file.forget_writer()  # as Linux: the program in a memfd runs through the very descriptor that wrote it
    try:
        return t.files.install(file, t.process.limits[RLIMIT_NOFILE][0], cloexec=bool(flags & MFD_CLOEXEC))
    except SysError:
        file.release(k)
        raise


def nameless_file(k: Kernel, permissions: int) -> RegularFile:
    """A regular file in memory without a name, of the kernel's own tmpfs."""
    device = k.tables.get("memfd device")
    if device is None:
        device = k.tables["memfd device"] = k.vfs.new_device()
        k.vfs.add_filesystem(TreeFileSystem(device=device, kind=b"tmpfs", magic=TMPFS_MAGIC))
    filesystem = k.vfs.filesystems[device]
    assert isinstance(filesystem, TreeFileSystem)
    credentials = k.caller().credentials
    inode = filesystem.make(k, FileType.REGULAR | permissions, credentials.fsuid, credentials.fsgid)
    assert isinstance(inode, RegularFile)
    inode.nlink = 0
    return inode

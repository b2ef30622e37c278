"""What /proc says of an address space: maps, statm, mem, auxv, cmdline, environ."""

from __future__ import annotations

from dataclasses import dataclass

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.stat import major, minor
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.memory.vma import SPECIAL, Vma
from forkingpaths.kernel.memory.vsyscall import GATE
from forkingpaths.kernel.proc.access import check_may_look, memory_of, process_of
from forkingpaths.kernel.proc.processes import FILE, add_both
from forkingpaths.vfs.inode import Place
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.proc.files import ProcFile
from forkingpaths.vfs.proc.tree import Entry, ProcInode

PAGE = 4096
SHARED = 1


def line(space: AddressSpace, vma: Vma) -> bytes:
    """One line of maps (proc_pid_maps(5))."""
    rights = "".join(c if vma.prot & bit else "-" for c, bit in (("r", 1), ("w", 2), ("x", 4)))
    sharing = "s" if vma.flags & (SHARED | SPECIAL) == SHARED else "p"
    device = number = 0
    name = vma.name
    if vma.file is not None:
        inode = vma.file.inode
        device, number = inode.device, inode.number
        name = vma.file.path + (b" (deleted)" if inode.nlink <= 0 else b"")
    elif not name and vma.object is None:
        if vma.start <= space.brk and vma.end >= space.brk_start:
            name = b"[heap]"
        elif vma.start <= space.stack_start <= vma.end:
            name = b"[stack]"
    offset = vma.offset if vma.object is not None else 0
    text = f"{vma.start:08x}-{vma.end:08x} {rights}{sharing} {offset:08x} {major(device):02x}:{minor(device):02x} {number}"
    return (f"{text:<73}".encode() + name if name else text.encode() + b" ") + b"\n"


def _maps(k: Kernel, inode: ProcInode) -> bytes:
    check_may_look(k, inode)
    space = memory_of(k, inode)
    return b"".join(line(space, vma) for vma in mappings(space)) if space is not None else b""


def mappings(space: AddressSpace) -> list[Vma]:
    """All of a program's, and behind them the page that is none (vsyscall.py)."""
    return [*space.vmas.items, GATE] if space.layout.task_size > 1 << 32 else space.vmas.items


def _statm(k: Kernel, inode: ProcInode) -> bytes:
    space = memory_of(k, inode)
    if space is None:
        return b"0 0 0 0 0 0 0\n"
    shared = sum(
        len(k.machine.pages(space.space, v.start, v.end)) for v in space.vmas.items if v.object is not None
    )
    data = sum(v.end - v.start for v in space.vmas.items if v.prot & 2 and not v.flags & SHARED)
    code = (space.code[1] + PAGE - 1) // PAGE - space.code[0] // PAGE
    return b"%d %d %d %d 0 %d 0\n" % (
        space.vmas.total // PAGE,
        space.resident_pages(),
        shared,
        code,
        data // PAGE,
    )


def _strings(k: Kernel, space: AddressSpace | None, where: tuple[int, int]) -> bytes:
    start, end = where
    if space is None or end <= start:
        return b""
    try:
        return space.force_read(start, end - start)
    except SysError:  # the program has unmapped its own arguments
        return b""


def _cmdline(k: Kernel, inode: ProcInode) -> bytes:
    """ "the complete command line for the process, unless the process is a zombie", as it stands in the process's own memory now."""
    space = memory_of(k, inode)
    if space is None:
        return b""
    text = _strings(k, space, space.arguments)
    if text and text[-1]:
        # "If, after an execve(2), the process modifies its argv strings, those changes will show up here": also beyond their end
        text = (text + _strings(k, space, space.environment)).partition(b"\0")[0] + b"\0"
    return text


def _environ(k: Kernel, inode: ProcInode) -> bytes:
    check_may_look(k, inode)
    space = memory_of(k, inode)
    return _strings(k, space, space.environment) if space is not None else b""


def _auxv(k: Kernel, inode: ProcInode) -> bytes:
    check_may_look(k, inode)
    space = memory_of(k, inode)
    return space.auxv if space is not None else b""


@dataclass(slots=True, eq=False)
class MemFile(ProcFile):
    """/proc/PID/mem: "to access the pages of a process's memory through open(2), read(2), and lseek(2)"."""

    def pread(self, k: Kernel, count: int, offset: int) -> bytes:  # type: ignore[override]  # the kernel is the only Services
        assert isinstance(self.inode, ProcInode)
        space = memory_of(k, self.inode)
        if space is None:
            return b""
        done = bytearray()
        while len(done) < count:
            address = offset + len(done)
            part = min(count - len(done), PAGE - address % PAGE)
            if space.vmas.find(address) is None:
                break
            done += space.force_read(address, part)
        if not done and count:
            raise SysError(Errno.EIO)
        return bytes(done)

    def pwrite(self, k: Kernel, data: bytes, offset: int) -> int:  # type: ignore[override]  # likewise
        assert isinstance(self.inode, ProcInode)
        space = memory_of(k, self.inode)
        if space is None:
            return 0
        if space.vmas.find(offset) is None:
            raise SysError(Errno.EIO)
        space.force_write(offset, data)
        return len(data)

    def write(self, k: Kernel, data: bytes) -> int:  # type: ignore[override]  # likewise
        done = self.pwrite(k, data, self.offset)
        self.offset += done
        return done


def _open_mem(k: Kernel, inode: ProcInode, place: Place, flags: int, path: bytes) -> OpenFile:
    check_may_look(k, inode)
    process_of(k, inode)
    inode.uses += 1
    return MemFile(inode, flags, path, identity=k.objects.file_identity(), mount=place.mount)


add_both(b"maps", Entry(FILE | 0o444, _maps))
add_both(b"statm", Entry(FILE | 0o444, _statm))
add_both(b"cmdline", Entry(FILE | 0o444, _cmdline))
add_both(b"environ", Entry(FILE | 0o400, _environ))
add_both(b"auxv", Entry(FILE | 0o400, _auxv))
add_both(b"mem", Entry(FILE | 0o600, open=_open_mem))

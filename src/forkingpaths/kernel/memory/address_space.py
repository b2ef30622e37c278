"""An address space: mappings, page tables, the heap's end, and the kernel's way to read and write a program's memory.

Life.  Made empty by exec, copied by fork, shared by CLONE_VM (`users` counts tasks); the last user's end frees it.
`space` is the machine's page table root.  What is mapped (vma.py) says what may be; what is in the page tables is
what has been touched (fault.py).

The methods read, write, ... are vfs.user_memory.UserMemory: they bring pages in as the processor would, and say
EFAULT where it would fault.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.ipc import shm
from forkingpaths.kernel.memory.layout import Layout, layout
from forkingpaths.kernel.memory.vma import DONT_FORK, SHARED, WIPE_ON_FORK, Vma, VmaList
from forkingpaths.machine import PageMissing

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.openfile import OpenFile

READ: Final = 1
WRITE: Final = 2
EXEC: Final = 4
PAGE: Final = 4096
PLACE_BITS: Final = 64  # of a byte within its space or object, in `shared_place`
LARGE: Final = (
    1 << 20
)  # a longer buffer must be mapped wholly before it is copied: a hostile length must not cost memory


# what a snapshot keeps of one besides the arguments of __init__, in the order of __setstate__
_NAMES: Final = (
    "users", "shared", "brk_start", "brk", "locked", "lock_future", "executable", "auxv", "code",
    "data", "stack_start", "arguments", "environment", "vdso", "peak", "at_most",
)  # fmt: skip
_REST: Final = attrgetter(*_NAMES)


class AddressSpace:
    """See the top of the file.  `k` is no state: snapshots leave it out and `attach` puts it back."""

    __slots__ = ("id", "k", "layout", "space", "vmas", *_NAMES)

    def __init__(self, k: Kernel | None, number: int, space: int, layout: Layout, vmas: VmaList) -> None:
        if k is not None:
            self.k = k
        self.id = number  # 0 of `nowhere`
        self.space = space  # page table root (CR3)
        self.layout = layout
        self.vmas = vmas
        self.users = 1
        self.shared = False  # another task has run in it at the same time; stays when it has one user again
        self.brk_start = 0
        self.brk = 0
        self.locked = 0  # bytes under mlock
        self.lock_future = 0  # MCL_FUTURE and MCL_ONFAULT bits
        self.executable: OpenFile | None = None  # the program: /proc/pid/exe, ETXTBSY
        self.auxv = b""
        self.code = (0, 0)  # for /proc/pid/stat: start, end
        self.data = (0, 0)
        self.stack_start = 0
        self.arguments = (0, 0)  # the strings of argv, in memory: /proc/pid/cmdline
        self.environment = (0, 0)
        self.vdso = 0  # where it is; 0 for none
        self.peak = 0  # see peak_pages
        self.at_most = (
            0  # pages that may be in memory: those that were last counted, brought since, and not taken away
        )

    def __reduce__(self) -> tuple[Any, ...]:
        return AddressSpace, (None, self.id, self.space, self.layout, self.vmas), _REST(self)

    def __setstate__(self, rest: tuple[Any, ...]) -> None:
        (
            self.users, self.shared, self.brk_start, self.brk, self.locked, self.lock_future, self.executable, self.auxv, self.code,
            self.data, self.stack_start, self.arguments, self.environment, self.vdso, self.peak, self.at_most,
        ) = rest  # fmt: skip

    # ---- life ------------------------------------------------------------------------------------------------------

    def fork(self, k: Kernel) -> AddressSpace:
        """The child's copy: private pages copy-on-write in both, shared ones shared.  SysError(ENOMEM) when memory is
        out."""
        if self.vmas.total > k.machine.memory_bytes:
            self.vmas.check_copies(k.machine.memory_bytes)
        space = k.machine.fork_space(self.space)
        if not space:
            raise SysError(Errno.ENOMEM)
        flags = self.vmas.flags()
        vmas = self.vmas.copy(flags)
        if k.footprint is not None:
            shm.inherited(k, vmas.items)
        child = AddressSpace(k, _new_id(k), space, self.layout, vmas)
        child.brk_start, child.brk = self.brk_start, self.brk
        child.executable = self.executable
        child.auxv, child.code, child.data, child.stack_start = (
            self.auxv,
            self.code,
            self.data,
            self.stack_start,
        )
        child.arguments, child.environment, child.vdso = self.arguments, self.environment, self.vdso
        child.at_most = self.at_most
        if child.executable is not None:
            hold_executable(child.executable)
        if flags & (WIPE_ON_FORK | DONT_FORK):
            for vma in self.vmas.items:
                if vma.flags & (WIPE_ON_FORK | DONT_FORK):
                    k.machine.unmap(space, vma.start, vma.end)
        k.spaces[child.id] = child
        return child

    def drop_user(self, k: Kernel) -> None:
        """A task lets go; the last frees everything."""
        self.users -= 1
        if not self.users:
            k.spaces.pop(self.id, None)
            self.free(k)

    def free(self, k: Kernel) -> None:
        """Give back mappings, frames and page tables."""
        if k.tables.get("aio contexts"):
            from forkingpaths.kernel import aio

            aio.space_gone(k, self)
        for vma in self.vmas.items:
            if vma.flags & SHARED and vma.prot & WRITE and vma.file is not None:
                from forkingpaths.kernel.memory import mapping

                mapping.note_written(k, self, vma, vma.start, vma.end)
        self.peak = max(self.peak, k.machine.free_space(self.space))
        self.space = 0
        self.vmas.clear(k)
        if self.executable is not None:
            release_executable(k, self.executable)
            self.executable = None

    def resident_pages(self) -> int:
        """Pages of the program that are in memory (VmRSS)."""
        return self.k.machine.count_pages(self.space, 0, self.layout.task_size)

    def peak_pages(self) -> int:
        """The most pages that were in memory at once, as far as was looked: before memory is given back, and now (ru_maxrss)."""
        if self.at_most > self.peak:  # counting takes a walk through all page tables
            self.at_most = self.resident_pages()
            self.peak = max(self.peak, self.at_most)
        return self.peak

    def label(self, vma: Vma) -> bytes:
        """What /proc/pid/maps calls a mapping that shows no file."""
        if vma.name or vma.object is not None:
            return vma.name
        if vma.start <= self.brk and vma.end >= self.brk_start and self.brk > self.brk_start:
            return b"[heap]"
        if vma.start <= self.stack_start <= vma.end:
            return b"[stack]"
        return b""

    # ---- UserMemory ----------------------------------------------------------------------------------------------

    def read(self, address: int, count: int) -> bytes:
        if count <= 0:
            return b""
        if count >= LARGE and not self.vmas.covers(address, address + count):
            self.note_map(address, address + count, False)
            raise SysError(Errno.EFAULT)
        copy_in = self.k.machine.copy_in
        while True:
            try:
                data = copy_in(self.space, address, count)
                if self.k.footprint is not None:
                    self._note(address, count, False)
                return data
            except PageMissing as miss:
                self._bring_in(miss.address, address + count, READ)

    def write(self, address: int, data: bytes) -> None:
        if not data:
            return
        copy_out = self.k.machine.copy_out
        while True:
            try:
                copy_out(self.space, address, data)
                if self.k.footprint is not None:
                    self._note(address, len(data), True)
                return
            except PageMissing as miss:
                self._bring_in(miss.address, address + len(data), WRITE)

    def read_string(self, address: int, limit: int = 4096) -> bytes:
        read_cstring = self.k.machine.read_cstring
        while True:
            try:
                text = read_cstring(self.space, address, limit)
            except PageMissing as miss:
                self._bring_in(miss.address, miss.address + 1, READ)
                continue
            if text is None:
                raise SysError(Errno.ENAMETOOLONG)
            if self.k.footprint is not None:
                self._note(address, len(text) + 1, False)
            return text

    def read_u32(self, address: int) -> int:
        machine = self.k.machine
        while True:
            try:
                value = machine.peek32(self.space, address)
                if self.k.footprint is not None:
                    self._note(address, 4, False)
                return value
            except PageMissing as miss:
                self._bring_in(miss.address, address + 4, READ)

    def read_i32(self, address: int) -> int:
        value = self.read_u32(address)
        return value - 0x1_0000_0000 if value & 0x8000_0000 else value

    def read_u64(self, address: int) -> int:
        machine = self.k.machine
        while True:
            try:
                value = machine.peek64(self.space, address)
                if self.k.footprint is not None:
                    self._note(address, 8, False)
                return value
            except PageMissing as miss:
                self._bring_in(miss.address, address + 8, READ)

    def write_u32(self, address: int, value: int) -> None:
        machine = self.k.machine
        while True:
            try:
                machine.poke32(self.space, address, value & 0xFFFF_FFFF)
                if self.k.footprint is not None:
                    self._note(address, 4, True)
                return
            except PageMissing as miss:
                self._bring_in(miss.address, address + 4, WRITE)

    def write_u64(self, address: int, value: int) -> None:
        machine = self.k.machine
        while True:
            try:
                machine.poke64(self.space, address, value & 0xFFFF_FFFF_FFFF_FFFF)
                if self.k.footprint is not None:
                    self._note(address, 8, True)
                return
            except PageMissing as miss:
                self._bring_in(miss.address, address + 8, WRITE)

    def _note(self, address: int, count: int, write: bool) -> None:
        """The kernel's own access, for the explorer: as one of the program's by instruction 0, and as a footprint where
        another task may touch the same memory."""
        k = self.k
        end = address + count
        while address < end:
            size = min(end - address, PAGE - address % PAGE)
            at = k.machine.query(self.space, address)
            if at is not None:
                place = self.shared_place(address)
                k.kernel_accesses.append((0, address, size, write, place or at[0] * PAGE + address % PAGE))
                if place:
                    for word in range(place >> 3, (place + size + 7) >> 3):
                        k.touch(("memory", word), write)
                if not write:
                    self._note_file(address, size, at[0])
            address += size

    def _note_file(self, address: int, size: int, frame: int) -> None:
        """What was read is of a file that is mapped privately, and others may change."""
        vma = self.vmas.find(address)
        if vma is None or vma.object is None or vma.flags & SHARED or not vma.object.may_change:
            return
        offset = vma.offset + address - vma.start
        place = vma.object.place(self.k) + offset
        self.k.touch(("map", 0, place & -PAGE, (place & -PAGE) + PAGE), False)
        if vma.object.frames.get(offset // PAGE) == frame:
            for word in range(place >> 3, (place + size + 7) >> 3):
                self.k.touch(("memory", word), False)

    def note_look(self, address: int, count: int, write: bool) -> None:
        """For the footprint: somebody else than the program has to do with its memory here, another process or the kernel when a thread
        ends; what it has done by then shows, also where no other task runs in it."""
        if self.k.footprint is not None:
            self._note(address, count, write)
            self.k.touch(("look", self.id, address, address + count), write)

    def note_map(self, start: int, end: int, write: bool, room: bool = False) -> None:
        """For the footprint: what is mapped in [start, end), and how, was looked at or changed; with `room` also what is free.  Only
        where another task can notice."""
        if self.k.footprint is not None and (self.shared or self.users > 1):
            self.k.touch(("map", self.id, start, end), write)
            if room:
                self.k.touch(("room", self.id), write)

    def shared_place(self, address: int) -> int:
        """A name for the byte at `address` that all who can reach it share; 0 for memory that nobody else can reach.

        Not its physical address: a page that is only read, or that a snapshot holds, has another one once it is written.
        """
        vma = self.vmas.find(address)
        if vma is not None and vma.flags & SHARED and vma.object is not None:
            return vma.object.place(self.k) + vma.offset + address - vma.start
        if self.shared or self.users > 1:
            return self.private_place() + address
        return 0

    def private_place(self) -> int:
        """What is added to an address of memory that is not mapped shared."""
        return (self.id << 1 | 1) << PLACE_BITS

    def accessible(self, address: int, count: int, write: bool = False) -> int:
        """How many bytes from `address` the program itself may read (or write), at most `count`: for calls that move
        part of a buffer."""
        self.note_map(address, address + count, False)
        need = WRITE if write else READ | WRITE | EXEC
        end = address
        stop = address + count
        vmas = self.vmas
        vma = vmas.find(address)
        if vma is not None and stop <= vma.end and vma.prot & need and vma.object is None:
            return count
        for vma in vmas.items[vmas.index_after(address) :]:
            if vma.start > end or not vma.prot & need:
                break
            end = vma.end if vma.object is None else self._end_of_data(vma, end, stop)
            if end >= stop:
                return count
            if end < vma.end:
                break
        return max(end - address, 0)

    def _end_of_data(self, vma: Vma, start: int, stop: int) -> int:
        """Where the mapped object ends, or the mapping: "SIGBUS ... the page lies beyond the end of the mapped file" (mmap(2))."""
        thing = vma.object
        assert thing is not None
        if self.k.footprint is not None:
            first = thing.place(self.k) + vma.offset - vma.start
            self.k.touch(("map", 0, first + max(start, vma.start) & -PAGE, first + min(stop, vma.end)), False)
        return min(vma.end, max(vma.start + (thing.size + PAGE - 1 & -PAGE) - vma.offset, vma.start))

    # ---- for debuggers: rights do not matter (ptrace(2), /proc/pid/mem) ----------------------------------------------

    def force_read(self, address: int, count: int) -> bytes:
        """Bytes of mapped memory, readable or not; SysError(EFAULT) where nothing is mapped."""
        machine = self.k.machine
        while True:
            try:
                data = machine.force_in(self.space, address, count)
                self.note_look(address, count, False)
                return data
            except PageMissing as miss:
                self._force_in(miss.address, False)

    def force_write(self, address: int, data: bytes) -> None:
        """Store bytes even where the program may not write: a private read-only page gets a copy and stays read-only."""
        machine = self.k.machine
        while True:
            try:
                machine.force_out(self.space, address, data)
                self.note_look(address, len(data), True)
                return
            except PageMissing as miss:
                self._force_in(miss.address, True)

    def _force_in(self, address: int, write: bool) -> None:
        from forkingpaths.kernel.memory import fault

        fault.force_in(self.k, self, address, write)

    def _bring_in(self, address: int, end: int, access: int) -> None:
        """Make the pages of [address, end) present, as an access would; SysError(EFAULT)."""
        from forkingpaths.kernel.memory import fault

        self.note_map(address, address + 1, False)
        fault.bring_in(self.k, self, address, end, access)


def create(k: Kernel, stack_limit: int, *, compat: bool = False) -> AddressSpace:
    """An empty address space with one user.  SysError(ENOMEM)."""
    root = k.machine.new_space()
    if not root:
        raise SysError(Errno.ENOMEM)
    made = AddressSpace(k, _new_id(k), root, layout(stack_limit, compat=compat), VmaList())
    k.spaces[made.id] = made
    return made


def _new_id(k: Kernel) -> int:
    """A number for a new space: by who makes it and its how-manieth it is, so the same in every order of execution."""
    t = k.tasks.get(k.current)
    if t is None:  # booting
        return 1
    t.spaces_made += 1
    number = t.descendant(t.spaces_made << 16)
    while not number or number in k.spaces:  # 0 is `nowhere`
        number += 1
    return number


def nowhere(k: Kernel) -> AddressSpace:
    """What a task without a program has for memory: nothing is mapped, and its `id` is 0."""
    return AddressSpace(k, 0, 0, layout(0), VmaList())


def attach(k: Kernel) -> None:
    """After a snapshot was restored: give every space its kernel again."""
    for space in k.spaces.values():
        space.k = k


def hold_executable(file: OpenFile) -> None:
    """A space runs the program `file`: nobody may open it for writing (ETXTBSY)."""
    file.references += 1
    file.inode.pages.executing += 1  # type: ignore[attr-defined]  # always a RegularFile


def release_executable(k: Kernel, file: OpenFile) -> None:
    """The opposite of `hold_executable`."""
    file.inode.pages.executing -= 1  # type: ignore[attr-defined]  # always a RegularFile
    file.references -= 1
    if not file.references:
        file.release(k)

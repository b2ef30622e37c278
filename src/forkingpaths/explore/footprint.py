"""What one transition read and wrote, beside what the kernel says of itself by `touch`.

Keys are tuples, the first word says of what.  Three things are not told by `touch`, since who does them cannot know
whether they matter, and are added here for the task that made the transition:

  signals      it looked at what is pending (on its way to user mode, or before it went to sleep), and that its process
               had not been condemned while it stood at its call
  memory       accesses of the program where another task may touch the same bytes, by the name that all who
               can reach a byte share (AddressSpace.shared_place)
  tables       descriptors, and root, current directory and umask, where another task has shared them
  pages        those that it touched, or ran code of, where another task may map and unmap in the same space

The kernel's ("map", space, start, end) says that what is mapped there was looked at or changed: it is no key, but kept by itself
(Transition.maps).  Space 0 stands for objects, by the names of their bytes: a file cut off or extended.
("room", space) is what is free there, and where the heap ends.

("look", space, start, end), no key either (Transition.looks), says that somebody else than the program had to do with its memory there:
another process (ptrace, /proc/pid/mem, process_vm_readv), or the kernel when a thread ends (robust lists, core dumps).

("progress", pid) as a read means: whatever process `pid` does (0: anybody), before or after, is dependent on it.

A fork copies what others may be changing, all of it.  It *writes* one key for each such thing, and whoever changes a part of it
*reads* that key: so each of them is dependent on the fork, and not on the others.

  ("image", space)    the private memory of a space that several tasks have: read by who writes a word of it
  ("slots", table)    the descriptors, where another task has shared them: read by who changes one, or its flag
  ("actions", table)  the dispositions: read by who changes one

The other way round, ("limits", tgid) is read by every call of the process and written by who sets a limit; and, once a task has had
a real-time priority, ("rank", tid) is read by every transition of a task, and written by who lets it run or keeps it from running.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, MutableMapping
from itertools import repeat
from typing import Any, NamedTuple

from forkingpaths.explore.trace import PAGE_BITS, Key, Mapped
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory.address_space import PLACE_BITS, AddressSpace
from forkingpaths.kernel.memory.vma import SHARED, SPECIAL, Vma
from forkingpaths.kernel.task import State, Task
from forkingpaths.machine.accesses import WORD_BITS, Accesses
from forkingpaths.vfs.openfile import OpenFile

PAGE = 4096
WORD = 1 << WORD_BITS


class Slots(dict[int, OpenFile]):
    """A descriptor table that notes which slots were looked at and which changed, and for all else is the table."""

    def __init__(self, slots: MutableMapping[int, OpenFile]) -> None:
        super().__init__(slots)
        self.read: set[int] = set()
        self.before = slots

    def __contains__(self, fd: object) -> bool:
        self.read.add(fd)  # type: ignore[arg-type]  # descriptors are all that is ever asked for
        return super().__contains__(fd)

    def __getitem__(self, fd: int) -> OpenFile:
        self.read.add(fd)
        return super().__getitem__(fd)

    def get(self, fd: int, default: Any = None) -> Any:
        self.read.add(fd)
        return super().get(fd, default)

    def __iter__(self) -> Iterator[int]:
        self.read.update(super().keys())
        return super().__iter__()

    def changed(self) -> list[int]:
        """The slots that do not hold what they held."""
        before = self.before
        return [fd for fd in {**before, **self} if super(Slots, self).get(fd) is not before.get(fd)]


class Recorder:
    """Records one transition of `t`: made before it, asked after it."""

    def __init__(self, k: Kernel, t: Task | None) -> None:
        self.k = k
        self.t = t
        self.touched: list[tuple[Key, bool]] = []
        self.shared = _Shared(t.memory) if t is not None and t.memory.id else None
        self.within_reach = t is not None and _within_reach(k, t)
        self.slots: Slots | None = None
        self.maps: list[Mapped] = []
        self.looks: list[Mapped] = []
        self.pages: frozenset[int] = frozenset()
        self.images: set[int] = set()  # spaces and objects of which the program wrote a part
        self.flags: dict[int, bool] = {}  # close-on-exec, before
        self.files = t.files if t is not None else None
        self.fs = t.fs if t is not None else None
        self.place = (self.fs.root, self.fs.cwd, self.fs.umask) if self.fs is not None else None
        if self.files is not None and self.files.shared_by:
            self.files.slots = self.slots = Slots(self.files.slots)
            self.flags = self.files.close_on_exec.copy()
        k.footprint = self.touched
        k.accesses = Accesses()
        k.kernel_accesses = []
        k.access_places = bytearray()
        k.fetches = [] if self.shared is not None and self.shared.whole >= 0 else None
        k.instructions_total = 0

    def finish(self, calling: bool, deliverable: bool) -> tuple[frozenset[Key], frozenset[Key]]:
        """(keys read, keys written)."""
        reads: set[Key] = set()
        writes: set[Key] = set()
        for key, write in self.touched:
            (writes if write else reads).add(key)
        t = self.t
        if t is not None:
            if calling:
                reads.add(("fate", t.tgid))
                reads.add(("limits", t.tgid))
            if not calling or deliverable or t.state is State.BLOCKED or t.restart:
                reads.add(("pending", t.tgid))
                reads.add(("pending", t.tid))
        self._maps(reads, writes)
        if self.shared is not None and self.shared.any:
            self._accesses(self.shared, self.k.accesses, reads, writes)
            self.pages = self._pages(self.shared)
        images = {key[1] >> PLACE_BITS - 3 for key, write in self.touched if write and key[0] == "memory"}
        images.update(self.images)
        # an even one is of an object, which a fork shares
        reads.update(("image", image) for image in images if image & 1)
        self._tables(calling, reads, writes)
        return frozenset(reads), frozenset(writes)

    def _maps(self, reads: set[Key], writes: set[Key]) -> None:
        """Ranges are no keys: two of them conflict where they overlap."""
        for keys, write in ((reads, False), (writes, True)):
            found = [key for key in keys if key[0] == "map" or key[0] == "look"]
            if found:
                keys.difference_update(found)
                for key in sorted(found):
                    ranges = self.maps if key[0] == "map" else self.looks
                    ranges.append((*key[1:], write))
        reads.update(("image", space << 1 | 1) for space, _, _, write in self.maps if write and space)

    def _pages(self, shared: _Shared) -> frozenset[int]:
        """Those that others may map and unmap: of a shared space by address, of an object by name."""
        touched = [*self.k.accesses.names.items(), *self.k.accesses.shown.items()]
        touched += [(address, place) for _, address, _, _, place in self.k.kernel_accesses]
        pages = [
            place >> PAGE_BITS for _, place in touched if place >> PLACE_BITS and not place >> PLACE_BITS & 1
        ]
        if shared.whole >= 0:
            pages += [address >> PAGE_BITS for address, _ in touched]
            pages += [page >> PAGE_BITS for _, page in self.k.fetches or ()]
        return frozenset(pages)

    def _accesses(self, shared: _Shared, accesses: Accesses, reads: set[Key], writes: set[Key]) -> None:
        """Adds the accesses to shared memory to the keys, and gives them names of bytes for physical addresses there."""
        if shared.files:
            self._shown(shared, accesses, reads)
        accesses.names = names = {
            page << PAGE_BITS: shared.place(page << PAGE_BITS) for page in accesses.distinct(PAGE_BITS)
        }
        whole = shared.whole
        alike = whole >= 0 and all(name == whole + page for page, name in names.items())
        written = accesses.distinct(PAGE_BITS, write=True)
        self.images = {names[page << PAGE_BITS] >> PLACE_BITS for page in written}
        for keys, write in ((reads, False), (writes, True)):
            found: Iterable[int] = accesses.distinct(WORD_BITS, write)
            if alike:
                found = map((whole >> WORD_BITS).__add__, found)
            else:
                places = (
                    (names[word << WORD_BITS & -PAGE], word << WORD_BITS & PAGE - WORD) for word in found
                )
                found = [first + offset >> WORD_BITS for first, offset in places if first]
            keys.update(zip(repeat("memory"), found))

    def _shown(self, shared: _Shared, accesses: Accesses, reads: set[Key]) -> None:
        """Files mapped privately: which bytes of theirs were read.  The first write copies the whole page."""
        for page in accesses.distinct(PAGE_BITS):
            address = page << PAGE_BITS
            file = shared.of_file(address)
            if file is None:
                continue
            accesses.shown[address] = file.place
            words = array("Q", range(address >> WORD_BITS, address + PAGE >> WORD_BITS))
            for _, (_, at, size, write, physical) in accesses.touching(words, WORD_BITS):
                if write and not file.copied:
                    reads.update(
                        zip(repeat("memory"), range(file.place >> WORD_BITS, file.place + PAGE >> WORD_BITS))
                    )
                    break
                if physical >> PAGE_BITS in file.frames:
                    place = file.place + at - address
                    reads.update(
                        zip(repeat("memory"), range(place >> WORD_BITS, place + size + 7 >> WORD_BITS))
                    )

    def _tables(self, calling: bool, reads: set[Key], writes: set[Key]) -> None:
        """What happened to tables that were ever shared."""
        files, slots = self.files, self.slots
        if files is not None and slots is not None:
            files.slots = dict(dict.items(slots))
            reads.update(("slot", files.shared_by, fd) for fd in slots.read)
            flags, now = self.flags, files.close_on_exec
            changed = [*slots.changed(), *(fd for fd in {**flags, **now} if (fd in flags) != (fd in now))]
            if changed:
                reads.add(("slots", files.shared_by))
            for fd in changed:
                writes.add(("slot", files.shared_by, fd))
                if fd not in slots.before:  # the lowest free one, perhaps: all below were taken
                    reads.update(("slot", files.shared_by, lower) for lower in range(fd))
        fs = self.fs
        if fs is not None and fs.shared_by and calling:
            reads.add(("directories", fs.shared_by))
            if self.place != (fs.root, fs.cwd, fs.umask):
                writes.add(("directories", fs.shared_by))


def _within_reach(k: Kernel, t: Task) -> bool:
    """Whether a task of another process runs in the memory of `t` (CLONE_VM without CLONE_THREAD, vfork)."""
    memory = t.memory
    if memory.users < 2:
        return False
    return memory.users > sum(k.tasks[tid].memory is memory for tid in t.process.threads)


class _FilePage(NamedTuple):
    """A page of a file that is mapped privately."""

    place: int  # of its first byte
    frames: set[int]  # that hold it now, or did before the transition
    copied: bool  # whether the program had a copy of it before


class _Shared:
    """The memory of a space that another task may touch too: all of it when the space has, or had, several users, else
    its shared mappings; and files mapped privately, as long as there is no copy of a page.  As it was before the transition: an end of
    the process takes the mappings away."""

    def __init__(self, memory: AddressSpace) -> None:
        self.memory = memory
        whole = memory.users > 1 or memory.shared
        self.mappings: list[Vma] = []
        self.files: list[Vma] = []
        for v in memory.vmas.items:
            if v.flags & SPECIAL:
                continue
            if v.flags & SHARED:
                self.mappings.append(v)
            elif v.object is not None and v.object.may_change:
                self.files.append(v)
        self.before: dict[
            int, tuple[int, bool]
        ] = {}  # page of these -> the frame there, and whether it is a copy
        for v in self.files:
            assert v.object is not None
            frames, shift = v.object.frames, v.offset - v.start
            for page in memory.k.machine.pages(memory.space, v.start, v.end):
                copied = frames.get(page.address + shift >> PAGE_BITS) != page.frame
                self.before[page.address] = page.frame, copied
        self.any = whole or bool(self.mappings) or bool(self.files)
        self.whole = memory.private_place() if whole else -1
        self.pages: dict[int, int] = {}  # page -> the place of its first byte, 0 for none

    def place(self, address: int) -> int:
        """As AddressSpace.shared_place."""
        page = address & -PAGE
        first = self.pages.get(page)
        if first is None:
            first = self.pages[page] = self._first(page)
        return first + address - page if first else 0

    def of_file(self, address: int) -> _FilePage | None:
        """What the page of the program at `address` shows of a file mapped privately."""
        for vma in self.files:
            if vma.start <= address < vma.end and vma.object is not None:
                offset = vma.offset + address - vma.start
                now = vma.object.frames.get(offset >> PAGE_BITS, 0)
                before, copied = self.before.get(address, (now, False))
                frames = {now} if copied else {now, before}
                return _FilePage(vma.object.place(self.memory.k) + offset, frames, copied)
        return None

    def _first(self, page: int) -> int:
        for vma in self.mappings:
            if vma.start <= page < vma.end and vma.object is not None:
                return vma.object.place(self.memory.k) + vma.offset + page - vma.start
        return self.whole + page if self.whole >= 0 else 0

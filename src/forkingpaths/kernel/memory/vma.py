"""One mapping of an address space (a line of /proc/pid/maps), and the sorted list of them.

A `Vma` never changes once made: what alters a mapping makes new ones.  Fork shares the whole list, and whoever changes it first takes
a copy (`_own`): most children end, or exec, with the mappings they were born with.
Everything counted by mappings (descriptions of mapped files, `MemoryObject.mapped`) is counted here, as items enter
and leave a list, and once for all who share it; a list with shared mappings is never shared, because their number shows
(shm_nattch).

Invariants: items are sorted, do not overlap, and are page-aligned; `starts[i] == items[i].start`; two neighbours that
could be one are one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.mman import MAP_GROWSDOWN, MAP_LOCKED, MAP_SHARED
from forkingpaths.kernel.ipc import shm

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.pages import MemoryObject

PAGE: Final = 4096
MAX_MAPPINGS: Final = 65530  # vm.max_map_count
END: Final = 1 << 62  # above every address
GUARD_GAP: Final = 256 * PAGE  # kept free below a stack that grows (stack_guard_gap)

# Flags of a mapping: those of mmap(2) that last, and what madvise(2) sets, above them.
SHARED: Final = MAP_SHARED
GROWSDOWN: Final = MAP_GROWSDOWN
LOCKED: Final = MAP_LOCKED
DONT_FORK: Final = 1 << 32
WIPE_ON_FORK: Final = 1 << 33
DONT_DUMP: Final = 1 << 34
SPECIAL: Final = 1 << 35
LOCK_ON_FAULT: Final = 1 << 36
ACCOUNTED: Final = 1 << 37  # its memory was promised (overcommit.py)
NEVER_WRITTEN: Final = 1 << 38  # mprotect(2) cannot make it writable: shmat(2) with SHM_RDONLY
# What lasts of hints about paging, and shows in /proc/PID/smaps; it keeps mappings apart.
DROPPABLE: Final = 1 << 39  # MAP_DROPPABLE: never locked, dumped or inherited
RANDOM_READS: Final = 1 << 40
SEQUENTIAL_READS: Final = 1 << 41
HUGE_PAGES: Final = 1 << 42
NO_HUGE_PAGES: Final = 1 << 43
MERGEABLE: Final = 1 << 44
ASKED_AT_MMAP: Final = DROPPABLE | WIPE_ON_FORK | DONT_DUMP | NO_HUGE_PAGES


class Vma(NamedTuple):
    """A mapping of [start, end).  `object` is what its pages come from: None for private anonymous memory (zeros)."""

    start: int
    end: int
    prot: int  # PROT_ bits
    flags: int  # see above
    object: MemoryObject | None = None
    offset: int = 0  # byte in the object that `start` shows
    file: OpenFile | None = None  # the description it was made from, for /proc and for the right to write
    name: bytes = b""  # "[vdso]": mappings the kernel names

    def part(self, start: int, end: int) -> Vma:
        """The same mapping of a smaller range."""
        offset = self.offset + start - self.start if self.object is not None else 0
        return Vma(start, end, self.prot, self.flags, self.object, offset, self.file, self.name)


def _continues(a: Vma, b: Vma) -> bool:
    """Whether `b` can be joined to the end of `a`."""
    return (
        a.end == b.start
        and a.prot == b.prot
        and a.flags == b.flags
        and a.object is b.object
        and a.file is b.file
        and a.name == b.name
        and (a.object is None or a.offset + a.end - a.start == b.offset)
        and not a.flags & SPECIAL
    )


@dataclass(
    slots=True, eq=False, init=False
)  # each fork makes one: an __init__ that is compiled (see kernel/task.py)
class VmaList:
    """The mappings of one address space.  `total` is their size in bytes (RLIMIT_AS).

    Of the search for room (mapping.find_free) the list remembers how it ended, or a thousand threads would each go through the stacks of
    all others: no gap that ends above `full_above` has `missing_bytes` or more.
    """

    items: list[Vma]
    starts: list[int]
    total: int
    sharers: list[int]  # one number, that all who share the two lists have: how many they are
    full_above: int
    missing_bytes: int

    def __init__(
        self,
        items: list[Vma] | None = None,
        starts: list[int] | None = None,
        total: int = 0,
        sharers: list[int] | None = None,
    ) -> None:
        self.items = [] if items is None else items
        self.starts = [] if starts is None else starts
        self.total = total
        self.sharers = [1] if sharers is None else sharers
        self.full_above = END
        self.missing_bytes = 0

    def _own(self) -> None:
        """Before a change: lists of one's own."""
        if self.sharers[0] > 1:
            self.sharers[0] -= 1
            self.sharers = [1]
            self.items = self.items[:]
            self.starts = self.starts[:]
            for vma in self.items:
                count(vma)

    def find(self, address: int) -> Vma | None:
        """The mapping that contains `address`."""
        at = bisect_right(self.starts, address) - 1
        if at >= 0:
            vma = self.items[at]
            if address < vma.end:
                return vma
        return None

    def index_after(self, address: int) -> int:
        """Index of the first mapping that ends after `address`."""
        at = bisect_right(self.starts, address)
        if at and self.items[at - 1].end > address:
            return at - 1
        return at

    def overlapping(self, start: int, end: int) -> list[Vma]:
        """The mappings with a part in [start, end), in order."""
        first = self.index_after(start)
        return self.items[first : bisect_left(self.starts, end, first)]

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing is mapped in [start, end)."""
        at = self.index_after(start)
        return at >= len(self.items) or self.items[at].start >= end

    def covers(self, start: int, end: int) -> bool:
        """Whether all of [start, end) is mapped."""
        for vma in self.overlapping(start, end):
            if vma.start > start:
                return False
            start = vma.end
        return start >= end

    def add(self, vma: Vma) -> Vma:
        """Enter a mapping into a free range, joined with its neighbours where they match; the mapping that results."""
        self._own()
        items, starts = self.items, self.starts
        at = bisect_right(starts, vma.start)
        self.total += vma.end - vma.start
        if at and _continues(items[at - 1], vma):
            before = items[at - 1]
            if at < len(items) and _continues(vma, items[at]):
                after = items[at]
                joined = before._replace(end=after.end)
                items[at - 1 : at + 1] = [joined]
                del starts[at]
                _uncount_joined(after)
                return joined
            joined = before._replace(end=vma.end)
            items[at - 1] = joined
            return joined
        if at < len(items) and _continues(vma, items[at]):
            joined = vma._replace(end=items[at].end)
            items[at] = joined
            starts[at] = joined.start
            return joined
        items.insert(at, vma)
        starts.insert(at, vma.start)
        count(vma)
        return vma

    def cut(self, k: Kernel, start: int, end: int) -> list[Vma]:
        """Take [start, end) out; the parts taken, in order, which are no longer counted (see `rewrite`)."""
        self._own()
        items = self.items
        first = self.index_after(start)
        last = first
        taken: list[Vma] = []
        kept: list[Vma] = []
        while last < len(items) and items[last].start < end:
            vma = items[last]
            taken.append(
                vma
                if start <= vma.start and vma.end <= end
                else vma.part(max(start, vma.start), min(end, vma.end))
            )
            if vma.start < start:
                kept.append(vma.part(vma.start, start))
            if vma.end > end:
                kept.append(vma.part(end, vma.end))
            last += 1
        if not taken:
            return taken
        self._make_room(items[last].start if last < len(items) else END)
        for vma in kept:
            count(vma)
        for vma in items[first:last]:
            uncount(k, vma)
        items[first:last] = kept
        self.starts[first:last] = [vma.start for vma in kept]
        for vma in taken:
            self.total -= vma.end - vma.start
        return taken

    def _make_room(self, end: int) -> None:
        """A gap that ends at `end` became larger."""
        if end > self.full_above:
            self.full_above = end

    def rewrite(self, k: Kernel, start: int, end: int, change: Callable[[Vma], Vma]) -> None:
        """Put change(part) in the place of every part of a mapping in [start, end).  Both show the same object."""
        held = self.overlapping(start, end)
        # "ENOMEM Changing the protection of a memory region would result in the total number of mappings with distinct attributes
        # exceeding the allowed maximum" (mprotect(2); mlock(2) and madvise(2) divide mappings too)
        if len(self.items) > MAX_MAPPINGS - 2 and held:
            cuts = int(held[0].start < start) + int(held[-1].end > end)
            if cuts and len(self.items) + cuts > MAX_MAPPINGS:
                raise SysError(Errno.ENOMEM)
        for vma in held:
            count(vma)
        for part in self.cut(k, start, end):
            self.add(change(part))
        for vma in held:
            uncount(k, vma)

    def replace(self, k: Kernel, old: Vma, new: Vma) -> None:
        """Put `new`, which shows the same object, in the place of `old`; it may be longer or shorter."""
        self._own()
        at = bisect_right(self.starts, old.start) - 1
        assert self.items[at] is old
        count(new)
        self.items[at] = new
        self.starts[at] = new.start
        if new.start > old.start or new.end < old.end:
            self._make_room(self.items[at + 1].start if at + 1 < len(self.items) else END)
        self.total += (new.end - new.start) - (old.end - old.start)
        uncount(k, old)

    def flags(self) -> int:
        """All that any mapping has."""
        found = 0
        for vma in self.items:
            # pages that the kernel maps into every program are shared, but nobody counts them
            found |= vma.flags & ~SHARED if vma.flags & SPECIAL else vma.flags
        return found

    def check_copies(self, memory_bytes: int) -> None:
        """Before fork: each mapping is promised again (overcommit.py).  SysError(ENOMEM)."""
        for vma in self.items:
            if vma.flags & (ACCOUNTED | DONT_FORK) == ACCOUNTED and vma.end - vma.start > memory_bytes:
                raise SysError(Errno.ENOMEM)

    def copy(self, flags: int) -> VmaList:
        """The list of a forked child, without what is not to be inherited (MADV_DONTFORK).  `flags`: as `flags` gives them."""
        if not flags & (DONT_FORK | LOCKED | SHARED):
            self.sharers[0] += 1
            child = VmaList(self.items, self.starts, self.total, self.sharers)
            child.full_above, child.missing_bytes = self.full_above, self.missing_bytes
            return child
        items = self.items[:]
        if flags & (DONT_FORK | LOCKED):
            # "Memory locks are not inherited by a child created via fork(2)" (mlock(2))
            items = [
                vma._replace(flags=vma.flags & ~(LOCKED | LOCK_ON_FAULT))
                for vma in items
                if not vma.flags & DONT_FORK
            ]
        for vma in items:
            count(vma)
        return VmaList(items, [vma.start for vma in items], sum(vma.end - vma.start for vma in items))

    def clear(self, k: Kernel) -> None:
        """Every mapping goes."""
        items = self.items
        last = self.sharers[0] == 1
        self.sharers[0] -= 1
        self.items, self.starts, self.total, self.sharers = [], [], 0, [1]
        self.full_above = END
        if last:
            for vma in items:
                uncount(k, vma)


def count(vma: Vma) -> None:
    """A list holds one more mapping of this object and file."""
    if vma.object is not None:
        vma.object.mapped += 1
    file = vma.file
    if file is not None:
        file.references += 1
        if vma.flags & SHARED and file.writable:
            file.inode.writable_mappings += 1  # type: ignore[attr-defined]  # only regular files are mapped


def uncount(k: Kernel, vma: Vma) -> None:
    """A list let go of a mapping; what was only mapped is gone with it."""
    thing = vma.object
    if thing is not None:
        thing.mapped -= 1
        if not thing.mapped and vma.file is None and not thing.keepers:
            thing.discard(k)
        if vma.name.startswith(shm.NAME):
            shm.closed(k, thing)
    file = vma.file
    if file is not None:
        file.references -= 1
        if vma.flags & SHARED and file.writable:
            file.inode.writable_mappings -= 1  # type: ignore[attr-defined]  # as above
        if file.references == 0:
            file.release(k)


def _uncount_joined(vma: Vma) -> None:
    """A neighbour of the same object and file was joined: never the last reference."""
    if vma.object is not None:
        vma.object.mapped -= 1
    file = vma.file
    if file is not None:
        file.references -= 1
        if vma.flags & SHARED and file.writable:
            file.inode.writable_mappings -= 1  # type: ignore[attr-defined]  # as above

"""A memory object: the pages of one thing that can be mapped and shared (a regular file, a memfd, a shared anonymous
mapping, System V memory).

Pages are frames of guest RAM, by index, so that read(2), mmap(2) and exec see the same bytes.  An object may stand on
a file of the host (`lower`): its bytes are the pages nobody has changed, read when first wanted.  A page is in one of
four states:

    in `frames`               the frame holds it; the object owns one reference of the frame, every page-table entry one more
    not there, below `lower_size`, not in `punched`   as on the host; filled from there when wanted
    otherwise, below `size`   a hole: zeros
    beyond `size`             does not exist (SIGBUS for those who mapped it)

A frame that a snapshot holds is never written: it is copied first and the copy takes its place here and in every page
table that shows it (`frame_for` with write, `write`, `truncate`).  `mapped` counts the mappings of the object in all
address spaces; `keepers` what else keeps an object without a file alive (a System V segment).  When neither an i-node
nor a mapping nor a keeper is left, `discard` gives the frames back.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.compact import compact
from forkingpaths.vfs.hostfile import host_file

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

PAGE = 4096
READ_AHEAD = 16  # pages read from the host at once: what fault-around maps together


def _scarce(k: Services) -> int:
    """A frame when there is none: after some page cache has been given up; 0 when that does not help."""
    if not k.reclaim():
        return 0
    frame: int = k.machine.frames.alloc()
    return frame


@compact
@dataclass(slots=True, eq=False)
class MemoryObject:
    """See the top of the file.  `size` is in bytes."""

    size: int = 0
    lower: bytes | None = None  # absolute path of the host file below
    lower_size: int = -1  # bytes of it that count; all of them when -1
    lower_offset: int = 0  # where in the host file they begin (a member of a tar file)
    frames: dict[int, int] = field(default_factory=dict)  # page index -> frame
    punched: dict[int, bool] = field(default_factory=dict)  # pages of the host file that have become holes
    unwritten: dict[int, bool] = field(
        default_factory=dict
    )  # pages that fallocate(2) gave and nobody wrote: they take up space, and count as holes
    dirty: dict[int, bool] = field(default_factory=dict)  # pages that differ from the host file's, perhaps
    mapped: int = 0  # mappings, in all spaces
    keepers: int = 0
    identity: int = 0  # a number for futexes and footprints; `number` gives it
    writers: int = 0  # descriptions open for writing: execve(2) says ETXTBSY
    executing: int = 0  # programs running from it: open for writing says ETXTBSY
    keeps_tail: bool = False  # of a tmpfs: what a mapping wrote behind the end stays there
    file: tuple[int, int] | None = None  # device and i-node, while vfs/disk records what happens to it

    def __post_init__(self) -> None:
        if self.lower_size < 0:
            self.lower_size = self.size if self.lower is not None else 0

    def number(self, k: Services) -> int:
        """The object's number, in the order in which numbers were asked for."""
        if not self.identity:
            self.identity = k.next_object
            k.next_object += 1
        return self.identity

    @property
    def may_change(self) -> bool:
        """Whether a program has made or changed it, or has it open to do so: not what the host has, and nobody touches."""
        return self.lower is None or self.writers > 0 or bool(self.dirty)

    def place(self, k: Services) -> int:
        """What is added to an offset for a name of that byte (kernel/memory/address_space.py, `shared_place`)."""
        return self.number(k) << 65

    def _note(self, k: Services, offset: int, count: int, write: bool) -> None:
        """The footprint of a transfer by call: programs may have the same bytes mapped."""
        place = self.place(k) + offset
        for word in range(place >> 3, (place + count + 7) >> 3):
            k.touch(("memory", word), write)

    def note_map(self, k: Services, start: int, end: int) -> None:
        """The footprint of what changes under mappings without a transfer: whether [start, end) is there, and that it is zeros again."""
        if k.footprint is not None and start < end:
            place = self.place(k)
            k.touch(("map", 0, place + start // PAGE * PAGE, place + (end + PAGE - 1) // PAGE * PAGE), True)

    def note_residency(self, k: Services, start: int, end: int) -> None:
        """The footprint of asking which pages of [start, end) are in memory: all that brings one in would have changed the answer.  Who
        does so reads the key that who asks writes, so that two who do are not ordered for it."""
        if k.footprint is not None:
            self.note_map(k, start, end)
            k.touch(("resident", self.number(k)), True)

    def _note_brought_in(self, k: Services) -> None:
        if self.mapped and k.footprint is not None:
            k.touch(("resident", self.number(k)), False)

    # ---- reading -------------------------------------------------------------------------------------------------

    def read(self, k: Services, offset: int, count: int) -> bytes:
        """Up to `count` bytes from `offset`; less at the end of the object, zeros in holes."""
        end = min(offset + count, self.size)
        if end <= offset:
            return b""
        if self.mapped and k.footprint is not None:
            self._note(k, offset, end - offset, False)
        index = offset // PAGE
        within = offset % PAGE
        read = k.machine.frames.read
        if end - index * PAGE <= PAGE:  # the usual case: within one page
            frame = self.frames.get(index) or self.fill(k, index, 1)
            return read(frame, within, end - offset) if frame else bytes(end - offset)
        self.fill(k, index, (end - 1) // PAGE - index + 1)
        frames = self.frames
        parts = []
        left = end - offset
        while left:
            part = min(PAGE - within, left)
            frame = frames.get(index, 0)
            if not frame and self.on_host(index):
                frame = self.fill(k, index, 1)  # given up again while the others came
            parts.append(read(frame, within, part) if frame else bytes(part))
            left -= part
            index += 1
            within = 0
        return b"".join(parts)

    def peek(self, k: Services, index: int) -> bytes | None:
        """A page's bytes as they are, without bringing anything in; None for a hole.  SysError(EIO)."""
        frame = self.frames.get(index)
        if frame:
            data: bytes = k.machine.frames.read(frame, 0, PAGE)
            return data
        return self._from_host(k, index, index + 1).ljust(PAGE, b"\0") if self.on_host(index) else None

    def on_host(self, index: int) -> bool:
        """Whether a page that has no frame is the host's."""
        return index * PAGE < self.lower_size and index not in self.punched

    def fill(self, k: Services, index: int, count: int) -> int:
        """Bring the host's pages among `count` from `index` in (and some after them); the frame of the first, 0 for a
        hole."""
        last = index + count
        if index * PAGE >= self.lower_size:
            return self.frames.get(index, 0)
        frames = self.frames
        limit = (self.lower_size + PAGE - 1) // PAGE
        at = index
        while at < min(last, limit):
            if at in frames or at in self.punched:
                at += 1
                continue
            stop = at + 1
            furthest = min(max(last, at + READ_AHEAD), limit)
            while stop < furthest and stop not in frames and stop not in self.punched:
                stop += 1
            self._fetch(k, at, stop)
            at = stop
        return frames.get(index, 0)

    def _fetch(self, k: Services, start: int, stop: int) -> None:
        """Read pages [start, stop) from the host into new frames; SysError(ENOMEM, EIO)."""
        self._note_brought_in(k)
        data = self._from_host(k, start, stop)
        pool = k.machine.frames
        frames = self.frames
        for index in range(start, stop):
            frame = pool.alloc()
            if not frame:
                if index > start:
                    return  # read-ahead is not worth failing for
                frame = _scarce(k)
                if not frame:
                    raise SysError(Errno.ENOMEM)
            at = (index - start) * PAGE
            if at < len(data):
                pool.write(frame, 0, data[at : at + PAGE])
            frames[index] = frame

    def _from_host(self, k: Services, start: int, stop: int) -> bytes:
        """The host's bytes of pages [start, stop), fewer at the end; SysError(EIO)."""
        assert self.lower is not None
        k.vfs.host_reads[self.lower] = self.lower_size
        wanted = min(stop * PAGE, self.lower_size) - start * PAGE
        try:
            return os.pread(host_file(self.lower), wanted, self.lower_offset + start * PAGE)
        except OSError as error:
            raise SysError(Errno.EIO) from error

    # ---- writing -------------------------------------------------------------------------------------------------

    def write(self, k: Services, offset: int, data: bytes) -> int:
        """Store `data` at `offset`, growing the object; the bytes stored, fewer when memory is out.  SysError(ENOMEM)
        when none."""
        if self.mapped and k.footprint is not None:
            self._note(k, offset, len(data), True)
        if self.file is not None and k.vfs.disk is not None and data:
            k.vfs.disk.writing(k, self, offset, data)
        return self.store(k, offset, data)

    def store(self, k: Services, offset: int, data: bytes) -> int:
        """As `write`, for what nobody is to be told of."""
        total = len(data)
        if not total:
            return 0
        if self.mapped and offset > self.size:
            self.clear_tail(k)
        index = offset // PAGE
        within = offset % PAGE
        frames = self.frames
        pool = k.machine.frames
        snaps = pool.snapshots
        done = 0
        if self.lower is not None:
            self._note_dirty(index, (offset + total - 1) // PAGE)
        if self.unwritten:
            for touched in range(index, (offset + total - 1) // PAGE + 1):
                self.unwritten.pop(touched, None)
        while done < total:
            part = min(PAGE - within, total - done)
            frame = frames.get(index)
            if frame is None:
                frame = self._new_page(k, index, part < PAGE)
                if not frame:
                    break
            elif snaps(frame):
                frame = self._own(k, index, frame)
                if not frame:
                    break
            pool.write(frame, within, data if part == total else data[done : done + part])
            done += part
            index += 1
            within = 0
        if not done:
            raise SysError(Errno.ENOSPC)
        if offset + done > self.size:
            if self.mapped:
                self.note_map(k, self.size, offset + done)
            self.size = offset + done
        return done

    def _note_dirty(self, first: int, last: int) -> None:
        dirty = self.dirty
        for index in range(first, last + 1):
            dirty[index] = True

    def _new_page(self, k: Services, index: int, keep: bool) -> int:
        """A frame for a page that has none; with `keep`, holding what the page held.  0 when memory is out."""
        if self.on_host(index):
            if keep:
                try:
                    return self.fill(k, index, 1)
                except SysError as error:
                    if error.errno != Errno.ENOMEM:
                        raise
                    return 0
        frame: int = k.machine.frames.alloc() or _scarce(k)
        if frame:
            self._note_brought_in(k)
            self.frames[index] = frame
        return frame

    def _own(self, k: Services, index: int, frame: int) -> int:
        """A copy of a frame that a snapshot holds, put in its place everywhere; 0 when memory is out."""
        copy: int = k.machine.frames.copy(frame)
        if copy:
            self._replace(k, index, frame, copy)
        return copy

    def _replace(self, k: Services, index: int, old: int, new: int) -> None:
        self.frames[index] = new
        if self.mapped:
            k.replace_page(self, index, old, new)
        k.machine.frames.put(old)

    def frame_for(self, k: Services, index: int, write: bool) -> int:
        """The frame of a page to be mapped, brought in if need be; 0 beyond the end.  SysError(ENOMEM, EIO).

        `write`: it will be written through the mapping, so it must be no snapshot's.  The reference stays the object's.
        """
        if index * PAGE >= self.size:
            return 0
        frame = self.frames.get(index)
        if frame is None:
            frame = self._new_page(k, index, True)
            if not frame:
                raise SysError(Errno.ENOMEM)
        if write:
            if self.lower is not None:
                self.dirty[index] = True
            self.unwritten.pop(index, None)
            if self.file is not None and k.vfs.disk is not None:
                k.vfs.disk.mapping(k, self, index)
            if k.machine.frames.snapshots(frame):
                frame = self._own(k, index, frame)
                if not frame:
                    raise SysError(Errno.ENOMEM)
        return frame

    # ---- size and holes --------------------------------------------------------------------------------------------

    def truncate(self, k: Services, size: int) -> None:
        """Cut or extend to `size` bytes.  What is cut off disappears from all mappings and reads as zeros if it comes
        back."""
        if self.file is not None and k.vfs.disk is not None and size != self.size:
            k.vfs.disk.cutting(k, self, size)
        self._resize(k, size)

    def _resize(self, k: Services, size: int) -> None:
        old = self.size
        self.note_map(k, min(size, old), max(size, old))
        if size >= old:
            self.clear_tail(k)
            self.size = size
            return
        self.size = size
        keep = (size + PAGE - 1) // PAGE
        if self.mapped:
            k.unmap_pages(self, keep, (old + PAGE - 1) // PAGE, True)
        frames = self.frames
        if frames:
            if size == 0:
                gone = list(frames)
            else:
                gone = [index for index in frames if index >= keep]
            put = k.machine.frames.put
            for index in gone:
                put(frames.pop(index))
        if size % PAGE and (keep - 1 in frames or self.on_host(keep - 1)):
            self.store(k, size, bytes(PAGE - size % PAGE))
            self.size = size
        self.lower_size = min(self.lower_size, size)
        for table in (self.punched, self.dirty, self.unwritten):
            for index in [index for index in table if index >= keep]:
                del table[index]

    def clear_tail(self, k: Services) -> None:
        """What a mapping wrote behind the end, in the last page, is not to become part of the object when it grows.  On
        tmpfs it does, whatever POSIX says of it."""
        if self.keeps_tail:
            return
        rest = -self.size % PAGE
        if self.mapped and rest and self.size // PAGE in self.frames:
            size = self.size
            self.store(k, size, bytes(rest))
            self.size = size

    def is_data(self, index: int) -> bool:
        """Whether the page is not a hole (lseek(2), SEEK_DATA)."""
        return (index in self.frames and index not in self.unwritten) or self.on_host(index)

    @property
    def allocated(self) -> int:
        """Bytes that take up space: whole pages that are no holes (st_blocks)."""
        below = (self.lower_size + PAGE - 1) // PAGE
        above = sum(1 for index in self.frames if index >= below)
        return (below - sum(1 for i in self.punched if i not in self.frames) + above) * PAGE

    def reclaim(self, k: Services) -> int:
        """Give back the frames that can be read from the host again and that nobody maps; how many."""
        if self.lower is None:
            return 0
        pool = k.machine.frames
        limit = self.lower_size
        clean = [
            i
            for i, f in self.frames.items()
            if i not in self.dirty and i * PAGE < limit and pool.references(f) == 1
        ]
        for index in clean:
            pool.put(self.frames.pop(index))
        return len(clean)

    def discard(self, k: Services) -> None:
        """Nobody needs the object any more."""
        self._resize(k, 0)

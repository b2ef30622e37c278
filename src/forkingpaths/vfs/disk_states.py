"""Which disks could be left if the power failed now: vfs/disk's record, unrolled.

For every file system on a disk, every prefix of the changes that are not durable yet; for every prefix, what may have arrived of the
data of each file that is in it; all combinations while they are few.  A page of a file arrives whole, as one of the versions it went
through, whatever the others do.  Where the combinations are many (a file of more than a few unwritten pages, several such files), a
selection is taken: everything, nothing, everything up to a point in the order of writing, all but one page, one page alone; and for
several files, each of these for one with the others whole or absent.  `States.complete` says whether all of the model is in the list.

The order is by what finds most: nothing lost; all names and no data; nothing since the last sync; then the other prefixes, longest first.
Equal disks appear once.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from forkingpaths.vfs import disk_image, disk_replay
from forkingpaths.vfs.disk import Attributes, Change, Contents, Entry, FileRecord, Piece, show
from forkingpaths.vfs.disk_image import Differences, DiskState, FileContents
from forkingpaths.vfs.disk_replay import Pages, Step
from forkingpaths.vfs.pages import PAGE
from forkingpaths.vfs.regular import RegularFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forkingpaths.vfs.services import Services

FULL = 64  # combinations up to which all are listed
MANY_PREFIXES = 64


@dataclass(frozen=True, slots=True)
class States:
    """The disks that are possible, each once.  `complete`: none of the model is left out."""

    states: tuple[DiskState, ...]
    complete: bool


@dataclass(slots=True)
class _Variant:
    """What of one file may be on the disk."""

    size: int
    pages: Pages
    lost: str


@dataclass(slots=True)
class _Part:
    """A state of one file system."""

    differences: Differences
    lost: tuple[str, ...]
    digest: bytes


def possible(k: Services, limit: int = 256) -> States:
    """The states of the disk if the power failed now, at most `limit`; `Options.power_loss` must have been asked for."""
    assert k.vfs.disk is not None, "booted without power_loss"
    devices = [device for device, filesystem in k.vfs.filesystems.items() if filesystem.origin]
    found = []
    complete = True
    for device in devices:
        lister = _Lister(k, device)
        parts = lister.parts()
        complete = complete and lister.complete
        found.append(parts)
    captured = disk_image.capture(k)
    states: dict[bytes, DiskState] = {}
    for combination in product(*found):
        digest = b"".join(part.digest for part in combination)
        if digest in states:
            continue
        if len(states) == limit:
            complete = False
            break
        lost = tuple(word for part in combination for word in part.lost)
        differences = zip(devices, (part.differences for part in combination), strict=True)
        states[digest] = DiskState(lost, tuple(differences), captured)
    return States(tuple(states.values()), complete)


class _Lister:
    """The states of one file system."""

    def __init__(self, k: Services, device: int) -> None:
        assert k.vfs.disk is not None
        self.k = k
        self.device = device
        self.disk = k.vfs.disk
        self.changes = [c for c in self.disk.changes if c.device == device]
        self.complete = True
        self.names: dict[int, str] = {}
        self.records: dict[int, FileRecord] = {}
        self.now: dict[int, tuple[int, Pages]] = {}  # contents as they are, where the record touches them
        for (other, number), record in self.disk.files.items():
            if other == device:
                self._add(number, record)

    def _add(self, number: int, record: FileRecord) -> None:
        """A file with something that is not durable; what its mappings wrote becomes a last write."""
        inode = self.k.vfs.filesystems[self.device].inodes.get(number)
        now: Pages
        if isinstance(inode, RegularFile):
            size, now = inode.size, {index: inode.pages.peek(self.k, index) for index in record.pages}
        else:
            buried = self.disk.graves.get((self.device, number))
            if buried is None:
                return
            inode = buried.inode
            size, now = inode.size, {index: buried.contents.get(index) for index in record.pages}
        unseen = []
        if record.mapped:
            _, believed = disk_replay.replay(record, self.disk.next, None)
            for index in sorted(record.mapped):
                data = (now.get(index) or bytes(PAGE))[: max(size - index * PAGE, 0)]
                before = (believed.get(index) or bytes(PAGE))[: len(data)]
                if data != before:
                    start = index * PAGE
                    unseen.append(Contents(Piece.WRITE, record.after, start, start + len(data), data))
        if not record.done and not unseen:
            return
        self.records[number] = FileRecord(record.size, record.pages, [*record.done, *unseen])
        self.now[number] = (size, now)
        self.names[number] = show(self.k, inode)

    def parts(self) -> list[_Part]:
        """All states, in the order that the top of the file tells, equal ones once."""
        prefixes = [*(change.number for change in self.changes), self.disk.next]
        everything, nothing = prefixes[-1], prefixes[0]
        if len(prefixes) > MANY_PREFIXES:
            self.complete = False
            step = len(prefixes) / MANY_PREFIXES
            prefixes = [prefixes[int(i * step)] for i in range(MANY_PREFIXES)]
        parts: dict[bytes, _Part] = {}
        first = [
            self._part(everything, self._all(everything)),
            self._part(everything, self._none(everything)),
        ]
        first.append(self._part(nothing, self._none(nothing)))
        for part in first:
            parts.setdefault(part.digest, part)
        for prefix in sorted({*prefixes, everything, nothing}, reverse=True):
            for choice in self._choices(prefix):
                part = self._part(prefix, choice)
                parts.setdefault(part.digest, part)
        return list(parts.values())

    # ---- choices of data -----------------------------------------------------------------------------------------

    def _reachable(self, prefix: int) -> list[int]:
        """The recorded files that have a name after `prefix`."""
        links: dict[int, int] = {}
        for change in self.changes:
            if change.number >= prefix:
                for entry in change.entries:
                    links[entry.old] = links.get(entry.old, 0) + 1
                    links[entry.new] = links.get(entry.new, 0) - 1
        inodes = self.k.vfs.filesystems[self.device].inodes
        return [
            number
            for number in self.records
            if links.get(number, 0) + (inodes[number].nlink if number in inodes else 0) > 0
        ]

    def _all(self, prefix: int) -> dict[int, _Variant]:
        return {
            n: self._variant(n, prefix, set(disk_replay.steps(self.records[n], prefix)))
            for n in self._reachable(prefix)
        }

    def _none(self, prefix: int) -> dict[int, _Variant]:
        return {n: self._variant(n, prefix, set()) for n in self._reachable(prefix)}

    def _choices(self, prefix: int) -> Iterator[dict[int, _Variant]]:
        """What may have arrived of the files' data, the names being those of `prefix`."""
        files = self._reachable(prefix)
        variants = [self._variants(number, prefix) for number in files]
        combinations = 1
        for some in variants:
            combinations *= len(some)
        if combinations <= FULL:
            for combination in product(*variants):
                yield dict(zip(files, combination, strict=True))
            return
        self.complete = False
        for background in (self._all(prefix), self._none(prefix)):
            yield background
            for number, some in zip(files, variants, strict=True):
                for variant in some:
                    yield {**background, number: variant}

    def _variants(self, number: int, prefix: int) -> list[_Variant]:
        record = self.records[number]
        steps = disk_replay.steps(record, prefix)
        chosen: list[set[Step]] = list(disk_replay.selections(steps))
        versions: dict[int, list[Step]] = {}
        for step in steps:
            versions.setdefault(step[1], []).append(step)
        combinations = 1
        for some in versions.values():
            combinations *= len(some) + 1
        if combinations <= FULL:
            counts = product(*(range(len(some) + 1) for some in versions.values()))
            chosen += [
                {step for some, n in zip(versions.values(), count, strict=True) for step in some[:n]}
                for count in counts
            ]
        else:
            self.complete = False
        found: dict[tuple[int, tuple[tuple[int, bytes | None], ...]], _Variant] = {}
        for selection in chosen:
            variant = self._variant(number, prefix, selection)
            found.setdefault((variant.size, tuple(variant.pages.items())), variant)
        return list(found.values())

    def _variant(self, number: int, prefix: int, selection: set[Step]) -> _Variant:
        record = self.records[number]
        size, pages = disk_replay.replay(record, prefix, selection)
        missing = [step for step in disk_replay.steps(record, prefix) if step not in selection]
        lost = sum(disk_replay.extent(record.done[i], page) for i, page in missing)
        words = f"{lost} of the bytes written to {self.names[number]}" if lost else ""
        return _Variant(size, pages, words)

    # ---- one state -----------------------------------------------------------------------------------------------

    def _part(self, prefix: int, choice: dict[int, _Variant]) -> _Part:
        """The file system after the changes of `prefix`, with the contents chosen."""
        undone = [change for change in self.changes if change.number >= prefix]
        attributes: dict[int, Attributes] = {}
        for change in reversed(undone):
            attributes.update(change.attributes)
        contents = []
        for number, variant in choice.items():
            size, now = self.now[number]
            if (size, now) != (variant.size, variant.pages):
                contents.append(FileContents(number, variant.size, tuple(sorted(variant.pages.items()))))
        differences = Differences(_undo(undone), tuple(attributes.items()), tuple(contents))
        lost = [change.words for change in undone]
        lost += [variant.lost for variant in choice.values() if variant.lost]
        reachable = tuple(a for a in differences.attributes if _still_there(a[0], differences.entries))
        digest = hashlib.sha256(repr((differences.entries, reachable, contents)).encode()).digest()
        return _Part(differences, tuple(lost), digest)


def _undo(undone: list[Change]) -> tuple[Entry, ...]:
    """Names as they are now -> as they are without these changes."""
    now: dict[tuple[int, bytes], int] = {}
    before: dict[tuple[int, bytes], int] = {}
    for change in undone:
        for entry in change.entries:
            now[entry.directory, entry.name] = entry.new
            before.setdefault((entry.directory, entry.name), entry.old)
    return tuple(
        Entry(d, name, now[d, name], before[d, name])
        for d, name in sorted(now)
        if now[d, name] != before[d, name]
    )


def _still_there(number: int, entries: tuple[Entry, ...]) -> bool:
    """Whether the undoing of names leaves an i-node in the tree (attributes of others make no difference)."""
    return not any(e.old == number for e in entries) or any(e.new == number for e in entries)

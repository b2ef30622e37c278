"""Properties of names in the file system: what was looked at and then used by name, and what was renamed before it was on the disk.

A name means something at one moment.  access(2): "Using these calls to check if a user is authorized to, for example, open a file before
actually doing so using open(2) creates a security hole, because the user might exploit the short time interval between checking and
opening the file to manipulate it."
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from forkingpaths.check.finding import REGISTRY, Finding
from forkingpaths.explore.trace import Run, Transition
from forkingpaths.kernel.events import Event, Kind

# call -> index of the argument that is a path
LOOKS = {
    "access": 0,
    "faccessat": 1,
    "faccessat2": 1,
    "stat": 0,
    "lstat": 0,
    "newfstatat": 1,
    "statx": 1,
    "readlink": 0,
    "readlinkat": 1,
}
PERMISSION = ("access", "faccessat", "faccessat2")
USES = {"open": 0, "openat": 1, "creat": 0, "chmod": 0, "fchmodat": 1, "chown": 0, "lchown": 0, "fchownat": 1, "truncate": 0,
        "unlink": 0, "unlinkat": 1}  # fmt: skip
RENAMES = {"rename": (0, 1), "renameat": (1, 3), "renameat2": (1, 3)}
WRITES = ("write", "writev", "pwrite64", "pwritev", "ftruncate", "sendfile", "copy_file_range", "splice")
SYNCS = ("fsync", "fdatasync", "syncfs", "msync")
O_CREAT, O_EXCL, O_SYNC = 0o100, 0o200, 0o4010000
ENOENT = -2


def _path(e: Event, index: int) -> bytes:
    """The path argument of a call, as the program gave it."""
    data = e.data[2].get(index, b"")
    return data.rstrip(b"\0") if isinstance(data, bytes) else b""


def _results(run: Run) -> dict[int, int]:
    """step of a call -> its result."""
    return {e.data[4]: e.data[2] for e in run.events if e.kind is Kind.RETURN and e.data[2] is not None}


def looked_then_used(run: Run) -> Iterator[tuple[Event, Event, bytes]]:
    """(look, use, path): a process looked at a name and then, without looking again, used the same name."""
    looked: dict[tuple[int, bytes], Event] = {}
    results = _results(run)
    for e in run.events:
        if e.kind is not Kind.CALL:
            continue
        name = e.data[0]
        if name in LOOKS:
            path = _path(e, LOOKS[name])
            result = results.get(e.step)
            if path and result is not None and (result >= 0 or result == ENOENT):
                looked[e.tid, path] = e
        elif name in USES:
            path = _path(e, USES[name])
            look = looked.pop((e.tid, path), None)
            if look is None:
                continue
            if results.get(look.step) == ENOENT and not _creates(e):
                continue
            yield look, e, path


def _creates(e: Event) -> bool:
    """Whether an open would make the file, and take one that is there."""
    if e.data[0] == "creat":
        return True
    flags = e.data[1][USES[e.data[0]] + 1] if e.data[0] in ("open", "openat") else 0
    return bool(flags & O_CREAT) and not flags & O_EXCL


def _names(t: Transition) -> set[tuple[object, ...]]:
    """The directory entries of which a transition took note."""
    return {key for key in t.reads | t.writes if key[0] == "dentry"}


def _transition(run: Run, e: Event) -> Transition | None:
    """The transition in which a call was carried out."""
    found = None
    for t in run.transitions:
        if t.step >= e.step:
            break
        if t.tid == e.tid:
            found = t
    return found


@dataclass(slots=True, frozen=True)
class AccessThenOpen:
    """A process looked at a name, another process changed what the name means, and the first used the name as if nothing had happened."""

    id: str = "access-then-open"
    title: str = "a name changed its meaning between check and use"
    manual: str = "access(2), open(2), openat(2)"
    mend: str = "open first and ask the descriptor (fstat); use O_EXCL to make, O_NOFOLLOW and *at() calls to hold what was checked"
    example: str = "corpus/17_toctou"
    default: bool = True

    def check(self, run: Run) -> list[Finding]:
        for look, use, path in looked_then_used(run):
            first, last = _transition(run, look), _transition(run, use)
            if first is None or last is None:
                continue
            names = _names(first) & _names(last)
            for t in run.transitions[first.index + 1 : last.index]:
                if t.tid != look.tid and names & t.writes and t.call:
                    name = path.decode(errors="replace")
                    return [
                        Finding(
                            self.id,
                            f"{name} was changed by {t.tid} between {look.data[0]} and {use.data[0]}",
                            f"process {look.tid} looked at {name} at step {look.step}; {t.call} by {t.tid} changed what the name means "
                            f"at step {t.step + 1}; at step {use.step} it was used all the same",
                            (look.step, t.step + 1, use.step),
                            look.tid,
                        )
                    ]
        return []


@dataclass(slots=True, frozen=True)
class CheckedByName:
    """A process asked access(2) about a name and then used the name: whoever may write to the directory can change it in between."""

    id: str = "checked-by-name"
    title: str = "access(2) and then a use of the same name"
    manual: str = "access(2), NOTES"
    mend: str = "leave access(2) out: open with the rights that are meant (seteuid), and look at the error"
    example: str = "findings/checked_by_name"
    default: bool = False

    def check(self, run: Run) -> list[Finding]:
        for look, use, path in looked_then_used(run):
            if look.data[0] in PERMISSION:
                name = path.decode(errors="replace")
                return [
                    Finding(
                        self.id,
                        f"process {look.tid} asked {look.data[0]} about {name}, and then used the name",
                        f"{look.data[0]} at step {look.step}, {use.data[0]} at step {use.step}: the answer need not hold any more",
                        (look.step, use.step),
                        look.tid,
                    )
                ]
        return []


@dataclass(slots=True, frozen=True)
class UnsyncedRename:
    """A file was written and renamed into place without having been synced: after a loss of power the name may show an empty file."""

    id: str = "unsynced-rename"
    title: str = "a file was renamed before it was on the disk"
    manual: str = "fsync(2), rename(2)"
    mend: str = "fsync the file before rename, and the directory after it"
    example: str = "findings/unsynced_rename"
    default: bool = False

    def check(self, run: Run) -> list[Finding]:
        results = _results(run)
        opened: dict[tuple[int, int], bytes] = {}
        unsynced: dict[bytes, int] = {}
        for e in run.events:
            if e.kind is not Kind.CALL or (results.get(e.step) or 0) < 0:
                continue
            name, arguments = e.data[0], e.data[1]
            if name in ("open", "openat", "creat"):
                flags = arguments[USES[name] + 1] if name != "creat" else 0
                path = _path(e, USES[name])
                fd = results.get(e.step, -1)
                opened[e.tid, fd] = path if not flags & O_SYNC & ~0o10000 else b""
            elif name in WRITES and (e.tid, arguments[0]) in opened:
                unsynced.setdefault(opened[e.tid, arguments[0]], e.step)
            elif name in SYNCS:
                unsynced.pop(opened.get((e.tid, arguments[0]), b""), None)
            elif name == "sync":
                unsynced.clear()
            elif name in RENAMES:
                old, new = (_path(e, index) for index in RENAMES[name])
                wrote = unsynced.get(old) if old else None
                if wrote is not None:
                    source, target = old.decode(errors="replace"), new.decode(errors="replace")
                    return [
                        Finding(
                            self.id,
                            f"{source} was renamed to {target} before it was synced",
                            f"it was written at step {wrote} and renamed at step {e.step}, and nobody called fsync in between: after a "
                            f"loss of power {target} may be empty, and what it was before is gone",
                            (wrote, e.step),
                            e.tid,
                        )
                    ]
        return []


REGISTRY.add(AccessThenOpen())
REGISTRY.add(CheckedByName())
REGISTRY.add(UnsyncedRename())

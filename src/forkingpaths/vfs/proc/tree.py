"""Directories of made-up files: the tree of /proc, as tables.

A directory has a kind ("root", "pid", "fd", "sys/kernel", ...) and, in `DIRECTORIES`, the entries of that kind: fixed
names, and possibly members that come and go (pids, threads, descriptors), all of one sort.  An i-node says what it is by
kind, name, pid and tid, so it is made anew at each look-up and nothing has to be kept; its number is computed from these.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.directory import open_directory
from forkingpaths.vfs.filesystem import DirectoryEntry, FileSystem
from forkingpaths.vfs.inode import S_IFMT, FileType, Inode, Place

if TYPE_CHECKING:
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.services import Services

PROC_MAGIC = 0x9FA0
STATIC_NUMBERS = 0xF000_0000  # i-node numbers of files that belong to no process, as on Linux
FIRST_DYNAMIC = 0x8000  # index of the first name that a lister brought, within its process


class Entry(NamedTuple):
    """One file: its mode, and what its kind needs.  The functions take (kernel, i-node)."""

    mode: int
    text: Callable[[Any, ProcInode], bytes] | None = None  # a regular file's contents
    write: Callable[[Any, ProcInode, bytes], None] | None = None
    link: Callable[[Any, ProcInode], bytes | Place] | None = None
    shown: Callable[[Any, ProcInode], bytes] | None = None  # readlink's text, when `link` gives a place
    directory: str = ""  # a directory's kind
    open: Callable[[Any, ProcInode, Place, int, bytes], OpenFile] | None = (
        None  # a file with operations of its own
    )
    ready: int = 0x145  # what poll(2) says: always readable and writable, but for the tables of mounts


NOTHING = Entry(0)


class Name(NamedTuple):
    """A member that a lister found: which process, thread or descriptor it stands for."""

    name: bytes
    pid: int
    tid: int
    item: int = 0
    mode: int = 0  # in place of the entry's, when not 0


# The order in which Linux lists what a process has; the rest comes behind, as declared.
ORDER = {
    name: number
    for number, name in enumerate(
        b"task fd map_files fdinfo ns net environ auxv status personality limits sched comm syscall cmdline stat statm maps mem cwd root "
        b"exe mounts mountinfo mountstats clear_refs smaps smaps_rollup pagemap attr wchan stack cgroup oom_score oom_adj oom_score_adj "
        b"loginuid sessionid coredump_filter io uid_map gid_map setgroups timers timerslack_ns".split()
    )
}


class Lister(NamedTuple):
    """Names that come and go.  `all(k, directory)` lists them in order, `find(k, directory, name)` looks one up."""

    all: Callable[[Any, ProcInode], list[Name]]
    find: Callable[[Any, ProcInode, bytes], Name | None]


@dataclass(slots=True)
class Kind:
    """What directories of one kind hold."""

    parent: str
    name: bytes  # of a directory that exists once; b"" where the pid or tid is the name
    entries: dict[bytes, Entry] = field(default_factory=dict)
    lister: Lister | None = None
    member: Entry = NOTHING  # what the lister's names are


DIRECTORIES: dict[str, Kind] = {"root": Kind("", b"/")}


def add(kind: str, name: bytes, entry: Entry) -> None:
    """Enter a fixed name into the directories of a kind."""
    DIRECTORIES[kind].entries[name] = entry


def add_directory(parent: str, name: bytes, kind: str, mode: int = 0o555) -> Kind:
    """A directory that each directory of kind `parent` has."""
    made = DIRECTORIES[kind] = Kind(parent, name)
    add(parent, name, Entry(FileType.DIRECTORY | mode, directory=kind))
    return made


@dataclass(slots=True, eq=False, kw_only=True)
class ProcInode(Inode):
    """`kind` is that of the directory it is in (of the root: ""), `pid` and `tid` whose it is, `item` a descriptor."""

    kind: str
    name: bytes
    pid: int = 0
    tid: int = 0
    item: int = 0
    mine: bool = False  # the descriptors of the caller itself: never refused, whatever its ids have become

    def always_allowed(self) -> bool:
        return self.mine

    def mode_is_all(self) -> bool:
        return self.kind.startswith("sys")

    @property
    def of_the_system(self) -> bool:
        """A file about no process: Linux says EIO, not ENODEV, of a mapping of it."""
        return self.kind in ("root", "net", "ipc", "tty") and self.mode & S_IFMT == FileType.REGULAR

    @property
    def size(self) -> int:
        return 64 if self.mode & S_IFMT == FileType.SYMLINK and self.entry.directory == "" and self.pid else 0

    @property
    def block_size(self) -> int:
        """Of a made-up file, in Linux too."""
        return 1024

    @property
    def entry(self) -> Entry:
        """What the tables say of it."""
        if not self.kind:
            return ROOT
        table = DIRECTORIES[self.kind]
        return table.entries.get(self.name) or table.member

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        from forkingpaths.vfs.proc.files import ProcFile

        if self.mode & S_IFMT == FileType.DIRECTORY:
            return open_directory(k, place, flags, path)
        entry = self.entry
        if entry.open is not None:
            return entry.open(k, self, place, flags, path)
        self.uses += 1
        return ProcFile(self, flags, path, identity=k.objects.file_identity(), mount=place.mount)


ROOT = Entry(FileType.DIRECTORY | 0o555, directory="root")


@dataclass(slots=True, eq=False, kw_only=True)
class ProcFileSystem(FileSystem):
    """/proc.  `inodes` holds the root alone."""

    removes = False

    def check_removal(self, directory: Inode, inode: Inode) -> None:
        assert isinstance(directory, ProcInode)
        kind = directory.entry.directory
        if kind.startswith("sys"):
            raise SysError(Errno.EACCES)
        # what belongs to a process is immutable, but for its descriptors
        if isinstance(inode, ProcInode) and inode.pid and kind != "fd":
            raise SysError(Errno.EPERM)

    def lookup(self, k: Services, directory: Inode, name: bytes) -> Inode | None:
        assert isinstance(directory, ProcInode)
        kind = directory.entry.directory
        table = DIRECTORIES[kind]
        if name in table.entries:
            return self._inode(k, kind, Name(name, directory.pid, directory.tid))
        found = table.lister.find(k, directory, name) if table.lister is not None else None
        return self._inode(k, kind, found) if found is not None else None

    def _inode(self, k: Services, kind: str, found: Name) -> ProcInode:
        name, pid, tid, item, mode = found
        now = k.now_ns()
        made = ProcInode(
            number=number_of(kind, found),
            device=self.device,
            mode=0,
            atime_ns=now,
            mtime_ns=now,
            ctime_ns=now,
            btime_ns=now,
            kind=kind,
            name=name,
            pid=pid,
            tid=tid,
            item=item,
        )
        entry = made.entry
        made.mode = mode or entry.mode
        made.nlink = 2 if entry.directory else 1
        if entry.directory == "task":
            lister = DIRECTORIES["task"].lister
            made.nlink += len(lister.all(k, made)) if lister is not None else 0
        if pid:
            made.uid, made.gid = k.owner_of_process(pid, tid, made.mode == FileType.DIRECTORY | 0o555)
            made.mine = entry.directory == "fd" and pid == k.caller().tgid
        return made

    def parent(self, k: Services, directory: Inode) -> Inode:
        assert isinstance(directory, ProcInode)
        kind = directory.kind
        if not kind or kind == "root":
            return self.inodes[self.root]
        above = DIRECTORIES[kind]
        pid, tid = directory.pid, directory.tid
        if kind == "task":  # the directory of a thread is in that of its process
            tid = 0
        name = above.name or (b"%d" % (tid or pid))
        return self._inode(k, above.parent, Name(name, pid, tid))

    def name_of(self, k: Services, directory: Inode) -> bytes | None:
        assert isinstance(directory, ProcInode)
        return directory.name

    def entries(self, k: Services, directory: Inode) -> list[DirectoryEntry]:
        assert isinstance(directory, ProcInode)
        kind = directory.entry.directory
        table = DIRECTORIES[kind]
        pid, tid = directory.pid, directory.tid
        found = [
            DirectoryEntry(name, number_of(kind, Name(name, pid, tid)), entry.mode & S_IFMT)
            for name, entry in sorted(table.entries.items(), key=lambda item: ORDER.get(item[0], len(ORDER)))
        ]
        if table.lister is not None:
            type_ = table.member.mode & S_IFMT
            found += [
                DirectoryEntry(n.name, number_of(kind, n), type_) for n in table.lister.all(k, directory)
            ]
        return found

    def follow(self, k: Services, link: Inode) -> bytes | Place:
        assert isinstance(link, ProcInode)
        follow = link.entry.link
        if follow is None:
            raise SysError(Errno.EINVAL)
        return follow(k, link)

    def readlink(self, k: Services, link: Inode) -> bytes:
        assert isinstance(link, ProcInode)
        shown = link.entry.shown
        if shown is not None:
            return shown(k, link)
        target = self.follow(k, link)
        if isinstance(target, Place):
            raise SysError(Errno.EINVAL)
        return target


def number_of(kind: str, found: Name) -> int:
    """The i-node number: the same name of the same process has it always."""
    name, pid, tid, item, _ = found
    index = _index(kind, name)
    if not pid:
        return STATIC_NUMBERS + index
    if not index:
        index = FIRST_DYNAMIC + item if kind not in ("root", "task") else 1
    return (tid or pid) << 20 | (1 << 19 if tid else 0) | (1 << 18 if kind == "fdinfo" else 0) | index


def _index(kind: str, name: bytes) -> int:
    """A small number of a fixed name, in the order of the tables; 0 for a member."""
    if not NUMBERS:
        for other, table in DIRECTORIES.items():
            for entry in table.entries:
                NUMBERS[other, entry] = len(NUMBERS) + 2
    return NUMBERS.get((kind, name), 0)


NUMBERS: dict[tuple[str, bytes], int] = {}


def make(k: Services) -> ProcFileSystem:
    """The one proc of the system."""
    filesystem = ProcFileSystem(device=k.vfs.new_device(), kind=b"proc", magic=PROC_MAGIC, special=True)
    k.vfs.add_filesystem(filesystem)
    now = k.now_ns()
    filesystem.inodes[1] = ProcInode(
        number=1,
        device=filesystem.device,
        mode=ROOT.mode,
        nlink=2,
        atime_ns=now,
        mtime_ns=now,
        ctime_ns=now,
        btime_ns=now,
        kind="",
        name=b"/",
    )
    return filesystem

"""The kernel's tables at one step, as plain tables of text: what ps, /proc and the textbook's drawings show, read from the
state itself.  Nothing is changed by looking.

    ps        the process table: ids, state, what each waits for
    signals   pending, blocked, ignored and caught, as bits
    fds       the three tables: descriptor -> open file description -> i-node
    inodes    mounts, and the i-nodes that are in use
    maps      the memory of each process, its pages and what it shares
    tty       terminals: session, foreground group, modes
    time      the clocks, and what is due when
    locks     locks on files, and who waits for one

Every row has a key, so that two states of a table can be compared row by row.  Numbers of physical frames are in none: where
in memory a page lies depends on who looked before (snapshots), and is nothing a program could see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from forkingpaths.abi import termios
from forkingpaths.abi.open import OPEN_FLAGS
from forkingpaths.abi.signals import name_of, signals_in
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.proc.processes import state_letter
from forkingpaths.kernel.task import Pending, Process, State, Task
from forkingpaths.vfs.inode import FileType, Inode
from forkingpaths.vfs.locks import END, F_WRLCK
from forkingpaths.vfs.openfile import O_ACCMODE, OpenFile
from forkingpaths.vfs.pipe import PipeFile
from forkingpaths.view.text import printable

NAMES = ("ps", "signals", "fds", "inodes", "maps", "tty", "time", "locks")
CELL = 80
BITS = 31  # of a signal set that are drawn; real-time signals are named when they are there
TYPES = {
    FileType.FIFO: "pipe", FileType.CHARACTER: "character device", FileType.DIRECTORY: "directory", FileType.BLOCK: "block device",
    FileType.REGULAR: "file", FileType.SYMLINK: "symbolic link", FileType.SOCKET: "socket",
}  # fmt: skip


@dataclass(slots=True)
class Table:
    """Columns and rows of text.  The first `key` cells of a row name it."""

    name: str
    title: str
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)
    key: int = 1

    def add(self, *cells: object) -> None:
        self.rows.append([printable(cell if isinstance(cell, bytes) else str(cell), CELL) for cell in cells])


def look(k: Kernel, name: str) -> list[Table]:
    """The tables called `name` (of NAMES) of the kernel as it stands."""
    return TABLES[name](k)


def look_at_all(k: Kernel) -> list[Table]:
    """All of them."""
    return [table for name in NAMES for table in look(k, name)]


def as_json(tables: list[Table]) -> list[dict[str, Any]]:
    """As plain data."""
    return [asdict(table) for table in tables]


# ---- processes ------------------------------------------------------------------------------------------------------


def _tasks(k: Kernel) -> list[Task]:
    return [k.tasks[tid] for tid in sorted(k.tasks)]


def _waits(k: Kernel, t: Task) -> str:
    """What a task does or waits for, in words."""
    if t.process.zombie:
        return "its parent's wait"
    if t.state is State.STOPPED:
        return f"SIGCONT (stopped by {name_of(t.process.stop_signal)})"
    if t.state is State.TRACED:
        return f"its tracer {t.tracer}"
    if t.state is not State.BLOCKED or t.wait is None:
        return "runs" if k.run_queue[:1] == [t.tid] else ""
    reason = t.wait.reason or ", ".join(queue.name for queue in t.wait.queues) or "time"
    until = f", until {seconds(t.wait.deadline_ns)}" if t.wait.deadline_ns is not None else ""
    return f"{k.call_name(t)}: {reason}{until}" if not t.process.kernel_owned else reason


def _ps(k: Kernel) -> list[Table]:
    table = Table(
        "ps",
        "processes and threads",
        ["TID", "PID", "PPID", "PGID", "SID", "STATE", "USER", "NAME", "WAITS FOR"],
    )
    for t in _tasks(k):
        p = t.process
        where = _waits(k, t)
        table.add(t.tid, p.tgid, p.parent, p.pgid, p.sid, state_letter(t), t.credentials.euid, t.name, where)
    return [table]


# ---- signals --------------------------------------------------------------------------------------------------------


def bits(mask: int) -> str:
    """A signal set as boxes, signal 1 first: `....x...`, and the names behind it."""
    boxes = "".join("x" if mask >> n & 1 else "." for n in range(BITS))
    names = " ".join(name_of(number).removeprefix("SIG") for number in signals_in(mask)[:8])
    more = " ..." if len(signals_in(mask)) > 8 else ""
    return f"{boxes} {names}{more}".rstrip()


def _merged(pending: Pending) -> str:
    """What was sent while the same was pending, and is in no set."""
    counts = [
        f"{name_of(info.signal).removeprefix('SIG')} sent {info.merged + 1} times"
        for info in pending.queue
        if info.merged
    ]
    return f" ({', '.join(counts)})" if counts else ""


def _sets(process: Process) -> tuple[int, int]:
    ignored = caught = 0
    for signal, action in process.dispositions.actions.items():
        if action.handler:
            bit = 1 << (signal - 1)
            ignored, caught = (ignored | bit, caught) if action.handler == 1 else (ignored, caught | bit)
    return ignored, caught


def _signals(k: Kernel) -> list[Table]:
    table = Table("signals", "signal sets, signal 1 on the left", ["TID", "SET", "SIGNALS"], key=2)
    for t in _tasks(k):
        p = t.process
        if t.state is State.DEAD or p.kernel_owned:
            continue
        table.add(t.tid, "pending (thread)", bits(t.pending.mask) + _merged(t.pending))
        if t.tid == p.tgid:
            table.add(t.tid, "pending (process)", bits(p.pending.mask) + _merged(p.pending))
        table.add(t.tid, "blocked", bits(t.blocked))
        if t.tid == p.tgid:
            ignored, caught = _sets(p)
            table.add(t.tid, "ignored", bits(ignored))
            table.add(t.tid, "caught", bits(caught))
    return [table]


# ---- files ----------------------------------------------------------------------------------------------------------


def _open_files(k: Kernel) -> dict[int, OpenFile]:
    """Every open file description that a descriptor leads to, by a number that lasts, in order of opening."""
    files: dict[int, OpenFile] = {}
    for t in _tasks(k):
        if t.state is not State.DEAD:
            for file in t.files.slots.values():
                files[id(file)] = file
    ordered = sorted(
        files.values(), key=lambda f: (f.identity, f.inode.device, f.inode.number, f.path, f.flags)
    )
    return dict(enumerate(ordered, 1))


def _access(file: OpenFile) -> str:
    return OPEN_FLAGS.show(file.flags & ~O_ACCMODE | file.flags & O_ACCMODE)


def _content(file: OpenFile) -> str:
    if isinstance(file, PipeFile):
        pipe = file.pipe
        return f"{pipe.available()} bytes in it, {pipe.readers} read ends, {pipe.writers} write ends"
    queue = getattr(file, "queue", None)
    buffer = getattr(file, "buffer", None)
    if isinstance(queue, list):
        return f"{sum(len(getattr(message, 'data', b'')) for message in queue)} bytes waiting"
    return f"{len(buffer)} bytes waiting" if isinstance(buffer, bytearray) else ""


def _fds(k: Kernel) -> list[Table]:
    files = _open_files(k)
    numbers = {id(file): number for number, file in files.items()}
    table = Table("fds", "descriptors", ["PID", "FD", "FILE", "CLOEXEC", "NAME"], key=2)
    seen: set[int] = set()
    for t in _tasks(k):
        if t.state is State.DEAD or id(t.files) in seen:
            continue
        seen.add(id(t.files))
        for fd, file in sorted(t.files.slots.items()):
            table.add(t.tid, fd, numbers[id(file)], "yes" if fd in t.files.close_on_exec else "", file.path)
    opened = Table(
        "files", "open file descriptions", ["FILE", "FLAGS", "OFFSET", "REFERENCES", "INODE", "HOLDS"]
    )
    inodes = Table("file inodes", "their i-nodes", ["INODE", "TYPE", "LINKS", "SIZE", "MODE"])
    known: dict[tuple[int, int], Inode] = {}
    for number, file in files.items():
        inode = file.inode
        opened.add(
            number,
            _access(file),
            file.offset,
            file.references,
            f"{inode.device}:{inode.number}",
            _content(file),
        )
        known[inode.device, inode.number] = inode
    for (device, number), inode in sorted(known.items()):
        inodes.add(f"{device}:{number}", _type(inode), inode.nlink, inode.size, f"{inode.mode & 0o7777:04o}")
    return [table, opened, inodes]


def _type(inode: Inode) -> str:
    return TYPES.get(FileType(inode.type), "?") if inode.type else "anonymous"


def _inodes(k: Kernel) -> list[Table]:
    mounts = Table("mounts", "mounts", ["ID", "PARENT", "DEVICE", "KIND", "SOURCE", "ON"])
    for mount in k.vfs.mounts.values():
        filesystem = k.vfs.filesystems[mount.device]
        mounts.add(
            mount.id,
            mount.parent,
            mount.device,
            filesystem.kind,
            mount.source,
            _place_name(mount.point.inode),
        )
    table = Table(
        "inodes",
        "i-nodes in use, or with new contents",
        ["INODE", "NAME", "TYPE", "MODE", "UID", "GID", "LINKS", "USES", "SIZE"],
    )
    for device, filesystem in sorted(k.vfs.filesystems.items()):
        if filesystem.special:
            continue
        for number, inode in sorted(filesystem.inodes.items()):
            if inode.uses > 0 and inode.type != FileType.DIRECTORY:
                table.add(f"{device}:{number}", inode.name, _type(inode), f"{inode.mode & 0o7777:04o}", inode.uid, inode.gid,
                          inode.nlink, inode.uses, inode.size)  # fmt: skip
    return [mounts, table]


def _place_name(inode: Inode) -> bytes:
    return inode.name or b"/"


# ---- memory ---------------------------------------------------------------------------------------------------------


def _maps(k: Kernel) -> list[Table]:
    table = Table("maps", "memory maps", ["PID", "START", "END", "RIGHTS", "PAGES", "SHARED", "NAME"], key=2)
    owners: dict[int, list[int]] = {}
    for t in _tasks(k):
        if t.state is not State.DEAD and t.memory.id:
            owners.setdefault(t.memory.id, []).append(t.tid)
    spaces: list[tuple[AddressSpace, list[int]]] = [
        (k.spaces[n], tids) for n, tids in owners.items() if n in k.spaces
    ]
    users: Counter[int] = Counter()  # frame -> address spaces in which it is
    frames: dict[int, list[Any]] = {}
    for space, _ in spaces:
        frames[space.id] = k.machine.pages(space.space, 0, space.layout.task_size)
        users.update({page.frame for page in frames[space.id]})
    for space, tids in spaces:
        pages = iter(frames[space.id])
        page = next(pages, None)
        for vma in space.vmas.items:
            present = shared = 0
            while page is not None and page.address < vma.end:
                if page.address >= vma.start:
                    present += 1
                    shared += users[page.frame] > 1
                page = next(pages, None)
            rights = "".join(c if vma.prot & bit else "-" for c, bit in (("r", 1), ("w", 2), ("x", 4)))
            name = vma.file.path if vma.file is not None else space.label(vma)
            how = (
                ""
                if not shared
                else f"{shared} {'shared' if vma.flags & 1 else 'copy on write' if vma.prot & 2 else 'read only'}"
            )
            table.add(
                tids[0],
                f"{vma.start:012x}",
                f"{vma.end:012x}",
                rights + ("s" if vma.flags & 1 else "p"),
                present,
                how,
                name,
            )
    return [table]


# ---- terminals, time, locks -----------------------------------------------------------------------------------------


def _tty(k: Kernel) -> list[Table]:
    table = Table("tty", "terminals", ["TTY", "SESSION", "FOREGROUND", "MODES", "WINDOW", "INPUT", "STOPPED"])
    for _, terminal in sorted(k.objects.terminals.items()):
        modes = [
            name if terminal.modes.lflag & getattr(termios, name) else f"-{name}"
            for name in ("ICANON", "ECHO", "ISIG", "TOSTOP")
        ]
        typed = bytes(c & 0xFF for c in terminal.buffer) + bytes(terminal.pending)
        table.add("console" if terminal.host else f"/dev/pts/{terminal.number}", terminal.session or "", terminal.foreground or "",
                  " ".join(modes), f"{terminal.window[0]}x{terminal.window[1]}", typed, "^S" if terminal.stopped else "")  # fmt: skip
    groups = Table("groups", "sessions and process groups", ["PGID", "SID", "MEMBERS", "TERMINAL", "PLACE"])
    members: dict[tuple[int, int], list[Process]] = {}
    for p in k.processes.values():
        members.setdefault((p.pgid, p.sid), []).append(p)
    for (pgid, sid), processes in sorted(members.items()):
        terminal = (
            k.objects.terminals.get(processes[0].terminal) if processes[0].terminal is not None else None
        )
        where = "" if terminal is None else "foreground" if terminal.foreground == pgid else "background"
        name = "" if terminal is None else "console" if terminal.host else f"/dev/pts/{terminal.number}"
        groups.add(pgid, sid, " ".join(str(p.tgid) for p in processes), name, where)
    return [table, groups]


def seconds(ns: int) -> str:
    """Nanoseconds as seconds."""
    return f"{ns / 1e9:.9f} s"


def _time(k: Kernel) -> list[Table]:
    clocks = Table("time", "clocks", ["CLOCK", "NOW"])
    clocks.add("CLOCK_MONOTONIC", seconds(k.monotonic_ns()))
    clocks.add("CLOCK_REALTIME", seconds(k.now_ns()))
    clocks.add("blocks of code", k.clock.blocks)
    clocks.add("system calls", k.clock.calls)
    clocks.add("skipped asleep", seconds(k.clock.skipped_ns))
    due = Table("timers", "what is due", ["AT", "IN", "WHAT", "WHOSE"], key=4)
    for deadline_ns, _, kind, key in sorted(k.timers.heap, key=lambda entry: entry[:2]):
        whose = (
            key
            if isinstance(key, int)
            else " ".join(str(part) for part in key)
            if isinstance(key, tuple)
            else ""
        )
        due.add(seconds(deadline_ns), seconds(deadline_ns - k.monotonic_ns()), kind, whose)
    spent = Table("spent", "processor time", ["TID", "USER", "SYSTEM", "SWITCHES"])
    for t in _tasks(k):
        u = t.usage
        spent.add(
            t.tid, seconds(u.user_ns), seconds(u.system_ns), u.voluntary_switches + u.involuntary_switches
        )
    return [clocks, due, spent]


def _locks(k: Kernel) -> list[Table]:
    table = Table("locks", "locks on files", ["INODE", "KIND", "TYPE", "FROM", "TO", "PID"], key=6)
    for (device, number), held in sorted(k.vfs.locks.items()):
        for lock in held:
            end = "end" if lock.end == END else lock.end
            table.add(
                f"{device}:{number}",
                lock.kind,
                "write" if lock.type == F_WRLCK else "read",
                lock.start,
                end,
                lock.pid,
            )
    waiting = Table("lock waits", "who waits for a lock", ["TID", "WAITS FOR"])
    for t in _tasks(k):
        if t.state is State.BLOCKED and t.wait is not None:
            names = [queue.name for queue in t.wait.queues if "lock" in queue.name or "futex" in queue.name]
            if names or "futex" in t.wait.reason:
                waiting.add(t.tid, t.wait.reason or ", ".join(names))
    return [table, waiting]


TABLES: dict[str, Callable[[Kernel], list[Table]]] = {
    "ps": _ps, "signals": _signals, "fds": _fds, "inodes": _inodes, "maps": _maps, "tty": _tty, "time": _time, "locks": _locks,
}  # fmt: skip

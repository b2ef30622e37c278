"""Pid descriptors (pidfd_open(2)): a file that names a process, and is readable when it has ended.

All descriptors of one process (or thread) have one i-node, by which programs compare them, and through the links of /proc
they are opened again.  The i-node is in `Process.extras`; back from its number to the process leads a table, as long as it is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.resource import RLIMIT_NOFILE
from forkingpaths.kernel.task import Process, State, Task
from forkingpaths.vfs.inode import Inode, Place
from forkingpaths.vfs.objects import PIDFS, make_inode
from forkingpaths.vfs.openfile import O_RDWR, POLLIN, POLLRDNORM, OpenFile
from forkingpaths.vfs.proc.tree import ProcInode
from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.services import Services

POLLHUP = 0x10


@dataclass(slots=True, eq=False, kw_only=True)
class PidInode(Inode):
    """What the descriptors of a process have in common.  `thread`: of one with PIDFD_THREAD, the tid."""

    thread: int = 0

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        return _opened(cast("Kernel", k), self, _named(cast("Kernel", k))[self.number], flags)


@dataclass(slots=True, eq=False)
class PidFile(OpenFile):
    """It keeps the process's entry, not its number, so that a number given again is not mistaken for it."""

    process: Process | None = None
    thread: int = 0  # PIDFD_THREAD: a thread's tid, else 0

    def poll(self, k: Services) -> int:
        """ "When the process that it refers to terminates, these interfaces indicate the file descriptor as readable"."""
        assert self.process is not None
        kernel = cast("Kernel", k)
        k.touch(("process", self.process.tgid), False)
        if self.thread:
            t = kernel.tasks.get(self.thread)
            ended = t is None or t.process is not self.process or t.state is State.DEAD
        else:
            ended = self.process.zombie
        if not ended:
            return 0
        reaped = kernel.processes.get(self.process.tgid) is not self.process
        return POLLIN | POLLRDNORM | (POLLHUP if reaped else 0)

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        assert self.process is not None
        return (self.process.end_queue,)

    def release(self, k: Services) -> None:
        self.inode.uses -= 1
        if not self.inode.uses:
            _named(cast("Kernel", k)).pop(self.inode.number, None)


def _named(k: Kernel) -> dict[int, Process]:
    """The processes that pid descriptors are open of, by the number of their i-node."""
    found: dict[int, Process] = k.tables.setdefault("pidfs", {})
    return found


def _inode_of(k: Kernel, process: Process, thread: int) -> PidInode:
    known: dict[int, PidInode] = process.extras.setdefault("pidfs", {})
    if thread not in known:
        made = make_inode(k, PIDFS, 0o700, PidInode, thread=thread)
        assert isinstance(made, PidInode)
        made.uid = made.gid = 0
        known[thread] = made
    return known[thread]


def _opened(k: Kernel, inode: PidInode, process: Process, flags: int) -> PidFile:
    """A new open file description."""
    file = PidFile(inode, flags, b"anon_inode:[pidfd]", identity=k.objects.file_identity())
    file.process = process
    file.thread = inode.thread
    inode.uses += 1
    _named(k)[inode.number] = process
    return file


def install(k: Kernel, t: Task, process: Process, *, nonblocking: bool = False, thread: int = 0) -> int:
    """A new descriptor of `t` for `process`, close-on-exec always."""
    file = _opened(k, _inode_of(k, process, thread), process, O_RDWR | (0o4000 if nonblocking else 0))
    return t.files.install(file, t.process.limits[RLIMIT_NOFILE][0], cloexec=True)


def process_of(k: Kernel, t: Task, fd: int) -> Process:
    """The living or zombie process behind a pid descriptor; SysError(EBADF), SysError(ESRCH) when it was reaped."""
    file = t.files.get(fd)
    if not isinstance(file, PidFile):
        raise SysError(Errno.EBADF)
    assert file.process is not None
    if k.processes.get(file.process.tgid) is not file.process:
        raise SysError(Errno.ESRCH)
    return file.process


def process_to_signal(k: Kernel, t: Task, fd: int) -> Process:
    """The same for pidfd_send_signal(2), which also takes a descriptor of the directory /proc/PID: "This is a historical
    accident" of the time before pidfd_open(2)."""
    inode = t.files.get(fd).inode
    if isinstance(inode, ProcInode) and inode.entry.directory == "pid":
        process = k.processes.get(inode.pid)
        if process is None:
            raise SysError(Errno.ESRCH)
        return process
    return process_of(k, t, fd)


def process_of_file(k: Kernel, t: Task, fd: int) -> int:
    """The pid behind a pid descriptor, for waitid: a reaped one is nobody's child, so its number must match nothing."""
    file = t.files.get(fd)
    if not isinstance(file, PidFile):
        raise SysError(Errno.EBADF)
    assert file.process is not None
    alive = k.processes.get(file.process.tgid) is file.process
    return file.process.tgid if alive else -1

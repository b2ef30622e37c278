"""What files, pipes, sockets and terminals ask of the kernel, and no more.

The kernel implements this protocol and passes itself as the first argument (`k`) of the operations of vfs.  It is what keeps vfs free of
tasks and signals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from forkingpaths.vfs.credentials import Credentials
from forkingpaths.vfs.wait import WaitQueue, Wake

if TYPE_CHECKING:
    from forkingpaths.machine import Machine
    from forkingpaths.vfs.namespace import Namespace
    from forkingpaths.vfs.objects import Objects
    from forkingpaths.vfs.openfile import OpenFile
    from forkingpaths.vfs.pages import MemoryObject


class Services(Protocol):
    """The kernel, as vfs sees it."""

    machine: Machine
    footprint: list[tuple[tuple[Any, ...], bool]] | None  # what `touch` adds to; None: nobody wants it
    objects: Objects  # what has no place in a directory tree: pipes, sockets, terminals
    vfs: Namespace  # the mounts and file systems

    next_object: int  # the next MemoryObject.identity

    def replace_page(self, thing: MemoryObject, index: int, old: int, new: int) -> None:
        """Page `index` of `thing` has another frame: show it in every mapping that showed `old`."""

    def reclaim(self) -> int:
        """Give up page cache that can be read again; how many frames came free."""

    def unmap_pages(self, thing: MemoryObject, first: int, last: int, private: bool) -> None:
        """Pages [first, last) of `thing` are gone from all mappings; with `private`, also the private copies made of them."""

    def now_ns(self) -> int:
        """CLOCK_REALTIME in nanoseconds (virtual)."""

    def monotonic_ns(self) -> int:
        """CLOCK_MONOTONIC in nanoseconds (virtual); deadlines are on this clock."""

    def wake(self, queue: WaitQueue, count: int = -1, events: int = 0) -> int:
        """Make the `count` oldest waiters of `queue` (all when negative) runnable; returns how many were.

        `events` are the poll(2) bits that have come about, 0 for any: who watches the queue for others is not told.
        """

    def touch(self, key: tuple[Any, ...], write: bool) -> None:
        """Note that the running call reads or changes the kernel object `key`, for the footprint (explorer)."""

    def passed(self, kind: str, number: int, count: int) -> None:
        """Tell the views that the caller put `count` bytes into pipe or socket `number`, or (negative) took them out."""

    def caller(self) -> Caller:
        """Who makes the running call."""

    def signal_pending(self) -> bool:
        """Whether a signal is about to interrupt the running call: one that has moved data then returns the partial count."""

    def signal_process_group(self, pgid: int, signal: int) -> None:
        """Send a kernel-made signal to every process of a group (terminals)."""

    def signal_process(self, tgid: int, signal: int) -> None:
        """Send a kernel-made signal to one process, if it still lives (SIGHUP to a session leader)."""

    def caller_ignores(self, signal: int) -> bool:
        """Whether the calling thread blocks `signal` or its process ignores it (terminals: SIGTTIN, SIGTTOU)."""

    def group_is_orphaned(self, pgid: int) -> bool:
        """Whether nobody in the group's session outside the group could continue it (setpgid(2))."""

    def session_of_group(self, pgid: int) -> int | None:
        """The session of a process group; None when no such group exists."""

    def install_file(self, file: OpenFile, cloexec: bool) -> int:
        """Give the caller a descriptor for `file`; SysError(EMFILE) releases it again."""

    def owner_of_process(self, pid: int, tid: int, public: bool) -> tuple[int, int]:
        """Effective user and group id of a process (or thread), for the owner of its files in /proc; root for what is not
        `public` of one that is not dumpable (PR_SET_DUMPABLE in prctl(2)).
        """

    def caller_terminal(self) -> int | None:
        """The device number of the calling process's controlling terminal."""

    def set_caller_terminal(self, device: int | None) -> None:
        """Give the calling process a controlling terminal, or take it away."""

    def clear_session_terminal(self, sid: int) -> None:
        """Take the controlling terminal from every process of a session."""

    def signal_caller(self, signal: int) -> None:
        """Send a kernel-made signal to the calling thread (SIGPIPE, SIGXFSZ)."""

    def signal_owner(self, file: OpenFile, fd: int, code: int) -> None:
        """Send the F_SETOWN owner of an open file SIGIO, or its F_SETSIG signal with `code` (POLL_IN, POLL_MSG...)."""

    def file_size_limit(self) -> int:
        """The caller's soft RLIMIT_FSIZE in bytes."""

    def not_modelled(self, what: str) -> None:
        """Record that the program asked for something this kernel does not have."""

    def random_bytes(self, count: int) -> bytes:
        """Seeded pseudo-random bytes (random(7))."""

    def host_write(self, stream: int, data: bytes) -> int:
        """Write to the host's stream 1 or 2; returns the bytes taken.  May raise SysError(EPIPE)."""

    def host_read(self, stream: int, count: int) -> bytes | None:
        """Read from the host's stream 0: bytes, b"" at end of file, or None when nothing has come yet."""


class Caller(Protocol):
    """The calling task, as far as vfs may look: ids and credentials."""

    tid: int
    wake: Wake  # NONE on the first run of the call
    carry: Any  # what the call handed over with Block when it last waited

    @property
    def tgid(self) -> int: ...
    @property
    def pgid(self) -> int: ...
    @property
    def sid(self) -> int: ...
    @property
    def credentials(self) -> Credentials: ...

"""The descriptor table and the directories of a task: what CLONE_FILES and CLONE_FS share (open(2), clone(2)).

A slot holds an open file description and the close-on-exec flag.  The table counts its users; the description counts its slots.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs import leases, locks
from forkingpaths.vfs.inode import NOWHERE, Place
from forkingpaths.vfs.openfile import OpenFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services


@dataclass(slots=True, eq=False, init=False)
class FdTable:
    """Descriptor -> open file description, and which are closed by exec."""

    # a mapping, not a dict: compiled code passes by the methods of a dict's subclass, and the explorer looks on by one (footprint.Slots)
    slots: MutableMapping[int, OpenFile]
    close_on_exec: dict[int, bool]  # present (True) or absent
    users: int
    packed: int  # every descriptor below it is open: where the search for a free one begins
    shared_by: int  # the first task that shared it with another; stays when it has one user again

    def __init__(
        self,
        slots: MutableMapping[int, OpenFile] | None = None,
        close_on_exec: dict[int, bool] | None = None,
        packed: int = 0,
    ) -> None:
        self.slots = {} if slots is None else slots
        self.close_on_exec = {} if close_on_exec is None else close_on_exec
        self.users = 1
        self.packed = packed
        self.shared_by = 0

    def get(self, fd: int) -> OpenFile:
        """The description behind `fd`; SysError(EBADF)."""
        file = self.slots.get(fd)
        if file is None:
            raise SysError(Errno.EBADF)
        return file

    def lowest_free(self, start: int, limit: int) -> int:
        """ "The lowest-numbered file descriptor not currently open" at or after `start`; SysError(EMFILE) at `limit`."""
        slots = self.slots
        fd = max(start, self.packed)
        while fd in slots:
            fd += 1
        if start <= self.packed:
            self.packed = fd
        if fd >= limit:
            raise SysError(Errno.EMFILE)
        return fd

    def install(self, file: OpenFile, limit: int, *, cloexec: bool = False, start: int = 0) -> int:
        """Put `file` into the lowest free slot and count the reference; returns the descriptor."""
        fd = self.lowest_free(start, limit)
        self.slots[fd] = file
        file.references += 1
        if cloexec:
            self.close_on_exec[fd] = True
        return fd

    def close(self, k: Services, fd: int) -> None:
        """Empty the slot; the last reference releases the description."""
        file = self.slots.pop(fd, None)
        if file is None:
            raise SysError(Errno.EBADF)
        self.packed = min(self.packed, fd)
        self.close_on_exec.pop(fd, None)
        if k.vfs.locks:  # "any of the file descriptors ... closed": all of the process's POSIX locks on the file go (fcntl(2))
            locks.remove_posix(k, file.inode, self)
        file.descriptor_closed(k)
        put(k, file)

    def copy(self, k: Services) -> FdTable:
        """The child's table after fork without CLONE_FILES: the same descriptions, counted once more."""
        if self.shared_by:
            k.touch(
                ("slots", self.shared_by), True
            )  # who changes a slot reads this key (explore/footprint.py)
        for file in self.slots.values():
            file.references += 1
        return FdTable(dict(self.slots), dict(self.close_on_exec), self.packed)

    def drop_user(self, k: Services) -> None:
        """A task lets go of the table; the last closes every descriptor, lowest first."""
        self.users -= 1
        if self.shared_by:
            k.touch(("table", self.shared_by), True)  # who is the last closes all
        if self.users == 0:
            for fd in sorted(self.slots):
                self.close(k, fd)

    def close_for_exec(self, k: Services) -> None:
        """ "Any open file descriptors that are marked close-on-exec are closed" (execve(2))."""
        for fd in sorted(self.close_on_exec):
            self.close(k, fd)


def put(k: Services, file: OpenFile) -> None:
    """Take one reference away; the last releases the description.

    Who is the last hangs on who else has let go, so for the footprint it matters to each of them, where the release is something: always
    (`release_shows`), or with a lock or a lease on it (taking one writes the same key), or when somebody watches files.
    """
    file.references -= 1
    if k.footprint is not None:
        key = (file.inode.device, file.inode.number)
        held = key in k.vfs.locks or key in k.vfs.leases or bool(k.vfs.watches)
        k.touch(("references", file.identity), file.release_shows or held)
    if file.references == 0:
        if k.vfs.locks:
            locks.remove_description(k, file.inode, file)
        if k.vfs.leases:
            leases.forget(k, file)
        file.release(k)


@dataclass(slots=True, eq=False, init=False)
class FsInfo:
    """Root and current directory and umask: what CLONE_FS shares."""

    root: Place
    cwd: Place
    umask: int
    users: int
    shared_by: int  # as in FdTable

    def __init__(self, root: Place = NOWHERE, cwd: Place = NOWHERE, umask: int = 0o022) -> None:
        self.root = root
        self.cwd = cwd
        self.umask = umask
        self.users = 1
        self.shared_by = 0

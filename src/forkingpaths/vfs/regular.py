"""Regular files: bytes in pages, read and written at an offset (read(2), write(2), lseek(2)).

The pages are vfs/pages' business, shared with mappings; here are the offset, O_APPEND, the size limit, the times,
and who may write a file that is being executed: `pages.writers` counts descriptions open for writing,
`pages.executing` programs running from it; never are both positive.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.open import LARGEST_SMALL_FILE, O_LARGEFILE
from forkingpaths.vfs import holes
from forkingpaths.vfs.compact import compact
from forkingpaths.vfs.credentials import CAP_FSETID
from forkingpaths.vfs.filesystem import unuse
from forkingpaths.vfs.inode import S_ISGID, S_ISUID, Inode, Place
from forkingpaths.vfs.lookup import touch_atime
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.pages import PAGE, MemoryObject

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services
    from forkingpaths.vfs.user_memory import UserMemory

O_APPEND, O_TRUNC = 0o2000, 0o1000
O_DSYNC, O_SYNC, O_NOATIME = 0o10000, 0o4010000, 0o1000000
SEEK_SET, SEEK_CUR, SEEK_END, SEEK_DATA, SEEK_HOLE = range(5)
MAX_SIZE = (1 << 63) - 1
SIGXFSZ = 25
FIONREAD = 0x541B
FICLONE, FICLONERANGE = 0x40049409, 0x4020940D


@dataclass(slots=True, eq=False, kw_only=True)
class RegularFile(Inode):
    """A regular file."""

    pages: MemoryObject
    lower_blocks: int = 0  # st_blocks of the host file below; used until the contents change
    changed: bool = False
    host_allows: bool = False  # the host has been asked whether the file below can be read
    limit: int = MAX_SIZE  # the largest size its file system allows
    seals: int = 0  # F_SEAL_ bits (memfd_create(2))
    sealable: bool = False  # a memfd or a file of a tmpfs
    writable_mappings: int = 0  # shared ones: they keep F_SEAL_WRITE away

    @property
    def size(self) -> int:
        return self.pages.size

    @property
    def blocks(self) -> int:
        if self.pages.lower is not None and not self.changed:
            return self.lower_blocks
        return self.pages.allocated // 512

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        lower = self.pages.lower
        if lower is not None and not self.host_allows:
            # who may read it inside may be root inside and nobody on the host
            if not os.access(lower, os.R_OK):
                raise SysError(Errno.EACCES)
            self.host_allows = True
        file = RegularOpenFile(self, flags, path, identity=k.objects.file_identity(), mount=place.mount)
        if file.writable:
            # "ETXTBSY pathname refers to an executable image which is currently being executed and write access
            # was requested"
            if self.pages.executing:
                raise SysError(Errno.ETXTBSY)
            self.pages.writers += 1
            if k.vfs.disk is not None:
                k.vfs.disk.watch(k, self)
        self.uses += 1
        return file

    def mount_limit(self, k: Services) -> int:
        """tmpfs(5) size= of its file system, in bytes; 0 for none."""
        filesystem = k.vfs.filesystems.get(self.device)
        return filesystem.max_bytes if filesystem is not None else 0

    def room(self, k: Services, offset: int, count: int) -> int:
        """How many of `count` bytes at `offset` the file system still has pages for."""
        free = (self.mount_limit(k) - k.vfs.of(self).used_bytes()) // PAGE
        at = offset
        while at < offset + count:
            if at // PAGE not in self.pages.frames:
                free -= 1
                if free < 0:
                    return at - offset
            at = (at // PAGE + 1) * PAGE
        return count

    def set_size(self, k: Services, size: int) -> None:
        """truncate(2): cut, or extend with a hole."""
        if size > self.pages.size and size > k.file_size_limit():
            k.signal_caller(SIGXFSZ)
            raise SysError(Errno.EFBIG)
        if size > self.limit:
            raise SysError(Errno.EFBIG)
        k.touch(("inode", self.device, self.number), True)
        if k.vfs.disk is not None:
            k.vfs.disk.watch(k, self)
        self.pages.truncate(k, size)
        self.changed = True
        self.written(k)

    def stored(self, k: Services) -> None:
        """The contents changed, perhaps through a mapping: the times."""
        self.mtime_ns = self.ctime_ns = k.now_ns()

    def written(self, k: Services) -> None:
        """A call changes the contents: times, and "the set-user-ID and set-group-ID mode bits are turned off"
        (write(2), chown(2)).
        """
        self.stored(k)
        self.drop_capabilities()
        mode = self.mode
        if mode & (S_ISUID | S_ISGID):
            cred = k.caller().credentials
            if not cred.capable(CAP_FSETID):
                mode &= ~S_ISUID
                if mode & 0o010 or not cred.in_group(self.gid):
                    mode &= ~S_ISGID
                if mode != self.mode:
                    if k.vfs.disk is not None:
                        k.vfs.disk.attributes(k, self, "clear the set-user-ID bit of")
                    self.mode = mode


@compact
@dataclass(slots=True, eq=False)
class RegularOpenFile(OpenFile):
    """An open regular file; `inode` is a RegularFile."""

    uncounted: bool = (
        False  # open for writing without standing in the way of execve: what memfd_create returns
    )

    def forget_writer(self) -> None:
        self.uncounted = True
        self.pages.writers -= 1

    @property
    def seekable(self) -> bool:
        return True

    @property
    def pages(self) -> MemoryObject:
        return self.inode.pages  # type: ignore[attr-defined, no-any-return]  # always a RegularFile

    def read(self, k: Services, count: int) -> bytes:
        k.touch(("file", self.identity), True)
        data = self.pread(k, count, self.offset)
        self.offset += len(data)
        return data

    def write(self, k: Services, data: bytes) -> int:
        if not data:
            return 0
        if self.flags & O_APPEND:
            self.offset = self.pages.size
        k.touch(("file", self.identity), True)
        written = self._write_at(k, data, self.offset)
        self.offset += written
        return written

    def pread(self, k: Services, count: int, offset: int) -> bytes:
        inode = self.inode
        k.touch(("inode", inode.device, inode.number), False)
        data: bytes = inode.pages.read(k, offset, count)  # type: ignore[attr-defined]  # as above
        if count and not self.flags & O_NOATIME:
            touch_atime(k, inode, self.mount)
        return data

    def pwrite(self, k: Services, data: bytes, offset: int) -> int:
        # "BUGS: if a file is opened with O_APPEND, on Linux, pwrite() appends data to the end of the file,
        # regardless of offset"
        return self._write_at(k, data, self.pages.size if self.flags & O_APPEND else offset)

    def _write_at(self, k: Services, data: bytes, offset: int) -> int:
        inode = self.inode
        assert isinstance(inode, RegularFile)
        if not data:
            return 0
        if inode.seals & 0x18 or (inode.seals & 0x4 and offset + len(data) > inode.pages.size):
            raise SysError(Errno.EPERM)
        room = min(k.file_size_limit(), inode.limit) - offset
        if room < len(data):
            # "EFBIG An attempt was made to write a file that exceeds ... the process's file size limit": SIGXFSZ;
            # a part may fit
            if room <= 0:
                if offset < inode.limit:
                    k.signal_caller(SIGXFSZ)
                raise SysError(Errno.EFBIG)
            data = data[:room]
        if not self.flags & O_LARGEFILE and offset + len(data) > LARGEST_SMALL_FILE:
            # ... or "the maximum file size" of a program whose off_t has 32 bits: no signal
            if offset >= LARGEST_SMALL_FILE:
                raise SysError(Errno.EFBIG)
            data = data[: LARGEST_SMALL_FILE - offset]
        k.touch(("inode", inode.device, inode.number), True)
        if inode.mount_limit(k):
            data = data[: inode.room(k, offset, len(data))]
            if not data:
                raise SysError(Errno.ENOSPC)
        try:
            written = inode.pages.write(k, offset, data)
        except SysError as error:
            # memory is the disk: none left is "ENOSPC The device containing the file ... has no room for the data"
            raise SysError(Errno.ENOSPC if error.errno == Errno.ENOMEM else error.errno) from None
        inode.changed = True
        inode.written(k)
        if self.flags & O_DSYNC and k.vfs.disk is not None:
            k.vfs.disk.sync_inode(k, inode, data_only=self.flags & O_SYNC != O_SYNC)
        return written

    def seek(self, k: Services, offset: int, whence: int) -> int:
        k.touch(("file", self.identity), whence != SEEK_CUR or offset != 0)
        pages = self.pages
        if whence == SEEK_SET:
            new = offset
        elif whence == SEEK_CUR:
            new = self.offset + offset
        elif whence == SEEK_END:
            new = pages.size + offset
        elif whence in (SEEK_DATA, SEEK_HOLE):
            # "ENXIO whence is SEEK_DATA or SEEK_HOLE, and offset is beyond the end of the file"
            if not 0 <= offset < pages.size:
                raise SysError(Errno.ENXIO)
            found = holes.next_data(pages, offset) if whence == SEEK_DATA else holes.next_hole(pages, offset)
            if found < 0:
                raise SysError(Errno.ENXIO)
            new = found
        else:
            raise SysError(Errno.EINVAL)
        # "EINVAL ... the resulting file offset would be negative, or beyond the end of a seekable device"; an
        # overflow is negative too
        if not 0 <= new <= self.inode.limit:  # type: ignore[attr-defined]  # as above
            raise SysError(Errno.EINVAL)
        self.offset = new
        return new

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        if request == FIONREAD:
            memory.write_u32(argument, (self.pages.size - self.offset) & 0xFFFFFFFF)
            return 0
        if request in (FICLONE, FICLONERANGE):
            # "EOPNOTSUPP This can appear if the filesystem does not support reflinking either file descriptor"
            raise SysError(Errno.EOPNOTSUPP)
        raise SysError(Errno.ENOTTY)

    def release(self, k: Services) -> None:
        inode = self.inode
        assert isinstance(inode, RegularFile)
        if self.writable and not self.uncounted:
            inode.pages.writers -= 1
        unuse(k, inode)

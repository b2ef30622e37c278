"""The open file description of a made-up file: its text is made when it is read from the beginning, then kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.openfile import OpenFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services


@dataclass(slots=True, eq=False)
class ProcFile(OpenFile):
    """A file of /proc that holds text."""

    text: bytes | None = None  # as it was when last read from the beginning

    @property
    def seekable(self) -> bool:
        return True

    def read(self, k: Services, count: int) -> bytes:
        data = self.pread(k, count, self.offset)
        self.offset += len(data)
        return data

    def pread(self, k: Services, count: int, offset: int) -> bytes:
        from forkingpaths.vfs.proc.tree import ProcInode

        assert isinstance(self.inode, ProcInode)
        if self.text is None or offset == 0:
            make = self.inode.entry.text
            if make is None:
                raise SysError(Errno.EINVAL)
            if not self.inode.pid:  # about the system as a whole: whatever anybody does may show
                k.touch(("progress", 0), False)
            self.text = make(k, self.inode)
        return self.text[offset : offset + count]

    def write(self, k: Services, data: bytes) -> int:
        from forkingpaths.vfs.proc.tree import ProcInode

        assert isinstance(self.inode, ProcInode)
        accept = self.inode.entry.write
        if accept is None:
            raise SysError(Errno.EIO if self.inode.of_the_system else Errno.EINVAL)
        k.touch(("process", self.inode.pid), True)
        accept(k, self.inode, data)
        self.offset += len(data)
        self.text = None
        return len(data)

    def pwrite(self, k: Services, data: bytes, offset: int) -> int:
        return self.write(k, data)

    def seek(self, k: Services, offset: int, whence: int) -> int:
        # seq_file: "SEEK_END" is not known there
        if whence == 1:
            offset += self.offset
        elif whence != 0:
            raise SysError(Errno.EINVAL)
        if offset < 0:
            raise SysError(Errno.EINVAL)
        self.offset = offset
        return offset

    def poll(self, k: Services) -> int:
        from forkingpaths.vfs.proc.tree import ProcInode

        assert isinstance(self.inode, ProcInode)
        return self.inode.entry.ready

    def release(self, k: Services) -> None:
        self.inode.uses -= 1

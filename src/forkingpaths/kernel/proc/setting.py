"""The files of /proc/sys as they are read and written: some hold numbers, some a line of text.

Linux reads and writes numbers at the beginning of the file only: a read elsewhere is at the end of the file, what is written elsewhere is
passed over ("sysctl_writes_strict" in proc_sys_kernel(5)).  A line of text can be read from anywhere, and goes on where it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.vfs.inode import Place
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.proc.files import ProcFile
from forkingpaths.vfs.proc.tree import ProcInode

NUMBER = re.compile(rb"[ \t\n]*(-?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)(?=[ \t\n]|$)[ \t\n]*")
LONGEST_NUMBER = 1 << 64


@dataclass(slots=True, eq=False)
class Setting(ProcFile):
    """One that is open.  Its text is made by each read."""

    def pread(self, k: Kernel, count: int, offset: int) -> bytes:  # type: ignore[override]  # the kernel is the only Services
        return self._text(k)[offset : offset + count]

    def write(self, k: Kernel, data: bytes) -> int:  # type: ignore[override]  # likewise
        done = self.pwrite(k, data, self.offset)
        self.offset += done
        return done

    def pwrite(self, k: Kernel, data: bytes, offset: int) -> int:  # type: ignore[override]  # likewise
        """A line: what it was as far as `offset`, and behind that what is written, up to the end of a line."""
        old = self._text(k).rstrip(b"\n")
        if data and offset <= len(old):
            self._accept(k, old[:offset] + re.split(rb"[\n\0]", data, maxsplit=1)[0])
        return len(data)

    def seek(self, k: Kernel, offset: int, whence: int) -> int:  # type: ignore[override]  # likewise
        # unlike elsewhere in /proc the end is known: it is the beginning
        return super(Setting, self).seek(k, offset, 0 if whence == 2 else whence)

    def _text(self, k: Kernel) -> bytes:
        assert isinstance(self.inode, ProcInode)
        assert self.inode.entry.text is not None
        k.touch(("progress", 0), False)
        made: bytes = self.inode.entry.text(k, self.inode)
        return made

    def _accept(self, k: Kernel, data: bytes) -> None:
        assert isinstance(self.inode, ProcInode)
        assert self.inode.entry.write is not None
        k.touch(("process", 0), True)
        self.inode.entry.write(k, self.inode, data)


@dataclass(slots=True, eq=False)
class Numbers(Setting):
    """One or more numbers, with white space between them."""

    def pread(self, k: Kernel, count: int, offset: int) -> bytes:  # type: ignore[override]  # likewise
        return self._text(k)[:count] if not offset else b""

    def pwrite(self, k: Kernel, data: bytes, offset: int) -> int:  # type: ignore[override]  # likewise
        if offset or not data:
            return len(data)
        values: list[int] = []
        taken = 0
        for _ in self._text(k).split():
            found = NUMBER.match(data, taken)
            if found is None:
                break
            value = int(
                found[2], 16 if found[2][1:2] in b"xX" and found[2][1:] else 8 if found[2][:1] == b"0" else 10
            )
            if value >= LONGEST_NUMBER:
                raise SysError(Errno.EINVAL)
            values.append(-value if found[1] else value)
            taken = found.end()
        else:
            self._accept(k, b" ".join(b"%d" % value for value in values))
            return taken  # what stands behind is for another write, which will be passed over
        if not values or data[taken:].strip(b" \t\n"):
            raise SysError(Errno.EINVAL)
        self._accept(k, b" ".join(b"%d" % value for value in values))
        return taken


def open_numbers(k: Kernel, inode: ProcInode, place: Place, flags: int, path: bytes) -> OpenFile:
    inode.uses += 1
    return Numbers(inode, flags, path, identity=k.objects.file_identity(), mount=place.mount)


def open_text(k: Kernel, inode: ProcInode, place: Place, flags: int, path: bytes) -> OpenFile:
    inode.uses += 1
    return Setting(inode, flags, path, identity=k.objects.file_identity(), mount=place.mount)

"""Device files: null, zero, full, random, urandom; and the table by which others add theirs (null(4), full(4),
random(4), mem(4)).

A device i-node holds a number only; what opens it is looked up in `DRIVERS` by type and number at open time.  A
number without a driver is ENXIO, as on Linux: device nodes of the host are seen but lead nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.stat import makedev
from forkingpaths.vfs.inode import FileType, Inode, Place
from forkingpaths.vfs.openfile import OpenFile

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services
    from forkingpaths.vfs.user_memory import UserMemory

Driver = Callable[["Services", Place, int, bytes], OpenFile]
DRIVERS: dict[int, Driver] = {}  # device number of a character device -> what opens it

NULL, ZERO, FULL = makedev(1, 3), makedev(1, 5), makedev(1, 7)
RANDOM, URANDOM = makedev(1, 8), makedev(1, 9)
RNDGETENTCNT = 0x80045200
MAX_RANDOM = 256 << 20


def driver(rdev: int) -> Callable[[Driver], Driver]:
    """Declare the decorated function as what opens the character device `rdev`: f(k, place, flags, path)."""

    def declare(function: Driver) -> Driver:
        DRIVERS[rdev] = function
        return function

    return declare


@dataclass(slots=True, eq=False, kw_only=True)
class Device(Inode):
    """A character or block device file."""

    def open(self, k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
        # "EACCES ... mount option nodev" (mount(8)); "ENXIO The file is a device special file and no corresponding
        # device exists"
        if place.mount and k.vfs.mounts[place.mount].flags & 4:
            raise SysError(Errno.EACCES)
        opener = DRIVERS.get(self.rdev) if self.type == FileType.CHARACTER else None
        if opener is None:
            raise SysError(Errno.ENXIO)
        return opener(k, place, flags, path)


@dataclass(slots=True, eq=False)
class MemoryDevice(OpenFile):
    """The memory devices of major 1; `rdev` says which."""

    rdev: int = 0

    @property
    def seekable(self) -> bool:
        return True

    @property
    def tells_by_signal(self) -> bool:
        return self.rdev in (RANDOM, URANDOM)

    def read(self, k: Services, count: int) -> bytes:
        rdev = self.rdev
        if rdev == NULL:
            return b""
        if rdev in (ZERO, FULL):
            return bytes(count)
        return k.random_bytes(min(count, MAX_RANDOM))

    def write(self, k: Services, data: bytes) -> int:
        return len(data)

    def pread(self, k: Services, count: int, offset: int) -> bytes:
        return self.read(k, count)

    def pwrite(self, k: Services, data: bytes, offset: int) -> int:
        return self.write(k, data)

    def seek(self, k: Services, offset: int, whence: int) -> int:
        # "lseek() on /dev/null always succeeds": the position stays 0
        return 0

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        if self.rdev in (RANDOM, URANDOM):
            if request == RNDGETENTCNT:
                memory.write_u32(argument, 256)
                return 0
            raise SysError(Errno.EINVAL)
        raise SysError(Errno.ENOTTY)


@dataclass(slots=True, eq=False)
class SinkDevice(MemoryDevice):
    """null, zero and full: "Data written to the /dev/null and /dev/zero special files is discarded" (null(4)), unseen."""

    def discard(self, count: int) -> int:
        """A write whose buffer nobody has looked at, nor needs to."""
        # "Writes to the /dev/full device fail with an ENOSPC error"
        if self.rdev == FULL:
            raise SysError(Errno.ENOSPC)
        return count

    def write(self, k: Services, data: bytes) -> int:
        return self.discard(len(data))


def _open_memory_device(k: Services, place: Place, flags: int, path: bytes) -> OpenFile:
    inode = place.inode
    kind = MemoryDevice if inode.rdev in (RANDOM, URANDOM) else SinkDevice
    return kind(inode, flags, path, identity=k.objects.file_identity(), mount=place.mount, rdev=inode.rdev)


for _rdev in (NULL, ZERO, FULL, RANDOM, URANDOM):
    DRIVERS[_rdev] = _open_memory_device

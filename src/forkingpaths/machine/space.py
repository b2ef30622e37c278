"""Address spaces: page tables, and the kernel's way into user memory.

A space is its CR3, an int. Ranges are [start, end), page-aligned, below 1 << 47. Protection is PROT_READ 1,
PROT_WRITE 2, PROT_EXEC 4. Mapping consumes the caller's frame reference; unmapping puts it.
"""

import ctypes
from typing import Any, Final, NamedTuple

from forkingpaths.machine.native import lib
from forkingpaths.machine.ram import PAGE, Hardware, MachineError

PTE_PRESENT: Final = 1
PTE_WRITE: Final = 2
PTE_ACCESSED: Final = 0x20
PTE_DIRTY: Final = 0x40
PTE_COW: Final = 0x200
PTE_SHARED: Final = 0x400
PTE_NONE: Final = 0x800
PTE_NX: Final = 1 << 63
_FRAME_MASK: Final = 0x000F_FFFF_FFFF_F000
_MISS_ADDRESS: Final = 8
_MISS_DONE: Final = 9
_OOM: Final = 5
_BOUNCE: Final = 1 << 16


class PageMissing(Exception):
    """A kernel access met a page that is absent or forbids it: resolve the fault as the user's, then try again."""

    def __init__(self, address: int, write: bool, done: int, oom: bool = False) -> None:
        super().__init__(f"{address:#x}")
        self.address = address
        self.write = write
        self.done = done
        """Bytes already transferred."""
        self.oom = oom
        """The page is there but there was no frame to copy it to."""


class OutOfFrames(Exception):
    """No frame for a page table or a copy."""


class Page(NamedTuple):
    """A page-table entry."""

    address: int
    frame: int
    flags: int
    """Raw entry bits, PTE_*."""


class Spaces:
    """The part of Machine about address spaces."""

    def __init__(self, hardware: Hardware) -> None:
        self._hardware = hardware
        self._handle = hardware.handle
        self._ram = hardware.ram
        self.out = hardware.out
        self._three = (ctypes.c_uint64 * 3)()
        self._list = (ctypes.c_uint64 * 1024)()
        self._bounce = ctypes.create_string_buffer(_BOUNCE)
        self._bounce_address = ctypes.addressof(self._bounce)
        self._seen = ctypes.c_uint32()

    # --- page tables ---

    def new_space(self) -> int:
        """CR3 of an empty space; 0 when memory is out."""
        cr3: int = lib.fp_new_space(self._handle)
        return cr3

    def fork_space(self, source: int) -> int:
        """CR3 of a new space with the pages of `source`, private ones copy-on-write in both; 0 when memory is out."""
        cr3: int = lib.fp_fork_space(self._handle, source)
        return cr3

    def free_space(self, cr3: int) -> int:
        """Puts all its frames and its tables; how many pages there were."""
        count: int = lib.fp_free_space(self._handle, cr3)
        if count < 0:
            raise MachineError(f"{cr3:#x} is no address space")
        return count

    def map(
        self, cr3: int, address: int, frame: int, prot: int, cow: bool = False, shared: bool = False
    ) -> None:
        """Maps one page, replacing what was there. Raises OutOfFrames; the reference then stays the caller's."""
        done = lib.fp_map(self._handle, cr3, address, frame, prot, cow, shared)
        if done == -1:
            raise OutOfFrames
        if done:
            raise MachineError(f"mapping frame {frame} at {address:#x}")

    def map_new(self, cr3: int, address: int, prot: int, shared: bool = False) -> int:
        """Maps a fresh zeroed page; its frame, or 0 when memory is out."""
        frame: int = lib.fp_map_new(self._handle, cr3, address, prot, shared)
        return frame

    def map_around(self, cr3: int, address: int, frames: list[int], prot: int) -> int:
        """Fault-around: maps the frames (0: none) from `address` on, copy-on-write, where nothing is yet; how many.

        At most 512. Unlike map(), takes references of its own.
        """
        count = len(frames)
        room: Any = self._list
        room[:count] = frames
        mapped: int = lib.fp_map_around(self._handle, cr3, address, room, count, prot)
        return mapped

    def unmap(self, cr3: int, start: int, end: int) -> int:
        """Number of pages that were there."""
        count: int = lib.fp_unmap(self._handle, cr3, start, end)
        return count

    def zap(self, cr3: int, address: int) -> int:
        """Unmaps the page of an address."""
        start = address & ~(PAGE - 1)
        count: int = lib.fp_unmap(self._handle, cr3, start, start + PAGE)
        return count

    def protect(self, cr3: int, start: int, end: int, prot: int) -> int:
        """Changes the rights of the pages that are there; 0 keeps their frames, out of reach."""
        count: int = lib.fp_protect(self._handle, cr3, start, end, prot)
        return count

    def move(self, cr3: int, old: int, new: int, length: int) -> int:
        """mremap: pages change address. The ranges must not overlap."""
        count: int = lib.fp_move(self._handle, cr3, old, new, length)
        if count < 0:
            raise OutOfFrames
        return count

    def query(self, cr3: int, address: int) -> tuple[int, int] | None:
        """(frame, raw entry) or None."""
        if not lib.fp_query(self._handle, cr3, address, self._three):
            return None
        return self._three[0], self._three[1]

    def pages(self, cr3: int, start: int, end: int) -> list[Page]:
        """The entries of a range, in order."""
        room = len(self._list) // 2
        count = lib.fp_list(self._handle, cr3, start, end, self._list, room)
        if count > room:
            self._list = (ctypes.c_uint64 * (2 * count))()
            lib.fp_list(self._handle, cr3, start, end, self._list, count)
        flat = self._list[: 2 * count]
        return [
            Page(flat[i], (flat[i + 1] & _FRAME_MASK) >> 12, flat[i + 1] & ~_FRAME_MASK)
            for i in range(0, 2 * count, 2)
        ]

    def count_pages(self, cr3: int, start: int, end: int) -> int:
        """How many pages of a range are there."""
        count: int = lib.fp_list(self._handle, cr3, start, end, self._list, 0)
        return count

    def clear_bits(self, cr3: int, start: int, end: int, bits: int) -> int:
        """Clears PTE_ACCESSED and/or PTE_DIRTY; number of entries that had one."""
        count: int = lib.fp_clear_bits(self._handle, cr3, start, end, bits)
        return count

    def replace(self, cr3: int, address: int, frame: int) -> None:
        """Another frame under the same rights; consumes its reference, puts the old one's."""
        if lib.fp_replace(self._handle, cr3, address, frame):
            raise MachineError(f"no page at {address:#x} to replace")

    def digest(self, cr3: int, start: int, end: int) -> int:
        """64 bits that depend on the addresses, rights and bytes of the pages, and on nothing else."""
        value: int = lib.fp_digest(self._handle, cr3, start, end)
        return value

    def resolve_cow(self, cr3: int, address: int) -> bool:
        """Makes a copy-on-write page writable. False: not such a page. Raises OutOfFrames."""
        done = lib.fp_resolve_cow(self._handle, cr3, address)
        if done < 0:
            raise OutOfFrames
        return bool(done)

    # --- user memory ---

    def _miss(self, write: bool) -> PageMissing:
        out = self.out
        return PageMissing(out[_MISS_ADDRESS], write, out[_MISS_DONE], bool(out[_OOM]))

    def copy_in(self, cr3: int, address: int, count: int) -> bytes:
        """Bytes of user memory."""
        at = lib.fp_reach(self._handle, cr3, address, count, 0)
        if at >= 0:
            return self._ram[at : at + count]
        if count == 0:
            return b""
        if at == -1:
            raise self._miss(False)
        if count <= _BOUNCE:
            if lib.fp_copy_in(self._handle, cr3, address, self._bounce_address, count, 0):
                raise self._miss(False)
            return ctypes.string_at(self._bounce_address, count)
        room = ctypes.create_string_buffer(count)
        if lib.fp_copy_in(self._handle, cr3, address, room, count, 0):
            raise self._miss(False)
        return room.raw

    def copy_out(self, cr3: int, address: int, data: bytes) -> None:
        """Writes user memory, copying copy-on-write pages first."""
        count = len(data)
        if count == 0:
            return
        at = lib.fp_reach(self._handle, cr3, address, count, 1)
        if at >= 0:
            self._ram[at : at + count] = data
        elif at == -1 or lib.fp_copy_out(self._handle, cr3, address, bytes(data), count, 0):
            raise self._miss(True)

    def read_cstring(self, cr3: int, address: int, limit: int) -> bytes | None:
        """The string without its NUL; None when there is no NUL within limit bytes."""
        # the buffer itself, not its address: compiled code lets go of a variable after its last use
        room = self._bounce if limit <= _BOUNCE else ctypes.create_string_buffer(limit)
        length = lib.fp_read_cstring(self._handle, cr3, address, room, limit)
        if length >= 0:
            return ctypes.string_at(room, length)
        if length == -1:
            raise self._miss(False)
        return None

    def peek32(self, cr3: int, address: int) -> int:
        return int.from_bytes(self.copy_in(cr3, address, 4), "little")

    def peek64(self, cr3: int, address: int) -> int:
        return int.from_bytes(self.copy_in(cr3, address, 8), "little")

    def poke32(self, cr3: int, address: int, value: int) -> None:
        self.copy_out(cr3, address, value.to_bytes(4, "little"))

    def poke64(self, cr3: int, address: int, value: int) -> None:
        self.copy_out(cr3, address, value.to_bytes(8, "little"))

    def force_in(self, cr3: int, address: int, count: int) -> bytes:
        """ptrace's reading: rights do not matter, presence does."""
        room = ctypes.create_string_buffer(count)
        if lib.fp_copy_in(self._handle, cr3, address, room, count, 1):
            raise self._miss(False)
        return room.raw

    def force_out(self, cr3: int, address: int, data: bytes) -> None:
        """ptrace's writing: a read-only private page gets its own copy and stays read-only."""
        if lib.fp_copy_out(self._handle, cr3, address, data, len(data), 1):
            raise self._miss(True)

    def copy_frame_to_user(self, cr3: int, address: int, frame: int, offset: int, count: int) -> None:
        """Without a detour through Python bytes."""
        if lib.fp_copy_frame_user(self._handle, cr3, address, frame, offset, count, 1):
            raise self._miss(True)

    def copy_user_to_frame(self, cr3: int, address: int, frame: int, offset: int, count: int) -> None:
        if lib.fp_copy_frame_user(self._handle, cr3, address, frame, offset, count, 0):
            raise self._miss(False)

    def compare_exchange32(self, cr3: int, address: int, expected: int, value: int) -> tuple[bool, int]:
        """The futex operations' atomic step: (exchanged, the value that was there). address: a multiple of 4."""
        done = lib.fp_cmpxchg32(self._handle, cr3, address, expected, value, self._seen)
        if done < 0:
            raise self._miss(True)
        return bool(done), self._seen.value

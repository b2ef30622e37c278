"""Physical memory: frames of 4096 bytes, reference-counted, allocated lowest number first.

A frame's life: alloc() gives it zeroed with one reference; each mapping and each kernel object that holds it has
a reference; the last put() frees it, unless a snapshot holds it. Frame 0 does not exist and means "none".
"""

import ctypes
import mmap
import weakref
from typing import Final

from forkingpaths.machine.native import lib

PAGE: Final = 4096
MAP_NORESERVE: Final = 0x4000  # the mmap module has no name for it before Python 3.12
ROOM_FOR_CODE: Final = (
    1 << 30
)  # two engines' translations (TRANSLATION_BYTES in native.c), and what the host's own allocations take of it
_OUT_IN_USE: Final = 7


class MachineError(Exception):
    """The hardware cannot be made or was used wrongly: a defect, never the guest's doing."""


class Hardware:
    """The native machine and its RAM, for as long as anything refers to it."""

    __slots__ = ("__weakref__", "handle", "out", "ram")

    def __init__(self, memory_bytes: int, cpu_model: int) -> None:
        limit = memory_bytes >> 12
        frames = max(limit * 4, 4096)
        flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_NORESERVE
        # Translated code calls the engine and our hooks all the time.  Within 2 GB such a call is direct, beyond it goes by a pointer that
        # the processor must guess: a tenth of the time of all user code.  So RAM is not to come between: a hole is kept for the code.
        room = mmap.mmap(-1, ROOM_FOR_CODE, flags=flags)
        self.ram = mmap.mmap(-1, frames * PAGE, flags=flags)
        room.close()
        base = ctypes.addressof(ctypes.c_char.from_buffer(self.ram))
        handle = lib.fp_create(base, frames, limit, cpu_model)
        if not handle:
            raise MemoryError("no memory for the machine")
        weakref.finalize(self, lib.fp_destroy, handle)
        words: bytes = lib.fp_words(handle)
        if words:
            raise MachineError(words.decode())
        self.handle: int = handle
        out = (ctypes.c_uint64 * 32).from_address(lib.fp_out(handle))
        self.out = memoryview(out).cast("B").cast("Q")


class Frames:
    """`machine.frames`."""

    def __init__(self, hardware: Hardware) -> None:
        self._hardware = hardware
        self._handle = hardware.handle
        self._ram = hardware.ram
        self._out = hardware.out
        self._info = (ctypes.c_uint64 * 3)()

    def alloc(self) -> int:
        """A zeroed frame with one reference; 0 when memory is out."""
        frame: int = lib.fp_alloc(self._handle)
        return frame

    def get(self, frame: int) -> None:
        """One more reference."""
        if lib.fp_get(self._handle, frame):
            raise MachineError(f"frame {frame} is not in use")

    def put(self, frame: int) -> None:
        """One reference less; the last one frees the frame."""
        if lib.fp_put(self._handle, frame):
            raise MachineError(f"frame {frame} is not in use")

    def copy(self, frame: int) -> int:
        """A new frame with the same bytes and one reference; 0 when memory is out."""
        twin: int = lib.fp_copy_frame(self._handle, frame)
        return twin

    def read(self, frame: int, offset: int = 0, count: int = PAGE) -> bytes:
        base = frame * PAGE + offset
        return self._ram[base : base + min(count, PAGE - offset)]

    def write(self, frame: int, offset: int, data: bytes) -> None:
        """The bytes must fit. Translated code of the frame is dropped. A frame that a snapshot holds must be copied
        first: writing it is an error."""
        if offset + len(data) > PAGE:
            raise MachineError("a write beyond the end of a frame")
        if lib.fp_host_writes(self._handle, frame):
            raise MachineError(f"frame {frame} is held by a snapshot")
        base = frame * PAGE + offset
        self._ram[base : base + len(data)] = data

    def words(self, frame: int) -> memoryview:
        """The frame as 512 words that the caller may write at any time, whatever snapshots hold it: the clock page."""
        return memoryview(self._ram)[frame * PAGE : (frame + 1) * PAGE].cast("Q")

    @property
    def in_use(self) -> int:
        """Frames with a live reference, page tables included."""
        return self._out[_OUT_IN_USE]

    def references(self, frame: int) -> int:
        lib.fp_frame_info(self._handle, frame, self._info)
        return self._info[0]

    def snapshots(self, frame: int) -> int:
        """Snapshots that hold the frame: not 0 means that its bytes must not change."""
        lib.fp_frame_info(self._handle, frame, self._info)
        return self._info[1]

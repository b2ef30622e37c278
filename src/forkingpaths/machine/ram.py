"""Physical memory: frames of 4096 bytes, reference-counted, allocated lowest number first.

A frame's life: alloc() gives it zeroed with one reference; each mapping and each kernel object that holds it has
a reference; the last put() frees it, unless a snapshot holds it. Frame 0 does not exist and means "none".
"""

import ctypes
import mmap
from typing import Final

from forkingpaths.machine.native import lib

PAGE: Final = 4096
_OUT_IN_USE: Final = 7


class MachineError(Exception):
    """The hardware cannot be made or was used wrongly: a defect, never the guest's doing."""


class Frames:
    """`machine.frames`."""

    def __init__(self, handle: int, ram: mmap.mmap, out: memoryview) -> None:
        self._handle = handle
        self._ram = ram
        self._out = out
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
        """The bytes must fit. Translated code of the frame is dropped."""
        if offset + len(data) > PAGE:
            raise MachineError("a write beyond the end of a frame")
        lib.fp_host_writes(self._handle, frame)
        base = frame * PAGE + offset
        self._ram[base : base + len(data)] = data

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

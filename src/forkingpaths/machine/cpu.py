"""The processor: contexts and the one call that runs them."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from struct import Struct, iter_unpack
from typing import Any, Final

from forkingpaths.machine.native import CONTEXT_BYTES, lib
from forkingpaths.machine.ram import Frames, Hardware, MachineError
from forkingpaths.machine.registers import (
    BLOB_VALID,
    CS,
    RESUME_RIP,
    RIP,
    RSP,
    SPACE,
    SS,
    STAMP,
    USER_CS,
    USER_SS,
)
from forkingpaths.machine.space import Spaces

NOWHERE: Final = (1 << 64) - 1


class Context:
    """A task's registers: general ones in `regs`, the rest (x87, SSE, hidden parts) opaque. Plain data.

    A fresh one is what execve leaves: all zero, 64-bit segments, FPU initialised.
    """

    __slots__ = ("_buffer", "address", "regs")

    def __init__(self, buffer: bytearray | None = None) -> None:
        fresh = buffer is None
        if buffer is None:
            buffer = bytearray(CONTEXT_BYTES)
        self._buffer = buffer
        self.regs = memoryview(buffer)[: (BLOB_VALID + 1) * 8].cast("Q")
        self.address = ctypes.addressof(ctypes.c_char.from_buffer(buffer))
        if fresh:
            regs = self.regs
            regs[RESUME_RIP] = NOWHERE
            regs[CS] = USER_CS
            regs[SS] = USER_SS

    @property
    def space(self) -> int:
        """CR3 of the address space the task runs in."""
        return self.regs[SPACE]

    @space.setter
    def space(self, cr3: int) -> None:
        self.regs[SPACE] = cr3

    def copy(self) -> "Context":
        return Context(bytearray(self._buffer))

    def assign(self, other: "Context") -> None:
        """Becomes equal to other."""
        self._buffer[:] = other._buffer

    def get_fxsave(self) -> bytes:
        """x87, MMX and SSE state as FXSAVE writes it, 512 bytes: what signal frames hold."""
        image = ctypes.create_string_buffer(512)
        if lib.fp_get_fx(self.address, ctypes.addressof(image)):
            raise MachineError("no machine has been made yet")
        return image.raw

    def set_fxsave(self, image: bytes) -> None:
        """Raises ValueError when reserved bits of MXCSR are set: the processor's #GP."""
        if len(image) < 416:
            raise ValueError("an FXSAVE image has 512 bytes")
        done = lib.fp_set_fx(self.address, image)
        if done == -2:
            raise ValueError("reserved bits of MXCSR are set")
        if done:
            raise MachineError("no machine has been made yet")

    def to_bytes(self) -> bytes:
        """All of it; equal registers give equal bytes."""
        data = bytearray(self._buffer)
        data[STAMP * 8 : STAMP * 8 + 8] = bytes(8)
        return bytes(data)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Context":
        if len(data) != CONTEXT_BYTES:
            raise ValueError(f"a context has {CONTEXT_BYTES} bytes, not {len(data)}")
        return cls(bytearray(data))

    def __copy__(self) -> "Context":
        return self.copy()

    def __deepcopy__(self, memo: dict[int, Any]) -> "Context":
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return Context.from_bytes, (self.to_bytes(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Context) and self.to_bytes() == other.to_bytes()

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        return f"<Context rip={self.regs[RIP]:#x} rsp={self.regs[RSP]:#x} space={self.regs[SPACE]:#x}>"


OUT_VECTOR, OUT_ERROR, OUT_ADDRESS, OUT_BLOCKS_LEFT, OUT_BLOCKS, OUT_OOM, OUT_COW_FAULTS = range(7)
(
    OUT_ENGINE_ERROR,
    OUT_CODE_FLUSHES,
    OUT_TLB_FLUSHES,
    OUT_EXHAUSTED,
    OUT_INSTRUCTIONS,
    OUT_LOGGED,
    OUT_LOG_LOST,
) = range(10, 17)
OUT_FETCHED = 18


# One memory access of a precise run: how many instructions of the run were completed before the one that made it; its virtual
# address, the lowest one when the frame is mapped more than once in the space; bytes; is it a write; its physical address.
Access = tuple[int, int, int, bool, int]
ACCESS: Final = Struct("<QQI?3xQ")


@dataclass(frozen=True, slots=True)
class MemorySnapshot:
    """A handle; the frames and tables are the machine's."""

    handle: int


# Nothing of it is taken before the guest writes it.  Room for one mapping of 2 GB (INT_MAX is a favourite size), which would be an
# obvious overcommit of a smaller computer, and no more than a usual computer of today can give.
USUAL_MEMORY_BYTES = 4 << 30


class Machine(Spaces):
    """Memory and processor. `memory_bytes` is what live frames may take; snapshots have three times that besides."""

    def __init__(self, memory_bytes: int = USUAL_MEMORY_BYTES, cpu_model: int = 0) -> None:
        self.memory_bytes = memory_bytes
        hardware = Hardware(memory_bytes, cpu_model)
        self.frames = Frames(hardware)
        Spaces.__init__(self, hardware)
        # `run` by a context's address: the kernel's way, once a system call, without a Python frame between
        self.run_at: Callable[[int, int], int] = partial(lib.fp_run, self._handle)

    def run(self, context: Context, fuel_blocks: int) -> int:
        """Runs the context until a trap (a TrapKind) or for that many blocks; `trap_*` say more."""
        kind: int = lib.fp_run(self._handle, context.address, fuel_blocks)
        return kind

    def set_fuel_cell(self, frame: int, word: int) -> None:
        """Keeps the number of blocks left in that word of a frame from now on: the guest may read it while it runs."""
        if lib.fp_set_fuel_cell(self._handle, frame, word):
            raise MachineError(f"frame {frame} has no word {word}")

    def run_precise(
        self,
        context: Context,
        instructions: int | None = None,
        stop_rip: int | None = None,
        log: bool = False,
        fuel_blocks: int = 1 << 62,
        fetches: bool = False,
    ) -> int:
        """Like run, looking at each instruction: STOP_POINT before the one at stop_rip (at least one is executed
        first), or when that many were completed. One round of a REP instruction counts as one. The block counter
        goes on as in run, and a run can go on in either way at any point.
        """
        kind: int = lib.fp_run_precise(
            self._handle,
            context.address,
            fuel_blocks,
            NOWHERE if instructions is None else instructions,
            NOWHERE if stop_rip is None else stop_rip,
            log | fetches << 1,
        )
        return kind

    @property
    def instructions(self) -> int:
        """Instructions completed in the last precise run."""
        return self.out[OUT_INSTRUCTIONS]

    def access_log(self, first: int = 0) -> list[Access]:
        """The accesses of the last precise run, in order (only those of completed instructions); its instructions count from `first`."""
        count = self.out[OUT_LOGGED]
        if not count:
            return []
        return list(
            ACCESS.iter_unpack(ctypes.string_at(lib.fp_log(self._handle, first), ACCESS.size * count))
        )

    def packed_log(self, first: int = 0) -> bytes:
        """The same, packed (machine.accesses)."""
        count = self.out[OUT_LOGGED]
        return ctypes.string_at(lib.fp_log(self._handle, first), ACCESS.size * count) if count else b""

    def access_places(self) -> bytes:
        """(address of the instruction, value read or written; of wide ones the low eight bytes) of each access in the log, as packed
        64-bit words."""
        count = self.out[OUT_LOGGED]
        return ctypes.string_at(lib.fp_log_places(self._handle), 16 * count) if count else b""

    def fetch_log(self, first: int = 0) -> list[tuple[int, int]]:
        """(instruction, page that it and those behind it are in; with bit 0, its second page), when `fetches` were asked for."""
        count = self.out[OUT_FETCHED]
        packed = ctypes.string_at(lib.fp_log_fetches(self._handle), 16 * count) if count else b""
        return [(first + number, page) for number, page in iter_unpack("<QQ", packed)]

    @property
    def accesses_lost(self) -> int:
        """Accesses for which the log had no room."""
        return self.out[OUT_LOG_LOST]

    # --- snapshots ---

    def snapshot(self) -> MemorySnapshot:
        """Holds all frames and page tables as they are. Contexts and kernel objects are the caller's to copy.

        Writable private pages become copy-on-write. Shared ones are write-protected: the next write faults to the
        kernel while frames.snapshots(frame) is not 0, which then gives the object another frame (`replace`).
        """
        handle = lib.fp_snapshot(self._handle)
        if not handle:
            raise MemoryError("no memory for a snapshot")
        return MemorySnapshot(handle)

    def restore(self, snapshot: MemorySnapshot) -> None:
        """Memory becomes what it was. Any snapshot still held may be restored, in any order, any number of times."""
        if lib.fp_restore(self._handle, snapshot.handle):
            raise MachineError("this snapshot was dropped")

    def drop(self, snapshot: MemorySnapshot) -> None:
        """Forgets it; frames that only it held are free again."""
        if lib.fp_drop(self._handle, snapshot.handle):
            raise MachineError("this snapshot was dropped")

    # --- what the last run said ---

    @property
    def trap_vector(self) -> int:
        return self.out[OUT_VECTOR]

    @property
    def trap_error_code(self) -> int:
        return self.out[OUT_ERROR]

    @property
    def trap_address(self) -> int:
        """CR2 of a page fault."""
        return self.out[OUT_ADDRESS]

    @property
    def oom(self) -> bool:
        """The last page fault, or missed kernel access, was a copy-on-write for which there was no frame."""
        return bool(self.out[OUT_OOM])

    @property
    def blocks_left(self) -> int:
        return self.out[OUT_BLOCKS_LEFT]

    @property
    def blocks(self) -> int:
        """All blocks ever run on this machine."""
        return self.out[OUT_BLOCKS]

    @property
    def cow_faults(self) -> int:
        return self.out[OUT_COW_FAULTS]

    @property
    def engine_words(self) -> str:
        """What the emulator says about the last ENGINE_ERROR."""
        words: bytes = lib.fp_strerror(self.out[OUT_ENGINE_ERROR])
        return words.decode()

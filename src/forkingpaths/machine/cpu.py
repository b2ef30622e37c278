"""The processor: contexts and the one call that runs them."""

import ctypes
import mmap
from typing import Any, Final

from forkingpaths.machine.native import CONTEXT_BYTES, lib
from forkingpaths.machine.ram import Frames, MachineError
from forkingpaths.machine.registers import BLOB_VALID, CS, REGISTER_COUNT, RESUME_RIP, RIP, RSP, SPACE, SS, STAMP
from forkingpaths.machine.registers import USER_CS, USER_SS
from forkingpaths.machine.space import Spaces
from forkingpaths.machine.trap import TrapKind

NOWHERE: Final = (1 << 64) - 1
MAP_NORESERVE: Final = 0x4000  # the mmap module has no name for it before Python 3.12


class Context:
    """A task's registers: general ones in `regs`, the rest (x87, SSE, hidden parts) opaque. Plain data.

    A fresh one is what execve leaves: all zero, 64-bit segments, FPU initialised.
    """

    __slots__ = ("_buffer", "address", "regs")

    def __init__(self) -> None:
        self._adopt(bytearray(CONTEXT_BYTES))
        regs = self.regs
        regs[RESUME_RIP] = NOWHERE
        regs[CS] = USER_CS
        regs[SS] = USER_SS

    def _adopt(self, buffer: bytearray) -> None:
        self._buffer = buffer
        self.regs = memoryview(buffer)[: (BLOB_VALID + 1) * 8].cast("Q")
        self.address = ctypes.addressof(ctypes.c_char.from_buffer(buffer))

    @property
    def space(self) -> int:
        """CR3 of the address space the task runs in."""
        return self.regs[SPACE]

    @space.setter
    def space(self, cr3: int) -> None:
        self.regs[SPACE] = cr3

    def copy(self) -> "Context":
        twin = Context.__new__(Context)
        twin._adopt(bytearray(self._buffer))
        return twin

    def assign(self, other: "Context") -> None:
        """Becomes equal to other."""
        self._buffer[:] = other._buffer

    def to_bytes(self) -> bytes:
        """All of it; equal registers give equal bytes."""
        data = bytearray(self._buffer)
        data[STAMP * 8 : STAMP * 8 + 8] = bytes(8)
        return bytes(data)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Context":
        if len(data) != CONTEXT_BYTES:
            raise ValueError(f"a context has {CONTEXT_BYTES} bytes, not {len(data)}")
        made = cls.__new__(cls)
        made._adopt(bytearray(data))
        return made

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
OUT_ENGINE_ERROR, OUT_CODE_FLUSHES, OUT_TLB_FLUSHES, OUT_EXHAUSTED, OUT_INSTRUCTIONS = range(10, 15)


class Machine(Spaces):
    """Memory and processor. `memory_bytes` is what live frames may take; snapshots have three times that besides."""

    def __init__(self, memory_bytes: int = 1 << 30, cpu_model: int = 0) -> None:
        limit = memory_bytes >> 12
        frames = max(limit * 4, 4096)
        self._mmap = mmap.mmap(-1, frames << 12, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_NORESERVE)
        base = ctypes.addressof(ctypes.c_char.from_buffer(self._mmap))
        handle = lib.fp_create(base, frames, limit, cpu_model)
        if not handle:
            raise MemoryError("no memory for the machine")
        words = lib.fp_words(handle)
        if words:
            raise MachineError(words.decode())
        self._handle: int = handle
        out = (ctypes.c_uint64 * 32).from_address(lib.fp_out(handle))
        self.out = memoryview(out).cast("B").cast("Q")
        self.memory_bytes = memory_bytes
        self.frames = Frames(handle, self._mmap, self.out)
        Spaces.__init__(self, handle, self._mmap, self.out)

    def run(self, context: Context, fuel_blocks: int) -> int:
        """Runs the context until a trap (a TrapKind) or for that many blocks; `trap_*` say more."""
        kind: int = lib.fp_run(self._handle, context.address, fuel_blocks)
        return kind

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
        return f"engine error {self.out[OUT_ENGINE_ERROR]}"


_ = REGISTER_COUNT, TrapKind

"""The hardware: processor, physical memory, page tables, traps. Knows no system call.

Deviations from the planned interface, and additions to it:
  - TrapKind has SYSENTER (32-bit code), NONE and ENGINE_ERROR besides.
  - `Context()` needs no machine; set `context.space` and registers, then `machine.run(context, fuel)`.
  - `machine.query()` gives (frame, raw page-table entry) or None; `machine.pages()` iterates a range.
  - map() and move() raise OutOfFrames; alloc(), copy(), new_space() and fork_space() return 0.
  - frames.write() refuses a frame that a snapshot holds.
  - A page that is writable here and executable elsewhere (one frame, two mappings) loses its NX in hardware, because
    the engine sees stores to code only through executable translations. `query` and `digest` still say no EXEC.

Where the processor differs from a real one, because the engine does (tests/fuzz/instructions.c, instructions_32.c and floats.c run random
instructions beside the host):
  - FCMOV whose condition is not given does not look whether its registers are empty.
  - While overflow or underflow is not masked, SSE arithmetic notes them as if they were: an exact tiny result raises nothing, and PE may
    come with them where a processor has found the scaled result exact.
  - Where the makes of processors differ (C1 behind FCOMI and FFREE; what a comparison or load has done all the same whose exception is
    not masked) it is one of them. RCPPS and RSQRTPS are exact: real ones are estimates, each make's another.
  - On a host that is no x86-64 floating point is the engine's: C1, the stack's faults and denormal operands of the x87 are not noted.
  - 32-bit code may reach what is there through a segment with a null selector, and store through CS.  An operand over the end of the user's
    addresses (2**47) is #PF, not #GP.
  - RETF by a constant looks at the selector before the stack behind the constant; ENTER writes what it can before it fails, and
    makes no #AC.
  - RET frees a signed number of bytes; RETF by 32 bits uses ESP; MASKMOVQ with no byte chosen touches nothing; LOOPE and
    LOOPNE with F2 or F3 go by the opcode.
  - A call to where no address is has pushed.
  - RDTSCP is executed though CPUID does not announce it.
  - INT n with redundant prefixes gives #GP at the address two bytes before the next instruction.
  - Code that stores into the very block it executes in may count one block more.
  - In a precise run the log's virtual address is the lowest one when a frame is mapped twice in the space.
"""

from forkingpaths.machine.cpu import Access, Context, Machine, MemorySnapshot
from forkingpaths.machine.ram import PAGE, Frames, MachineError
from forkingpaths.machine.space import OutOfFrames, Page, PageMissing
from forkingpaths.machine.trap import TrapKind

__all__ = [
    "PAGE",
    "Access",
    "Context",
    "Frames",
    "Machine",
    "MachineError",
    "MemorySnapshot",
    "OutOfFrames",
    "Page",
    "PageMissing",
    "TrapKind",
]

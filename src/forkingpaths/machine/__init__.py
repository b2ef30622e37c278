"""The hardware: processor, physical memory, page tables, traps. Knows no system call.

Deviations from the planned interface, and additions to it:
  - TrapKind has SYSENTER (32-bit code), NONE and ENGINE_ERROR besides.
  - `Context()` needs no machine; set `context.space` and registers, then `machine.run(context, fuel)`.
  - `machine.query()` gives (frame, raw page-table entry) or None; `machine.pages()` iterates a range.
  - map(), move() and clone_range() raise OutOfFrames; alloc(), copy() and new_space() return 0.
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

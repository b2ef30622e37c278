"""Memory in which a handler finds the wide image of a structure: pages at an address that 32-bit code cannot name, there for one call.

They are no mapping: /proc/pid/maps does not show them, fork does not copy them, and between two transitions there are none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forkingpaths.abi.errno import Errno, SysError

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace

PAGE = 4096
READ, WRITE = 1, 2
FIRST: Final = 0x4000_0000_0000
STRIDE: Final = (
    1 << 40
)  # to the next place to try: a 64-bit program that says int $0x80 may have something at the first
LONGEST: Final = 16 << 20


class Scratch:
    """Filled from the bottom; `free` must be called."""

    def __init__(self, k: Kernel, memory: AddressSpace) -> None:
        self.k = k
        self.memory = memory
        self.base = FIRST
        while memory.vmas.items[memory.vmas.index_after(self.base) :] and memory.accessible(self.base, 1):
            self.base += STRIDE
        self.end = self.base  # of what is in use
        self.mapped = self.base

    def put(self, image: bytes) -> int:
        """Lay `image` down: its address.  ENOMEM."""
        address = self.end
        self.end += len(image) + 15 & -16
        if self.end - self.base > LONGEST:
            raise SysError(Errno.ENOMEM)
        machine = self.k.machine
        while self.mapped < self.end:
            if not machine.map_new(self.memory.space, self.mapped, READ | WRITE):
                raise SysError(Errno.ENOMEM)
            self.mapped += PAGE
        machine.copy_out(self.memory.space, address, image)
        return address

    def get(self, address: int, size: int) -> bytes | None:
        """What is there now; None when the address space is gone (execve)."""
        return self.k.machine.copy_in(self.memory.space, address, size) if self.memory.space else None

    def free(self) -> None:
        """Give the pages back."""
        if self.memory.space and self.mapped > self.base:
            self.k.machine.unmap(self.memory.space, self.base, self.mapped)

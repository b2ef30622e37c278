"""Whether a program has read the clock without a call, from the page of its vDSO (vdso.py).

The processor marks a page that is read as accessed, in the page table: `forget` takes the mark off, `seen` looks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forkingpaths.kernel.memory.vdso import PAGE
from forkingpaths.machine.space import PTE_ACCESSED

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace


def forget(k: Kernel, space: AddressSpace) -> None:
    """From now on."""
    k.machine.clear_bits(space.space, space.vdso - PAGE, space.vdso, PTE_ACCESSED)


def seen(k: Kernel, space: AddressSpace) -> bool:
    """Whether the clock was read since."""
    entry = k.machine.query(space.space, space.vdso - PAGE) if space.vdso else None
    return entry is not None and bool(entry[1] & PTE_ACCESSED)

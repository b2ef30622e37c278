"""The vDSO: a shared object that the kernel maps into every program (vdso(7)), so that reading the clock needs no system call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace


def map_into(k: Kernel, space: AddressSpace) -> None:
    """Map it below what is mapped already."""
    space.vdso = 0

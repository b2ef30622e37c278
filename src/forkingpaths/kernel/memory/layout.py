"""Where things go in an address space: Linux's layout for x86-64 with address randomisation off, so that addresses repeat.

    0x0000'0000'1000   lowest address that a hint may name is MMAP_MIN (vm.mmap_min_addr)
    0x5555'5555'4000   position-independent programs (two thirds of the space), their heap behind them
    0x7fff'f7ff'f000   mmap_base: mappings grow down from here; 128 MiB or the stack limit below the top
    0x7fff'ffff'f000   the stack grows down from here

With an unlimited stack Linux takes the legacy layout: mappings grow up from a third of the space.
"""

from __future__ import annotations

from typing import NamedTuple

PAGE = 4096
MMAP_MIN = 0x1000
GUARD_GAP = 256 * PAGE
STACK_RANDOM = 0  # nothing is random
GAP_MIN = 128 << 20
UNLIMITED = 0xFFFF_FFFF_FFFF_FFFF


class Layout(NamedTuple):
    """The fixed points of one address space."""

    task_size: int  # user addresses are below
    stack_top: int
    mmap_base: int  # top of the mmap area (top down), or its bottom (legacy)
    legacy: bool
    pie_base: int


def layout(stack_limit: int, *, compat: bool = False) -> Layout:
    """The layout for a soft RLIMIT_STACK of `stack_limit` bytes (arch/x86/mm/mmap.c); `compat`: a 32-bit program."""
    task_size = 0xFFFF_E000 if compat else 0x7FFF_FFFF_F000
    pie_base = 0x5655_5000 if compat else task_size // 3 * 2 & -PAGE
    if stack_limit == UNLIMITED:
        return Layout(task_size, task_size, (task_size // 3 + PAGE - 1) & -PAGE, True, pie_base)
    gap = stack_limit + GUARD_GAP
    gap = min(max(gap, GAP_MIN), task_size // 6 * 5)
    return Layout(task_size, task_size, (task_size - gap + PAGE - 1) & -PAGE, False, pie_base)

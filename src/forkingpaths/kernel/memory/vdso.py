"""The vDSO: a shared object that the kernel maps into every program (vdso(7)), so that reading the clock needs no
system call.

Two mappings, as in Linux: [vvar], one page that the kernel writes and everybody reads, and behind it [vdso], the
image (vdso.elf, built from vdso.c).  The page belongs to the machine's state only in name: `Kernel.clock_page` writes
it before every return to user mode, past all snapshots.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from forkingpaths.abi.mman import MAP_PRIVATE, PROT_EXEC, PROT_READ
from forkingpaths.kernel.memory import mapping
from forkingpaths.kernel.memory.vma import SHARED, SPECIAL, Vma
from forkingpaths.vfs.pages import MemoryObject

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace

PAGE = 4096
IMAGE: Final = Path(__file__).with_name("vdso.elf").read_bytes()
IMAGE_SIZE: Final = (len(IMAGE) + PAGE - 1) & -PAGE
FUEL_WORD = 2
OBJECTS = "vdso"  # key in kernel.tables: (the clock page, the image)


def map_into(k: Kernel, space: AddressSpace) -> None:
    """Map both where there is room in the mmap area."""
    objects = k.tables.get(OBJECTS)
    if objects is None:
        objects = _make(k)
    page, image = objects
    address = mapping.find_free(space, PAGE + IMAGE_SIZE)
    vmas = space.vmas
    vmas.add(Vma(address, address + PAGE, PROT_READ, SHARED | SPECIAL, page, 0, None, b"[vvar]"))
    code = address + PAGE
    vmas.add(
        Vma(code, code + IMAGE_SIZE, PROT_READ | PROT_EXEC, MAP_PRIVATE | SPECIAL, image, 0, None, b"[vdso]")
    )
    space.vdso = code


def _make(k: Kernel) -> tuple[MemoryObject, MemoryObject]:
    """The two objects, once a system."""
    page = MemoryObject(size=PAGE, keepers=1)
    page.write(k, 0, bytes(16))
    image = MemoryObject(size=IMAGE_SIZE, keepers=1)
    image.write(k, 0, IMAGE)
    k.tables[OBJECTS] = (page, image)
    attach(k)
    return page, image


def attach(k: Kernel) -> None:
    """Find the clock page (again, after a snapshot was restored) and bring it up to date."""
    objects = k.tables.get(OBJECTS)
    if objects is None:
        return
    frame = objects[0].frames[0]
    k.clock_page = k.machine.frames.words(frame)
    k.machine.set_fuel_cell(frame, FUEL_WORD)
    k.clock_page[1] = k.clock.realtime_offset_ns

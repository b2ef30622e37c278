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
from forkingpaths.kernel import clock_discipline
from forkingpaths.kernel.memory import mapping
from forkingpaths.kernel.memory.vma import SHARED, SPECIAL, Vma
from forkingpaths.vfs.pages import MemoryObject

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace

PAGE = 4096
IMAGE: Final = Path(__file__).with_name("vdso.elf").read_bytes()
FUEL_WORD = 2
CLOCK_PAGE = "clock page"  # its key in kernel.tables


def map_into(k: Kernel, space: AddressSpace) -> None:
    """Map both where there is room in the mmap area."""
    map_image(k, space, "vdso image", IMAGE)


def map_image(k: Kernel, space: AddressSpace, name: str, image: bytes) -> None:
    """Map the clock page and behind it an image, which is made once a system and kept in the table `name`."""
    page = k.tables.get(CLOCK_PAGE)
    if page is None:
        page = k.tables[CLOCK_PAGE] = _object(k, bytes(40))
        attach(k)
    code = k.tables.get(name)
    if code is None:
        code = k.tables[name] = _object(k, image)
    address = mapping.find_free(space, PAGE + code.size)
    vmas = space.vmas
    vmas.add(Vma(address, address + PAGE, PROT_READ, SHARED | SPECIAL, page, 0, None, b"[vvar]"))
    start = address + PAGE
    vmas.add(
        Vma(start, start + code.size, PROT_READ | PROT_EXEC, MAP_PRIVATE | SPECIAL, code, 0, None, b"[vdso]")
    )
    space.vdso = start


def _object(k: Kernel, data: bytes) -> MemoryObject:
    """Whole pages with `data` at their beginning."""
    made = MemoryObject(size=(len(data) + PAGE - 1) & -PAGE, keepers=1)
    made.write(k, 0, data)
    return made


def attach(k: Kernel) -> None:
    """Find the clock page (again, after a snapshot was restored) and bring it up to date."""
    page = k.tables.get(CLOCK_PAGE)
    if page is None:
        return
    frame = page.frames[0]
    k.clock_page = k.machine.frames.words(frame)
    k.machine.set_fuel_cell(frame, FUEL_WORD)
    k.clock_page[1] = k.clock.realtime_offset_ns
    k.clock_page[3] = k.clock.block_ns
    k.clock_page[4] = clock_discipline.TABLE in k.tables

"""The vDSO of 32-bit programs: the same clock page, and behind it an image with the ways into and out of the kernel (vdso(7)).

__kernel_vsyscall is what AT_SYSINFO tells a program to call instead of `int $0x80`; the two sigreturn stubs are where a handler returns
to that was installed without a restorer.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from forkingpaths.kernel.memory import vdso

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.memory.address_space import AddressSpace

IMAGE: Final = Path(__file__).with_name("vdso_i386.elf").read_bytes()
_ENTRY = bytes.fromhex("51525589e50f34cd80")  # push %ecx, %edx, %ebp; mov %esp,%ebp; sysenter; int $0x80
VSYSCALL: Final = IMAGE.index(_ENTRY)
LANDING_PAD: Final = VSYSCALL + len(_ENTRY)
SIGRETURN: Final = IMAGE.index(bytes.fromhex("58b877000000cd80"))  # pop %eax; mov $119,%eax; int $0x80
RT_SIGRETURN: Final = IMAGE.index(bytes.fromhex("b8ad000000cd80"))  # mov $173,%eax; int $0x80


def map_into(k: Kernel, space: AddressSpace) -> None:
    """Map both pages where there is room in the mmap area."""
    vdso.map_image(k, space, "vdso of i386", IMAGE)

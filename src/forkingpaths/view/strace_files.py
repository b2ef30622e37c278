"""The arguments of calls about files and memory in which one argument decides what another is."""

from __future__ import annotations

from forkingpaths.abi import mman, stat
from forkingpaths.abi.open import OPEN_FLAGS
from forkingpaths.abi.tables import FlagTable
from forkingpaths.view import strace_values as values
from forkingpaths.view.strace_arguments import Seen, several, show
from forkingpaths.view.strace_text import address, quote

O_CREAT, O_TMPFILE_BIT = 0o100, 0o20000000
I32, U64 = 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF


def open_(seen: Seen) -> list[str]:
    """The mode counts, and shows, only when a file may be created."""
    return several(seen, 3 if seen.arguments[1] & (O_CREAT | O_TMPFILE_BIT) else 2)


def openat(seen: Seen) -> list[str]:
    """As open."""
    return several(seen, 4 if seen.arguments[2] & (O_CREAT | O_TMPFILE_BIT) else 3)


def pipe2(seen: Seen) -> list[str]:
    """O_CLOEXEC, O_NONBLOCK, O_DIRECT: flags of open(2) without its access mode, as dup3's."""
    last = len(seen.arguments) - 1
    flags = seen.arguments[last] & I32
    named = FlagTable("O_???", OPEN_FLAGS.bits).show(flags)
    return [*several(seen, last), named]


def mknod(seen: Seen) -> list[str]:
    """The mode with its type; the device number for a device."""
    at = len(seen.arguments) - 2
    mode = seen.arguments[at]
    shown = [*several(seen, at), stat.show_mode(mode)]
    return [*shown, show(seen, at + 1)] if mode & stat.S_IFMT in (stat.S_IFCHR, stat.S_IFBLK) else shown


def mount(seen: Seen) -> list[str]:
    """The data is text for most file systems, and shown so."""
    data = seen.before.get(4)
    last = quote(data, seen.limit) if isinstance(data, bytes) else address(seen.arguments[4])
    return [*several(seen, 4), last]


def truncate(seen: Seen) -> list[str]:
    """A length, without a sign."""
    return [show(seen, 0), str(seen.arguments[1] & U64)]


def fadvise64(seen: Seen) -> list[str]:
    """The length has no sign, the offset has."""
    return [*several(seen, 2), str(seen.arguments[2] & U64), show(seen, 3)]


def attribute(seen: Seen) -> list[str]:
    """An extended attribute's name is text, of which -s limits what is shown."""
    name = seen.before.get(1)
    text = quote(name, seen.limit) if isinstance(name, bytes) else address(seen.arguments[1])
    return [show(seen, 0), text, *several(seen, len(seen.arguments), 2)]


def memfd_create(seen: Seen) -> list[str]:
    """The name is text, of which -s limits what is shown."""
    name = seen.before.get(0)
    return [quote(name, seen.limit) if isinstance(name, bytes) else address(seen.arguments[0]), show(seen, 1)]


def vectored(seen: Seen) -> list[str]:
    """preadv and its relatives: the position's high half is nothing to a 64-bit program."""
    return [*several(seen, 4), *several(seen, len(seen.arguments), 5)]


def sendfile(seen: Seen) -> list[str]:
    """The offset before, and after when the call has moved it."""
    found, left = seen.before.get(2), seen.after.get(2)
    offset = values.number(found, signed=False) if isinstance(found, bytes) else address(seen.arguments[2])
    if isinstance(left, bytes) and isinstance(found, bytes) and seen.result:
        offset += f" => {values.number(left, signed=False)}"
    return [*several(seen, 2), offset, show(seen, 3)]


def mremap(seen: Seen) -> list[str]:
    """The new address counts only when it is fixed."""
    both = mman.MREMAP_MAYMOVE | mman.MREMAP_FIXED
    return several(seen, 5 if seen.arguments[3] & both == both else 4)


def llseek(seen: Seen) -> list[str]:
    """i386's: the offset comes in halves, and the new position is stored."""
    fd, high, low = seen.arguments[:3]
    offset = (high & 0xFFFF_FFFF) << 32 | low & 0xFFFF_FFFF
    stored = seen.after.get(3)
    place = (
        f"[{int.from_bytes(stored, 'little')}]" if isinstance(stored, bytes) else address(seen.arguments[3])
    )
    return [str(fd), str(offset - (1 << 64) if offset >> 63 else offset), place, show(seen, 4)]

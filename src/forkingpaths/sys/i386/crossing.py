"""One argument of a call, across to the handler and back: the wide image of what a 32-bit program's pointer leads to.

`widen` gives the image, or None when the argument is no pointer this time (a command says so): then it goes as it is.  When the program's
memory cannot be read it raises SysError, and the handler meets the bad address itself, at the moment at which Linux would.
`narrow` stores what the handler made of the image; it is asked only when that is different.  What an image points to lies in the same
scratch memory.
"""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from forkingpaths.kernel.task import Task
    from forkingpaths.sys.i386.scratch import Scratch

Arguments = tuple[int, ...]
UNSET = 0xA5  # fills the image of a structure that the handler only writes


class Crossing(Protocol):
    """See the top of the file."""

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None: ...

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None: ...


class Flat:
    """A structure of fixed size with the same members: `narrow_format` and `wide_format` are struct formats with as many values.

    `fix` may change the values on the way (to=wide: True; back: False): members that have no equal, or "unlimited".
    """

    def __init__(
        self, narrow_format: str, wide_format: str, fix: Callable[[list[int], bool], list[int]] | None = None
    ) -> None:
        self.small = Struct(narrow_format)
        self.wide = Struct(wide_format)
        self.fix = fix
        signless = narrow_format.replace("i", "I").replace("h", "H").replace("q", "Q")
        self.store = Struct(signless)
        sizes = {"b": 8, "B": 8, "h": 16, "H": 16, "i": 32, "I": 32, "q": 64, "Q": 64}
        self.masks = [(1 << sizes[letter]) - 1 for letter in _letters(narrow_format)]

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        return self.widened(t.memory.read(address, self.small.size))

    def widened(self, raw: bytes) -> bytes:
        """The wide image of a narrow one."""
        values = list(self.small.unpack(raw))
        if self.fix:
            values = self.fix(values, True)
        return self.wide.pack(*values)

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        t.memory.write(address, self.narrowed(image))

    def narrowed(self, image: bytes) -> bytes:
        """The narrow image of a wide one; what does not fit is cut off."""
        values: list[int] = list(self.wide.unpack(image))
        if self.fix:
            values = self.fix(values, False)
        return self.store.pack(*(v & mask for v, mask in zip(values, self.masks, strict=True)))


class Filled:
    """A structure that the handler fills in: `narrowed` makes the program's of the handler's.  May raise SysError(EOVERFLOW)."""

    def __init__(self, wide_size: int, narrowed: Callable[[bytes], bytes]) -> None:
        self.image = bytes([UNSET]) * wide_size
        self.narrowed = narrowed

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        return self.image

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        t.memory.write(address, self.narrowed(image))


class Array:
    """A vector of `item`s; argument number `count_at` says how many, at most `limit`."""

    def __init__(self, item: Flat, count_at: int, limit: int = 1024) -> None:
        self.item = item
        self.count_at = count_at
        self.limit = limit

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        count = arguments[self.count_at]
        if not 0 < count <= self.limit:
            return None
        raw = t.memory.read(address, count * self.item.small.size)
        return b"".join(self.item.widened(part) for part in _parts(raw, self.item.small.size))

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        parts = (self.item.narrowed(part) for part in _parts(image, self.item.wide.size))
        t.memory.write(address, b"".join(parts))


class When:
    """An argument whose meaning argument number `command_at` tells: the crossing for each command; absent ones go as they are."""

    def __init__(self, command_at: int, crossings: dict[int, Crossing], mask: int = -1) -> None:
        self.command_at = command_at
        self.crossings = crossings
        self.mask = mask

    def _chosen(self, arguments: Arguments) -> Crossing | None:
        return self.crossings.get(arguments[self.command_at] & self.mask)

    def widen(self, t: Task, address: int, arguments: Arguments, scratch: Scratch) -> bytes | None:
        chosen = self._chosen(arguments)
        return chosen.widen(t, address, arguments, scratch) if chosen else None

    def narrow(self, t: Task, address: int, arguments: Arguments, image: bytes, scratch: Scratch) -> None:
        chosen = self._chosen(arguments)
        if chosen:
            chosen.narrow(t, address, arguments, image, scratch)


def _parts(raw: bytes, size: int) -> list[bytes]:
    return [raw[at : at + size] for at in range(0, len(raw), size)]


def _letters(text: str) -> list[str]:
    """One letter for each value of a format."""
    found: list[str] = []
    count = ""
    for letter in text:
        if letter.isdigit():
            count += letter
            continue
        if letter not in "<x":
            found += [letter] * int(count or 1)
        count = ""
    return found

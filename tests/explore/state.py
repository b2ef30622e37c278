"""The whole state of a kernel in a form in which two states that no program could tell apart are equal.

Left out is what only names or schedules things: frame numbers (pages count by their bytes), identities that no call
shows, whose turn it is, how many steps were made, and what the clock says (also in time stamps and accounts): virtual
time is the sum of the work done, and no footprint can hold it.  Everything else counts: registers, memory, tables,
queues in their order.
"""

import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from enum import Enum
from inspect import isgetsetdescriptor, ismemberdescriptor
from typing import Any

from forkingpaths.kernel.kernel import STATE, Kernel
from forkingpaths.kernel.memory import vdso
from forkingpaths.kernel.memory.address_space import AddressSpace
from forkingpaths.kernel.memory.vma import VmaList
from forkingpaths.kernel.task import Task, Usage
from forkingpaths.kernel.timers import Timers
from forkingpaths.machine import Context
from forkingpaths.machine.registers import REGISTER_COUNT, RIP
from forkingpaths.vfs.pages import MemoryObject

Line = tuple[str, Any]  # the path to a value, and the value
SCHEDULING = {"run_queue", "current", "turn_end_ns", "step_number", "transitions", "spaces", "clock"}
SCHEDULING |= {"line", "outranked", "fair_ran_ns", "fair_until_ns"}
NAMES = {
    "next_object",
    "next_file",
    "identity",
    "call_step",
    "call_arguments",
    "woken_from",
    "deadline",
}
NUMBERED = {"zero frame"}  # of the tables: frame numbers
PLAIN = {type(None), int, bool, float, bytes, str}
NAMES_OF: dict[type, list[str]] = {}
LEFT_OUT = SCHEDULING | NAMES


def lines(k: Kernel) -> list[Line]:
    """The state as (path, value), in a fixed order."""
    found: list[Line] = []
    walk = _Walk(k, found)
    for name in STATE:
        if name not in LEFT_OUT:
            walk.value(name, getattr(k, name))
    return found


def digest(k: Kernel) -> int:
    """A number that equal states share."""
    return hash(tuple(lines(k)))


def difference(first: list[Line], second: list[Line], limit: int = 6) -> list[str]:
    """The first few lines in which two states differ."""
    if first == second:
        return []
    one, other = dict(first), dict(second)
    return [
        f"{path}: {one.get(path, 'absent')} / {other.get(path, 'absent')}"
        for path in [*one, *(path for path in other if path not in one)]
        if one.get(path, "absent") != other.get(path, "absent")
    ][:limit]


class _Walk:
    """One pass over the objects; an object met again is named by where it was met first."""

    def __init__(self, k: Kernel, found: list[Line]) -> None:
        self.k = k
        self.found = found
        self.places: dict[int, str] = {}
        self.special: dict[type, Callable[[str, Any], None]] = {
            Context: self._context,
            AddressSpace: self._space,
            MemoryObject: self._pages,
            Usage: lambda path, value: None,
            VmaList: lambda path, value: self._items(path, value.items),
            Timers: self._timers,
        }
        self.clock_page = k.tables.get(vdso.CLOCK_PAGE)

    def value(self, path: str, value: Any) -> None:
        kind = type(value)
        if kind in PLAIN or isinstance(value, Enum):
            self.found.append((path, value))
            return
        if kind is tuple:
            self._items(path, value)
            return
        known = self.places.get(id(value))
        if known is not None:
            self.found.append((path, known))
            return
        self.places[id(value)] = f"-> {path}"
        if kind is list:
            self._items(path, value)
        elif kind is dict:
            for key in sorted((key for key in value if key not in NUMBERED), key=repr):
                self.value(f"{path}[{key!r}]", value[key])
        elif kind in self.special:
            self.special[kind](path, value)
        elif isinstance(value, tuple):
            self._items(path, value)
        elif isinstance(value, int | bytes | str):
            self.found.append((path, value))
        elif kind is bytearray:
            self.found.append((path, bytes(value)))
        else:
            names = NAMES_OF.get(kind)
            if names is None:
                names = NAMES_OF[kind] = _names(value)
            doomed = kind is Task and value.process.exiting
            for name in names:
                if not (doomed and name == "wake"):  # why it would have gone on
                    self.value(f"{path}.{name}", getattr(value, name))

    def _items(self, path: str, values: Any) -> None:
        self.found.append((path, len(values)))
        for index, item in enumerate(values):
            self.value(f"{path}[{index}]", item)

    def _timers(self, path: str, timers: Timers) -> None:
        self._items(path, sorted((kind, repr(key)) for _, _, kind, key in timers.heap))

    def _context(self, path: str, context: Context) -> None:
        """Registers that a program can see; beside them a context keeps what the engine needs."""
        regs = list(context.regs[:REGISTER_COUNT])
        self.found.append((f"{path}.ip", hex(regs[RIP])))
        self.found.append((f"{path}.registers", tuple(regs)))
        self.found.append((f"{path}.fpu", zlib.crc32(context.get_fxsave())))

    def _space(self, path: str, space: AddressSpace) -> None:
        machine = self.k.machine
        for name in _names(space):
            if name not in ("k", "id", "space", "peak", "at_most"):
                self.value(f"{path}.{name}", getattr(space, name))
        clock_page = self.clock_page.frames[0] if self.clock_page is not None else 0
        shown = self._shown(space)
        for page in machine.pages(space.space, 0, space.layout.task_size):
            if page.frame != clock_page and page.frame != shown.get(page.address):
                self.found.append(
                    (f"{path}.page {page.address:#x}", zlib.crc32(machine.frames.read(page.frame)))
                )

    def _shown(self, space: AddressSpace) -> dict[int, int]:
        """The pages that are those of the object mapped there: whether they have been touched yet shows nowhere."""
        found = {}
        for vma in space.vmas.items:
            if vma.object is not None:
                for index, frame in vma.object.frames.items():
                    found[vma.start + index * 4096 - vma.offset] = frame
        return found

    def _pages(self, path: str, thing: MemoryObject) -> None:
        for f in fields(thing):
            if f.name not in ("frames", "identity"):
                self.value(f"{path}.{f.name}", getattr(thing, f.name))
        if thing is self.clock_page:
            return
        for index in sorted(thing.frames):
            if thing.lower is not None and index not in thing.dirty:
                continue  # as on the host, read or not
            self.found.append(
                (f"{path}.frame {index}", zlib.crc32(self.k.machine.frames.read(thing.frames[index])))
            )


def _is_field(what: Any) -> bool:
    """Of a class with __slots__, or of a compiled one (forkingpaths/compiled.py)."""
    return isgetsetdescriptor(what) or ismemberdescriptor(what)


def _names(value: Any) -> list[str]:
    """The attributes of an object that count."""
    if is_dataclass(value):
        names = [f.name for f in fields(value)]
    elif hasattr(value, "__dict__"):
        names = sorted(value.__dict__)
    else:
        assert not isinstance(value, set | frozenset), "sets have no order"
        names = [
            name
            for cls in type(value).__mro__
            for name, what in vars(cls).items()
            if _is_field(what) and name[:2] != "__"
        ]
        assert names, f"{type(value)} shows no fields"
    return [name for name in names if name not in LEFT_OUT and not name.endswith("_ns")]

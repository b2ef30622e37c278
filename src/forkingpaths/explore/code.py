"""What code an address belongs to: the files that a program has mapped to execute, and the names in their symbol tables.

The kernel is asked for the mappings of an address space when it is first seen and whenever a call may have changed them; the files
themselves are read from the host when somebody asks for a name.  A stripped file has no names: then "" is the answer, and whoever asks
must do without.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from struct import iter_unpack
from typing import NamedTuple

from forkingpaths.abi.elf import PT_INTERP, PT_LOAD
from forkingpaths.explore.atomics import is_atomic
from forkingpaths.kernel.task import Task

PROT_EXEC = 4
LIBRARY = re.compile(r"/(lib[^/]*|ld[^/]*)\.so[.\d]*$")
CHANGING = ("mmap", "mprotect", "munmap", "execve", "execveat", "mremap")
SHT_SYMTAB, SHT_DYNSYM = 2, 11
SHF_COMPRESSED = 0x800
STT_OBJECT, STT_FUNC, STT_IFUNC = 1, 2, 10
_LOCK, _XCHG = 0xF0, (0x86, 0x87)
_PREFIXES = frozenset((0x66, 0x67, 0xF2, 0xF3, 0x2E, 0x36, 0x3E, 0x26, 0x64, 0x65, *range(0x40, 0x50)))


class Image(NamedTuple):
    """An executable mapping: bytes [start, end) show `path` from `offset`; `host` is the host's file, "" when there is none."""

    start: int
    end: int
    offset: int
    path: str
    host: str


class Symbol(NamedTuple):
    """A name in a symbol table, at addresses of the file."""

    start: int
    end: int
    name: str


@dataclass(slots=True)
class ObjectFile:
    """The parts of an ELF file that are asked for: loadable segments, functions, variables."""

    data: bytes = b""
    segments: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # offset, address, file size, size
    functions: list[Symbol] = field(default_factory=list)
    variables: list[Symbol] = field(default_factory=list)
    described: list[tuple[int, int]] = field(
        default_factory=list
    )  # addresses of which there is debug information
    static: bool = False  # the C library is in it

    def bias(self, image: Image) -> int:
        """What is added to the file's addresses where `image` is mapped."""
        for offset, address, size, _ in self.segments:
            if offset & ~4095 <= image.offset < offset + size:
                return image.start - image.offset - (address - offset)
        return image.start

    def bytes_at(self, address: int, count: int) -> bytes:
        """The file's own bytes at an address of the file."""
        for offset, start, size, _ in self.segments:
            if start <= address < start + size:
                first = offset + address - start
                return self.data[first : first + count]
        return b""


def find(symbols: list[Symbol], address: int) -> str:
    """The name of the symbol that holds `address`, or ""."""
    index = bisect_right(symbols, (address, 1 << 64, "")) - 1
    return symbols[index].name if index >= 0 and address < symbols[index].end else ""


@lru_cache(maxsize=64)
def load(host: str) -> ObjectFile:
    """The 64-bit ELF file `host`; an empty one when it is not one or cannot be read."""
    try:
        with open(host, "rb") as file:
            data = file.read()
        if data[:6] != b"\x7fELF\x02\x01":
            return ObjectFile()
        return _parse(data)
    except (OSError, ValueError, IndexError):
        return ObjectFile()


def _parse(data: bytes) -> ObjectFile:
    phoff, shoff = int.from_bytes(data[32:40], "little"), int.from_bytes(data[40:48], "little")
    phnum, shnum = int.from_bytes(data[56:58], "little"), int.from_bytes(data[60:62], "little")
    found = ObjectFile(data, static=True)
    for kind, _, offset, address, _, file_size, size, _ in iter_unpack(
        "<IIQQQQQQ", data[phoff : phoff + 56 * phnum]
    ):
        found.static = found.static and kind != PT_INTERP
        if kind == PT_LOAD:
            found.segments.append((offset, address, file_size, size))
    sections = list(iter_unpack("<IIQQQQIIQQ", data[shoff : shoff + 64 * shnum]))
    tables = [s for s in sections if s[1] == SHT_SYMTAB] or [s for s in sections if s[1] == SHT_DYNSYM]
    for table in tables:
        strings = sections[table[6]]
        text = data[strings[4] : strings[4] + strings[5]]
        for name, info, _, section, value, size in iter_unpack(
            "<IBBHQQ", data[table[4] : table[4] + table[5]]
        ):
            kind = info & 15
            if value and section and kind in (STT_OBJECT, STT_FUNC, STT_IFUNC):
                word = text[name : text.index(b"\0", name)].decode(errors="replace")
                (found.variables if kind == STT_OBJECT else found.functions).append(
                    Symbol(value, value + max(size, 1), word)
                )
    names = sections[int.from_bytes(data[62:64], "little")][4] if sections else 0
    for section in sections:
        start = names + section[0]
        if data[start : data.index(b"\0", start)] == b".debug_aranges" and not section[2] & SHF_COMPRESSED:
            found.described = sorted(_aranges(data[section[4] : section[4] + section[5]]))
    found.functions.sort()
    found.variables.sort()
    return found


def _aranges(data: bytes) -> list[tuple[int, int]]:
    """The address ranges that DWARF's .debug_aranges lists: (start, end)."""
    found = []
    at = 0
    while at + 12 <= len(data):
        end = at + 4 + int.from_bytes(data[at : at + 4], "little")
        if data[at + 10] != 8 or end > len(data):  # size of an address
            break
        for start, length in iter_unpack("<QQ", data[at + 16 : end]):
            if length:
                found.append((start, start + length))
        at = end
    return found


@dataclass(slots=True)
class Code:
    """The executable mappings of every address space of a run."""

    spaces: dict[int, tuple[Image, ...]] = field(default_factory=dict)

    def copy(self) -> Code:
        """One that goes on from here without disturbing this one."""
        return Code(dict(self.spaces))

    def learn(self, t: Task, call: str) -> None:
        """Note the mappings of `t` if they may be new; `call` is what it has just done."""
        memory = t.memory
        if memory is None or (memory.id in self.spaces and call not in CHANGING):
            return
        images = []
        for vma in memory.vmas.items:
            if vma.prot & PROT_EXEC and vma.file is not None and vma.object is not None:
                host = vma.object.lower
                images.append(
                    Image(vma.start, vma.end, vma.offset, vma.file.path.decode(errors="replace"),
                          host.decode(errors="surrogateescape") if host and not vma.object.dirty else "")
                )  # fmt: skip
        self.spaces[memory.id] = tuple(images)

    def image(self, space: int, address: int) -> Image | None:
        """The mapping that holds the instruction at `address`."""
        return next((i for i in self.spaces.get(space, ()) if i.start <= address < i.end), None)

    def function(self, space: int, address: int) -> str:
        """The name of the function at `address`, "" when it is not known."""
        image = self.image(space, address)
        if image is None or not image.host:
            return ""
        file = load(image.host)
        return find(file.functions, address - file.bias(image))

    def variable(self, space: int, address: int) -> Symbol | None:
        """The variable at `address`, at the addresses of the program."""
        for image in self.spaces.get(space, ()):
            file = load(image.host) if image.host else ObjectFile()
            bias = file.bias(image)
            index = bisect_right(file.variables, (address - bias, 1 << 64, "")) - 1
            if index >= 0 and address - bias < file.variables[index].end:
                start, end, name = file.variables[index]
                return Symbol(start + bias, end + bias, name)
        return None

    def in_file(self, space: int, address: int) -> bool:
        """Whether a file was loaded at `address`: code, constants or variables of it."""
        for image in self.spaces.get(space, ()):
            file = load(image.host) if image.host else ObjectFile()
            at = address - file.bias(image)
            if any(start <= at < start + size for _, start, _, size in file.segments):
                return True
        return False

    def callers(self, space: int, address: int, stack: bytes) -> list[int]:
        """The return addresses on `stack`, innermost first: words that follow a call instruction which can have led to the frame
        before.  A direct call must name the function of that frame, so what is left over from earlier calls is not taken for one."""
        images = self.spaces.get(space, ())
        low, high = min((i.start for i in images), default=0), max((i.end for i in images), default=0)
        found: list[int] = []
        inner = address
        for (word,) in iter_unpack("<Q", stack[: len(stack) & ~7]):
            if low <= word < high and self._calls(space, word, inner):
                found.append(word)
                inner = word
        return found

    def _calls(self, space: int, after: int, inner: int) -> bool:
        """Whether the instruction before `after` is a call of the function that holds `inner`, or an indirect call."""
        image = self.image(space, after)
        if image is None or not image.host:
            return False
        file = load(image.host)
        bias = file.bias(image)
        code = file.bytes_at(after - bias - 7, 7)
        if len(code) < 7:
            return False
        if code[2] == 0xE8:
            target = (after + int.from_bytes(code[3:], "little", signed=True)) & (1 << 64) - 1
            name = self.function(space, target)
            same = name and name == self.function(space, inner)
            return bool(same) or (not name and 0 <= inner - target < 4096) or self._jumps(space, target)
        return any(code[7 - n] == 0xFF and code[8 - n] >> 3 & 7 == 2 for n in (2, 3, 4, 6, 7))

    def _jumps(self, space: int, target: int) -> bool:
        """Whether `target` is an entry of the procedure linkage table: an indirect jump."""
        image = self.image(space, target)
        if image is None or not image.host:
            return False
        file = load(image.host)
        code = file.bytes_at(target - file.bias(image), 8)
        return code[:2] == b"\xff\x25" or code[4:6] == b"\xff\x25" or code[4:7] == b"\xf2\xff\x25"

    def is_own(self, space: int, address: int) -> bool:
        """Whether the instruction at `address` is the program's own, and not a library's.  Of a program that has its libraries in it,
        what has debug information is its own."""
        image = self.image(space, address)
        if image is None or not image.host or LIBRARY.search(image.path):
            return False
        file = load(image.host)
        if file.static or file.described:
            at = address - file.bias(image)
            return any(start <= at < end for start, end in file.described)
        return True

    def is_atomic(self, space: int, address: int) -> bool:
        """Whether the source says that the variable at `address` is atomic."""
        for image in self.spaces.get(space, ()):
            symbol = self.variable(space, address)
            if (
                symbol is not None
                and image.host
                and is_atomic(image.host, symbol.name, address - symbol.start)
            ):
                return True
        return False

    def is_locked(self, space: int, address: int) -> bool:
        """Whether the instruction at `address` is one that the processor makes atomic: LOCK, or XCHG with memory."""
        image = self.image(space, address)
        if image is None or not image.host:
            return False
        file = load(image.host)
        for byte in file.bytes_at(address - file.bias(image), 15):
            if byte not in _PREFIXES:
                return byte == _LOCK or byte in _XCHG
        return False

    def describe(self, space: int, address: int) -> str:
        """For people: "malloc (libc.so.6)", or "dash+0x1234" when there is no name."""
        image = self.image(space, address)
        if image is None:
            return f"{address:#x}"
        base = image.path.rsplit("/", 1)[-1]
        name = self.function(space, address)
        if name:
            return f"{name} ({base})"
        file = load(image.host) if image.host else ObjectFile()
        return f"{base}+{address - file.bias(image):#x}"

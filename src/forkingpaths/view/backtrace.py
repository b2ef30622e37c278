"""Where a task stands, and who called: functions and lines, outwards from its registers.

Of a Python program the functions of Python stand in the place of the interpreter's that runs them (view/python_frames.py).

Files are read as the guest has them mapped, so that a program of another root tree, or one that the guest made itself, is
looked at and not the host's file of that name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple

from forkingpaths.abi.errno import SysError
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import Task
from forkingpaths.machine import PAGE, PageMissing
from forkingpaths.machine.registers import FS_BASE, RIP
from forkingpaths.vfs.pages import MemoryObject
from forkingpaths.view import python_frames, source, unwind

LIMIT_FRAMES = 64
LIMIT_FILE = 256 << 20  # bytes of a mapped file that are looked at


class Frame(NamedTuple):
    """One level of a stack."""

    address: int
    function: str  # "" when no name is known
    line: source.Line | None
    module: str  # the file's name without folders, or "" outside of all files
    offset: int  # in that file's addresses
    library: bool = False  # Python itself, or its library: not the program's own source

    def __str__(self) -> str:
        name = self.function or (f"{self.module}+{self.offset:#x}" if self.module else f"{self.address:#x}")
        return f"{name} ({self.line})" if self.line is not None else name


def line_of(frames: list[Frame]) -> source.Line | None:
    """The innermost line of source that is known: the program's own, unless only the interpreter or its library has one."""
    known = [(frame.library, frame.line) for frame in frames if frame.line is not None]
    return next((line for library, line in known if not library), known[0][1] if known else None)


class _Interpreter(NamedTuple):
    """A Python in a file."""

    runtime: int  # address of _PyRuntime in the file
    version: tuple[int, int]


@dataclass(slots=True)
class _Module:
    """A mapped file: its lines, its names, its call frame information, and the Python in it."""

    code: source.SourceMap
    frames: unwind.Table | None
    segments: list[tuple[int, int, int]]  # offset in the file, address, size
    python: _Interpreter | None


@dataclass(slots=True)
class Backtraces:
    """Backtraces in one run; files are looked at once."""

    modules: dict[tuple[bytes, int], _Module] = field(default_factory=dict)

    def of(self, k: Kernel, t: Task) -> list[Frame]:
        """The stack of `t`, the innermost frame first."""

        def read(address: int, count: int) -> bytes:
            return _memory(k, t, address, count)

        registers = {number: t.context.regs[number] for number in range(RIP + 1)}
        found: list[Frame] = []
        pythons: list[list[source.Line]] | None = (
            None  # groups that are not told yet; None before the interpreter was met
        )
        called = False
        while len(found) < LIMIT_FRAMES:
            pc = registers[RIP]
            placed = self._module(k, t, pc)
            if unwind.is_restorer(pc, read):
                found.append(Frame(pc, "<signal handler called>", None, "", pc))
            elif placed is None:
                if called:
                    break  # no code: the outermost frame was the one before
                found.append(Frame(pc, "", None, "", pc))
            else:
                found.append(_frame(pc, *placed, called))
            table, bias = (placed[0].frames, placed[2]) if placed is not None else (None, 0)
            at_handler = found[-1].function == "<signal handler called>"
            if (
                placed is not None
                and placed[0].python is not None
                and found[-1].function == python_frames.EVALUATOR
            ):
                runtime, version = placed[0].python
                if pythons is None:
                    pythons = python_frames.groups(
                        runtime + placed[2], version, t.context.regs[FS_BASE], read
                    )
                if pythons:
                    found[-1:] = [_python_frame(pc, line) for line in pythons.pop(0)]
            older = unwind.step(registers, table, bias, called, read)
            if older is None or (older[RIP] == pc and older == registers):
                break
            registers, called = older, not at_handler
        return found

    def _module(self, k: Kernel, t: Task, pc: int) -> tuple[_Module, str, int] | None:
        """The file that `pc` lies in, its name, and what was added to its addresses."""
        vma = t.memory.vmas.find(pc)
        if vma is None or vma.object is None or not vma.prot & 4:
            return None
        thing: MemoryObject = vma.object
        key = (thing.lower or b"", thing.identity)
        module = self.modules.get(key)
        if module is None:
            module = self.modules[key] = _load(_contents(k, thing))
        path = vma.file.path if vma.file is not None else vma.name
        name = path.decode(errors="replace").rsplit("/", 1)[-1]
        for offset, address, size in module.segments:
            if offset & -PAGE <= vma.offset < offset + size:
                return module, name, vma.start - vma.offset + offset - address
        return module, name, vma.start - vma.offset


def _frame(pc: int, module: _Module, name: str, bias: int, called: bool) -> Frame:
    at = pc - bias - called
    library = module.python is not None
    return Frame(pc, module.code.function(at), module.code.line(at), name, pc - bias, library)


def _python_frame(pc: int, line: source.Line) -> Frame:
    return Frame(pc, line.function, line, "", pc, python_frames.is_library(line.file))


def _contents(k: Kernel, thing: MemoryObject) -> bytes:
    """The bytes of a mapped file, without bringing any of them into the guest's memory."""
    pages = []
    for index in range(min(thing.size, LIMIT_FILE) // PAGE + 1):
        try:
            pages.append(thing.peek(k, index) or bytes(PAGE))
        except SysError:
            break  # the host's file is gone
    return b"".join(pages)[: thing.size]


def _load(data: bytes) -> _Module:
    from elftools.common.exceptions import ELFError
    from elftools.elf.elffile import ELFFile

    code = source.read(BytesIO(data))
    table = python = None
    segments: list[tuple[int, int, int]] = []
    try:
        elf = ELFFile(BytesIO(data))
        section = elf.get_section_by_name(".eh_frame")
        if section is not None:
            table = unwind.Table(section.data(), section["sh_addr"])
        segments = [
            (s["p_offset"], s["p_vaddr"], s["p_filesz"])
            for s in elf.iter_segments()
            if s["p_type"] == "PT_LOAD"
        ]
        if b"\0" + python_frames.RUNTIME.encode() + b"\0" in data:
            python = _python(elf, data, segments)
    except (ELFError, ValueError, LookupError):
        pass  # not an ELF file, or a broken one: it has no names
    return _Module(code, table, segments, python)


def _python(elf: Any, data: bytes, segments: list[tuple[int, int, int]]) -> _Interpreter | None:
    """The Python that the file is, or has in it."""
    table = elf.get_section_by_name(".dynsym")
    runtime, version = (
        next(
            (s["st_value"] for s in (table.get_symbol_by_name(name) if table is not None else None) or ()), 0
        )
        for name in (python_frames.RUNTIME, python_frames.VERSION)
    )
    for offset, address, size in segments:
        if runtime and address <= version < address + size:
            at = offset + version - address
            return _Interpreter(runtime, python_frames.version_of(data[at : at + 4]))
    return None


def _memory(k: Kernel, t: Task, address: int, count: int) -> bytes:
    """Memory of the task as it is; LookupError where there is none, or where a page was never touched."""
    try:
        data: bytes = k.machine.copy_in(t.context.space, address, count)
    except PageMissing as miss:
        raise LookupError(hex(address)) from miss
    return data

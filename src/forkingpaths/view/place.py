"""Where a task stands: the line of source, or without one the instructions at hand, disassembled (extra `disasm`).

The stack is view/backtrace's.  Source text is read from the host: from the path that the program's own debug information has for
it, or Python's code objects, or from beside the program; a file that neither names is never read.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.task import State, Task
from forkingpaths.machine import PAGE, PageMissing
from forkingpaths.machine.registers import CS, RIP, USER_CS_32
from forkingpaths.view import source
from forkingpaths.view.backtrace import Backtraces, line_of
from forkingpaths.view.text import printable

SOURCE_LIMIT = 2 << 20
LINE_LIMIT = 300
CODE_BYTES = 160
INSTRUCTIONS = 28
FRAMES = 10


@dataclass(slots=True)
class Standing:
    """Where a task stands.  `line` is 0 without source; `code` is then the disassembly, (address, text)."""

    tid: int
    address: int
    function: str = ""
    file: str = ""
    line: int = 0
    code: list[tuple[int, str]] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)  # the innermost frame first
    words: str = ""  # why there is nothing to show


class Places:
    """Of one run.  `programs` are files on the host whose debug information says where source lies; `folders` are looked in too;
    `named` says where the host has a file that Python named."""

    def __init__(
        self, programs: list[str], folders: list[str], named: Callable[[str], str] = lambda name: ""
    ) -> None:
        self.backtraces = Backtraces()
        self.programs = programs
        self.folders = folders
        self.on_host = named
        self.named: set[str] = set()  # what debug information named so far
        self.paths: dict[str, str] | None = None

    def standing(self, k: Kernel, tid: int) -> Standing:
        """Where task `tid` stands."""
        t = k.tasks.get(tid)
        if t is None or t.state is State.DEAD or not t.memory.id or t.process.kernel_owned:
            return Standing(tid, 0, words="this task is not there at this step")
        address = t.context.regs[RIP]
        frames = self.backtraces.of(k, t)
        stack = [printable(str(frame)) for frame in frames[:FRAMES]]
        line = line_of(frames)
        if line is not None:
            self.named.add(line.file)
            return Standing(tid, address, line.function, line.file, line.line, stack=stack)
        return Standing(
            tid, address, frames[0].function if frames else "", code=disassemble(k, t, address), stack=stack
        )

    def text(self, name: str) -> list[str] | None:
        """The lines of a file that debug information named; None when it cannot be had."""
        if name not in self.named:
            return None
        if self.paths is None:
            self.paths = {}
            for program in self.programs:
                self.paths.update(source_paths(program))
        base = os.path.basename(name)
        for path in (
            self.paths.get(name) or self.on_host(name),
            *(os.path.join(folder, base) for folder in self.folders),
        ):
            found = read_source(path)
            if found is not None:
                return found
        return None


def source_text(path: str) -> list[str]:
    """The source of the program at `path` (itself, when it is C text): the file that its debug information has `main` in."""
    if path.endswith(".c"):
        return read_source(path) or []
    lines = source.load(path)
    for start, _, name in lines.functions:
        found = lines.line(start) if name == "main" else None
        if found is not None:
            return read_source(source_paths(path).get(found.file, "")) or []
    return []


def read_source(path: str) -> list[str] | None:
    """The lines of a text of the host, printable; None when there is none, or a huge one."""
    try:
        if not os.path.isfile(path) or os.path.getsize(path) > SOURCE_LIMIT:
            return None
        with open(path, encoding="utf-8", errors="backslashreplace") as file:
            return [printable(line.rstrip("\n").expandtabs(8), LINE_LIMIT) for line in file]
    except OSError:
        return None


def source_paths(path: str) -> dict[str, str]:
    """Names of source files as the line table has them -> absolute paths, from the folder in which they were compiled."""
    from elftools.common.exceptions import DWARFError, ELFError
    from elftools.elf.elffile import ELFFile

    found: dict[str, str] = {}
    try:
        with open(path, "rb") as file:
            elf = ELFFile(file)
            if elf.has_dwarf_info():
                dwarf = elf.get_dwarf_info()
                for unit in dwarf.iter_CUs():
                    _add_unit(dwarf, unit, found)
    except (OSError, ELFError, DWARFError):
        return {}
    return found


def _add_unit(dwarf: Any, unit: Any, found: dict[str, str]) -> None:
    program = dwarf.line_program_for_CU(unit)
    if program is None:
        return
    attribute = unit.get_top_DIE().attributes.get("DW_AT_comp_dir")
    folder = os.fsdecode(attribute.value) if attribute is not None else "/"
    directories = [os.fsdecode(d) for d in program.header["include_directory"]]
    if program.header["version"] < 5:
        directories.insert(0, folder)
    for entry in program.header["file_entry"]:
        name = os.fsdecode(entry.name)
        inside = directories[entry.dir_index] if entry.dir_index < len(directories) else folder
        shown = entry.name.decode(errors="replace")
        found.setdefault(shown, os.path.normpath(os.path.join(folder, inside, name)))


def disassemble(k: Kernel, t: Task, address: int) -> list[tuple[int, str]]:
    """The instructions at and behind `address`; none without capstone, or when the memory is not there."""
    try:
        import capstone
    except ImportError:
        return []
    data = b""
    for count in (CODE_BYTES, min(CODE_BYTES, PAGE - address % PAGE)):  # looking brings no page in
        try:
            data = k.machine.force_in(t.memory.space, address, count)
            break
        except PageMissing:
            continue
    narrow = t.context.regs[CS] == USER_CS_32
    engine = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_32 if narrow else capstone.CS_MODE_64)
    found = [(i.address, f"{i.mnemonic} {i.op_str}".strip()) for i in engine.disasm(data, address)]
    return found[:INSTRUCTIONS]

"""From an address to a line of source: DWARF's line table and function names (pyelftools), for the
program's own file.

Only what has debug information counts as source, so a stack (view/backtrace.py) is walked outwards until an address falls
into it: from inside the C library that is the line of the program that made the call.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple


class Line(NamedTuple):
    """A place in the source.  `file` is as the debug information has it, or as Python does; folders are not shown."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{os.path.basename(self.file)}:{self.line}"


@dataclass(slots=True)
class SourceMap:
    """Sorted address ranges with their lines and functions; empty for a program without debug information."""

    starts: list[int]
    rows: list[tuple[int, str, int]]  # end, file, line
    functions: list[tuple[int, int, str]]
    text: tuple[int, int] = (0, 0)

    def line(self, address: int) -> Line | None:
        """The line that the instruction at `address` belongs to."""
        index = bisect_right(self.starts, address) - 1
        if index < 0:
            return None
        end, file, line = self.rows[index]
        if address >= end:
            return None
        return Line(file, line, self.function(address))

    def function(self, address: int) -> str:
        """The name of the function that holds `address`, or ""."""
        index = bisect_right(self.functions, (address, 1 << 64, "")) - 1
        if index >= 0 and address < self.functions[index][1]:
            return self.functions[index][2]
        return ""


def load(path: str, bias: int = 0) -> SourceMap:
    """The source map of an ELF file loaded at `bias`; an empty one when it cannot be read or has no debug information."""
    try:
        with open(path, "rb") as file:
            return read(file, bias)
    except OSError:
        return SourceMap([], [], [])


def read(file: BinaryIO, bias: int = 0) -> SourceMap:
    """The same, of a file that is open."""
    from elftools.common.exceptions import DWARFError, ELFError
    from elftools.elf.elffile import ELFFile

    try:
        elf = ELFFile(file)
        rows = _lines(elf, bias)
        functions = _functions(elf, bias)
    except (OSError, ELFError, DWARFError):
        return SourceMap([], [], [])
    return SourceMap(
        [start for start, *_ in rows], [(end, name, line) for _, end, name, line in rows], functions
    )


def _lines(elf: Any, bias: int) -> list[tuple[int, int, str, int]]:
    """(start, end, file, line) rows, sorted."""
    if not elf.has_dwarf_info():
        return []
    dwarf = elf.get_dwarf_info()
    rows: list[tuple[int, int, str, int]] = []
    for unit in dwarf.iter_CUs():
        program = dwarf.line_program_for_CU(unit)
        if program is None:
            continue
        entries = program.header["file_entry"]
        base = 0 if program.header["version"] >= 5 else 1
        previous = None
        for entry in program.get_entries():
            state = entry.state
            if state is None:
                continue
            if previous is not None and state.address > previous.address:
                index = previous.file - base
                name = entries[index].name.decode(errors="replace") if 0 <= index < len(entries) else "?"
                rows.append((previous.address + bias, state.address + bias, name, previous.line))
            previous = None if state.end_sequence else state
    return sorted(rows)


def _functions(elf: Any, bias: int) -> list[tuple[int, int, str]]:
    """(start, end, name) of the functions of the symbol table, sorted."""
    table = elf.get_section_by_name(".symtab") or elf.get_section_by_name(".dynsym")
    if table is None:
        return []
    return sorted(
        (s["st_value"] + bias, s["st_value"] + bias + max(s["st_size"], 1), s.name)
        for s in table.iter_symbols()
        if s["st_info"]["type"] == "STT_FUNC" and s["st_value"]
    )

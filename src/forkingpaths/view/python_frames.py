"""Where a Python program stands: the frames of CPython's interpreter, read from the guest's memory as debuggers read them.

    _PyRuntime -> interpreters -> threads: the one whose thread_id is the task's %fs base (pthread_self(), which fork keeps)
               -> its innermost frame -> previous ... -> code object: file, qualified name, table of lines (PEP 657)

Frames come in groups, one for each activation of _PyEval_EvalFrameDefault on the C stack: one that was entered from C ends a
group.  `Layout` has the offsets of each version whose frames are laid out alike in all its releases (CPython 3.11 to 3.13);
of others nothing is said.  Nothing is written and no page brought in: what is not there is left out.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import NamedTuple

from forkingpaths.view.source import Line

RUNTIME, VERSION, EVALUATOR = "_PyRuntime", "Py_Version", "_PyEval_EvalFrameDefault"
LIMIT_FRAMES, LIMIT_THREADS = 200, 1000
LIMIT_TABLE, LIMIT_NAME = 1 << 20, 4096  # bytes
LENGTH = 16  # of ob_size, and of a string's length
STATE, BYTES = 32, 32  # of a string's state word; of the first byte of a bytes object
C_STACK = 3  # FRAME_OWNED_BY_CSTACK: stands for the C function that called, and has no code
NO_LINE, LONG, NO_COLUMNS, ONE_LINE = 15, 14, 13, 10  # codes of a table of lines (Objects/locations.md)
LIBRARY = ("/lib/python3", "/lib64/python3")

Read = Callable[[int, int], bytes]  # address, count -> the bytes; LookupError when they are not there


class Layout(NamedTuple):
    """Offsets of one version of CPython, as its headers have them."""

    interpreters: int  # _PyRuntimeState.interpreters.head
    next_interpreter: int
    threads: int  # PyInterpreterState.threads.head
    thread_id: int
    frame: tuple[int, ...]  # from the thread to its innermost frame: offsets, each of a pointer
    code: int
    previous: int
    instruction: int
    owner: int
    entry: int  # of is_entry; 0 where a frame of the C stack ends the group instead
    first_line: int
    instructions: int  # PyCodeObject.co_code_adaptive
    ascii: int  # sizeof(PyASCIIObject)
    compact: int  # sizeof(PyCompactUnicodeObject)


NEXT_THREAD, FILE_NAME, QUALIFIED_NAME, LINE_TABLE = 8, 112, 128, 136  # in all of them
LAYOUTS = {
    (3, 11): Layout(40, 0, 16, 152, (56, 8), 32, 48, 56, 69, 68, 72, 184, 48, 72),
    (3, 12): Layout(40, 0, 72, 136, (56, 0), 0, 8, 56, 70, 0, 68, 192, 40, 56),
    (3, 13): Layout(632, 7264, 7344, 152, (72,), 0, 8, 56, 70, 0, 68, 200, 40, 56),
}


def version_of(word: bytes) -> tuple[int, int]:
    """(major, minor) of what Py_Version holds: 0x030b02f0."""
    return (word[3], word[2]) if len(word) >= 4 else (0, 0)


def groups(runtime: int, version: tuple[int, int], thread: int, read: Read) -> list[list[Line]]:
    """The lines at which the thread's Python functions stand, innermost first, a list for each activation of the interpreter."""
    layout = LAYOUTS.get(version)
    if layout is None:
        return []
    memory = _Memory(read, layout)
    found: list[list[Line]] = [[]]
    try:
        frame = memory.innermost(runtime, thread)
        for _ in range(LIMIT_FRAMES):
            if not frame:
                break
            ends = memory.byte(frame + (layout.entry or layout.owner))
            if not layout.entry and ends == C_STACK:
                found.append([])
            else:
                found[-1] += memory.line(frame)
                if layout.entry and ends:
                    found.append([])
            frame = memory.pointer(frame + layout.previous)
    except (LookupError, struct.error):
        pass  # a frame that is being made, or was never Python's
    return [group for group in found if group]


def is_library(file: str) -> bool:
    """Whether a source file is Python's own rather than the program's."""
    return file.startswith("<frozen") or any(folder in file for folder in LIBRARY)


class _Memory:
    """The interpreter's objects."""

    def __init__(self, read: Read, layout: Layout) -> None:
        self.read = read
        self.layout = layout

    def pointer(self, address: int) -> int:
        return int.from_bytes(self.read(address, 8), "little")

    def byte(self, address: int) -> int:
        return self.read(address, 1)[0]

    def innermost(self, runtime: int, thread: int) -> int:
        """The innermost frame of the thread; 0 when it runs no Python."""
        interpreter = self.pointer(runtime + self.layout.interpreters)
        for _ in range(LIMIT_THREADS):
            if not interpreter:
                return 0
            state = self.pointer(interpreter + self.layout.threads)
            for _ in range(LIMIT_THREADS):
                if not state:
                    break
                if self.pointer(state + self.layout.thread_id) == thread:
                    for offset in self.layout.frame:
                        state = self.pointer(state + offset) if state else 0
                    return state
                state = self.pointer(state + NEXT_THREAD)
            interpreter = self.pointer(interpreter + self.layout.next_interpreter)
        return 0

    def line(self, frame: int) -> list[Line]:
        """The line that a frame stands at; nothing when it cannot be told."""
        code = self.pointer(frame + self.layout.code)
        instruction = self.pointer(frame + self.layout.instruction)
        try:
            file = self.text(self.pointer(code + FILE_NAME))
            name = self.text(self.pointer(code + QUALIFIED_NAME))
            first = int.from_bytes(self.read(code + self.layout.first_line, 4), "little", signed=True)
            table = self.bytes(self.pointer(code + LINE_TABLE))
        except LookupError:
            return []
        number = line_of(table, first, (instruction - code - self.layout.instructions) // 2)
        return [Line(file, number, name)] if number else []

    def bytes(self, address: int) -> bytes:
        return self.read(address + BYTES, min(self.pointer(address + LENGTH), LIMIT_TABLE))

    def text(self, address: int) -> str:
        """A str: compact, as all that the compiler makes."""
        length = min(self.pointer(address + LENGTH), LIMIT_NAME)
        state = int.from_bytes(self.read(address + STATE, 4), "little")
        kind, compact, ascii_only = state >> 2 & 7, state >> 5 & 1, state >> 6 & 1
        if not compact or kind not in (1, 2, 4):
            raise LookupError(hex(address))
        data = self.read(address + (self.layout.ascii if ascii_only else self.layout.compact), length * kind)
        return data.decode({1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}[kind], errors="replace")


def line_of(table: bytes, line: int, unit: int) -> int:
    """The line of the code unit numbered `unit` (two bytes each) in a function that begins at `line`; 0 when it has none.

    Each entry: a byte 1cccclll, with the code c and l + 1 units; then, as the code says, what the line and the columns are.
    """
    at = covered = 0
    while at < len(table):
        code, covered = table[at] >> 3 & 15, covered + (table[at] & 7) + 1
        if code in (LONG, NO_COLUMNS):
            line += _signed_varint(table, at + 1)
        elif ONE_LINE <= code < NO_COLUMNS:
            line += code - ONE_LINE
        if unit < covered:
            return 0 if code == NO_LINE else line
        at += 1
        while at < len(table) and not table[at] & 0x80:  # only the first byte of an entry has this bit
            at += 1
    return 0


def _signed_varint(table: bytes, at: int) -> int:
    """Six bits a byte, the least first, the sign in the least of all."""
    value = shift = 0
    while at < len(table):
        value |= (table[at] & 63) << shift
        shift += 6
        if not table[at] & 64:
            break
        at += 1
    return -(value >> 1) if value & 1 else value >> 1

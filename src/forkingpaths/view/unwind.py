"""From the registers of a task to those of its callers: call frame information (DWARF's .eh_frame), signal frames, and
frame pointers where there is no such information.

A `Table` is the .eh_frame of one file.  Its entries are found by a scan of the lengths and addresses only; the one that is
wanted is handed to pyelftools, alone with its common part, to be decoded (decoding all of libc's takes a second).
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple

from forkingpaths.abi.sigframe import SIGCONTEXT, UCONTEXT_MCONTEXT, Sigcontext
from forkingpaths.machine.registers import R12, R13, R14, R15, RAX, RBP, RBX, RCX, RDI, RDX, RIP, RSI, RSP

# DWARF's numbers of the registers (System V ABI, figure 3.36) -> ours; 16 is the return address
OURS = (RAX, RDX, RCX, RBX, RSI, RDI, RBP, RSP, 8, 9, 10, 11, R12, R13, R14, R15, RIP)
KEPT = (RBX, RBP, R12, R13, R14, R15)  # what a function gives back as it found it
RESTORER = b"\x48\xc7\xc0\x0f\x00\x00\x00\x0f\x05"  # mov $15, %rax; syscall: where every handler returns to
MASK = (1 << 64) - 1
SIZES = {0x00: ("<Q", 8), 0x02: ("<H", 2), 0x03: ("<I", 4), 0x04: ("<Q", 8),
         0x0A: ("<h", 2), 0x0B: ("<i", 4), 0x0C: ("<q", 8)}  # fmt: skip
GNU_ARGS_SIZE = 0x2E  # DW_CFA_GNU_args_size
PC_RELATIVE = 0x10

Registers = dict[int, int]
Read = Callable[[int, int], bytes]  # address, count -> the bytes; LookupError when they are not there


class Entry(NamedTuple):
    """An FDE: a range of code, and where its description is."""

    start: int
    end: int
    common: int  # offset of its CIE
    offset: int


class Table:
    """The .eh_frame of one file, at the addresses of the file."""

    def __init__(self, data: bytes, address: int) -> None:
        self.data = data
        self.address = address
        self.entries = sorted(_scan(data, address))
        self._decoded: dict[Entry, Any] = {}

    def row(self, pc: int) -> Any | None:
        """The rules at `pc`: {"cfa": ..., register: ...}; None where there are none."""
        index = bisect_right(self.entries, (pc, MASK + 1, 0, 0)) - 1
        if index < 0 or pc >= self.entries[index].end:
            return None
        entry = self.entries[index]
        if entry not in self._decoded:
            self._decoded[entry] = self._decode(entry)
        rows = [row for row in self._decoded[entry] if row["pc"] <= pc]
        return rows[-1] if rows else None

    def _decode(self, entry: Entry) -> Any:
        from elftools.dwarf.callframe import FDE, CallFrameInfo
        from elftools.dwarf.structs import DWARFStructs

        common, own = _bytes_of(self.data, entry.common), bytearray(_bytes_of(self.data, entry.offset))
        struct.pack_into(
            "<I", own, 4, len(common) + 4
        )  # "how far back my CIE is", now that they are neighbours
        both = common + bytes(own)
        structs = DWARFStructs(little_endian=True, dwarf_format=32, address_size=8)
        place = self.address + entry.offset - len(common)
        info = CallFrameInfo(BytesIO(both), len(both), place, structs, for_eh_frame=True)
        found = next(item for item in info.get_entries() if isinstance(item, FDE))
        # how much a call has pushed matters to exceptions only, and pyelftools makes no rows of code that says it
        found.instructions = [
            i for i in found.instructions if getattr(i.opcode, "value", i.opcode) != GNU_ARGS_SIZE
        ]
        return found.get_decoded().table


def _bytes_of(data: bytes, offset: int) -> bytes:
    return data[offset : offset + 4 + struct.unpack_from("<I", data, offset)[0]]


def _scan(data: bytes, address: int) -> list[Entry]:
    """All FDEs: only lengths, encodings and ranges are looked at."""
    found = []
    encodings: dict[int, int] = {}
    at = 0
    while at + 8 <= len(data):
        length, back = struct.unpack_from("<II", data, at)
        if length in (0, 0xFFFF_FFFF):  # the end; or 64-bit DWARF, which nobody writes into .eh_frame
            break
        if back == 0:
            encodings[at] = _encoding(data, at + 8)
        elif (encoding := encodings.get(at + 4 - back)) is not None and encoding & 0x0F in SIZES:
            form, _ = SIZES[encoding & 0x0F]
            start, count = struct.unpack_from(f"{form}{form[1:]}", data, at + 8)
            if encoding & 0x70 == PC_RELATIVE:
                start += address + at + 8
            found.append(Entry(start & MASK, (start + count) & MASK, at + 4 - back, at))
        at += 4 + length
    return found


def _encoding(data: bytes, at: int) -> int:
    """How a CIE says that its FDEs write addresses."""
    at += 1  # version
    end = data.index(b"\0", at)
    letters = data[at:end]
    at = end + 1
    for _ in range(3 if letters[:1] == b"z" else 0):  # alignments (two), return register, all LEB128 ...
        at = _skip_leb128(data, at)
    if letters[:1] != b"z":
        return 0
    at = _skip_leb128(data, at)  # ... and the length of what follows
    for letter in letters[1:]:
        if letter == ord("R"):
            return data[at]
        if letter == ord("L"):
            at += 1
        elif letter == ord("P"):
            at += 1 + SIZES.get(data[at] & 0x0F, ("", 8))[1]
    return 0


def _skip_leb128(data: bytes, at: int) -> int:
    while data[at] & 0x80:
        at += 1
    return at + 1


def step(registers: Registers, table: Table | None, bias: int, called: bool, read: Read) -> Registers | None:
    """The registers in the caller's frame; None at the outermost one, or where it cannot be told.

    `called`: the address is behind a call, so that what holds there is said for the byte before it.
    """
    pc = registers[RIP]
    try:
        if read(pc, len(RESTORER)) == RESTORER:
            return _interrupted(registers, read)
    except LookupError:
        pass
    row = table.row(pc - bias - called) if table is not None else None
    try:
        return _by_frame_pointer(registers, read) if row is None else _by_row(registers, row, read)
    except (LookupError, struct.error):
        return None


def is_restorer(pc: int, read: Read) -> bool:
    """Whether `pc` is where a signal handler returns to."""
    try:
        return read(pc, len(RESTORER)) == RESTORER
    except LookupError:
        return False


def _interrupted(registers: Registers, read: Read) -> Registers | None:
    """The registers that the signal found, from the frame that the kernel made (rt_sigreturn finds them there too)."""
    try:
        saved = Sigcontext(*SIGCONTEXT.unpack(read(registers[RSP] + UCONTEXT_MCONTEXT, SIGCONTEXT.size)))
    except (LookupError, struct.error):
        return None
    return {RBX: saved.rbx, RBP: saved.rbp, R12: saved.r12, R13: saved.r13, R14: saved.r14, R15: saved.r15,
            RSP: saved.rsp, RIP: saved.rip}  # fmt: skip


def _by_frame_pointer(registers: Registers, read: Read) -> Registers | None:
    """%rbp points at the caller's, the return address above it."""
    frame = registers.get(RBP, 0)
    if frame < registers[RSP] or frame & 7:
        return None
    older, back = struct.unpack("<QQ", read(frame, 16))
    return {**registers, RBP: older, RSP: frame + 16, RIP: back}


def _by_row(registers: Registers, row: Any, read: Read) -> Registers | None:
    rule = row["cfa"]
    if rule.expr is not None:
        frame = _evaluate(rule.expr, registers, read, [])
    else:
        frame = registers[OURS[rule.reg]] + rule.offset & MASK
    caller = {number: registers[number] for number in KEPT if number in registers}
    caller[RSP] = frame
    for dwarf, number in enumerate(OURS):
        said = row.get(dwarf)
        if said is None:
            continue
        if said.type == "UNDEFINED":
            if number == RIP:
                return None  # the outermost frame says so
            caller.pop(number, None)
        elif said.type == "OFFSET":
            caller[number] = int.from_bytes(read(frame + said.arg & MASK, 8), "little")
        elif said.type == "VAL_OFFSET":
            caller[number] = frame + said.arg & MASK
        elif said.type == "REGISTER":
            caller[number] = registers[OURS[said.arg]]
        elif said.type in ("EXPRESSION", "VAL_EXPRESSION"):
            value = _evaluate(said.arg, registers, read, [frame])
            caller[number] = int.from_bytes(read(value, 8), "little") if said.type == "EXPRESSION" else value
    return caller if caller.get(RIP) else None


def _evaluate(expression: Any, registers: Registers, read: Read, stack: list[int]) -> int:
    """The operations that call frame information uses (of the PLT, and of signal frames); LookupError for another."""
    from elftools.dwarf.dwarf_expr import DWARFExprParser
    from elftools.dwarf.structs import DWARFStructs

    parser = DWARFExprParser(DWARFStructs(little_endian=True, dwarf_format=32, address_size=8))
    for operation in parser.parse_expr(list(expression)):
        name = operation.op_name
        if name.startswith("DW_OP_breg"):
            stack.append(registers[OURS[int(name[10:])]] + operation.args[0] & MASK)
        elif name.startswith("DW_OP_lit"):
            stack.append(int(name[9:]))
        elif name.startswith("DW_OP_const"):
            stack.append(operation.args[0] & MASK)
        elif name == "DW_OP_plus_uconst":
            stack.append(stack.pop() + operation.args[0] & MASK)
        elif name == "DW_OP_deref":
            stack.append(int.from_bytes(read(stack.pop(), 8), "little"))
        elif name in BINARY:
            right, left = stack.pop(), stack.pop()
            stack.append(BINARY[name](left, right) & MASK)
        else:
            raise LookupError(name)
    return stack.pop()


BINARY: dict[str, Callable[[int, int], int]] = {
    "DW_OP_plus": lambda a, b: a + b,
    "DW_OP_minus": lambda a, b: a - b,
    "DW_OP_and": lambda a, b: a & b,
    "DW_OP_shl": lambda a, b: a << min(b, 64),
    "DW_OP_ge": lambda a, b: int(a >= b),
    "DW_OP_mul": lambda a, b: a * b,
}

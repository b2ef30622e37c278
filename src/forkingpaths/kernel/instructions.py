"""The instruction at RIP, as far as one must know it to report what a real processor would (Intel SDM, volume 2, chapter 2).

The engine tells #GP from #SS, #UD from #GP and traps from faults otherwise than processors do in places; `real_vector` mends that by
looking at the bytes.  Only 64-bit code is looked at for addresses: in 32-bit code every one is canonical.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from forkingpaths.abi.errno import SysError
from forkingpaths.kernel.i386 import in_32_bit_code
from forkingpaths.machine.registers import FS as FS_SELECTOR
from forkingpaths.machine.registers import GS as GS_SELECTOR
from forkingpaths.machine.registers import RBP, RDI, RFLAGS, RIP, RSI, RSP

if TYPE_CHECKING:
    from forkingpaths.kernel.task import Task

UD, SS, GP, AC = 6, 12, 13, 17
INT1 = 0xF1  # opcode, and in place of a vector: the debug exception that it raises
LONGEST = 15
PREFIXES = frozenset((0x66, 0x67, 0xF0, 0xF2, 0xF3, 0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65))
LOCK, FS, GS, OPERAND_SIZE, ADDRESS_SIZE = 0xF0, 0x64, 0x65, 0x66, 0x67
TWO = 0x0F00  # of an opcode: it comes behind 0F
USES_THE_STACK = frozenset(
    (
        *range(0x50, 0x60), 0x68, 0x6A, 0x8F, 0x9C, 0x9D, 0xC2, 0xC3, 0xC8, 0xCA, 0xCB, 0xCF, 0xE8,
        TWO | 0xA0, TWO | 0xA1, TWO | 0xA8, TWO | 0xA9,
    )
)  # push, pop, pushf, popf, ret, enter, far ret, iret, call; push and pop of fs and gs  # fmt: skip
ENTER, LEAVE, INT, GROUP_5 = 0xC8, 0xC9, 0xCD, 0xFF
CALLS_AND_PUSH = (2, 3, 6)  # in group 5
CONTROL_REGISTERS = (0, 2, 3, 4, 8)
NOT_FOR_USERS = (TWO | 0x33, TWO | 0x35)  # RDPMC, SYSEXIT
MOVES_OF_DEBUG_REGISTERS = (TWO | 0x21, TWO | 0x23)
MOVES_OF_CONTROL_REGISTERS = (TWO | 0x20, TWO | 0x22)
CHANGES_ITS_OPERAND = frozenset(
    (0x86, 0x87, 0xC0, 0xC1, 0xD0, 0xD1, 0xD2, 0xD3, TWO | 0xA4, TWO | 0xA5, TWO | 0xAB, TWO | 0xAC, TWO | 0xAD, TWO | 0xB0, TWO | 0xB1,
     TWO | 0xB3, TWO | 0xBB, TWO | 0xC0, TWO | 0xC1)
)  # fmt: skip
GROUPS_THAT_CHANGE = {
    0x80: range(7), 0x81: range(7), 0x83: range(7), 0xF6: (2, 3), 0xF7: (2, 3), 0xFE: (0, 1), 0xFF: (0, 1),
    TWO | 0xBA: (5, 6, 7), TWO | 0xC7: (1,),
}  # fmt: skip
"""Of these by the field reg of ModRM."""
BYTE_OPERANDS = frozenset((
    0x6C, 0x6E, 0x80, 0x82, 0x84, 0x86, 0x88, 0x8A, 0xA0, 0xA2, 0xA4, 0xA6, 0xAA, 0xAC, 0xAE, 0xC0, 0xC6, 0xD0, 0xD2, 0xD7, 0xF6, 0xFE,
))  # fmt: skip
CMPS = (0xA6, 0xA7)
SEGMENTS = (0x36, 0x26, 0x2E, 0x3E, FS, GS)  # prefixes; the first is SS
# MOV by an address, string instructions by RSI, XLAT
WITHOUT_MODRM = (0x6E, 0x6F, *range(0xA0, 0xA8), 0xAC, 0xAD, 0xD7)
ALIGNMENT_CHECK = 0x40000  # of RFLAGS
TWO_BYTES_ALONE = (0x05, 0x06, 0x07, 0x08, 0x09, 0x0B, 0x0E, 0x77, 0xA0, 0xA1, 0xA2, 0xA8, 0xA9, 0xAA)
U64 = 0xFFFF_FFFF_FFFF_FFFF


class Instruction(NamedTuple):
    """Prefixes (REX, the last one, apart); the opcode; where what follows it begins; what follows, at least twelve bytes with zeros."""

    prefixes: bytes
    rex: int
    opcode: int
    length: int
    rest: bytes


def at(t: Task) -> Instruction | None:
    """The instruction at RIP, if it has an opcode that can be read."""
    rip = t.context.regs[RIP]
    code = b""
    try:
        code = t.memory.read(rip, min(LONGEST, 4096 - rip % 4096))
        if len(code) < LONGEST:
            code += t.memory.read(rip + len(code), LONGEST - len(code))
    except SysError:
        if not code:
            return None
    wide = not in_32_bit_code(t)
    place = rex = 0
    while place < len(code) and (code[place] in PREFIXES or (wide and code[place] & 0xF0 == 0x40)):
        rex = code[place] if code[place] & 0xF0 == 0x40 else 0
        place += 1
    opcode = code[place : place + 2]
    if not opcode or opcode == b"\x0f":
        return None
    prefixes = bytes(byte for byte in code[:place] if byte in PREFIXES)
    number = TWO | opcode[1] if opcode[0] == 0x0F else opcode[0]
    place += 2 if number & TWO else 1
    return Instruction(prefixes, rex, number, place, code[place:].ljust(12, b"\0"))


def beyond(address: int) -> bool:
    """Whether it is not canonical."""
    return address >> 47 not in (0, 0x1FFFF)


def through_no_segment(t: Task) -> bool:
    """Whether it is 32-bit code and reaches memory by FS or GS, which name no segment: "#GP(0) if the DS, ES, FS, or GS register is used to
    access memory and it contains a null segment selector".  The engine takes such a segment for one that begins at 0."""
    i = at(t) if in_32_bit_code(t) else None
    if i is None or not _reads_or_writes(i):
        return False
    return any(
        prefix in i.prefixes and not t.context.regs[register] & 0xFFFC
        for prefix, register in ((FS, FS_SELECTOR), (GS, GS_SELECTOR))
    )


def refused_before(t: Task, address: int) -> int:
    """The exception that a processor raises in place of a page fault at `address`, or 0.

    In 32-bit code an operand may not go beyond the end of 4 GB, which is the limit of every segment: #GP, by the stack #SS.  While the flag
    AC is set, a misaligned operand is #AC, whether or not it is there.
    """
    i = at(t)
    if i is None:
        return 0
    size = operand_bytes(i)
    if in_32_bit_code(t) and address + size > 1 << 32:
        return SS if _by_the_stack(i) else GP
    return AC if t.context.regs[RFLAGS] & ALIGNMENT_CHECK and address % size else 0


def operand_bytes(i: Instruction) -> int:
    """How wide its operand in memory is, one of floating point as far as 8 bytes."""
    low = i.opcode & 0xFF
    if i.opcode & TWO:
        if 0x90 <= low <= 0x9F or low in (0xB0, 0xB6, 0xBE, 0xC0):
            return 1
        if low in (0xB7, 0xBF, 0xB2, 0xB4, 0xB5):
            return 2
        if 0x10 <= low <= 0x17 or 0x50 <= low <= 0x7F or low == 0xC2 or low >= 0xD0:
            return 8
    elif 0xD8 <= low <= 0xDF:
        return (4, 4, 4, 4, 8, 8, 2, 2)[low - 0xD8]
    elif low in BYTE_OPERANDS or (low < 0x40 and not low & 1):
        return 1
    elif low in (0x8C, 0x8E, 0x63):
        return 2 if low != 0x63 or not i.rex & 8 else 4
    if i.rex & 8:
        return 8
    return 2 if OPERAND_SIZE in i.prefixes else 4


def other_operand(t: Task, address: int) -> int | None:
    """The operand that a processor reads before that at `address`: of CMPS the one by RSI, where the engine begins with RDI."""
    i = at(t)
    regs = t.context.regs
    if i is None or i.opcode not in CMPS or address != regs[RDI] or FS in i.prefixes or GS in i.prefixes:
        return None
    source: int = regs[RSI]
    return source


def _by_the_stack(i: Instruction) -> bool:
    """Whether 32-bit code reaches its operand through SS."""
    named = [prefix for prefix in i.prefixes if prefix in SEGMENTS]
    if named:
        return named[-1] == SEGMENTS[0]
    if not _has_operands(i.opcode) or i.rest[0] >> 6 == 3:
        return i.opcode in USES_THE_STACK or i.opcode == LEAVE
    mod, base = i.rest[0] >> 6, i.rest[0] & 7
    if base == 4:
        base = i.rest[1] & 7
    return base == RSP or (base == RBP and mod != 0)


def _reads_or_writes(i: Instruction) -> bool:
    """Whether it has an operand in memory that a prefix can name the segment of."""
    return i.opcode in WITHOUT_MODRM or (_has_operands(i.opcode) and i.rest[0] >> 6 != 3)


def real_vector(t: Task, vector: int) -> tuple[int, int]:
    """What a processor would report in place of a #GP or #UD of the engine's: vector and error code.  INT1 leaves RIP behind it."""
    i = at(t)
    regs = t.context.regs
    if i is None:
        return vector, 0
    if vector == UD:
        if i.opcode == INT1 and LOCK not in i.prefixes:
            regs[RIP] += i.length
            return INT1, 0
        if i.opcode == INT and LOCK not in i.prefixes:  # the engine takes INT 6 for an undefined instruction
            return GP, i.rest[0] << 3 | 2
        return (GP if i.opcode in NOT_FOR_USERS else UD), 0
    if i.opcode in MOVES_OF_DEBUG_REGISTERS:
        return (UD if i.rex & 4 else GP), 0
    if i.opcode in MOVES_OF_CONTROL_REGISTERS:
        number = i.rest[0] >> 3 & 7 | (i.rex & 4) << 1
        return (GP if number in CONTROL_REGISTERS else UD), 0
    if in_32_bit_code(t):
        return vector, 0
    through_the_stack = i.opcode in USES_THE_STACK or (
        i.opcode == GROUP_5 and i.rest[0] >> 3 & 7 in CALLS_AND_PUSH
    )
    if (through_the_stack and beyond(regs[RSP])) or (i.opcode in (ENTER, LEAVE) and beyond(regs[RBP])):
        return SS, 0
    return (SS if _operand_on_the_stack(i, regs) else vector), 0


def _has_operands(opcode: int) -> bool:
    """Whether a ModRM byte follows it."""
    low = opcode & 0xFF
    if opcode & TWO:
        return low not in TWO_BYTES_ALONE and low & 0xF0 != 0x80 and low & 0xF8 not in (0x30, 0xC8)
    return (
        (low < 0x40 and low & 7 < 4)
        or 0x80 <= low <= 0x8F
        or 0xD0 <= low <= 0xD3
        or 0xD8 <= low <= 0xDF
        or low in (0x63, 0x69, 0x6B, 0xC0, 0xC1, 0xC6, 0xC7, 0xF6, 0xF7, 0xFE, 0xFF)
    )


def writes_what_it_read(t: Task) -> bool:
    """Whether it changes an operand in memory.  A processor that does not reach it says so of the write, the engine of the read before."""
    i = at(t)
    if i is None or not _has_operands(i.opcode) or i.rest[0] >> 6 == 3:
        return False
    reg = i.rest[0] >> 3 & 7
    if i.opcode in GROUPS_THAT_CHANGE:
        return reg in GROUPS_THAT_CHANGE[i.opcode]
    return i.opcode in CHANGES_ITS_OPERAND or (i.opcode < 0x38 and i.opcode & 7 < 2)


def _operand_on_the_stack(i: Instruction, regs: Any) -> bool:
    """Whether its operand in memory is based on RSP or RBP, and nowhere."""
    if not _has_operands(i.opcode) or FS in i.prefixes or GS in i.prefixes:
        return False
    rest = i.rest[1:] if i.opcode in (TWO | 0x38, TWO | 0x3A) else i.rest
    mod, base = rest[0] >> 6, rest[0] & 7
    index, place = 4, 1
    if mod == 3 or i.rex & 1:
        return False
    address = 0
    if base == 4:
        index, base, place = rest[1] >> 3 & 7 | (i.rex & 2) << 2, rest[1] & 7, 2
        if index != 4:
            address = regs[index] << (rest[1] >> 6)
    if base not in (RSP, RBP) or (base == RBP and not mod):
        return False
    displacement = rest[place : place + (0, 1, 4)[mod]]
    address = address + regs[base] + int.from_bytes(displacement, "little", signed=True) & U64
    return beyond(address)

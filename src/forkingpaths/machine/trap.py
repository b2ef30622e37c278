"""Why a run of the processor ended.

PAGE_FAULT    vector 14; trap_error_code and trap_address (CR2) say the rest
EXCEPTION     #DE 0, #DB 1, #BP 3 and #OF 4 (RIP after the instruction), #UD 6, #SS 12, #GP 13, #AC 17 ...
SYSCALL       RIP after the instruction, RCX and R11 as the processor leaves them
INTERRUPT     INT 0x80 (other numbers are #GP, as with Linux's gates); RIP after the instruction
SYSENTER      from 32-bit code; RIP after the instruction
FUEL          the blocks asked for are used up; nothing of the next one was executed
STOP_POINT    a precise run reached its instruction; it was not executed
ENGINE_ERROR  the emulator gave up; Machine.engine_words says why
ALIGNMENT     many instructions were carried out one by one, as the flag AC is set or a floating-point exception is not masked: to be
              called again, after a look at whether somebody wants it to stop
"""

from enum import IntEnum
from typing import Final


class TrapKind(IntEnum):
    """The numbers are native.c's."""

    NONE = 0
    SYSCALL = 1
    INTERRUPT = 2
    PAGE_FAULT = 3
    EXCEPTION = 4
    FUEL = 5
    STOP_POINT = 6
    SYSENTER = 7
    ENGINE_ERROR = 8
    ALIGNMENT = 9


AS_IT_IS: Final = (1 << 64) - 2
"""In place of a fault's address: the exception is one that the machine itself raised as a processor does."""

FAULT_PRESENT: Final = 1
"""Page-fault error code: the page was there, the right was not."""
FAULT_WRITE: Final = 2
FAULT_USER: Final = 4
FAULT_FETCH: Final = 16

DIVIDE_ERROR: Final = 0
DEBUG: Final = 1
BREAKPOINT: Final = 3
OVERFLOW: Final = 4
INVALID_OPCODE: Final = 6
STACK_FAULT: Final = 12
GENERAL_PROTECTION: Final = 13
PAGE_FAULT: Final = 14
FLOATING_POINT: Final = 16
ALIGNMENT_CHECK: Final = 17
SIMD_FLOATING_POINT: Final = 19

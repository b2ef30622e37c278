"""Indices of a context's registers: `context.regs[RAX]`. The order is the processor's own encoding order."""

from typing import Final

RAX: Final = 0
RCX: Final = 1
RDX: Final = 2
RBX: Final = 3
RSP: Final = 4
RBP: Final = 5
RSI: Final = 6
RDI: Final = 7
R8: Final = 8
R9: Final = 9
R10: Final = 10
R11: Final = 11
R12: Final = 12
R13: Final = 13
R14: Final = 14
R15: Final = 15
RIP: Final = 16
RFLAGS: Final = 17
FS_BASE: Final = 18
GS_BASE: Final = 19
ES: Final = 20
CS: Final = 21
SS: Final = 22
DS: Final = 23
FS: Final = 24
GS: Final = 25
TLS0: Final = 26
"""Three raw segment descriptors (GDT entries 12 to 14) for 32-bit thread-local storage: TLS0, TLS0+1, TLS0+2."""

PROCESSOR: Final = 29
"""The number of the processor that runs the task, as LSL of selector 0x7b tells it."""

REGISTER_COUNT: Final = 30
SPACE: Final = 30
RESUME_RIP: Final = 31
STAMP: Final = 32
BLOB_VALID: Final = 33

USER_CS: Final = 0x33
USER_CS_32: Final = 0x23
USER_SS: Final = 0x2B

NAMES: Final = (
    "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
    "rip", "rflags", "fs_base", "gs_base", "es", "cs", "ss", "ds", "fs", "gs",
)  # fmt: skip

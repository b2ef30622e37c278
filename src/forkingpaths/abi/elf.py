"""ELF as execve(2) needs it: file and program headers of both classes, and the auxiliary vector (elf(5))."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, enum

ELFMAG: Final = b"\x7fELF"
EI_CLASS: Final = 4
EI_DATA: Final = 5
EI_VERSION: Final = 6
EI_OSABI: Final = 7
ELFCLASS32: Final = 1
ELFCLASS64: Final = 2
ELFDATA2LSB: Final = 1
EV_CURRENT: Final = 1

ET_REL: Final = 1
ET_EXEC: Final = 2
ET_DYN: Final = 3
ET_CORE: Final = 4
EM_386: Final = 3
EM_X86_64: Final = 62
PN_XNUM: Final = 0xFFFF

PT_NULL: Final = 0
PT_LOAD: Final = 1
PT_DYNAMIC: Final = 2
PT_INTERP: Final = 3
PT_NOTE: Final = 4
PT_PHDR: Final = 6
PT_TLS: Final = 7
PT_GNU_EH_FRAME: Final = 0x6474E550
PT_GNU_STACK: Final = 0x6474E551
PT_GNU_RELRO: Final = 0x6474E552
PT_GNU_PROPERTY: Final = 0x6474E553

PF_X: Final = 1
PF_W: Final = 2
PF_R: Final = 4


class Ehdr(NamedTuple):
    """Elf64_Ehdr and Elf32_Ehdr: the same fields, of different widths."""

    ident: bytes
    type: int
    machine: int
    version: int
    entry: int
    phoff: int
    shoff: int
    flags: int
    ehsize: int
    phentsize: int
    phnum: int
    shentsize: int
    shnum: int
    shstrndx: int


EHDR64: Final = Struct("<16sHHIQQQIHHHHHH")
EHDR32: Final = Struct("<16sHHIIIIIHHHHHH")


class Phdr64(NamedTuple):
    """Elf64_Phdr."""

    type: int
    flags: int
    offset: int
    vaddr: int
    paddr: int
    filesz: int
    memsz: int
    align: int


PHDR64: Final = Struct("<IIQQQQQQ")


class Phdr32(NamedTuple):
    """Elf32_Phdr: the flags have another place."""

    type: int
    offset: int
    vaddr: int
    paddr: int
    filesz: int
    memsz: int
    flags: int
    align: int


PHDR32: Final = Struct("<IIIIIIII")

# --- the auxiliary vector (getauxval(3)): pairs of words, ended by AT_NULL ----------------------------------

AUXV64: Final = Struct("<QQ")
AUXV32: Final = Struct("<II")

AT_NULL: Final = 0
AT_IGNORE: Final = 1
AT_EXECFD: Final = 2
AT_PHDR: Final = 3
AT_PHENT: Final = 4
AT_PHNUM: Final = 5
AT_PAGESZ: Final = 6
AT_BASE: Final = 7
AT_FLAGS: Final = 8
AT_ENTRY: Final = 9
AT_NOTELF: Final = 10
AT_UID: Final = 11
AT_EUID: Final = 12
AT_GID: Final = 13
AT_EGID: Final = 14
AT_PLATFORM: Final = 15
AT_HWCAP: Final = 16
AT_CLKTCK: Final = 17
AT_SECURE: Final = 23
AT_BASE_PLATFORM: Final = 24
AT_RANDOM: Final = 25
AT_HWCAP2: Final = 26
AT_EXECFN: Final = 31
AT_SYSINFO: Final = 32
AT_SYSINFO_EHDR: Final = 33
AT_MINSIGSTKSZ: Final = 51
AUXV_TYPES: Final[EnumTable] = enum(
    globals(),
    "AT_???",
    """AT_NULL AT_IGNORE AT_EXECFD AT_PHDR AT_PHENT AT_PHNUM AT_PAGESZ AT_BASE AT_FLAGS AT_ENTRY AT_NOTELF
    AT_UID AT_EUID AT_GID AT_EGID AT_PLATFORM AT_HWCAP AT_CLKTCK AT_SECURE AT_BASE_PLATFORM AT_RANDOM
    AT_HWCAP2 AT_EXECFN AT_SYSINFO AT_SYSINFO_EHDR AT_MINSIGSTKSZ""",
)

USER_HZ: Final = 100  # AT_CLKTCK, times(2), clock(3)

# --- limits of execve(2) ------------------------------------------------------------------------------------

MAX_ARG_STRLEN: Final = 131072  # one argument or environment string, with its NUL
MAX_ARG_STRINGS: Final = 0x7FFFFFFF
ARG_MAX: Final = 131072  # guaranteed for all of them, whatever the stack's limit
BINPRM_BUF_SIZE: Final = 256  # how much of the first line of a script is looked at
SCRIPT_RECURSION_MAX: Final = 5  # "a recursion limit of 5 interpreters": execve(2), then ELOOP

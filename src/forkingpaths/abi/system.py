"""uname(2), sysinfo(2), syslog(2), reboot(2), getrandom(2), personality(2), capabilities(7), getdents64(2), readv(2)."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags


class Utsname(NamedTuple):
    """struct new_utsname: six strings of 65 bytes, zero-filled."""

    sysname: bytes
    nodename: bytes
    release: bytes
    version: bytes
    machine: bytes
    domainname: bytes


UTSNAME: Final = Struct("65s65s65s65s65s65s")
HOST_NAME_MAX: Final = 64


class Sysinfo(NamedTuple):
    """struct sysinfo; loads are scaled by 65536, memory counts units of `mem_unit` bytes."""

    uptime: int
    load1: int
    load5: int
    load15: int
    totalram: int
    freeram: int
    sharedram: int
    bufferram: int
    totalswap: int
    freeswap: int
    procs: int
    totalhigh: int
    freehigh: int
    mem_unit: int


SYSINFO: Final = Struct("<q9QH6xQQI4x")


class Iovec(NamedTuple):
    base: int
    len: int


IOVEC: Final = Struct("<QQ")

# struct linux_dirent64: this head, then the name with its NUL, padded so that the next one is 8-byte aligned.
DIRENT64_HEAD: Final = Struct("<QqHB")  # ino, off, reclen, type
DIRENT_HEAD: Final = Struct("<QQH")  # getdents(2): ino, off, reclen; the type is the record's last byte
DT_UNKNOWN: Final = 0
DT_FIFO: Final = 1
DT_CHR: Final = 2
DT_DIR: Final = 4
DT_BLK: Final = 6
DT_REG: Final = 8
DT_LNK: Final = 10
DT_SOCK: Final = 12
DT_WHT: Final = 14
DIRENT_TYPES: Final[EnumTable] = enum(
    globals(), "DT_???", "DT_UNKNOWN DT_FIFO DT_CHR DT_DIR DT_BLK DT_REG DT_LNK DT_SOCK DT_WHT"
)

GRND_NONBLOCK: Final = 1
GRND_RANDOM: Final = 2
GRND_INSECURE: Final = 4
GRND_FLAGS: Final[FlagTable] = flags(globals(), "GRND_???", "GRND_NONBLOCK GRND_RANDOM GRND_INSECURE")

SYSLOG_ACTION_CLOSE: Final = 0
SYSLOG_ACTION_OPEN: Final = 1
SYSLOG_ACTION_READ: Final = 2
SYSLOG_ACTION_READ_ALL: Final = 3
SYSLOG_ACTION_READ_CLEAR: Final = 4
SYSLOG_ACTION_CLEAR: Final = 5
SYSLOG_ACTION_CONSOLE_OFF: Final = 6
SYSLOG_ACTION_CONSOLE_ON: Final = 7
SYSLOG_ACTION_CONSOLE_LEVEL: Final = 8
SYSLOG_ACTION_SIZE_UNREAD: Final = 9
SYSLOG_ACTION_SIZE_BUFFER: Final = 10
_SYSLOG = """SYSLOG_ACTION_CLOSE SYSLOG_ACTION_OPEN SYSLOG_ACTION_READ SYSLOG_ACTION_READ_ALL SYSLOG_ACTION_READ_CLEAR
    SYSLOG_ACTION_CLEAR SYSLOG_ACTION_CONSOLE_OFF SYSLOG_ACTION_CONSOLE_ON SYSLOG_ACTION_CONSOLE_LEVEL
    SYSLOG_ACTION_SIZE_UNREAD SYSLOG_ACTION_SIZE_BUFFER"""
SYSLOG_ACTIONS: Final[EnumTable] = enum(  # strace shows number and name, for libc has no such names
    globals(),
    "SYSLOG_ACTION_???",
    _SYSLOG,
    shown={name: f"{number} /* {name} */" for number, name in enumerate(_SYSLOG.split())},
)

LINUX_REBOOT_MAGIC1: Final = 0xFEE1DEAD
LINUX_REBOOT_MAGIC2: Final = 672274793
LINUX_REBOOT_MAGIC2A: Final = 85072278
LINUX_REBOOT_MAGIC2B: Final = 369367448
LINUX_REBOOT_MAGIC2C: Final = 537993216
LINUX_REBOOT_CMD_RESTART: Final = 0x01234567
LINUX_REBOOT_CMD_HALT: Final = 0xCDEF0123
LINUX_REBOOT_CMD_CAD_ON: Final = 0x89ABCDEF
LINUX_REBOOT_CMD_CAD_OFF: Final = 0x00000000
LINUX_REBOOT_CMD_POWER_OFF: Final = 0x4321FEDC
LINUX_REBOOT_CMD_RESTART2: Final = 0xA1B2C3D4
LINUX_REBOOT_CMD_SW_SUSPEND: Final = 0xD000FCE2
LINUX_REBOOT_CMD_KEXEC: Final = 0x45584543
REBOOT_COMMANDS: Final[EnumTable] = enum(
    globals(),
    "LINUX_REBOOT_CMD_???",
    """LINUX_REBOOT_CMD_CAD_OFF LINUX_REBOOT_CMD_RESTART LINUX_REBOOT_CMD_POWER_OFF LINUX_REBOOT_CMD_KEXEC
    LINUX_REBOOT_CMD_CAD_ON LINUX_REBOOT_CMD_RESTART2 LINUX_REBOOT_CMD_HALT LINUX_REBOOT_CMD_SW_SUSPEND""",
)

PER_LINUX: Final = 0
PER_LINUX32: Final = 8
ADDR_NO_RANDOMIZE: Final = 0x0040000
MMAP_PAGE_ZERO: Final = 0x0100000
ADDR_COMPAT_LAYOUT: Final = 0x0200000
READ_IMPLIES_EXEC: Final = 0x0400000
ADDR_LIMIT_32BIT: Final = 0x0800000
SHORT_INODE: Final = 0x1000000
WHOLE_SECONDS: Final = 0x2000000
STICKY_TIMEOUTS: Final = 0x4000000
ADDR_LIMIT_3GB: Final = 0x8000000
UNAME26: Final = 0x0020000
FDPIC_FUNCPTRS: Final = 0x0080000
PERSONALITY_QUERY: Final = 0xFFFFFFFF
PERSONALITIES: Final[EnumTable] = enum(globals(), "PER_???", "PER_LINUX PER_LINUX32")
PERSONALITY_FLAGS: Final[FlagTable] = flags(
    globals(),
    "",
    """UNAME26 ADDR_NO_RANDOMIZE FDPIC_FUNCPTRS MMAP_PAGE_ZERO ADDR_COMPAT_LAYOUT READ_IMPLIES_EXEC
    ADDR_LIMIT_32BIT SHORT_INODE WHOLE_SECONDS STICKY_TIMEOUTS ADDR_LIMIT_3GB""",
    enum=PERSONALITIES,
    enum_mask=0xFF,
)

PID_MAX_LIMIT: Final = 4194304  # /proc/sys/kernel/pid_max at its largest
PID_MAX_DEFAULT: Final = 32768
NGROUPS_MAX: Final = 65536
TASK_COMM_LEN: Final = 16  # with the NUL

"""Terminals: modes, control characters, speeds, and the structures of the terminal ioctls (ioctl_tty(2), termios(3))."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import FlagTable, flags

# c_iflag
IGNBRK: Final = 0o1
BRKINT: Final = 0o2
IGNPAR: Final = 0o4
PARMRK: Final = 0o10
INPCK: Final = 0o20
ISTRIP: Final = 0o40
INLCR: Final = 0o100
IGNCR: Final = 0o200
ICRNL: Final = 0o400
IUCLC: Final = 0o1000
IXON: Final = 0o2000
IXANY: Final = 0o4000
IXOFF: Final = 0o10000
IMAXBEL: Final = 0o20000
IUTF8: Final = 0o40000
IFLAGS: Final[FlagTable] = flags(
    globals(),
    "",
    """IGNBRK BRKINT IGNPAR PARMRK INPCK ISTRIP INLCR IGNCR ICRNL IUCLC IXON IXANY IXOFF IMAXBEL IUTF8""",
)

# c_oflag
OPOST: Final = 0o1
OLCUC: Final = 0o2
ONLCR: Final = 0o4
OCRNL: Final = 0o10
ONOCR: Final = 0o20
ONLRET: Final = 0o40
OFILL: Final = 0o100
OFDEL: Final = 0o200
NLDLY: Final = 0o400
CRDLY: Final = 0o3000
TABDLY: Final = 0o14000
XTABS: Final = 0o14000
BSDLY: Final = 0o20000
VTDLY: Final = 0o40000
FFDLY: Final = 0o100000
OFLAGS: Final[FlagTable] = flags(globals(), "", "OPOST OLCUC ONLCR OCRNL ONOCR ONLRET OFILL OFDEL")

# c_cflag
CBAUD: Final = 0o10017
CSIZE: Final = 0o60
CS5: Final = 0o0
CS6: Final = 0o20
CS7: Final = 0o40
CS8: Final = 0o60
CSTOPB: Final = 0o100
CREAD: Final = 0o200
PARENB: Final = 0o400
PARODD: Final = 0o1000
HUPCL: Final = 0o2000
CLOCAL: Final = 0o4000
CRTSCTS: Final = 0o20000000000
CFLAGS: Final[FlagTable] = flags(globals(), "", "CSTOPB CREAD PARENB PARODD HUPCL CLOCAL CRTSCTS")

B0: Final = 0
B50: Final = 0o1
B75: Final = 0o2
B110: Final = 0o3
B134: Final = 0o4
B150: Final = 0o5
B200: Final = 0o6
B300: Final = 0o7
B600: Final = 0o10
B1200: Final = 0o11
B1800: Final = 0o12
B2400: Final = 0o13
B4800: Final = 0o14
B9600: Final = 0o15
B19200: Final = 0o16
B38400: Final = 0o17
BOTHER: Final = 0o10000
B57600: Final = 0o10001
B115200: Final = 0o10002
BAUD_RATES: Final[dict[int, int]] = {
    B0: 0,
    B50: 50,
    B75: 75,
    B110: 110,
    B134: 134,
    B150: 150,
    B200: 200,
    B300: 300,
    B600: 600,
    B1200: 1200,
    B1800: 1800,
    B2400: 2400,
    B4800: 4800,
    B9600: 9600,
    B19200: 19200,
    B38400: 38400,
    B57600: 57600,
    B115200: 115200,
}

# c_lflag
ISIG: Final = 0o1
ICANON: Final = 0o2
XCASE: Final = 0o4
ECHO: Final = 0o10
ECHOE: Final = 0o20
ECHOK: Final = 0o40
ECHONL: Final = 0o100
NOFLSH: Final = 0o200
TOSTOP: Final = 0o400
ECHOCTL: Final = 0o1000
ECHOPRT: Final = 0o2000
ECHOKE: Final = 0o4000
FLUSHO: Final = 0o10000
PENDIN: Final = 0o40000
IEXTEN: Final = 0o100000
EXTPROC: Final = 0o200000
LFLAGS: Final[FlagTable] = flags(
    globals(),
    "",
    """ISIG ICANON XCASE ECHO ECHOE ECHOK ECHONL NOFLSH TOSTOP ECHOCTL ECHOPRT ECHOKE FLUSHO PENDIN IEXTEN
    EXTPROC""",
)

# Indices into c_cc; the kernel's array has NCCS of them, glibc's 32.
VINTR: Final = 0
VQUIT: Final = 1
VERASE: Final = 2
VKILL: Final = 3
VEOF: Final = 4
VTIME: Final = 5
VMIN: Final = 6
VSWTC: Final = 7
VSTART: Final = 8
VSTOP: Final = 9
VSUSP: Final = 10
VEOL: Final = 11
VREPRINT: Final = 12
VDISCARD: Final = 13
VWERASE: Final = 14
VLNEXT: Final = 15
VEOL2: Final = 16
NCCS: Final = 19
CC_NAMES: Final[tuple[str, ...]] = (
    *("VINTR", "VQUIT", "VERASE", "VKILL", "VEOF", "VTIME", "VMIN", "VSWTC", "VSTART", "VSTOP"),
    *("VSUSP", "VEOL", "VREPRINT", "VDISCARD", "VWERASE", "VLNEXT", "VEOL2"),
)
_POSIX_VDISABLE: Final = 0


class Termios(NamedTuple):
    """The kernel's struct termios, 36 bytes: what TCGETS and TCSETS carry."""

    iflag: int
    oflag: int
    cflag: int
    lflag: int
    line: int
    cc: bytes


class Termios2(NamedTuple):
    """struct termios2 (TCGETS2): with speeds in bauds."""

    iflag: int
    oflag: int
    cflag: int
    lflag: int
    line: int
    cc: bytes
    ispeed: int
    ospeed: int


class Termio(NamedTuple):
    """struct termio (TCGETA), System V's; 18 bytes."""

    iflag: int
    oflag: int
    cflag: int
    lflag: int
    line: int
    cc: bytes


class Winsize(NamedTuple):
    row: int
    col: int
    xpixel: int
    ypixel: int


TERMIOS: Final = Struct("<IIIIB19s")
TERMIOS2: Final = Struct("<IIIIB19sII")
TERMIO: Final = Struct("<HHHHB8sx")
WINSIZE: Final = Struct("<HHHH")

# What a new terminal has (tty_std_termios and INIT_C_CC).
DEFAULT_CC: Final = bytes((3, 28, 127, 21, 4, 0, 1, 0, 17, 19, 26, 0, 18, 15, 23, 22, 0, 0, 0))
DEFAULT_TERMIOS: Final = Termios(
    iflag=ICRNL | IXON,
    oflag=OPOST | ONLCR,
    cflag=B38400 | CS8 | CREAD | HUPCL,
    lflag=ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
    line=0,
    cc=DEFAULT_CC,
)
N_TTY: Final = 0
N_TTY_BUF_SIZE: Final = 4096  # the longest line canonical mode keeps, with its end

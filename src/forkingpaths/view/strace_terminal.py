"""Terminal structures as strace writes them: termios, in the new spelling of strace 6, and winsize."""

from __future__ import annotations

from forkingpaths.abi import termios
from forkingpaths.abi.tables import FlagTable
from forkingpaths.view.strace_text import hex0

# The delays of output, each an enumeration inside c_oflag.
_DELAYS = (
    (0o000400, ("NL0", "NL1"), 8),
    (0o003000, ("CR0", "CR1", "CR2", "CR3"), 9),
    (0o014000, ("TAB0", "TAB1", "TAB2", "XTABS"), 11),
    (0o020000, ("BS0", "BS1"), 13),
    (0o040000, ("VT0", "VT1"), 14),
    (0o100000, ("FF0", "FF1"), 15),
)
_SPEEDS = (
    *("B0", "B50", "B75", "B110", "B134", "B150", "B200", "B300"),
    *("B600", "B1200", "B1800", "B2400", "B4800", "B9600", "B19200", "B38400"),
)
_FAST = (
    *("BOTHER", "B57600", "B115200", "B230400", "B460800", "B500000", "B576000", "B921600"),
    *("B1000000", "B1152000", "B1500000", "B2000000", "B2500000", "B3000000", "B3500000", "B4000000"),
)
_SIZES = ("CS5", "CS6", "CS7", "CS8")
CBAUD, CSIZE = 0o010017, 0o60
CBAUDEX = 0o010000
_LOCAL = """ISIG ICANON XCASE ECHO ECHOE ECHOK ECHONL NOFLSH IEXTEN ECHOCTL ECHOPRT ECHOKE FLUSHO PENDIN TOSTOP EXTPROC"""
LOCAL = FlagTable("", [(getattr(termios, name), name) for name in _LOCAL.split()])


def _bits(table: FlagTable, value: int) -> list[str]:
    shown = []
    for bit, name in table.bits:
        if bit and value & bit == bit:
            shown.append(name)
            value &= ~bit
    return [*shown, hex0(value)] if value else shown


def output_flags(value: int) -> str:
    """c_oflag: the delays first."""
    shown = [names[(value & mask) >> shift] for mask, names, shift in _DELAYS]
    rest = value
    for mask, _, _ in _DELAYS:
        rest &= ~mask
    return "|".join([*shown, *_bits(termios.OFLAGS, rest)])


def control_flags(value: int) -> str:
    """c_cflag: speed and size of a character first."""
    speed = value & 0o17
    shown = [_FAST[speed] if value & CBAUDEX else _SPEEDS[speed]]
    rest = value & ~(CBAUD | CSIZE)
    incoming = rest >> 16 & CBAUD
    if incoming:
        shown.append((_FAST if incoming & CBAUDEX else _SPEEDS)[incoming & 0o17] + "<<IBSHIFT")
        rest &= ~(CBAUD << 16)
    shown.append(_SIZES[(value & CSIZE) >> 4])
    return "|".join([*shown, *_bits(termios.CFLAGS, rest)])


def show_termios(data: bytes) -> str:
    """struct termios and its relatives, abbreviated as by default."""
    iflag, oflag, cflag, lflag = termios.TERMIOS.unpack_from(data)[:4]
    return (
        f"{{c_iflag={'|'.join(_bits(termios.IFLAGS, iflag))}, c_oflag={output_flags(oflag)}, "
        f"c_cflag={control_flags(cflag)}, c_lflag={'|'.join(_bits(LOCAL, lflag))}, ...}}"
    )


def winsize(data: bytes) -> str:
    """struct winsize."""
    row, col, xpixel, ypixel = termios.WINSIZE.unpack(data)
    return f"{{ws_row={row}, ws_col={col}, ws_xpixel={xpixel}, ws_ypixel={ypixel}}}"

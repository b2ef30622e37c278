"""From the program to the other end: what OPOST and its companions make of the bytes, and the echo of what is typed.

See termios(3), c_oflag, and Linux's n_tty.c for the columns.
"""

from __future__ import annotations

from forkingpaths.abi import termios
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.terminal.state import (
    AFTER_TAB,
    CONTROL,
    ERASE_TAB,
    MOVE_BACK,
    NOTE_COLUMN,
    OUTPUT_LIMIT,
    Terminal,
)

TAB, NEWLINE, RETURN, BACKSPACE = 9, 10, 13, 8


def is_control(c: int) -> bool:
    """iscntrl() of the kernel's ctype: C0 and DEL."""
    return c < 32 or c == 127


def is_continuation(terminal: Terminal, c: int) -> bool:
    """A further byte of a UTF-8 character, which takes no column of its own."""
    return c & 0xC0 == 0x80 and bool(terminal.modes.iflag & termios.IUTF8)


def room(terminal: Terminal) -> int:
    """Bytes the other end takes now."""
    if terminal.stopped:
        return 0
    if terminal.host:
        return OUTPUT_LIMIT
    left = OUTPUT_LIMIT - len(terminal.output)
    return left if left > 0 else 0


def send(k: Services, terminal: Terminal, data: bytes) -> None:
    """Hand finished bytes to the other end."""
    if not data:
        return
    k.touch(("tty", terminal.device), True)
    if terminal.host:
        k.host_write(1, data)
        return
    if terminal.master_open:
        terminal.output += data
        k.wake(terminal.master_readers)


def write(k: Services, terminal: Terminal, data: bytes, start: int) -> int:
    """Process and send data[start:] as far as there is room; the index behind what was taken."""
    flush_echoes(k, terminal)
    flags = terminal.modes.oflag
    if not flags & termios.OPOST:
        part = data[start : start + room(terminal)]
        send(k, terminal, part)
        return start + len(part)
    while start < len(data):
        left = room(terminal)
        if not left:
            break
        made = bytearray()
        end = len(data)
        while start < end:
            one = processed(terminal, data[start], left - len(made))
            if one is None:
                break
            made += one
            start += 1
        if not made and start < end:
            break
        send(k, terminal, bytes(made))
        if not terminal.host:
            break
    return start


def processed(terminal: Terminal, c: int, space: int) -> bytes | None:
    """What one output character becomes; None when that does not fit in `space` bytes.  Keeps the column."""
    flags = terminal.modes.oflag
    if c >= 32 and c != 127:
        if space < 1:
            return None
        if flags & termios.OLCUC and (97 <= c <= 122 or (224 <= c <= 254 and c != 247)):
            c -= 32
        if not is_continuation(terminal, c):
            terminal.column += 1
        return bytes((c,))
    if c == NEWLINE:
        if flags & termios.ONLCR:
            if space < 2:
                return None
            terminal.column = terminal.line_column = 0
            return b"\r\n"
        if flags & termios.ONLRET:
            terminal.column = 0
        terminal.line_column = terminal.column
    elif c == RETURN:
        if flags & termios.ONOCR and terminal.column == 0:
            return b""
        if flags & termios.OCRNL:
            c = NEWLINE
            if flags & termios.ONLRET:
                terminal.column = terminal.line_column = 0
        else:
            terminal.column = terminal.line_column = 0
    elif c == TAB:
        spaces = 8 - (terminal.column & 7)
        if flags & termios.TABDLY == termios.XTABS:
            if space < spaces:
                return None
            terminal.column += spaces
            return b" " * spaces
        terminal.column += spaces
    elif c == BACKSPACE and terminal.column > 0:
        terminal.column -= 1
    return bytes((c,)) if space >= 1 else None


def echo_raw(terminal: Terminal, data: bytes) -> None:
    """Note bytes to be echoed as the program's own output would appear."""
    terminal.echoes += data


def echo(terminal: Terminal, c: int) -> None:
    """Echo a typed character; "ECHOCTL: special characters other than TAB, NL, START, and STOP are echoed as ^X"."""
    if terminal.modes.lflag & termios.ECHOCTL and is_control(c) and c != TAB:
        terminal.echoes.append(CONTROL | c)
    else:
        terminal.echoes.append(c)


def flush_echoes(k: Services, terminal: Terminal) -> None:
    """Send what is to be echoed: after each batch of input, and before other output; not while output is stopped."""
    if terminal.stopped or not terminal.echoes:
        return
    made = bytearray()
    raw = not terminal.modes.oflag & termios.OPOST
    for c in terminal.echoes:
        if c == NOTE_COLUMN:
            terminal.line_column = terminal.column
        elif c & CONTROL:  # counted even where OPOST is off
            terminal.column += 2
            made += bytes((0x5E, c & 0xFF ^ 0x40))
        elif c == MOVE_BACK:
            terminal.column = max(terminal.column - 1, 0)
        elif c == 0xFF:
            terminal.column += 1
            made.append(c)
        elif c & ERASE_TAB:
            columns = c & 0xFFFF
            if not c & AFTER_TAB:
                columns += terminal.line_column
            back = 8 - (columns & 7)
            terminal.column = max(terminal.column - back, 0)
            made += b"\b" * back
        elif raw:
            made.append(c)
        else:
            made += processed(terminal, c, 8) or b""
    terminal.echoes.clear()
    send(k, terminal, bytes(made))


def stop(k: Services, terminal: Terminal) -> None:
    """^S, or tcflow(TCOOFF)."""
    if not terminal.stopped:
        terminal.stopped = True
        _tell_flow(k, terminal, 4, 8)  # TIOCPKT_STOP, not _START


def start(k: Services, terminal: Terminal) -> None:
    """^Q, or tcflow(TCOON): what was echoed meanwhile comes first."""
    if terminal.stopped:
        terminal.stopped = False
        _tell_flow(k, terminal, 8, 4)
        flush_echoes(k, terminal)
        k.wake(terminal.writers)


def _tell_flow(k: Services, terminal: Terminal, bit: int, other: int) -> None:
    if terminal.packet:
        terminal.packet_status = terminal.packet_status & ~other | bit
        k.wake(terminal.master_readers)

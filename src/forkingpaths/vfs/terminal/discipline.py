"""From the other end to the program: the line discipline N_TTY (termios(3), "Canonical and noncanonical mode", c_iflag and c_lflag).

`feed` takes what arrived; each character is tried, in this order, as flow control, as a signal character, after CR/NL mapping as an editing
character or a line's end, and otherwise kept and echoed.  The order and the echo are those of Linux's n_tty.c.
"""

from __future__ import annotations

from forkingpaths.abi.termios import (
    ECHO,
    ECHOCTL,
    ECHOE,
    ECHOK,
    ECHOKE,
    ECHONL,
    ECHOPRT,
    EXTPROC,
    ICANON,
    ICRNL,
    IEXTEN,
    IGNCR,
    INLCR,
    ISIG,
    ISTRIP,
    IUCLC,
    IXANY,
    IXON,
    NOFLSH,
    PARMRK,
    VEOF,
    VEOL,
    VEOL2,
    VERASE,
    VINTR,
    VKILL,
    VLNEXT,
    VQUIT,
    VREPRINT,
    VSTART,
    VSTOP,
    VSUSP,
    VWERASE,
)
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.terminal.output import (
    NEWLINE,
    RETURN,
    TAB,
    echo,
    echo_raw,
    flush_echoes,
    is_continuation,
    is_control,
    start,
    stop,
)
from forkingpaths.vfs.terminal.state import (
    AFTER_TAB,
    BUFFER_SIZE,
    END_OF_FILE,
    ERASE_TAB,
    LINE_END,
    MOVE_BACK,
    NOTE_COLUMN,
    Terminal,
)

SIGINT, SIGQUIT, SIGTSTP = 2, 3, 20
RUBOUT = b"\b \b"


def feed(k: Services, terminal: Terminal, data: bytes) -> None:
    """Bytes arrive from the other end."""
    terminal.pending += data
    take_pending(k, terminal)


def take_pending(k: Services, terminal: Terminal) -> None:
    """Work off what has arrived, as far as the buffer has room; wakes readers when there is something for them."""
    pending = terminal.pending
    if not pending:
        return
    k.touch(("tty", terminal.device), True)
    terminal.batch_start = len(terminal.output)
    taken = 0
    while taken < len(pending):
        # A full buffer takes no more, unless it is one long unfinished line: then the last place is overwritten, so that it can be ended.
        if len(terminal.buffer) >= BUFFER_SIZE - 1:
            if not terminal.canonical or terminal.has_line():
                break
            del terminal.buffer[BUFFER_SIZE - 1 :]
        receive(k, terminal, pending[taken])
        taken += 1
    del pending[:taken]
    flush_echoes(k, terminal)
    if available(terminal):
        k.wake(terminal.readers)
    if taken:
        k.wake(terminal.master_writers)


def available(terminal: Terminal) -> bool:
    """Whether a read would find something (leaving VMIN aside)."""
    return terminal.has_line() if terminal.canonical else bool(terminal.buffer)


def receive(k: Services, terminal: Terminal, c: int) -> None:
    """One character."""
    modes = terminal.modes
    iflag, lflag, cc = modes.iflag, modes.lflag, modes.cc
    if iflag & ISTRIP:
        c &= 0x7F
    if iflag & IUCLC and lflag & IEXTEN and (65 <= c <= 90 or (192 <= c <= 222 and c != 215)):
        c += 32
    if terminal.literal_next:
        terminal.literal_next = False
        _keep(terminal, c)
        return
    if lflag & EXTPROC:
        terminal.buffer.append(c)
        return
    if c and iflag & IXON:
        if c == cc[VSTART]:
            start(k, terminal)
            flush_echoes(k, terminal)  # also when nothing was stopped
            return
        if c == cc[VSTOP]:
            stop(k, terminal)
            return
    if c and lflag & ISIG and c in (cc[VINTR], cc[VQUIT], cc[VSUSP]):
        _signal(k, terminal, SIGINT if c == cc[VINTR] else SIGQUIT if c == cc[VQUIT] else SIGTSTP, c)
        return
    if terminal.stopped and iflag & IXON and iflag & IXANY:
        start(k, terminal)
    mapped = False
    if c == RETURN:
        if iflag & IGNCR:
            return
        if iflag & ICRNL:
            c = NEWLINE
            mapped = True
    elif c == NEWLINE and iflag & INLCR:
        c = RETURN
    if lflag & ICANON and _canonical(terminal, c):
        return
    _keep(terminal, c, mapped)


def _keep(terminal: Terminal, c: int, mapped: bool = False) -> None:
    """An ordinary character: echo it and put it into the buffer.  A newline that was typed as CR (`mapped`) is echoed as
    itself, any other as a control character."""
    modes = terminal.modes
    if modes.lflag & ECHO:
        _finish_erasing(terminal)
        if mapped:
            echo_raw(terminal, b"\n")
        else:
            _note_column(terminal)
            echo(terminal, c)
    if c == 0xFF and modes.iflag & PARMRK:
        terminal.buffer.append(c)
    terminal.buffer.append(c)


def _note_column(terminal: Terminal) -> None:
    if terminal.line_start() == len(terminal.buffer):
        terminal.echoes.append(NOTE_COLUMN)


def _signal(k: Services, terminal: Terminal, signal: int, c: int) -> None:
    """INTR, QUIT, SUSP: "send a signal to the foreground process group"; without NOFLSH what is typed and not read is thrown away."""
    lflag = terminal.modes.lflag
    if terminal.foreground:
        k.signal_process_group(terminal.foreground, signal)
    if not lflag & NOFLSH:
        terminal.echoes.clear()
        terminal.buffer.clear()
        # what this batch has sent is still on its way to the master, and is thrown away too
        del terminal.output[terminal.batch_start :]
        terminal.erasing = terminal.literal_next = False
        if terminal.packet:
            terminal.packet_status |= 1 | 2  # TIOCPKT_FLUSHREAD, TIOCPKT_FLUSHWRITE
            k.wake(terminal.master_readers)
    if terminal.modes.iflag & IXON:
        start(k, terminal)
    if lflag & ECHO:
        echo(terminal, c)
    else:
        flush_echoes(k, terminal)


def _canonical(terminal: Terminal, c: int) -> bool:
    """Editing characters and the ends of lines; False when `c` is neither."""
    modes = terminal.modes
    lflag, cc = modes.lflag, modes.cc
    extended = lflag & IEXTEN
    if c == NEWLINE:
        if lflag & (ECHO | ECHONL):
            echo_raw(terminal, b"\n")
        terminal.buffer.append(NEWLINE | LINE_END)
        return True
    if not c:
        return False
    if c == cc[VERASE] or c == cc[VKILL] or (c == cc[VWERASE] and extended):
        _erase(terminal, c)
        return True
    if c == cc[VLNEXT] and extended:
        terminal.literal_next = True
        if lflag & ECHO:
            _finish_erasing(terminal)
            if lflag & ECHOCTL:
                echo_raw(terminal, b"^\b")
        return True
    if c == cc[VREPRINT] and lflag & ECHO and extended:
        _finish_erasing(terminal)
        echo(terminal, c)
        echo_raw(terminal, b"\n")
        for typed in terminal.buffer[terminal.line_start() :]:
            echo(terminal, typed & 0xFF)
        return True
    if c == cc[VEOF]:
        terminal.buffer.append(END_OF_FILE)
        return True
    if c == cc[VEOL] or (c == cc[VEOL2] and extended):
        if lflag & ECHO:
            _note_column(terminal)
            echo(terminal, c)
        terminal.buffer.append(c | LINE_END)
        return True
    return False


def _finish_erasing(terminal: Terminal) -> None:
    if terminal.erasing:
        echo_raw(terminal, b"/")
        terminal.erasing = False


def _erase(terminal: Terminal, key: int) -> None:
    """ERASE takes the last character away, WERASE the last word, KILL the line; never what has been ended already."""
    lflag, cc = terminal.modes.lflag, terminal.modes.cc
    buffer = terminal.buffer
    begin = terminal.line_start()
    if begin == len(buffer):
        return
    if key == cc[VKILL] and key not in (cc[VERASE], cc[VWERASE]):
        if not lflag & ECHO:
            del buffer[begin:]
            return
        if lflag & (ECHOK | ECHOKE | ECHOE) != ECHOK | ECHOKE | ECHOE:
            del buffer[begin:]
            _finish_erasing(terminal)
            echo(terminal, cc[VKILL])
            # "ECHOK: If ICANON is also set, the KILL character erases the current line", shown by a newline
            if lflag & ECHOK:
                echo_raw(terminal, b"\n")
            return
    in_word = False
    while len(buffer) > begin:
        first = len(buffer) - 1
        while is_continuation(terminal, buffer[first]) and first > begin:
            first -= 1
        c = buffer[first]
        if is_continuation(terminal, c):
            break
        if key == cc[VWERASE] and key != cc[VERASE]:
            if _is_word(c):
                in_word = True
            elif in_word:
                break
        tail = buffer[first + 1 :]
        del buffer[first:]
        if lflag & ECHO:
            _echo_erased(terminal, key, c, tail, begin)
        if key == cc[VERASE]:
            break
    if len(buffer) == begin and lflag & ECHO:
        _finish_erasing(terminal)


def _is_word(c: int) -> bool:
    """isalnum() of the kernel's ctype (ISO 8859-1 letters), or an underscore."""
    return (
        48 <= c <= 57 or 65 <= c <= 90 or 97 <= c <= 122 or c == 95 or (c >= 0xC0 and c not in (0xD7, 0xF7))
    )


def _echo_erased(terminal: Terminal, key: int, c: int, tail: list[int], begin: int) -> None:
    """Show that `c` (with the further bytes `tail`) is gone from the end of the line."""
    lflag = terminal.modes.lflag
    if lflag & ECHOPRT:
        if not terminal.erasing:
            echo_raw(terminal, b"\\")
            terminal.erasing = True
        echo(terminal, c)
        for byte in tail:
            terminal.echoes += (byte, MOVE_BACK)
    elif key == terminal.modes.cc[VERASE] and not lflag & ECHOE:
        echo(terminal, key)
    elif c == TAB:
        _erase_tab(terminal, begin)
    else:
        if is_control(c) and lflag & ECHOCTL:
            echo_raw(terminal, RUBOUT)
        if not is_control(c) or lflag & ECHOCTL:
            echo_raw(terminal, RUBOUT)


def _erase_tab(terminal: Terminal, begin: int) -> None:
    """Go back to where the tab began: count columns from the line's beginning or from the tab before."""
    columns = 0
    mark = ERASE_TAB
    for c in reversed(terminal.buffer[begin:]):
        if c == TAB:
            mark |= AFTER_TAB
            break
        if is_control(c):
            if terminal.modes.lflag & ECHOCTL:
                columns += 2
        elif not is_continuation(terminal, c):
            columns += 1
    terminal.echoes.append(mark | columns)


def modes_changed(k: Services, terminal: Terminal, old_lflag: int) -> None:
    """ICANON or EXTPROC was switched: what stands in the buffer is seen in the new mode."""
    if (old_lflag ^ terminal.modes.lflag) & (ICANON | EXTPROC):
        buffer = terminal.buffer
        for index, c in enumerate(buffer):
            buffer[index] = 0 if c == END_OF_FILE else c & 0xFF
        if terminal.modes.lflag & ICANON and buffer:
            buffer[-1] |= LINE_END
        terminal.erasing = terminal.literal_next = False
    if not terminal.modes.iflag & IXON and terminal.stopped:
        start(k, terminal)
    take_pending(k, terminal)
    if available(terminal):
        k.wake(terminal.readers)


def take_line(terminal: Terminal, count: int) -> bytes:
    """A canonical read: at most one line, at most `count` bytes; an end-of-file character ends it without being read."""
    buffer = terminal.buffer
    for index, c in enumerate(buffer):
        if index == count:
            break
        if c & LINE_END:
            end = index if c == END_OF_FILE else index + 1
            data = bytes(b & 0xFF for b in buffer[:end])
            del buffer[: index + 1]
            return data
    data = bytes(b & 0xFF for b in buffer[:count])
    # a line cut off exactly before its end-of-file character takes that along
    eat = count < len(buffer) and buffer[count] == END_OF_FILE
    del buffer[: count + 1 if eat else count]
    return data


def take_raw(terminal: Terminal, count: int) -> bytes:
    """A noncanonical read: what is there."""
    data = bytes(c & 0xFF for c in terminal.buffer[:count])
    del terminal.buffer[:count]
    return data

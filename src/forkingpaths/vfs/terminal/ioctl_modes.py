"""Requests of ioctl_tty(2) about how a terminal treats bytes: its modes, and those on their way (flushed, stopped, waited for)."""

from __future__ import annotations

from forkingpaths.abi import ioctl as req
from forkingpaths.abi import termios
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.terminal import discipline, output, sessions
from forkingpaths.vfs.terminal.handler import Request
from forkingpaths.vfs.terminal.state import Modes, Terminal
from forkingpaths.vfs.user_memory import UserMemory


def _get_modes(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    m = t.modes
    memory.write(argument, termios.TERMIOS.pack(m.iflag, m.oflag, m.cflag, m.lflag, m.line, m.cc))
    return 0


def _get_modes2(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    m = t.modes
    data = termios.TERMIOS2.pack(m.iflag, m.oflag, m.cflag, m.lflag, m.line, m.cc, m.ispeed, m.ospeed)
    memory.write(argument, data)
    return 0


def _get_modes_old(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    m = t.modes
    low = 0xFFFF
    data = termios.TERMIO.pack(m.iflag & low, m.oflag & low, m.cflag & low, m.lflag & low, m.line, m.cc[:8])
    memory.write(argument, data)
    return 0


def _set_modes(layout: str, flush: bool) -> Request:
    """TCSETS and its relatives.  Output is never behind here, so "wait until all output has been transmitted" is no wait."""

    def handler(
        k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
    ) -> int:
        if not master:
            sessions.check_change(k, t, sessions.SIGTTOU)
        old = t.modes
        if layout == "termio":
            iflag, oflag, cflag, lflag, line, cc = termios.TERMIO.unpack(memory.read(argument, 18))
            high = 0xFFFF0000
            iflag |= old.iflag & high
            oflag |= old.oflag & high
            cflag |= old.cflag & high
            lflag |= old.lflag & high
            cc += old.cc[8:]
        elif layout == "termios":
            iflag, oflag, cflag, lflag, line, cc = termios.TERMIOS.unpack(memory.read(argument, 36))
        else:
            values = termios.TERMIOS2.unpack(memory.read(argument, 44))
            iflag, oflag, cflag, lflag, line, cc = values[:6]
        if flush:
            flush_input(k, t)
        new = Modes(iflag, oflag, cflag, lflag, line, cc, old.ispeed, old.ospeed)
        # A pseudo-terminal has eight bits and no parity, whatever is asked (drivers/tty/pty.c).
        new.cflag = new.cflag & ~(termios.CSIZE | termios.PARENB) | termios.CS8 | termios.CREAD
        if new.cflag & 0o10017 != termios.BOTHER:
            new.ispeed = new.ospeed = termios.BAUD_RATES.get(new.cflag & 0o10017, 38400)
        elif layout == "termios2":
            new.ispeed, new.ospeed = values[6], values[7]
        t.modes = new
        _tell_packet_reader(k, t, old)
        discipline.modes_changed(k, t, old.lflag)
        return 0

    return handler


def _tell_packet_reader(k: Services, t: Terminal, old: Modes) -> None:
    """Packet mode tells the master when ^S and ^Q begin or cease to work as flow control."""
    if not t.packet:
        return

    def flow(m: Modes) -> bool:
        return bool(m.iflag & termios.IXON) and m.cc[termios.VSTOP] == 0o23 and m.cc[termios.VSTART] == 0o21

    if flow(old) != flow(t.modes):
        clear, bit = (
            (req.TIOCPKT_NOSTOP, req.TIOCPKT_DOSTOP)
            if flow(t.modes)
            else (req.TIOCPKT_DOSTOP, req.TIOCPKT_NOSTOP)
        )
        t.packet_status = t.packet_status & ~clear | bit
        k.wake(t.master_readers)
    if (old.lflag ^ t.modes.lflag) & termios.EXTPROC or t.modes.lflag & termios.EXTPROC:
        t.packet_status |= req.TIOCPKT_IOCTL
        k.wake(t.master_readers)


def flush_input(k: Services, t: Terminal) -> None:
    """Discard what was received and not read."""
    t.buffer.clear()
    t.pending.clear()
    t.literal_next = t.erasing = False
    k.wake(t.master_writers)
    if t.packet:
        t.packet_status |= req.TIOCPKT_FLUSHREAD
        k.wake(t.master_readers)


def _flush(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    """TCFLSH.  On the master, the queues are the master's own: its input is the slave's output."""
    if not master:
        sessions.check_change(k, t, sessions.SIGTTOU)
    if argument not in (req.TCIFLUSH, req.TCOFLUSH, req.TCIOFLUSH):
        raise SysError(Errno.EINVAL)
    discard_input = argument != req.TCOFLUSH
    discard_output = argument != req.TCIFLUSH
    if master:
        discard_input, discard_output = discard_output, discard_input
    if discard_input:
        flush_input(k, t)
    if discard_output and (master or not t.host):
        # What the slave has written has crossed to the master's side already: only the master can throw it away.
        if master:
            t.output.clear()
            k.wake(t.writers)
        elif t.packet:
            t.packet_status |= req.TIOCPKT_FLUSHWRITE
            k.wake(t.master_readers)
    return 0


def _flow(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    """TCXONC: tcflow(3)."""
    if not master:
        sessions.check_change(k, t, sessions.SIGTTOU)
    if argument == req.TCOOFF:
        output.stop(k, t)
    elif argument == req.TCOON:
        output.start(k, t)
    elif argument == req.TCIOFF:
        output.send(k, t, bytes((t.modes.cc[termios.VSTOP],)))
    elif argument == req.TCION:
        output.send(k, t, bytes((t.modes.cc[termios.VSTART],)))
    else:
        raise SysError(Errno.EINVAL)
    return 0


def _drain(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    """TCSBRK, TCSBRKP, TIOCSBRK, TIOCCBRK: a pseudo-terminal has no break condition and nothing to wait for."""
    if not master:
        sessions.check_change(k, t, sessions.SIGTTOU)
    return 0


REQUESTS: dict[int, Request] = {
    req.TCGETS: _get_modes,
    req.TCGETS2: _get_modes2,
    req.TCGETA: _get_modes_old,
    req.TCSETS: _set_modes("termios", False),
    req.TCSETSW: _set_modes("termios", False),
    req.TCSETSF: _set_modes("termios", True),
    req.TCSETS2: _set_modes("termios2", False),
    req.TCSETSW2: _set_modes("termios2", False),
    req.TCSETSF2: _set_modes("termios2", True),
    req.TCSETA: _set_modes("termio", False),
    req.TCSETAW: _set_modes("termio", False),
    req.TCSETAF: _set_modes("termio", True),
    req.TCFLSH: _flush,
    req.TCXONC: _flow,
    req.TCSBRK: _drain,
    req.TCSBRKP: _drain,
    req.TIOCSBRK: _drain,
    req.TIOCCBRK: _drain,
}

"""The requests of ioctl_tty(2), for both ends of a terminal.

A request on the master is about the slave's terminal, as on Linux, except where the manual says otherwise.  Requests
that change the terminal are refused to background processes by SIGTTOU (`sessions.check_change`).
"""

from __future__ import annotations

from collections.abc import Callable

from forkingpaths.abi import ioctl as req
from forkingpaths.abi import termios
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.credentials import CAP_SYS_ADMIN
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.terminal import discipline, output, sessions
from forkingpaths.vfs.terminal.state import END_OF_FILE, Modes, Terminal
from forkingpaths.vfs.user_memory import UserMemory

Request = Callable[[Services, Terminal, OpenFile, bool, UserMemory, int], int]
SIGWINCH = 28


def perform(
    k: Services,
    terminal: Terminal,
    file: OpenFile,
    master: bool,
    memory: UserMemory,
    request: int,
    argument: int,
) -> int:
    """Carry out a request; SysError(ENOTTY) for one that terminals do not know."""
    k.touch(("tty", terminal.device), True)
    handler = REQUESTS.get(request)
    if handler is None:
        if request >> 8 & 0xFF == 0x54:
            k.not_modelled(f"ioctl {req.show_request(request)} of a terminal")
        raise SysError(Errno.ENOTTY)
    return handler(k, terminal, file, master, memory, argument)


# ---- modes ----------------------------------------------------------------------------------------------------------


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


# ---- window ---------------------------------------------------------------------------------------------------------


def _get_window(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write(argument, termios.WINSIZE.pack(*t.window))
    return 0


def _set_window(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    resize(k, t, termios.WINSIZE.unpack(memory.read(argument, 8)))
    return 0


def resize(k: Services, t: Terminal, window: tuple[int, ...]) -> None:
    """ "When the window size changes, a SIGWINCH signal is sent to the foreground process group" """
    rows, columns, width, height = window
    if t.window == (rows, columns, width, height):
        return
    t.window = (rows, columns, width, height)
    if t.foreground:
        k.signal_process_group(t.foreground, SIGWINCH)


# ---- job control ----------------------------------------------------------------------------------------------------


def _get_group(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    if not master and k.caller_terminal() != t.device:
        raise SysError(Errno.ENOTTY)
    memory.write_u32(argument, t.foreground)
    return 0


def _set_group(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    """tcsetpgrp(3)."""
    try:
        sessions.check_change(k, t, sessions.SIGTTOU)
    except SysError as error:
        if error.errno == Errno.EIO:
            raise SysError(Errno.ENOTTY) from None
        raise
    # "ENOTTY The calling process does not have a controlling terminal, or it has one but it is not described by fd, or it is no
    # longer associated with the session of the calling process"
    if k.caller_terminal() != t.device or t.session != k.caller().sid:
        raise SysError(Errno.ENOTTY)
    group = memory.read_i32(argument)
    if group < 0:
        raise SysError(Errno.EINVAL)
    session = k.session_of_group(group)
    if session is None:
        raise SysError(Errno.ESRCH)
    if session != k.caller().sid:
        raise SysError(Errno.EPERM)
    t.foreground = group
    return 0


def _get_session(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    if (not master and k.caller_terminal() != t.device) or not t.session:
        raise SysError(Errno.ENOTTY)
    memory.write_u32(argument, t.session)
    return 0


def _set_controlling(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    admin = k.caller().credentials.capable(CAP_SYS_ADMIN)
    sessions.set_controlling(k, t, argument == 1, f.readable, admin)
    return 0


def _give_up(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    sessions.give_up(k, t)
    return 0


# ---- the rest -------------------------------------------------------------------------------------------------------


def _readable(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    """FIONREAD: in canonical mode the bytes of finished lines, without end-of-file characters."""
    if master:
        count = len(t.output)
    elif t.canonical:
        finished = t.buffer[: t.line_start()]
        count = sum(c != END_OF_FILE for c in finished)
    else:
        count = len(t.buffer)
    memory.write_u32(argument, count)
    return 0


def _writable(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    memory.write_u32(argument, 0)  # TIOCOUTQ: what is written has crossed to the other end at once
    return 0


def _exclusive(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    t.exclusive = True
    return 0


def _shared(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    t.exclusive = False
    return 0


def _is_exclusive(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write_u32(argument, int(t.exclusive))
    return 0


def _get_discipline(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write_u32(argument, 0)  # N_TTY
    return 0


def _set_discipline(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    if memory.read_u32(argument) != 0:
        k.not_modelled("a line discipline other than N_TTY")
        raise SysError(Errno.EINVAL)
    return 0


def _type_ahead(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    """TIOCSTI: "fake input"; since Linux 6.2 "EIO" without CAP_SYS_ADMIN, dev.tty.legacy_tiocsti being off."""
    if not k.caller().credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EIO)
    discipline.feed(k, t, memory.read(argument, 1))
    return 0


def _device(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    memory.write_u32(argument, t.device)
    return 0


def _hang_up(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    if not k.caller().credentials.capable(CAP_SYS_ADMIN):
        raise SysError(Errno.EPERM)
    sessions.hang_up(k, t)
    return 0


def _of_master(handler: Request) -> Request:
    """A request that only the master knows."""

    def checked(
        k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
    ) -> int:
        if not master:
            raise SysError(Errno.ENOTTY)
        return handler(k, t, f, master, memory, argument)

    return checked


def _set_packet(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    wanted = memory.read_u32(argument) != 0
    if wanted and not t.packet:
        t.packet_status = 0
    t.packet = wanted
    return 0


def _get_packet(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write_u32(argument, int(t.packet))
    return 0


def _set_lock(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    t.locked = memory.read_u32(argument) != 0
    return 0


def _get_lock(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    memory.write_u32(argument, int(t.locked))
    return 0


def _get_number(
    k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int
) -> int:
    memory.write_u32(argument, t.number)
    return 0


def _signal(k: Services, t: Terminal, f: OpenFile, master: bool, memory: UserMemory, argument: int) -> int:
    if argument not in (2, 3, 20):  # SIGINT, SIGQUIT, SIGTSTP
        raise SysError(Errno.EINVAL)
    if t.foreground:
        k.signal_process_group(t.foreground, argument)
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
    req.TIOCGWINSZ: _get_window,
    req.TIOCSWINSZ: _set_window,
    req.TIOCGPGRP: _get_group,
    req.TIOCSPGRP: _set_group,
    req.TIOCGSID: _get_session,
    req.TIOCSCTTY: _set_controlling,
    req.TIOCNOTTY: _give_up,
    req.FIONREAD: _readable,
    req.TIOCOUTQ: _writable,
    req.TIOCEXCL: _exclusive,
    req.TIOCNXCL: _shared,
    req.TIOCGEXCL: _is_exclusive,
    req.TIOCGETD: _get_discipline,
    req.TIOCSETD: _set_discipline,
    req.TIOCSTI: _type_ahead,
    req.TIOCGDEV: _device,
    req.TIOCVHANGUP: _hang_up,
    req.TIOCPKT: _of_master(_set_packet),
    req.TIOCGPKT: _of_master(_get_packet),
    req.TIOCSPTLCK: _of_master(_set_lock),
    req.TIOCGPTLCK: _of_master(_get_lock),
    req.TIOCGPTN: _of_master(_get_number),
    req.TIOCSIG: _of_master(_signal),
}

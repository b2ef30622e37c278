"""Job control as the terminal sees it (termios(3), credentials(7), setsid(2)): who may use it now, whose it is, and hanging up.

What the terminal must know of processes it asks of Services; nothing here walks a process table.
"""

from __future__ import annotations

from typing import Protocol

from forkingpaths.abi.errno import Errno, Restart, SysError
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.terminal.state import Terminal
from forkingpaths.vfs.wait import Restarted

SIGHUP, SIGCONT, SIGTTIN, SIGTTOU = 1, 18, 21, 22


def check_change(k: Services, terminal: Terminal, signal: int) -> None:
    """A process of a background group reads (SIGTTIN), or changes the terminal or writes under TOSTOP (SIGTTOU).

    "If a process in a background process group tries to read, the group is sent SIGTTIN."  One that blocks or ignores the
    signal, or whose group is orphaned and so could never be continued, gets EIO instead (for SIGTTOU that is blocked or
    ignored: may go on).
    """
    if k.caller_terminal() != terminal.device:
        return
    caller = k.caller()
    k.touch(("tty", terminal.device), False)
    if not terminal.foreground or caller.pgid == terminal.foreground:
        return
    if k.caller_ignores(signal):
        if signal == SIGTTIN:
            raise SysError(Errno.EIO)
        return
    if k.group_is_orphaned(caller.pgid):
        raise SysError(Errno.EIO)
    k.signal_process_group(caller.pgid, signal)
    raise Restarted(Restart.ERESTARTSYS)


def adopt(k: Services, terminal: Terminal) -> None:
    """Make this the controlling terminal of the caller, a session leader."""
    caller = k.caller()
    k.touch(("tty", terminal.device), True)
    terminal.session = caller.sid
    terminal.foreground = caller.pgid
    k.set_caller_terminal(terminal.device)


def adopt_on_open(k: Services, terminal: Terminal, readable: bool) -> None:
    """open(2) without O_NOCTTY by a session leader that has no controlling terminal, of a terminal that controls no session:
    it "will become the process's controlling terminal"."""
    caller = k.caller()
    if caller.tgid == caller.sid and k.caller_terminal() is None and not terminal.session and readable:
        adopt(k, terminal)


def set_controlling(k: Services, terminal: Terminal, steal: bool, readable: bool, admin: bool) -> None:
    """TIOCSCTTY: "The calling process must be a session leader and not have a controlling terminal already." """
    caller = k.caller()
    leader = caller.tgid == caller.sid
    if leader and terminal.session == caller.sid:
        return
    if not leader or k.caller_terminal() is not None:
        raise SysError(Errno.EPERM)
    if terminal.session:
        # "unless the caller has the CAP_SYS_ADMIN capability and arg equals 1, in which case the terminal is stolen"
        if not (steal and admin):
            raise SysError(Errno.EPERM)
        k.clear_session_terminal(terminal.session)
    if not readable and not admin:
        raise SysError(Errno.EPERM)
    adopt(k, terminal)


def give_up(k: Services, terminal: Terminal) -> None:
    """TIOCNOTTY: "If the process was session leader, then send SIGHUP and SIGCONT to the foreground process group and all
    processes in the current session lose their controlling terminal." """
    caller = k.caller()
    if k.caller_terminal() != terminal.device:
        raise SysError(Errno.ENOTTY)
    if caller.tgid == caller.sid:
        leave(k, terminal, exiting=False)
    k.set_caller_terminal(None)


def leave(k: Services, terminal: Terminal, exiting: bool) -> None:
    """The session leader lets go of its controlling terminal, or has died."""
    k.touch(("tty", terminal.device), True)
    group, session = terminal.foreground, terminal.session
    terminal.foreground = terminal.session = 0
    if group:
        k.signal_process_group(group, SIGHUP)
        if not exiting:
            k.signal_process_group(group, SIGCONT)
    if session:
        k.clear_session_terminal(session)


class Leader(Protocol):
    """A session leader, as far as this module looks."""

    terminal: int | None


def leader_ended(k: Services, leader: Leader) -> None:
    """A session leader has died: "each process in the foreground process group of this controlling terminal is sent a SIGHUP
    signal, and the terminal is disassociated from this session" (_exit(2))."""
    device = leader.terminal
    terminal = k.objects.terminals.get(device) if device is not None else None
    if terminal is not None:
        leave(k, terminal, exiting=True)


def hang_up(k: Services, terminal: Terminal) -> None:
    """The line is cut: the master was closed, or vhangup(2).  Open files are dead, the session leader gets SIGHUP and SIGCONT."""
    k.touch(("tty", terminal.device), True)
    terminal.hung_up += 1
    terminal.buffer.clear()
    terminal.pending.clear()
    session = terminal.session
    terminal.session = terminal.foreground = 0
    if session:
        k.clear_session_terminal(session)
        k.signal_process(session, SIGHUP)
        k.signal_process(session, SIGCONT)
    for queue in (terminal.readers, terminal.writers, terminal.master_readers, terminal.master_writers):
        k.wake(queue)

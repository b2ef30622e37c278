"""The open file descriptions of a terminal: the slave (also the console) and the pseudo-terminal's master (pty(7))."""

from __future__ import annotations

from dataclasses import dataclass, field

from forkingpaths.abi import ioctl as req
from forkingpaths.abi import termios
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.vfs.openfile import O_NONBLOCK, OpenFile
from forkingpaths.vfs.services import Services
from forkingpaths.vfs.terminal import discipline, ioctl, output, sessions
from forkingpaths.vfs.terminal.state import PENDING_LIMIT, Terminal
from forkingpaths.vfs.user_memory import UserMemory
from forkingpaths.vfs.wait import Block, WaitQueue

POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP = 0x41, 0x2, 0x104, 0x8, 0x10
O_CLOEXEC = 0o2000000
TENTH_NS = 100_000_000  # VTIME's unit


@dataclass(slots=True, eq=False)
class TerminalFile(OpenFile):
    """An open slave.  It is dead once the terminal has been hung up after its opening."""

    release_shows = True
    terminal: Terminal = field(kw_only=True)
    hang_ups_seen: int = field(kw_only=True)

    @property
    def tells_by_signal(self) -> bool:
        return True

    @property
    def dead(self) -> bool:
        return self.hang_ups_seen != self.terminal.hung_up

    def read(self, k: Services, count: int) -> bytes:
        terminal = self.terminal
        # "a read of a hung-up terminal returns 0" (hung_up_tty_read)
        if self.dead:
            return b""
        sessions.check_change(k, terminal, sessions.SIGTTIN)
        if not count:
            return b""
        k.touch(("tty", terminal.device), True)
        discipline.take_pending(k, terminal)
        if not discipline.available(terminal):
            pump(k, terminal)
        data = self._read_line(k, count) if terminal.canonical else self._read_raw(k, count)
        discipline.take_pending(k, terminal)
        self.inode.atime_ns = k.now_ns()
        return data

    def _read_line(self, k: Services, count: int) -> bytes:
        terminal = self.terminal
        if terminal.has_line():
            return discipline.take_line(terminal, count)
        self._nothing_there(k, None, None)
        return b""

    def _read_raw(self, k: Services, count: int) -> bytes:
        """ "In noncanonical mode ... MIN > 0, TIME > 0: read(2) returns when MIN bytes have been received or the interbyte timer
        expires"; and the other three cases of termios(3)."""
        terminal = self.terminal
        minimum, tenths = terminal.modes.cc[termios.VMIN], terminal.modes.cc[termios.VTIME]
        before, deadline = k.caller().carry or (b"", None)
        got = before + discipline.take_raw(terminal, count - len(before))
        if minimum:
            if len(got) >= min(minimum, count):
                return got
            if tenths and len(got) > len(before):
                deadline = k.monotonic_ns() + tenths * TENTH_NS
        else:
            if got or not tenths:
                return got
            if deadline is None:
                deadline = k.monotonic_ns() + tenths * TENTH_NS
        if deadline is not None and k.monotonic_ns() >= deadline:
            return got
        if got and (terminal.host_ended or k.signal_pending() or self.flags & O_NONBLOCK):
            return got
        self._nothing_there(k, deadline, (got, deadline))
        return got

    def _nothing_there(self, k: Services, deadline: int | None, carry: object) -> None:
        """End of file from the host, EAGAIN, or a wait."""
        terminal = self.terminal
        if terminal.host_ended:
            return
        if self.flags & O_NONBLOCK:
            raise SysError(Errno.EAGAIN)
        queues = (terminal.readers, k.vfs.host_input_queue) if terminal.host else (terminal.readers,)
        raise Block(*queues, deadline_ns=deadline, reason="terminal input", carry=carry)

    def write(self, k: Services, data: bytes) -> int:
        terminal = self.terminal
        if self.dead:
            raise SysError(Errno.EIO)
        if terminal.modes.lflag & termios.TOSTOP:
            sessions.check_change(k, terminal, sessions.SIGTTOU)
        if not terminal.master_open:
            raise SysError(Errno.EIO)
        start: int = k.caller().carry or 0
        done = output.write(k, terminal, data, start)
        if done == len(data):
            return done
        if self.flags & O_NONBLOCK:
            if done:
                return done
            raise SysError(Errno.EAGAIN)
        if done and k.signal_pending():
            return done
        raise Block(terminal.writers, reason="terminal output", carry=done)

    def poll(self, k: Services) -> int:
        terminal = self.terminal
        if self.dead:
            return POLLIN | POLLOUT | POLLERR | POLLHUP
        k.touch(("tty", terminal.device), False)
        discipline.take_pending(k, terminal)
        ready = 0
        if not _readable(terminal):
            pump(k, terminal)
        if _readable(terminal) or terminal.host_ended:
            ready |= POLLIN
        if not terminal.master_open:
            ready |= POLLHUP
        if output.room(terminal) > 0:
            ready |= POLLOUT
        return ready

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return (self.terminal.readers, self.terminal.writers)

    def poll_queues_for(self, events: int) -> tuple[WaitQueue, ...]:
        if events & POLLOUT and events & POLLIN:
            return self.poll_queues()
        return (self.terminal.writers,) if events & POLLOUT else (self.terminal.readers,)

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        if self.dead:
            raise SysError(Errno.ENOTTY if request == req.TIOCSPGRP else Errno.EIO)
        return ioctl.perform(k, self.terminal, self, False, memory, request, argument)

    def release(self, k: Services) -> None:
        terminal = self.terminal
        k.touch(("tty", terminal.device), True)
        terminal.slaves -= 1
        if not terminal.slaves:
            # "read() from the master ... EIO" until a slave is opened again
            terminal.slave_closed = True
            terminal.exclusive = False
            k.wake(terminal.master_readers)
            k.wake(terminal.master_writers)


def _readable(terminal: Terminal) -> bool:
    """What poll calls readable: with VMIN and without VTIME, that many bytes."""
    if terminal.canonical:
        return terminal.has_line()
    minimum, tenths = terminal.modes.cc[termios.VMIN], terminal.modes.cc[termios.VTIME]
    return len(terminal.buffer) >= (minimum if minimum and not tenths else 1)


def pump(k: Services, terminal: Terminal) -> None:
    """The console fetches what the host has typed meanwhile."""
    if terminal.host and not terminal.host_ended:
        data = k.host_read(0, PENDING_LIMIT)
        if data == b"":
            terminal.host_ended = True
        elif data:
            discipline.feed(k, terminal, data)


@dataclass(slots=True, eq=False)
class MasterFile(OpenFile):
    """The open master of a pseudo-terminal."""

    release_shows = True
    terminal: Terminal = field(kw_only=True)

    @property
    def tells_by_signal(self) -> bool:
        return True

    def read(self, k: Services, count: int) -> bytes:
        terminal = self.terminal
        if not count:
            return b""
        k.touch(("tty", terminal.device), True)
        if terminal.packet and terminal.packet_status:
            status = terminal.packet_status
            terminal.packet_status = 0
            return bytes((status,))
        if not terminal.output:
            # "EIO": the last slave was closed
            if terminal.slave_closed:
                raise SysError(Errno.EIO)
            if self.flags & O_NONBLOCK:
                raise SysError(Errno.EAGAIN)
            raise Block(terminal.master_readers, reason=f"pty master {terminal.number}")
        prefix = b"\0" if terminal.packet else b""
        take = count - len(prefix)
        data = bytes(terminal.output[:take])
        del terminal.output[:take]
        k.wake(terminal.writers)
        return prefix + data

    def write(self, k: Services, data: bytes) -> int:
        terminal = self.terminal
        k.touch(("tty", terminal.device), True)
        done: int = k.caller().carry or 0
        while done < len(data):
            room = PENDING_LIMIT - len(terminal.pending)
            if room <= 0:
                break
            discipline.feed(k, terminal, data[done : done + room])
            done += room
        if done >= len(data):
            return len(data)
        if self.flags & O_NONBLOCK:
            if done:
                return done
            raise SysError(Errno.EAGAIN)
        if done and k.signal_pending():
            return done
        raise Block(terminal.master_writers, reason=f"pty master {terminal.number}", carry=done)

    def poll(self, k: Services) -> int:
        terminal = self.terminal
        k.touch(("tty", terminal.device), False)
        ready = 0
        if terminal.output:
            ready |= POLLIN
        if terminal.packet and terminal.packet_status:
            ready |= POLLIN | POLLPRI
        if terminal.slave_closed:
            ready |= POLLHUP
        if len(terminal.pending) < PENDING_LIMIT:
            ready |= POLLOUT
        return ready

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return (self.terminal.master_readers, self.terminal.master_writers)

    def poll_queues_for(self, events: int) -> tuple[WaitQueue, ...]:
        if events & POLLOUT and events & POLLIN:
            return self.poll_queues()
        return (self.terminal.master_writers,) if events & POLLOUT else (self.terminal.master_readers,)

    def ioctl(self, k: Services, memory: UserMemory, request: int, argument: int) -> int:
        if request == req.TIOCGPTPEER:
            from forkingpaths.vfs.terminal import pty

            # "open and return a new file descriptor to the peer slave", with flags as for open(2)
            place = pty.slave_place(k, self.terminal)
            path = b"/dev/pts/%d" % self.terminal.number
            slave = pty.open_slave(k, self.terminal, place, argument & ~O_CLOEXEC, path)
            return k.install_file(slave, bool(argument & O_CLOEXEC))
        return ioctl.perform(k, self.terminal, self, True, memory, request, argument)

    def release(self, k: Services) -> None:
        terminal = self.terminal
        from forkingpaths.vfs.terminal import pty

        terminal.master_open = False
        pty.forget_terminal(k, terminal)
        sessions.hang_up(k, terminal)

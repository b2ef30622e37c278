"""What a terminal is: modes, window, session, and the bytes on their way in both directions.

Input that the line discipline has taken stands in `buffer`, one int a character: its byte, plus LINE_END on the last of
a line.  A typed end-of-file character is END_OF_FILE, a line's end that is never read.  In canonical mode a reader sees
finished lines only; the rest can still be edited.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forkingpaths.abi import termios
from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.vfs.services import Services

LINE_END = 0x100
END_OF_FILE = 0x200 | LINE_END
# In `echoes`, besides bytes: operations that take effect when the echo is sent.
NOTE_COLUMN = 0x100  # the line that is typed begins at the column reached here
CONTROL = 0x200  # with a control character: show it as ^X
MOVE_BACK = 0x400  # the column goes back by one
ERASE_TAB = 0x10000  # with a number: go back over a tab that follows so many columns of the line
AFTER_TAB = 0x20000  # ... or so many columns after another tab
BUFFER_SIZE = 4096  # N_TTY_BUF_SIZE: the longest line with its end
PENDING_LIMIT = 8192  # what the master may write ahead of a full buffer
OUTPUT_LIMIT = 4096  # what the slave may write ahead of the master's reader


@dataclass(slots=True)
class Modes:
    """struct ktermios, mutable."""

    iflag: int = termios.DEFAULT_TERMIOS.iflag
    oflag: int = termios.DEFAULT_TERMIOS.oflag
    cflag: int = termios.B38400 | termios.CS8 | termios.CREAD
    lflag: int = termios.DEFAULT_TERMIOS.lflag
    line: int = 0
    cc: bytes = termios.DEFAULT_CC
    ispeed: int = 38400
    ospeed: int = 38400


@dataclass(slots=True, eq=False)
class Terminal:
    """One terminal.  `number` is the N of /dev/pts/N; `device` its st_rdev and its key in `Objects.terminals`."""

    number: int
    device: int
    host: bool = False  # the console: its other end is the host's streams, not a master
    modes: Modes = field(default_factory=Modes)
    window: tuple[int, int, int, int] = (0, 0, 0, 0)  # rows, columns, and both in pixels
    uid: int = 0  # owner, group and mode of /dev/pts/N
    gid: int = 5
    mode: int = 0o620
    opened_ns: int = 0

    # job control
    session: int = 0  # session id whose controlling terminal this is, 0 for none
    foreground: int = 0  # process group id, 0 for none
    exclusive: bool = False  # TIOCEXCL

    # towards the program
    pending: bytearray = field(default_factory=bytearray)  # not yet taken by the line discipline
    buffer: list[int] = field(default_factory=list)
    literal_next: bool = False  # ^V was typed
    erasing: bool = False  # inside \.../ of ECHOPRT
    host_ended: bool = False  # the host's input is at its end

    # towards the other end
    output: bytearray = field(default_factory=bytearray)
    batch_start: int = 0  # length of `output` when the line discipline began with the input at hand
    echoes: list[int] = field(default_factory=list)  # not yet sent: bytes, NOTE_COLUMN, ERASE_TAB | columns
    stopped: bool = False  # ^S
    column: int = 0
    line_column: int = 0  # where the line being typed began: tabs are erased with it

    # the two ends
    slaves: int = 0  # open file descriptions
    master_open: bool = True
    slave_closed: bool = False  # it was open once and is not any more
    hung_up: int = 0  # how often; a slave file that was opened before the last time is dead
    locked: bool = True  # unlockpt(3) not done yet
    packet: bool = False  # TIOCPKT
    packet_status: int = 0

    readers: WaitQueue = field(default_factory=lambda: WaitQueue("terminal: input"))
    writers: WaitQueue = field(default_factory=lambda: WaitQueue("terminal: output"))
    master_readers: WaitQueue = field(default_factory=lambda: WaitQueue("pty master: input"))
    master_writers: WaitQueue = field(default_factory=lambda: WaitQueue("pty master: output"))

    def feed(self, k: Services, data: bytes) -> None:
        """The other end types `data` (the console: what the host's keyboard sent)."""
        from forkingpaths.vfs.terminal import discipline

        discipline.feed(k, self, data)

    @property
    def canonical(self) -> bool:
        """Line by line (and not EXTPROC, where the other end does the editing)."""
        return self.modes.lflag & (termios.ICANON | termios.EXTPROC) == termios.ICANON

    def line_start(self) -> int:
        """Index in `buffer` of the line that is still being typed."""
        buffer = self.buffer
        index = len(buffer)
        while index and not buffer[index - 1] & LINE_END:
            index -= 1
        return index

    def has_line(self) -> bool:
        """Whether a finished line, or an end of file, stands in the buffer."""
        return any(c & LINE_END for c in self.buffer)

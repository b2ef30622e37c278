"""The host's streams and signals, as one run may see them (the kernel's Host protocol).

While the guest waits for its standard input the guest's world stands still: a `read` that nothing else could overtake waits
as long as the host takes, so that what a run does depends on what its input says and not on when it came.  When another
process could run, or a timer is armed, the wait ends after PATIENCE_S: then the input counts as silent, the caller sleeps
inside, and the driver wakes it when there is input.  A signal on the host ends the wait at once.

A terminal (-it) is not read here: the driver feeds it to the guest's line discipline.
"""

from __future__ import annotations

import errno
import os
import select
import signal
import stat
from collections.abc import Callable

from forkingpaths.abi.errno import Errno, SysError

PATIENCE_S = 1.0


def occupy_standard_descriptors() -> list[int]:
    """Which of 0, 1, 2 this process was started without; /dev/null is put there, so that nothing else lands on them."""
    closed = []
    for fd in range(3):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number: this one
            closed.append(fd)
    return closed


def stream_type(fd: int) -> str:
    """What the guest's fstat will say of a stream: "file", "null" or "pipe" (also for a terminal, without -t)."""
    status = os.fstat(fd)
    if stat.S_ISREG(status.st_mode):
        return "file"
    null = os.stat(os.devnull)
    return "null" if stat.S_ISCHR(status.st_mode) and status.st_rdev == null.st_rdev else "pipe"


class Signals:
    """Host signals between `with` and its end: noted, never acted on in the handler; `wakeup` becomes readable."""

    def __init__(self, numbers: tuple[int, ...], notice: Callable[[], None]) -> None:
        self.numbers = numbers
        self.notice = notice  # called from the handler: sets the kernel's pause flag, nothing more
        self.received: list[int] = []
        self.wakeup, self._write_end = os.pipe()
        os.set_blocking(self.wakeup, False)
        os.set_blocking(self._write_end, False)
        self._old: dict[int, object] = {}

    def __enter__(self) -> Signals:
        self._old_wakeup = signal.set_wakeup_fd(self._write_end, warn_on_full_buffer=False)
        for number in self.numbers:
            self._old[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_: object) -> None:
        for number, old in self._old.items():
            signal.signal(number, old)  # type: ignore[arg-type]  # what signal.signal returned, it takes
        signal.set_wakeup_fd(self._old_wakeup)
        os.close(self.wakeup)
        os.close(self._write_end)

    def _handle(self, number: int, _frame: object) -> None:
        self.received.append(number)
        self.notice()

    def take(self) -> list[int]:
        """The signals since the last time, oldest first."""
        try:
            os.read(self.wakeup, 4096)
        except BlockingIOError:
            pass
        taken, self.received = self.received, []
        return taken


def _as_guest_error(error: OSError) -> SysError:
    """The host's errno, which is the guest's too."""
    return SysError(Errno[errno.errorcode[error.errno or errno.EIO]])


class HostStreams:
    """Standard input, output and error of this process."""

    def __init__(self) -> None:
        self.signals: Signals | None = None  # what may interrupt a read
        self.alone: Callable[[], bool] = lambda: False  # could nothing happen inside while a read waits?
        self.hurry = False  # do not wait at all: the host has sent a signal, or the program has ended
        self._patience_s = PATIENCE_S  # none is left once the input has used it up; new input brings it back

    def write(self, stream: int, data: bytes) -> int:
        """Write all of `data`; SysError(EPIPE) when nobody will read it any more."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(stream, view) :]
            except BlockingIOError:
                select.select([], [stream], [])
            except OSError as error:
                raise _as_guest_error(error) from error
        return len(data)

    def read(self, stream: int, count: int) -> bytes | None:
        """Up to `count` bytes, b"" at end of file, None when a signal came first."""
        if self.signals is not None and not self._await(stream, self.signals):
            return None
        self._patience_s = PATIENCE_S
        try:
            return os.read(stream, count)
        except BlockingIOError:
            return None
        except OSError as error:
            raise _as_guest_error(error) from error

    def _await(self, stream: int, signals: Signals) -> bool:
        """Wait for input, as long as the rules above say; whether there is some."""
        if self.hurry:
            timeout: float | None = 0.0
        else:
            timeout = None if self.alone() else self._patience_s
        ready, _, _ = select.select([stream, signals.wakeup], [], [], timeout)
        if stream in ready and not signals.received:
            return True
        if not ready:
            self._patience_s = 0.0
        return False


class TerminalStreams(HostStreams):
    """With -t: output goes to the terminal, input is the driver's business (it has to see ctrl-C before anybody reads)."""

    def read(self, stream: int, count: int) -> bytes | None:
        return None


class RecordedStreams(HostStreams):
    """Input given beforehand, output kept: a run that can be made again."""

    def __init__(self, standard_input: bytes) -> None:
        super().__init__()
        self.input = memoryview(standard_input)
        self.output: list[tuple[int, bytes]] = []

    def write(self, stream: int, data: bytes) -> int:
        self.output.append((stream, data))
        return len(data)

    def read(self, stream: int, count: int) -> bytes | None:
        data, self.input = self.input[:count], self.input[count:]
        return bytes(data)

"""signalfd(2): signals taken by reading instead of by a handler.

The descriptor holds a mask only: what a read takes, and what poll sees, are the pending signals of whoever reads or polls.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.siginfo import SIGNALFD_SIGINFO
from forkingpaths.abi.signals import SI_QUEUE, SI_TIMER, SI_USER, UNBLOCKABLE, Signal
from forkingpaths.kernel.signals.pending import take
from forkingpaths.vfs.objects import anonymous_inode
from forkingpaths.vfs.openfile import O_NONBLOCK, O_RDWR, OpenFile
from forkingpaths.vfs.wait import Block, WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import SigInfo

__all__ = ["UNBLOCKABLE", "SignalFile", "make"]

FAULTS = (Signal.SIGILL, Signal.SIGFPE, Signal.SIGSEGV, Signal.SIGBUS, Signal.SIGTRAP)
POLLIN = 0x1


@dataclass(slots=True, eq=False)
class SignalFile(OpenFile):
    """A signal descriptor."""

    release_shows = True
    record_bytes = 128
    mask: int = 0
    queue: WaitQueue | None = None  # of the process that polled last

    def change(self, k: Kernel, mask: int) -> None:
        """signalfd(2) on an existing descriptor: another mask; whoever waits looks again."""
        self.mask = mask
        k.wake(k.caller().process.signal_queue)

    def read(self, k: Kernel, count: int) -> bytes:  # type: ignore[override]  # the kernel is the only Services
        # "EINVAL ... buf is too small"
        if count < 128:
            raise SysError(Errno.EINVAL)
        t = k.caller()
        k.touch(("pending", t.tgid), True)
        k.touch(("pending", t.tid), True)
        found: list[bytes] = []
        while len(found) < count // 128:
            info = take(k, t, self.mask)
            if info is None:
                break
            found.append(packed(info))
        if found:
            return b"".join(found)
        if self.flags & O_NONBLOCK:
            raise SysError(Errno.EAGAIN)
        raise Block(t.process.signal_queue, reason="signalfd")

    def poll(self, k: Kernel) -> int:  # type: ignore[override]  # likewise
        t = k.caller()
        self.queue = t.process.signal_queue
        k.touch(("pending", t.tgid), False)
        return POLLIN if (t.pending.mask | t.process.pending.mask) & self.mask else 0

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return (self.queue,) if self.queue is not None else ()

    def seek(self, k: Kernel, offset: int, whence: int) -> int:  # type: ignore[override]  # likewise
        return 0  # no error, and no effect (noop_llseek)

    def describe(self, k: Kernel) -> bytes:  # type: ignore[override]  # likewise
        return b"sigmask:\t%016x\n" % self.mask


def packed(info: SigInfo) -> bytes:
    """struct signalfd_siginfo: the fields that the signal's kind of siginfo has (signalfd(2))."""
    values = [info.signal, info.errno, info.code] + [0] * 17
    fields = info.fields.ljust(112, b"\0")
    code, signal = info.code, info.signal
    if code == SI_TIMER:
        timer, overrun, pointer = Struct("<iiQ").unpack_from(fields)
        values[6], values[8], values[12] = timer & 0xFFFFFFFF, overrun & 0xFFFFFFFF, pointer
        values[11] = _signed(pointer)
    elif code <= SI_USER or (signal >= 32 and code != 0x80):
        pid, uid, pointer = Struct("<iIQ").unpack_from(fields)
        values[3], values[4] = pid & 0xFFFFFFFF, uid
        if code == SI_QUEUE or (code < 0 and code != -6):
            values[11], values[12] = _signed(pointer), pointer
    elif signal == Signal.SIGCHLD:
        pid, uid, status, utime, stime = Struct("<iIi4xqq").unpack_from(fields)
        values[3], values[4], values[10], values[13], values[14] = pid & 0xFFFFFFFF, uid, status, utime, stime
    elif signal in FAULTS:
        values[15] = Struct("<Q").unpack_from(fields)[0]
    elif code != 0x80:
        band, fd = Struct("<qi").unpack_from(fields)
        values[7], values[5] = band & 0xFFFFFFFF, fd
    return SIGNALFD_SIGINFO.pack(*values)


def _signed(pointer: int) -> int:
    low = pointer & 0xFFFFFFFF
    return low - (1 << 32) if low >> 31 else low


def make(k: Kernel, mask: int, flags: int) -> SignalFile:
    """A new signal descriptor."""
    return SignalFile(
        anonymous_inode(k),
        O_RDWR | flags & O_NONBLOCK,
        b"anon_inode:[signalfd]",
        identity=k.objects.file_identity(),
        mask=mask,
    )

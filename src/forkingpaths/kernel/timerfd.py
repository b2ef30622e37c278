"""timerfd_create(2): a timer whose expirations are read from a descriptor.

The timer is armed for its next expiration only.  After that one it rests until somebody reads, sets or looks at it;
what went by meanwhile is then computed, so that a fast timer nobody reads costs nothing (as in fs/timerfd.c).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import Struct
from typing import TYPE_CHECKING, Any

from forkingpaths.abi import time as abi
from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.timers import Entry, on_expiry
from forkingpaths.vfs.objects import anonymous_inode
from forkingpaths.vfs.openfile import O_NONBLOCK, O_RDONLY, OpenFile
from forkingpaths.vfs.wait import Block, WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.vfs.user_memory import UserMemory

ITIMERSPEC = Struct("<qqqq")
NS = abi.NSEC_PER_SEC
POLLIN = 0x1
TFD_IOC_SET_TICKS = 0x40085400
REALTIME = (abi.CLOCK_REALTIME, abi.CLOCK_REALTIME_ALARM)
CLOCKS = (*REALTIME, abi.CLOCK_MONOTONIC, abi.CLOCK_BOOTTIME, abi.CLOCK_BOOTTIME_ALARM)


@dataclass(slots=True, eq=False)
class TimerFile(OpenFile):
    """A timer descriptor.  Times are on CLOCK_MONOTONIC unless said otherwise."""

    release_shows = True
    record_bytes = 8
    partial_records = True
    clock: int = abi.CLOCK_MONOTONIC
    next_ns: int = 0  # the next expiration, 0 when disarmed
    interval_ns: int = 0
    absolute_ns: int = 0  # on the real-time clock: what next_ns was made from, to follow a clock that is set
    cancel_on_set: bool = False
    cancelled: bool = False
    setting: int = 0  # TFD_ flags it was set with
    ticks: int = 0  # expirations not read yet
    entry: Entry | None = None
    queue: WaitQueue = field(default_factory=lambda: WaitQueue("timerfd"))

    def set(self, k: Kernel, value_ns: int, interval_ns: int, flags: int) -> None:
        """timerfd_settime(2)."""
        self._disarm(k)
        k.touch(("timerfd", self.identity), True)
        self.ticks = 0
        self.interval_ns = interval_ns
        self.setting = flags
        self.cancelled = False
        absolute = flags & abi.TFD_TIMER_ABSTIME
        self.absolute_ns = value_ns if absolute and self.clock in REALTIME else 0
        self.cancel_on_set = bool(self.absolute_ns and flags & abi.TFD_TIMER_CANCEL_ON_SET)
        if not value_ns:
            return
        if self.absolute_ns:
            self.next_ns = value_ns - (k.now_ns() - k.monotonic_ns())
        else:
            self.next_ns = value_ns if absolute else k.monotonic_ns() + value_ns
        self.next_ns = self.next_ns or 1  # below 0 before the boot: the intervals since then count too
        self._arm(k)

    def _arm(self, k: Kernel) -> None:
        self.entry = k.timers.arm(self.next_ns, "timerfd", self.identity)
        k.tables.setdefault("timerfds", {})[self.identity] = self

    def _disarm(self, k: Kernel) -> None:
        if self.entry is not None:
            k.timers.cancel(self.entry)
            self.entry = None
        self.next_ns = 0

    def expired(self, k: Kernel) -> None:
        """The armed expiration has come."""
        self.entry = None
        self.ticks += 1
        k.touch(("timerfd", self.identity), True)
        k.wake(self.queue)

    def _catch_up(self, k: Kernel) -> None:
        """Count the expirations since the one that was noted, and arm for the next."""
        if self.entry is None and self.next_ns and self.interval_ns and self.ticks:
            missed = max(k.monotonic_ns() - self.next_ns, 0) // self.interval_ns
            self.ticks += missed
            self.next_ns += (missed + 1) * self.interval_ns
            self._arm(k)

    def settings(self, k: Kernel) -> bytes:
        """timerfd_gettime(2): "it_value: the amount of time until the timer will next expire", it_interval."""
        self._catch_up(k)
        left = max(self.next_ns - k.monotonic_ns(), 0) if self.entry is not None else 0
        return ITIMERSPEC.pack(self.interval_ns // NS, self.interval_ns % NS, left // NS, left % NS)

    def read(self, k: Kernel, count: int) -> bytes:  # type: ignore[override]  # the kernel is the only Services
        if count < 8:
            raise SysError(Errno.EINVAL)
        k.touch(("timerfd", self.identity), True)
        # "If the clock is set ... while TFD_TIMER_CANCEL_ON_SET, read(2) fails with the error ECANCELED"
        if self.cancelled:
            self.cancelled = False
            raise SysError(Errno.ECANCELED)
        if not self.ticks:
            if self.flags & O_NONBLOCK:
                raise SysError(Errno.EAGAIN)
            raise Block(self.queue, reason="timerfd")
        self._catch_up(k)
        ticks, self.ticks = self.ticks, 0
        if not self.interval_ns:
            self.next_ns = 0
        return ticks.to_bytes(8, "little")

    def poll(self, k: Kernel) -> int:  # type: ignore[override]  # likewise
        k.touch(("timerfd", self.identity), False)
        return POLLIN if self.ticks or self.cancelled else 0

    def poll_queues(self) -> tuple[WaitQueue, ...]:
        return (self.queue,)

    def ioctl(self, k: Kernel, memory: UserMemory, request: int, argument: int) -> int:  # type: ignore[override]  # likewise
        if request == TFD_IOC_SET_TICKS:
            ticks = memory.read_u64(argument)
            if not ticks:
                raise SysError(Errno.EINVAL)
            self.ticks = ticks
            k.wake(self.queue)
            return 0
        raise SysError(Errno.ENOTTY)

    def seek(self, k: Kernel, offset: int, whence: int) -> int:  # type: ignore[override]  # likewise
        return 0  # no error, and no effect (noop_llseek)

    def describe(self, k: Kernel) -> bytes:  # type: ignore[override]  # likewise
        left = max(self.next_ns - k.monotonic_ns(), 0) if self.entry is not None else 0
        return (
            f"clockid: {self.clock}\nticks: {self.ticks}\nsettime flags: 0{self.setting:o}\n"
            f"it_value: ({left // NS}, {left % NS})\nit_interval: ({self.interval_ns // NS}, {self.interval_ns % NS})\n"
        ).encode()

    def release(self, k: Kernel) -> None:  # type: ignore[override]  # likewise
        self._disarm(k)
        k.tables.get("timerfds", {}).pop(self.identity, None)


@on_expiry("timerfd")
def _expired(k: Kernel, identity: Any) -> None:
    k.tables["timerfds"][identity].expired(k)


def clock_was_set(k: Kernel) -> None:
    """The real-time clock jumped: absolute timers on it follow, those that asked for it are cancelled."""
    for file in list(k.tables.get("timerfds", {}).values()):
        if file.absolute_ns:
            if file.cancel_on_set:
                file.cancelled = True
                k.wake(file.queue)
            if file.entry is not None:
                k.timers.cancel(file.entry)
                file.next_ns = max(file.absolute_ns - (k.now_ns() - k.monotonic_ns()), 1)
                file._arm(k)


def make(k: Kernel, clock: int, flags: int) -> TimerFile:
    """A new timer descriptor, disarmed."""
    return TimerFile(
        anonymous_inode(k),
        O_RDONLY | 2 | flags & O_NONBLOCK,
        b"anon_inode:[timerfd]",
        identity=k.objects.file_identity(),
        clock=clock,
    )

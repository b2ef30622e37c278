"""What the calls that wait for several things share: the deadline, the temporary signal mask, and the sleep itself.

Order of calls in a handler: on its first run `deadline_after` and `temporary_mask`; then the test; then a result, or
`Block` with the deadline in `carry`.  Signal delivery puts the mask back: before it looks at signals when the call has a
result, after the handler when a signal ended it, which is what makes pselect(2) free of the race that select(2) has.
"""

from __future__ import annotations

from struct import Struct

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.kernel.signals.pending import recalculate, set_blocked
from forkingpaths.kernel.task import Task
from forkingpaths.kernel.timers import FOREVER_NS

NS = 1_000_000_000
TWO_LONGS = Struct("<qq")


def read_timespec(t: Task, address: int) -> int:
    """A relative struct timespec in nanoseconds; "EINVAL: tv_nsec is not in the range [0, 999'999'999]" or it is negative."""
    seconds, nanoseconds = TWO_LONGS.unpack(t.memory.read(address, 16))
    if seconds < 0 or not 0 <= nanoseconds < NS:
        raise SysError(Errno.EINVAL)
    return ktime(seconds, nanoseconds)


def ktime(seconds: int, nanoseconds: int) -> int:
    """Nanoseconds as the kernel counts them: no more than KTIME_MAX."""
    return min(seconds * NS + nanoseconds, FOREVER_NS)


def deadline_after(k: Kernel, timeout_ns: int) -> int | None:
    """The moment `timeout_ns` from now on the monotonic clock; None for one that never comes."""
    deadline = k.monotonic_ns() + timeout_ns
    return deadline if deadline < FOREVER_NS else None


def remaining_ns(k: Kernel, deadline_ns: int | None) -> int:
    """What is left until the deadline, not below 0."""
    if deadline_ns is None:
        return FOREVER_NS
    left = deadline_ns - k.monotonic_ns()
    return left if left > 0 else 0


def temporary_mask(k: Kernel, t: Task, address: int, size: int) -> None:
    """Replace the signal mask for the time of this call (pselect, ppoll, epoll_pwait); nothing when `address` is NULL."""
    if not address:
        return
    if size != 8:
        raise SysError(Errno.EINVAL)
    mask = t.memory.read_u64(address)
    t.saved_mask = t.blocked
    set_blocked(k, t, mask)
    recalculate(t)

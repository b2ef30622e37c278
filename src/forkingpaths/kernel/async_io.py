"""Signal-driven I/O: O_ASYNC, F_SETOWN, F_SETSIG (fcntl(2), "Managing signals"; open(2), O_ASYNC).

While a description has O_ASYNC, a `Notice` of it watches the queues that are woken when it may have become readable
or writable, and tells its owner: SIGIO without details, or the signal of F_SETSIG with si_code, si_band and si_fd.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.errno import SysError
from forkingpaths.abi.open import O_ASYNC
from forkingpaths.abi.signals import POLL_HUP, POLL_IN, POLL_MSG, POLL_OUT, SI_KERNEL, Signal
from forkingpaths.kernel.signals import info as infos
from forkingpaths.kernel.signals import send
from forkingpaths.kernel.task import SigInfo
from forkingpaths.vfs.openfile import OpenFile
from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

SIGIO = int(Signal.SIGIO)
READABLE, WRITABLE, HANGUP = 0x1, 0x4, 0x10
BANDS = {
    POLL_IN: 0x41,
    POLL_OUT: 0x304,
    POLL_MSG: 0x441,
    POLL_HUP: 0x18,
}  # si_band of each si_code (band_table of fs/fcntl.c)


@dataclass(slots=True, eq=False)
class Notice:
    """One description on one queue.  `fd` is the descriptor by which O_ASYNC was set, `events` what a wake-up of the
    queue means."""

    file: OpenFile
    fd: int
    events: int
    queue: WaitQueue

    def notify(self, k: Kernel, events: int) -> None:
        """The queue was woken."""
        file = self.file
        if not file.references:
            _unwatch(self)
            return
        if not file.owner:
            return
        ready = file.poll(k) & (self.events | HANGUP)
        if ready & HANGUP and not ready & ~HANGUP:
            tell(k, file, self.fd, POLL_HUP)
        elif ready:
            tell(k, file, self.fd, POLL_IN if ready & READABLE else POLL_OUT)


def changed(k: Kernel, file: OpenFile, fd: int) -> None:
    """O_ASYNC of `file` was set or cleared."""
    file.poll(k)  # some kinds of file know their queues only after that
    for_reading = file.poll_queues_for(READABLE)
    for queue in file.poll_queues():
        held = next((w for w in queue.watchers or () if isinstance(w, Notice) and w.file is file), None)
        if file.flags & O_ASYNC:
            if held is None:
                notice = Notice(file, fd, READABLE if queue in for_reading else WRITABLE, queue)
                queue.watchers = [*(queue.watchers or ()), notice]
        elif held is not None:
            _unwatch(held)


def _unwatch(notice: Notice) -> None:
    watchers = notice.queue.watchers
    if watchers is not None and notice in watchers:
        watchers.remove(notice)
        if not watchers:
            notice.queue.watchers = None


def tell(k: Kernel, file: OpenFile, fd: int, code: int) -> None:
    """Send the owner of `file` its signal, with `code` (POLL_IN...) where details are wanted."""
    # "If the value is zero, then SIGIO is sent": by the kernel, without details
    signal = file.owner_signal
    info = infos.poll(signal, code, BANDS[code], fd) if signal else SigInfo(SIGIO, SI_KERNEL)
    owner = file.owner
    try:
        if owner < 0:
            send.to_process_group(k, -owner, info.signal, info)
        elif file.owner_thread:
            if owner in k.tasks:
                send.to_thread(k, k.tasks[owner], info.signal, info)
        elif owner in k.processes:
            send.to_process(k, k.processes[owner], info.signal, info)
    except SysError:
        # "If the queue of real-time signals is full, SIGIO is delivered instead"
        if owner in k.processes:
            send.to_process(k, k.processes[owner], SIGIO)

"""A look at the clock that does not wait to be asked: what takes long and asks nobody is interrupted by a host timer."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

TICK_S = 0.05


@contextmanager
def ticking(look: Callable[[], None]) -> Iterator[None]:
    """In here `look` is called every TICK_S, between any two instructions of the main thread, and may raise.  In another thread it is not:
    Python runs handlers of signals in the main one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    old = signal.signal(signal.SIGALRM, lambda number, frame: look())
    signal.setitimer(signal.ITIMER_REAL, TICK_S, TICK_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)

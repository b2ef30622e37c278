"""A run from its first instruction to its end: default choices, limits, and what the host has to say meanwhile.

    ended      the program has ended, and what it left behind has too, or sleeps for ever, or has used up its linger
    stuck      the program has not ended and never will: every process sleeps and nothing can wake one
    steps, time, real time     a limit of the command line
    interrupted                the host's signal came three times, and the guest lives on

Signals of the host (ctrl-C, a supervisor's SIGTERM) are sent on to the program's process group, as a terminal would.

With a terminal the guest's time stands still while a program waits for a key and no timer is armed; with a timer armed
the wait costs the real time that it takes, or else nobody could answer within it.  Otherwise sleep costs none.
What the waiting for standard input costs is said in host.py.
"""

from __future__ import annotations

import os
import select
import signal
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forkingpaths.abi.numbers import X86_64
from forkingpaths.cli.host import HostStreams, Signals
from forkingpaths.kernel import scheduler
from forkingpaths.kernel.events import Kind
from forkingpaths.kernel.signals import send
from forkingpaths.vfs.terminal.ioctl import resize
from forkingpaths.vfs.terminal.sessions import hang_up

if TYPE_CHECKING:
    from forkingpaths.cli.asked import GuestOptions
    from forkingpaths.cli.terminal import RawTerminal
    from forkingpaths.kernel.kernel import Kernel

FORWARDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
GIVE_UP_AFTER = 3  # host signals of one kind
SLICE_NS = 10_000_000  # of the guest's time between two looks at the keyboard
KEYS = 4096
READ_CALLS = (X86_64["read"], X86_64["readv"])


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended: `why` is one of the words above; `status` the program's wait status, None when it has not ended."""

    why: str
    status: int | None
    signal: int = 0  # of the host, when interrupted

    def exit_status(self) -> int:
        """The command's own exit status: the program's, 128+n for signal n, 125 when we ended the run."""
        if self.why == "interrupted":
            return 128 + self.signal
        if self.status is None or self.why != "ended":
            return 125
        number = self.status & 0x7F
        return 128 + number if number else self.status >> 8 & 0xFF


class Driver:
    """Drives one kernel to its end."""

    def __init__(
        self, k: Kernel, asked: GuestOptions, host: HostStreams, terminal: RawTerminal | None = None
    ) -> None:
        self.k = k
        self.host = host
        self.terminal = terminal
        self.group = k.processes[k.main_tgid].pgid
        self.max_steps = asked.max_steps
        self.real_timeout_s = asked.real_timeout_s
        self.until_ns = k.monotonic_ns() + asked.timeout_ns if asked.timeout_ns is not None else None
        self.linger_ns = asked.linger_ns  # of work, left to give
        self.counts: dict[int, int] = {}  # host signals seen, by number

    def run(self) -> Ending:
        """Run to the end."""
        k = self.k
        numbers = (*FORWARDED, signal.SIGALRM, *((signal.SIGWINCH,) if self.terminal else ()))
        with Signals(numbers, self._pause) as signals:
            self.host.signals = signals
            self.host.alone = self._nothing_else
            if self.real_timeout_s is not None:
                signal.setitimer(signal.ITIMER_REAL, self.real_timeout_s)
            try:
                while True:
                    ending = (
                        self._advance() or self._signals(signals) or self._limits() or self._idle(signals)
                    )
                    if ending is not None:
                        return ending
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
                self.host.signals = None
                k.pause = False

    def _nothing_else(self) -> bool:
        """While the running call waits for standard input, can nothing happen?  (poll and its like will not wait.)"""
        k = self.k
        return len(k.run_queue) <= 1 and not k.timers.heap and k.tasks[k.current].call_number in READ_CALLS

    def _pause(self) -> None:
        self.k.pause = True

    def _advance(self) -> Ending | None:
        """Some of the run: to its end, to a limit, or to where this side has something to do."""
        k = self.k
        if k.main_status is not None:
            # The program has ended; what it left behind may go on working for as long as --linger says.
            self.host.hurry = True
            before = k.monotonic_ns()
            scheduler.run(k, self.max_steps, self._sooner(before + self.linger_ns), skip_time=False)
            self.linger_ns -= k.monotonic_ns() - before
            if self.linger_ns <= 0:
                return self._ending("ended")
        elif self.terminal is not None:
            scheduler.run(
                k, self.max_steps, self._sooner(k.monotonic_ns() + SLICE_NS), False, to_main_end=True
            )
        else:
            scheduler.run(k, self.max_steps, self.until_ns, to_main_end=True)
        return None

    def _sooner(self, until_ns: int) -> int:
        return until_ns if self.until_ns is None else min(until_ns, self.until_ns)

    def _signals(self, signals: Signals) -> Ending | None:
        """Act on what the host's signals said."""
        k = self.k
        if not k.pause:
            return None
        k.pause = False
        for number in signals.take():
            if number == signal.SIGALRM:
                return self._ending("real time")
            if number == signal.SIGWINCH and self.terminal is not None:
                resize(k, k.vfs.console, (*self.terminal.window(), 0, 0))
                continue
            count = self.counts[number] = self.counts.get(number, 0) + 1
            if count >= GIVE_UP_AFTER:
                return Ending("interrupted", None, number)
            send.to_process_group(k, self.group, number)
            self.host.hurry = True
        return None

    def _limits(self) -> Ending | None:
        k = self.k
        if self.max_steps is not None and k.step_number >= self.max_steps:
            return self._ending("steps")
        if self.until_ns is None:
            return None
        deadline = k.timers.next_ns()
        over = k.monotonic_ns() >= self.until_ns
        asleep_past = not k.run_queue and deadline is not None and deadline > self.until_ns
        return self._ending("time") if over or (asleep_past and not self._wanted()) else None

    def _wanted(self) -> bool:
        """Does somebody wait for what only the host can give?"""
        k = self.k
        return bool(k.vfs.host_input_queue.waiters) or (self.terminal is not None and k.main_status is None)

    def _idle(self, signals: Signals) -> Ending | None:
        """Everybody sleeps, or a terminal's keys are to be looked at."""
        k = self.k
        if self.terminal is not None and k.main_status is None:
            self._keys(signals)
            return None
        if k.run_queue:
            return None
        deadline = k.timers.next_ns()
        if k.vfs.host_input_queue.waiters and k.main_status is None:
            self._input(signals, deadline)
        elif deadline is not None:
            scheduler.idle(k)
        else:
            return self._ending("ended" if k.main_status is not None else "stuck")
        return None

    def _input(self, signals: Signals, deadline: int | None) -> None:
        """Somebody waits for standard input and all sleep: input, a signal, or the next timer goes first."""
        k = self.k
        self.host.hurry = False
        timeout = None if deadline is None else max(0.0, (deadline - k.monotonic_ns()) / 1e9)
        ready, _, _ = select.select([0, signals.wakeup], [], [], timeout)
        if 0 in ready:
            k.wake(k.vfs.host_input_queue)
        elif not ready:
            scheduler.idle(k)

    def _keys(self, signals: Signals) -> None:
        """Feed the console with what was typed; wait for it when nothing else can happen first."""
        k = self.k
        console = k.vfs.console
        deadline = k.timers.next_ns()
        if k.run_queue or (deadline is not None and not console.readers.waiters):
            timeout: float | None = 0.0
        else:
            timeout = None if deadline is None else max(0.0, (deadline - k.monotonic_ns()) / 1e9)
        keyboard = [] if console.host_ended else [0]
        start = time.monotonic_ns()
        ready, _, _ = select.select([*keyboard, signals.wakeup], [], [], timeout)
        if 0 in ready:
            if deadline is not None and timeout:  # the time the answer took has passed inside too
                waited_ns = time.monotonic_ns() - start
                k.clock.skip(min(waited_ns, max(0, deadline - k.monotonic_ns())))
            self._typed(os.read(0, KEYS))
        elif not ready and not k.run_queue and deadline is not None:
            scheduler.idle(k)

    def _typed(self, data: bytes) -> None:
        k = self.k
        console = k.vfs.console
        k.emit(k.current, Kind.INPUT, (0, data))
        if data:
            console.feed(k, data)
        else:
            console.host_ended = True
            hang_up(k, console)
            k.wake(k.vfs.host_input_queue)

    def _ending(self, why: str) -> Ending:
        return Ending(why, self.k.main_status)

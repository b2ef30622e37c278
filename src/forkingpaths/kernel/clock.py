"""Virtual time (time(7), clock_gettime(2)): it advances with work done and jumps when everybody sleeps.

now = start + blocks of code run x BLOCK_NS + system calls made x CALL_NS + time skipped, which is sleep, and what
some calls cost beside.  No host clock is ever read.

A block and a call take far less of that time than of the host's, so a program that is busy *until* a time has come (sending signals as
fast as it can for three seconds) would be at it for minutes.  So the clock does not fall behind the work without end: what work takes
to emulate is estimated, by counting, less the time in which everybody sleeps; after a second of that, blocks and calls count for more
(`keep_pace`): the computer has become a slow one.

Units are nanoseconds; CLOCK_MONOTONIC counts from boot, CLOCK_REALTIME adds the date of boot.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forkingpaths.vfs.wait import WaitQueue

if TYPE_CHECKING:
    from forkingpaths.kernel.looping import Loop

BLOCK_NS = 2  # a translated block, some five instructions
CALL_NS = 200  # an ordinary system call
# what costs more than a call, beside it; work alone decides, so all orders of the same work take the same time
SIGNAL_NS, THREAD_NS, FORK_NS, EXEC_NS = 1_500, 15_000, 50_000, 200_000
# (calls in a row that change nothing, what each takes from then on): a program that does nothing else waits
POLLS = ((100_000, 40_000), (20_000, 10_000), (1000, 4_000))
FIRST_POLLS = POLLS[-1][0]
FIRST_LOOK_CALLS = 32_768  # before the first look whether they are a loop that waits (kernel/looping.py)
# That who made or woke a task goes on, at most: on a computer with more processors the other one runs at once.
# Its own time, whoever runs in between: a turn's length is not to hang on the order of others' turns.
START_NS = 100_000
WAKE_NS = 5_000  # from the interrupt that ends idleness to the first instruction: sleeps are never exactly as long as asked for
# What it takes to emulate a block and a call, about.
EFFORT_BLOCK_NS, EFFORT_CALL_NS = 8, 12_000
EFFORT_EXEC_NS = 1_000_000  # an exec, with the page faults that come after it
# When the clock has fallen that far behind the work, a call counts for what it takes, and no more: work that does not wait for the time
# is not to run into its watchdogs (who waits is found by looping.py, spinning.py).  So do blocks, soon, while a timer is to expire.
BEHIND_NS = 1_000_000_000
AWAITED_BLOCK_NS, SOON_NS = 16, 15_000_000_000
# Else blocks come to it by and by, with the cube root of how far the clock is behind: a program that has measured a loop expects it to
# take twice as long for twice the rounds.  (how far, eighths of a nanosecond that a block counts for)
PLAIN_EIGHTHS = 8 * BLOCK_NS
PACE = [
    (BEHIND_NS * eighths**3 // PLAIN_EIGHTHS**3, eighths)
    for eighths in range(PLAIN_EIGHTHS, 8 * EFFORT_BLOCK_NS + 1)
]
LAST_EIGHTHS = PACE[-1][1]
TSC_PER_NS = 1  # the time-stamp counter of a 1 GHz processor
# 2033-05-18 03:33:20 UTC: fixed, and later than the files of any host (make(1))
START_REALTIME_NS = 2_000_000_001 * 1_000_000_000
BOOT_MONOTONIC_NS = (
    1000 * 1_000_000_000
)  # programs subtract from the time, and take 0 for "not set": boot was a while ago
BOOT_REALTIME_NS = START_REALTIME_NS - BOOT_MONOTONIC_NS


@dataclass(slots=True)
class Clock:
    """The three things that time is made of, their sum, and settable real time."""

    blocks: int = 0
    calls: int = 0
    skipped_ns: int = 0
    hurried_ns: int = 0  # what went by faster, for who waited in a loop
    now_ns: int = (
        BOOT_MONOTONIC_NS  # CLOCK_MONOTONIC: kept with the three, since it is read at every transition
    )
    realtime_offset_ns: int = BOOT_REALTIME_NS
    block_ns: int = BLOCK_NS  # what a block takes the running task (kernel/spinning.py)
    plain_block_ns: int = BLOCK_NS  # what it takes a task that does not wait in a loop
    eighths: int = 0  # of a nanosecond, by which a block of this turn counts for too little
    call_ns: int = CALL_NS
    behind_ns: int = 0  # how far the clock has fallen behind the work
    counted: tuple[int, int] = (0, 0)  # blocks and calls that are in `behind_ns`
    polls: int = 0  # system calls in a row that changed nothing
    polled_at: int = 0  # transition of the last of them
    in_vain: int = 0  # turns in a row that changed nothing (kernel/making_way.py)
    in_vain_at: int = 0  # transition of the last of them
    idles: int = 0  # how often everybody slept
    look_at_call: int = (
        FIRST_LOOK_CALLS  # from this count of calls on, each of them is for kernel/looping.py to see
    )
    loop: Loop | None = None  # set at the first look
    set_queue: WaitQueue = field(default_factory=lambda: WaitQueue("clock set"))  # sleepers to a date

    def monotonic_ns(self) -> int:
        return self.now_ns

    def busy_ns(self) -> int:
        """Time in which anybody worked."""
        return self.now_ns - self.skipped_ns

    def skip(self, ns: int) -> None:
        """Time passes without work."""
        self.skipped_ns += ns
        self.now_ns += ns
        self.behind_ns -= ns

    def hurry(self, ns: int) -> None:
        """Time passes for who makes calls while it waits."""
        self.skip(ns)
        self.hurried_ns += ns

    def effort(self, ns: int) -> None:
        """Something that takes so long to emulate beside its blocks and calls."""
        self.behind_ns += ns

    def keep_pace(self, timer_ns: int | None) -> None:
        """See how far behind the clock is, and what blocks and calls take from now on.  `timer_ns`: when the next timer expires."""
        blocks, calls = self.blocks - self.counted[0], self.calls - self.counted[1]
        self.counted = self.blocks, self.calls
        behind_ns = (
            self.behind_ns + blocks * (EFFORT_BLOCK_NS - BLOCK_NS) + calls * (EFFORT_CALL_NS - CALL_NS)
        )
        self.behind_ns = behind_ns = max(0, behind_ns)
        self.call_ns = CALL_NS if behind_ns < BEHIND_NS else EFFORT_CALL_NS
        if behind_ns < BEHIND_NS:
            self.plain_block_ns, self.eighths = BLOCK_NS, 0
        elif timer_ns is not None and timer_ns - self.now_ns < SOON_NS:
            self.plain_block_ns = min(BLOCK_NS * behind_ns // BEHIND_NS, AWAITED_BLOCK_NS)
        else:
            eighths = PACE[bisect_right(PACE, (behind_ns, LAST_EIGHTHS)) - 1][1] + self.eighths
            self.plain_block_ns, self.eighths = divmod(eighths, 8)

    def polled(self, transition: int, apart: int = 2) -> int:
        """The program asks for the time, or makes another call that changes nothing.  A loop of that waits for time to pass, and
        gets there sooner than by the work of a system call each; how much is added, nanoseconds.  `apart`: how many transitions
        there are from one such call to the next."""
        self.polls = self.polls + 1 if transition - self.polled_at <= apart else 0
        self.polled_at = transition
        if self.polls < FIRST_POLLS:
            return 0
        added = next(ns for polls, ns in POLLS if self.polls >= polls)
        self.hurry(added)
        return added

    def realtime_ns(self) -> int:
        return self.now_ns + self.realtime_offset_ns

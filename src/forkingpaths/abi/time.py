"""Clocks and times: structures, clock and timer names, adjtimex (clock_gettime(2), setitimer(2), timerfd(2))."""

from __future__ import annotations

from struct import Struct
from typing import Final, NamedTuple

from forkingpaths.abi.tables import EnumTable, FlagTable, enum, flags

CLOCK_REALTIME: Final = 0
CLOCK_MONOTONIC: Final = 1
CLOCK_PROCESS_CPUTIME_ID: Final = 2
CLOCK_THREAD_CPUTIME_ID: Final = 3
CLOCK_MONOTONIC_RAW: Final = 4
CLOCK_REALTIME_COARSE: Final = 5
CLOCK_MONOTONIC_COARSE: Final = 6
CLOCK_BOOTTIME: Final = 7
CLOCK_REALTIME_ALARM: Final = 8
CLOCK_BOOTTIME_ALARM: Final = 9
CLOCK_TAI: Final = 11
CLOCKS: Final[EnumTable] = enum(
    globals(),
    "CLOCK_???",
    """CLOCK_REALTIME CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID CLOCK_THREAD_CPUTIME_ID CLOCK_MONOTONIC_RAW
    CLOCK_REALTIME_COARSE CLOCK_MONOTONIC_COARSE CLOCK_BOOTTIME CLOCK_REALTIME_ALARM CLOCK_BOOTTIME_ALARM
    CLOCK_TAI""",
)

TIMER_ABSTIME: Final = 1
CLOCK_FLAGS: Final[FlagTable] = flags(globals(), "TIMER_???", "TIMER_ABSTIME")

ITIMER_REAL: Final = 0
ITIMER_VIRTUAL: Final = 1
ITIMER_PROF: Final = 2
ITIMERS: Final[EnumTable] = enum(globals(), "ITIMER_???", "ITIMER_REAL ITIMER_VIRTUAL ITIMER_PROF")

TFD_TIMER_ABSTIME: Final = 1
TFD_TIMER_CANCEL_ON_SET: Final = 2
TFD_NONBLOCK: Final = 0o4000
TFD_CLOEXEC: Final = 0o2000000
TIMERFD_CREATE_FLAGS: Final[FlagTable] = flags(globals(), "TFD_???", "TFD_CLOEXEC TFD_NONBLOCK")
TIMERFD_SETTIME_FLAGS: Final[FlagTable] = flags(
    globals(), "TFD_???", "TFD_TIMER_ABSTIME TFD_TIMER_CANCEL_ON_SET"
)

NSEC_PER_SEC: Final = 1_000_000_000
NSEC_PER_USEC: Final = 1_000
UTIME_NOW: Final = (1 << 30) - 1  # tv_nsec values of utimensat(2)
UTIME_OMIT: Final = (1 << 30) - 2


class Timespec(NamedTuple):
    sec: int
    nsec: int


class Timeval(NamedTuple):
    sec: int
    usec: int


class Timezone(NamedTuple):
    minuteswest: int
    dsttime: int


class Itimerval(NamedTuple):
    """struct itimerval: the interval, then the time to the next expiry."""

    interval_sec: int
    interval_usec: int
    value_sec: int
    value_usec: int


class Itimerspec(NamedTuple):
    """struct itimerspec: the interval, then the first expiry."""

    interval_sec: int
    interval_nsec: int
    value_sec: int
    value_nsec: int


class Tms(NamedTuple):
    """struct tms of times(2), in ticks of 1/100 second."""

    utime: int
    stime: int
    cutime: int
    cstime: int


class Utimbuf(NamedTuple):
    actime: int
    modtime: int


TIMESPEC: Final = Struct("<qq")
TIMEVAL: Final = Struct("<qq")
TIMEZONE: Final = Struct("<ii")
ITIMERVAL: Final = Struct("<qqqq")
ITIMERSPEC: Final = Struct("<qqqq")
TMS: Final = Struct("<qqqq")
UTIMBUF: Final = Struct("<qq")


class Timex(NamedTuple):
    """struct timex (adjtimex(2)), 208 bytes."""

    modes: int
    offset: int
    freq: int
    maxerror: int
    esterror: int
    status: int
    constant: int
    precision: int
    tolerance: int
    time_sec: int
    time_usec: int
    tick: int
    ppsfreq: int
    jitter: int
    shift: int
    stabil: int
    jitcnt: int
    calcnt: int
    errcnt: int
    stbcnt: int
    tai: int


TIMEX: Final = Struct("<I4xqqqqi4xqqqqqqqqi4xqqqqqi44x")
STA_PLL: Final = 0x0001
STA_FLL: Final = 0x0008
STA_INS: Final = 0x0010
STA_DEL: Final = 0x0020
STA_UNSYNC: Final = 0x0040
STA_FREQHOLD: Final = 0x0080
STA_CLOCKERR: Final = 0x1000
STA_NANO: Final = 0x2000
STA_MODE: Final = 0x4000
STA_RONLY: Final = 0xFF00  # bits that the kernel alone sets
TIME_OK, TIME_INS, TIME_DEL, TIME_OOP, TIME_WAIT, TIME_ERROR = range(6)
ADJ_OFFSET: Final = 0x0001
ADJ_FREQUENCY: Final = 0x0002
ADJ_MAXERROR: Final = 0x0004
ADJ_ESTERROR: Final = 0x0008
ADJ_STATUS: Final = 0x0010
ADJ_TIMECONST: Final = 0x0020
ADJ_TAI: Final = 0x0080
ADJ_SETOFFSET: Final = 0x0100
ADJ_MICRO: Final = 0x1000
ADJ_NANO: Final = 0x2000
ADJ_TICK: Final = 0x4000
ADJ_OFFSET_READONLY: Final = 0x2000  # beside ADJ_ADJTIME
ADJ_ADJTIME: Final = 0x8000
ADJ_OFFSET_SS_READ: Final = 0xA001
ADJTIMEX_MODES: Final[FlagTable] = flags(
    globals(),
    "ADJ_???",
    """ADJ_OFFSET ADJ_FREQUENCY ADJ_MAXERROR ADJ_ESTERROR ADJ_STATUS ADJ_TIMECONST ADJ_TAI ADJ_SETOFFSET
    ADJ_MICRO ADJ_NANO ADJ_TICK""",
)

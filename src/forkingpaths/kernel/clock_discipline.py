"""How fast the clock goes and what disciplines it (adjtimex(2), adjtime(3)): frequency, tick, slewing, TAI offset, leap seconds.

CLOCK_MONOTONIC is virtual time as it is, so what an adjustment changes is how much of CLOCK_MONOTONIC_RAW goes by meanwhile: "not subject
to frequency adjustments" (clock_gettime(2)).  Only the ratio of the two can be seen.  As in Linux nothing is adjusted but at the seconds
of CLOCK_REALTIME: the amount of adjtime() by 500 microseconds in each, that of ADJ_OFFSET by a part of what is left.  The seconds that have
gone by are carried out when somebody looks (`advance`); a leap second alone has a timer.

    ADJ_ modes -> change -> Discipline -> ... advance: for each second _overflow -> `length`, what a tick of the raw clock is of the other

The state is made by the first change; until then it is that of a clock that nobody disciplines.  Names and units are those of
kernel/time/ntp.c: times scaled by 2^32, lengths of ticks of 4 milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from forkingpaths.abi import time as abi
from forkingpaths.kernel.timers import on_expiry

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel

TABLE: Final = "clock discipline"  # its key in Kernel.tables
NS: Final = abi.NSEC_PER_SEC
SCALE: Final = 32  # bits
TICKS: Final = 250  # a second
TICK_LENGTH: Final = (NS // TICKS) << SCALE  # of a clock that is not adjusted
PPM: Final = 65536  # "in units of ppm with a 16-bit fractional part": freq and tolerance
PPM_SCALE: Final = (1000 << SCALE) // PPM
FREQUENCY_SHIFT: Final = 19
MOST_PPM: Final = 500
MOST_FREQUENCY: Final = (MOST_PPM * 1000) << SCALE  # nanoseconds a second
MOST_ADJUST_US: Final = 500  # of adjtime(), a second
MOST_OFFSET_NS: Final = 500_000_000
MOST_ERROR_US: Final = 16_000_000
MOST_CONSTANT: Final = 10
MOST_TAI_S: Final = 100_000
SHIFT_PLL: Final = 2
LEAST_FLL_S, MOST_PLL_S = (
    256,
    2048,
)  # between two updates: when a frequency lock is possible, and when it is used unasked
DAY_S: Final = 86400


@dataclass(slots=True)
class Discipline:
    """What adjtimex(2) shows, and how far it has been carried out."""

    second: int  # of CLOCK_REALTIME, up to which it has
    monotonic_ns: int  # when that was ...
    raw_ns: int  # ... and what CLOCK_MONOTONIC_RAW was then
    tick_us: int = 10_000
    frequency: int = 0  # scaled nanoseconds a second
    adjust_us: int = 0  # what is left of adjtime()'s
    offset: int = 0  # what is left of ADJ_OFFSET's, scaled, a tick
    status: int = abi.STA_UNSYNC
    state: int = abi.TIME_OK
    constant: int = 2
    max_error_us: int = MOST_ERROR_US
    error_us: int = MOST_ERROR_US
    reference_s: int = 0  # when ADJ_OFFSET was last used
    tai_s: int = 0
    leap_s: int = 0  # the second at which a leap second comes; 0: none
    base: int = TICK_LENGTH  # a tick by tick_us and frequency alone
    length: int = TICK_LENGTH  # in the running second


def of(k: Kernel) -> Discipline:
    """As it is now, to look at."""
    if TABLE in k.tables:
        return advance(k)
    return Discipline(k.now_ns() // NS, k.monotonic_ns(), k.monotonic_ns())


def to_change(k: Kernel) -> Discipline:
    """As it is now, and kept from now on."""
    found = of(k)
    k.tables[TABLE] = found
    k.clock_page[4] = 1  # the vDSO does not know of it
    return found


def raw_ns(k: Kernel) -> int:
    """CLOCK_MONOTONIC_RAW."""
    if TABLE not in k.tables:
        return k.monotonic_ns()
    d = advance(k)
    return d.raw_ns + _raw(k.monotonic_ns() - d.monotonic_ns, d.length)


def tai_ns(k: Kernel) -> int:
    """CLOCK_TAI less CLOCK_REALTIME."""
    k.touch(("clock",), False)
    return advance(k).tai_s * NS if TABLE in k.tables else 0


def _raw(ns: int, length: int) -> int:
    return ns * TICK_LENGTH // length


def frequency_of(d: Discipline) -> int:
    """As adjtimex(2) tells it, rounded as there."""
    inverse = (1 << FREQUENCY_SHIFT + SCALE) // PPM_SCALE + 1
    return _quotient((d.frequency >> FREQUENCY_SHIFT) * inverse, 1 << SCALE)


def offset_of(d: Discipline) -> int:
    """What is left of ADJ_OFFSET's, nanoseconds or microseconds."""
    ns = _quotient(d.offset * TICKS, 1 << SCALE)
    return ns if d.status & abi.STA_NANO else _quotient(ns, 1000)


# ---- seconds go by --------------------------------------------------------------------------------------------------


def advance(k: Kernel) -> Discipline:
    """Carry out the seconds that have begun since the last look."""
    d: Discipline = k.tables[TABLE]
    while d.second < k.now_ns() // NS:
        d.second += 1
        _account(k, d)
        _overflow(k, d)
        alike = min(_alike(d), k.now_ns() // NS - d.second)
        if alike > 0:
            d.second += alike
            _account(k, d)
            _errors_grow(d, alike)
            d.adjust_us -= _step(d.adjust_us) * alike
    return d


def _account(k: Kernel, d: Discipline) -> None:
    """Up to the beginning of its second all went at one speed."""
    now = d.second * NS - k.clock.realtime_offset_ns
    d.raw_ns += _raw(now - d.monotonic_ns, d.length)
    d.monotonic_ns = now


def _overflow(k: Kernel, d: Discipline) -> None:
    """A second begins."""
    _leap(k, d)
    _errors_grow(d, 1)
    part = _quotient(d.offset, 1 << SHIFT_PLL + d.constant)
    d.offset -= part
    d.length = d.base + part
    step = _step(d.adjust_us)
    d.adjust_us -= step
    d.length += _quotient(step * 1000, TICKS) << SCALE


def _step(adjust_us: int) -> int:
    """What is adjusted of an amount in one second."""
    return max(-MOST_ADJUST_US, min(adjust_us, MOST_ADJUST_US))


def _alike(d: Discipline) -> int:
    """How many of the following seconds are like the one that has begun."""
    if d.offset or d.state != abi.TIME_OK or d.status & (abi.STA_INS | abi.STA_DEL):
        return 0
    if d.adjust_us:
        return (abs(d.adjust_us) - 1) // MOST_ADJUST_US
    return 1 << 62 if d.length == d.base else 0


def _errors_grow(d: Discipline, seconds: int) -> None:
    d.max_error_us += seconds * MOST_PPM
    if d.max_error_us > MOST_ERROR_US:
        d.max_error_us = MOST_ERROR_US
        d.status |= abi.STA_UNSYNC


def _quotient(a: int, b: int) -> int:
    """As C divides."""
    return a // b if a >= 0 else -(-a // b)


# ---- leap seconds ---------------------------------------------------------------------------------------------------


def _leap(k: Kernel, d: Discipline) -> None:
    """ "TIME_INS: insertion of a leap second; TIME_DEL: deletion; TIME_OOP: leap-second insertion is in progress; TIME_WAIT: a leap-second
    insertion or deletion has been completed.  This value will be returned until the next ADJ_STATUS operation clears the STA_INS and
    STA_DEL flags" """
    if d.state == abi.TIME_OK and d.status & (abi.STA_INS | abi.STA_DEL):
        d.state = abi.TIME_INS if d.status & abi.STA_INS else abi.TIME_DEL
        d.leap_s = _leap_second(d, d.second)
    elif d.state in (abi.TIME_INS, abi.TIME_DEL):
        flag, leap, then = (
            (abi.STA_INS, -1, abi.TIME_OOP) if d.state == abi.TIME_INS else (abi.STA_DEL, 1, abi.TIME_WAIT)
        )
        if not d.status & flag:
            d.state, d.leap_s = abi.TIME_OK, 0
        elif d.second == d.leap_s:
            d.state = then
            d.tai_s -= leap
            _step_clock(k, d, leap)
    elif d.state == abi.TIME_OOP:
        d.state, d.leap_s = abi.TIME_WAIT, 0
    elif d.state == abi.TIME_WAIT and not d.status & (abi.STA_INS | abi.STA_DEL):
        d.state = abi.TIME_OK


def _leap_second(d: Discipline, second: int) -> int:
    """ "STA_INS: insert a leap second after the last second of the UTC day ...; STA_DEL: delete a leap second at the last second" """
    gone = second % DAY_S if d.status & abi.STA_INS else (second + 1) % DAY_S
    return second + DAY_S - gone


def _step_clock(k: Kernel, d: Discipline, seconds: int) -> None:
    from forkingpaths.kernel import clock_setting

    clock_setting.step(k, seconds * NS)
    d.second += seconds


def _arm_leap(k: Kernel, d: Discipline) -> None:
    """The clock is to leap when it is time, also if nobody looks."""
    if d.status & (abi.STA_INS | abi.STA_DEL) and d.state != abi.TIME_WAIT:
        at = d.leap_s or _leap_second(d, d.second + 1)
        k.timers.arm(at * NS - k.clock.realtime_offset_ns, "leap second", 0)


@on_expiry("leap second")
def _leap_is_due(k: Kernel, key: Any) -> None:
    advance(k)


# ---- changes --------------------------------------------------------------------------------------------------------


def clock_was_set(k: Kernel) -> None:
    """CLOCK_REALTIME was: what was being adjusted is no more, and the clock is not synchronised."""
    if TABLE not in k.tables:
        return
    d: Discipline = k.tables[TABLE]
    _here(k, d)
    d.second = k.now_ns() // NS
    d.adjust_us = d.offset = d.leap_s = 0
    d.status |= abi.STA_UNSYNC
    d.max_error_us = d.error_us = MOST_ERROR_US
    d.length = d.base
    _arm_leap(k, d)


def _here(k: Kernel, d: Discipline) -> None:
    """The running second is carried out up to now."""
    now = k.monotonic_ns()
    d.raw_ns += _raw(now - d.monotonic_ns, d.length)
    d.monotonic_ns = now


def adjust(k: Kernel, amount_us: int) -> None:
    """adjtime(3): "the clock is sped up or slowed down until the adjustment has been completed", from the next second on."""
    to_change(k).adjust_us = amount_us


def change(k: Kernel, given: abi.Timex) -> None:
    """Carry out the modes of adjtimex(2), in Linux's order."""
    d = to_change(k)
    _here(k, d)
    modes = given.modes
    if modes & abi.ADJ_STATUS:
        _set_status(k, d, given.status)
    if modes & abi.ADJ_NANO:
        d.status |= abi.STA_NANO
    if modes & abi.ADJ_MICRO:
        d.status &= ~abi.STA_NANO
    if modes & abi.ADJ_FREQUENCY:
        d.frequency = _within(given.freq * PPM_SCALE, MOST_FREQUENCY)
    if modes & abi.ADJ_MAXERROR:
        d.max_error_us = max(0, min(given.maxerror, MOST_ERROR_US))
    if modes & abi.ADJ_ESTERROR:
        d.error_us = max(0, min(given.esterror, MOST_ERROR_US))
    if modes & abi.ADJ_TIMECONST:
        # "the PLL time constant": without STA_NANO in the units of older kernels
        constant = max(0, min(given.constant, MOST_CONSTANT)) + (0 if d.status & abi.STA_NANO else 4)
        d.constant = min(constant, MOST_CONSTANT)
    if modes & abi.ADJ_TAI and 0 <= given.constant <= MOST_TAI_S:
        d.tai_s = given.constant
    if modes & abi.ADJ_OFFSET:
        _set_offset(d, given.offset)
    if modes & abi.ADJ_TICK:
        d.tick_us = given.tick
    if modes & (abi.ADJ_TICK | abi.ADJ_FREQUENCY | abi.ADJ_OFFSET):
        base = ((d.tick_us * 1000 * 100 << SCALE) + d.frequency) // TICKS
        d.length += base - d.base
        d.base = base


def _within(value: int, most: int) -> int:
    return max(-most, min(value, most))


def _set_status(k: Kernel, d: Discipline, status: int) -> None:
    """ "Attempts to set read-only status bits are silently ignored." """
    if d.status & abi.STA_PLL and not status & abi.STA_PLL:
        d.state, d.leap_s = abi.TIME_OK, 0
        d.status = abi.STA_UNSYNC
    if not d.status & abi.STA_PLL and status & abi.STA_PLL:
        d.reference_s = d.second
    d.status = d.status & abi.STA_RONLY | status & 0xFFFF & ~abi.STA_RONLY
    _arm_leap(k, d)


def _set_offset(d: Discipline, offset: int) -> None:
    """ "ADJ_OFFSET: Set time offset from buf.offset.  Since Linux 2.6.26, the supplied value is clamped to the range (-0.5s, +0.5s)";
    nothing is done without STA_PLL.  Both loops of the discipline, for phase and for frequency."""
    if not d.status & abi.STA_PLL:
        return
    if not d.status & abi.STA_NANO:
        offset = _within(offset, 1_000_000) * 1000
    offset = _within(offset, MOST_OFFSET_NS)
    since = 0 if d.status & abi.STA_FREQHOLD else d.second - d.reference_s
    d.reference_s = d.second
    d.status &= ~abi.STA_MODE
    frequency = d.frequency
    if since >= LEAST_FLL_S and (d.status & abi.STA_FLL or since > MOST_PLL_S):
        d.status |= abi.STA_MODE
        frequency += _quotient(offset << (SCALE - 2), since)
    since = min(since, 1 << (SHIFT_PLL + 1 + d.constant))
    frequency += offset * since << (SCALE - 2 * (SHIFT_PLL + 2 + d.constant))
    d.frequency = _within(frequency, MOST_FREQUENCY)
    d.offset = _quotient(offset << SCALE, TICKS)

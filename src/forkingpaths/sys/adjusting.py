"""The discipline of the clock: adjtimex(2) and clock_adjtime(2) (kernel/clock_discipline.py does what they ask for)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from forkingpaths.abi.errno import Errno, SysError
from forkingpaths.abi.time import (
    ADJ_ADJTIME,
    ADJ_FREQUENCY,
    ADJ_NANO,
    ADJ_OFFSET,
    ADJ_OFFSET_READONLY,
    ADJ_SETOFFSET,
    ADJ_TAI,
    ADJ_TICK,
    CLOCK_REALTIME,
    STA_CLOCKERR,
    STA_NANO,
    STA_UNSYNC,
    TIME_ERROR,
    TIMEX,
    Timex,
)
from forkingpaths.kernel import clock_discipline, clock_setting
from forkingpaths.sys.declare import syscall
from forkingpaths.sys.kinds import struct_inout
from forkingpaths.sys.time import LATEST_DATE_S, LONGEST_NS, NS, ClockId, read_clock
from forkingpaths.vfs.credentials import CAP_SYS_TIME

if TYPE_CHECKING:
    from forkingpaths.kernel.kernel import Kernel
    from forkingpaths.kernel.task import Task

TimexInOut = Annotated[int, struct_inout("timex", 208)]
LEAST_TICK_US, MOST_TICK_US = 9_000, 11_000


def _adjust(k: Kernel, t: Task, address: int) -> int:
    given = Timex(*TIMEX.unpack(t.memory.read(address, TIMEX.size)))
    k.touch(("clock",), bool(given.modes))
    _check_adjustment(t, given)
    if given.modes & ADJ_SETOFFSET:
        _move_clock(k, given)
    amount = 0
    if given.modes & ADJ_ADJTIME:
        # adjtime(3): "if olddelta is not NULL, ... the amount of time remaining from any previous adjustment"
        amount = clock_discipline.of(k).adjust_us
        if not given.modes & ADJ_OFFSET_READONLY:
            clock_discipline.adjust(k, given.offset)
    elif given.modes:
        clock_discipline.change(k, given)
        if given.modes & ADJ_TAI:
            clock_setting.dates_moved(k)
    d = clock_discipline.of(k)
    seconds, nanoseconds = divmod(k.now_ns(), NS)
    answer = given._replace(
        offset=amount if given.modes & ADJ_ADJTIME else clock_discipline.offset_of(d),
        freq=clock_discipline.frequency_of(d),
        maxerror=d.max_error_us,
        esterror=d.error_us,
        status=d.status,
        constant=d.constant,
        precision=1,
        tolerance=clock_discipline.MOST_PPM * clock_discipline.PPM,
        time_sec=seconds,
        time_usec=nanoseconds if d.status & STA_NANO else nanoseconds // 1000,
        tick=d.tick_us,
        ppsfreq=0,
        jitter=0,
        shift=0,
        stabil=0,
        jitcnt=0,
        calcnt=0,
        errcnt=0,
        stbcnt=0,
        tai=d.tai_s,
    )
    t.memory.write(address, TIMEX.pack(*answer))
    # "TIME_ERROR: the system clock is not synchronized to a reliable server"
    return TIME_ERROR if d.status & (STA_UNSYNC | STA_CLOCKERR) else d.state


def _check_adjustment(t: Task, given: Timex) -> None:
    """ "EPERM buf.modes is neither 0 nor ADJ_OFFSET_SS_READ, and the caller does not have sufficient privilege"; "EINVAL An attempt was
    made to set buf.freq to a value outside the range"; "buf.tick to a value outside the range 900000/HZ to 1100000/HZ" """
    modes = given.modes
    privileged = t.credentials.capable(CAP_SYS_TIME)
    if modes & ADJ_ADJTIME:
        if not modes & ADJ_OFFSET:
            raise SysError(Errno.EINVAL)
        if not modes & ADJ_OFFSET_READONLY and not privileged:
            raise SysError(Errno.EPERM)
    else:
        if modes and not privileged:
            raise SysError(Errno.EPERM)
        if modes & ADJ_TICK and not LEAST_TICK_US <= given.tick <= MOST_TICK_US:
            raise SysError(Errno.EINVAL)
    if modes & ADJ_SETOFFSET:
        if not privileged:
            raise SysError(Errno.EPERM)
        if not 0 <= given.time_usec < (NS if modes & ADJ_NANO else 1_000_000):
            raise SysError(Errno.EINVAL)
    if modes & ADJ_FREQUENCY and abs(given.freq) > LONGEST_NS // clock_discipline.PPM_SCALE:
        raise SysError(Errno.EINVAL)


def _move_clock(k: Kernel, given: Timex) -> None:
    """ "ADJ_SETOFFSET: Add time to the current time.  If buf.modes includes the ADJ_NANO flag, then buf.time.tv_usec is interpreted as a
    nanosecond value; otherwise it is interpreted as microseconds.  The value of buf.time is the sum of its two fields, but the field
    buf.time.tv_usec must always be nonnegative." """
    unit_ns = 1 if given.modes & ADJ_NANO else 1000
    ns = k.now_ns() + given.time_sec * NS + given.time_usec * unit_ns
    if ns < k.monotonic_ns() or ns // NS >= LATEST_DATE_S:
        raise SysError(Errno.EINVAL)
    clock_setting.set_real_time(k, ns)


@syscall()
def adjtimex(k: Kernel, t: Task, buf: TimexInOut) -> int:
    return _adjust(k, t, buf)


@syscall(man="adjtimex(2)")
def clock_adjtime(k: Kernel, t: Task, clk_id: ClockId, buf: TimexInOut) -> int:
    if clk_id != CLOCK_REALTIME:
        read_clock(k, t, clk_id)
        raise SysError(Errno.EOPNOTSUPP)
    return _adjust(k, t, buf)

"""Setting the real-time clock: what waits for a date follows it, what waits for an amount of time does not (clock_settime(2), NOTES;
timerfd_create(2), TFD_TIMER_CANCEL_ON_SET).  Not compared with the host: that would set the clock of the machine.
"""

import os
from errno import ECANCELED, ETIMEDOUT
from pathlib import Path

import pytest

from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from tests import guests, host

SOURCE = Path(__file__).with_name("setting_the_clock.c")
SIGALRM = 14
DATES = {
    "sleep-date": 0, "semaphore-date": ETIMEDOUT, "condition-date": ETIMEDOUT, "mutex-date": ETIMEDOUT, "receive-date": ETIMEDOUT,
    "send-date": ETIMEDOUT, "timer-date": SIGALRM, "timerfd-date": 1,
}  # fmt: skip
WHILES = {
    "sleep-while": 0,
    "sleep-boot": 0,
    "poll-while": 0,
    "timer-while": SIGALRM,
    "alarm-while": SIGALRM,
    "timerfd-while": 1,
}
HOWS = ("clock_settime", "settimeofday", "adjtimex")


def output(*arguments: str) -> str:
    program = host.compile_c(SOURCE, *guests.FLAGS)
    streams = guests.Streams(b"")
    argv = [os.fsencode(program), *map(str.encode, arguments)]
    scheduler.run(boot(Options(argv=argv, memory_bytes=64 << 20), streams, guests.calls()))
    return bytes(streams.output[1]).decode()


@pytest.mark.slow
@pytest.mark.parametrize(("what", "answer"), DATES.items())
def test_who_waits_for_a_date_follows_the_clock(what: str, answer: int) -> None:
    for how in HOWS:
        assert output(what, "-1200", how) == f"{answer} 80\n"
        assert output(what, "1200", how) == f"{answer} 40\n"
        assert output(what, "7200", how) == f"{answer} 10\n"


@pytest.mark.slow
@pytest.mark.parametrize(("what", "answer"), WHILES.items())
def test_who_waits_for_a_while_does_not(what: str, answer: int) -> None:
    for jump in ("-1200", "7200"):
        assert output(what, jump, HOWS[0]) == f"{answer} 60\n"


@pytest.mark.parametrize("how", HOWS)
def test_a_timer_descriptor_can_be_cancelled_by_it(how: str) -> None:
    assert output("timerfd-cancelled", "5", how) == f"{ECANCELED} 10\n"

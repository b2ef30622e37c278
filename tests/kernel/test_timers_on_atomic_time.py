"""CLOCK_TAI is CLOCK_REALTIME and an offset (clock_gettime(2), adjtimex(2)).  Not compared with the host: that would set the
offset of the machine.
"""

import os
from pathlib import Path

from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from tests import guests, host

SOURCE = Path(__file__).with_name("timers_on_atomic_time.c")
EXPECTED = """\
ahead by 37
timer_settime(tai, TIMER_ABSTIME, &value, NULL) = 0
timer_settime(real, TIMER_ABSTIME, &value, NULL) = 0
left 100 and 137
timer_settime(real, 0, &value, NULL) = 0
timer_settime(tai, TIMER_ABSTIME, &value, NULL) = 0
left 0
timer_settime(rings, TIMER_ABSTIME, &value, NULL) = 0
left 30
left 20
signal 1
slept: 0
"""


def test_timers_and_sleepers_follow_the_offset() -> None:
    program = host.compile_c(SOURCE, *guests.FLAGS, f"-I{guests.FOLDER}")
    streams = guests.Streams(b"")
    scheduler.run(boot(Options(argv=[os.fsencode(program)], memory_bytes=64 << 20), streams, guests.calls()))
    assert bytes(streams.output[1]).decode() == EXPECTED

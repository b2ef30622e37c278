"""How fast the clock goes: adjtime(3) and adjtimex(2), to the letter of the manual page and of Linux's arithmetic.

Natively they would adjust the clock of the machine, so the texts are of a run here.  They follow from the rules: an amount goes at 500 us
a second, 2^-(2 + constant) of an offset in each second, offset x seconds / 2^16 into the frequency (constant 4), the error grows by
500 us a second, a tick is a hundredth of one.
"""

import os
from pathlib import Path

import pytest

from forkingpaths.kernel import scheduler
from forkingpaths.kernel.boot import Options, boot
from tests import guests, host

SOURCE = Path(__file__).with_name("adjusting_the_clock.c")
SHOWN = {
    "amount": """\
ahead 500
left 0 200
ahead 699
ahead -49525
left -1 -950000
left 0 0
""",
    "frequency": """\
5: offset 0 freq -6553600 maxerror 16000000 status 0x40 constant 2 tick 10000 tai 0
ahead -1000
5: offset 0 freq 32768000 maxerror 16000000 status 0x40 constant 2 tick 10000 tai 0
5: offset 0 freq 0 maxerror 16000000 status 0x40 constant 2 tick 10000 tai 0
-1 refused: offset 11001 freq 11001 maxerror 11001 status 0x2af9 constant 11001 tick 11001 tai 0
-1 refused: offset 8999 freq 8999 maxerror 8999 status 0x2327 constant 8999 tick 8999 tai 0
5: offset 0 freq 0 maxerror 16000000 status 0x40 constant 2 tick 10010 tai 0
ahead 9990
""",
    "phase": """\
5: offset 0 freq 0 maxerror 16000000 status 0x40 constant 2 tick 10000 tai 0
5: offset 0 freq 0 maxerror 16000000 status 0x41 constant 2 tick 10000 tai 0
5: offset 0 freq 0 maxerror 16000000 status 0x41 constant 4 tick 10000 tai 0
5: offset 6400 freq 0 maxerror 16000000 status 0x41 constant 4 tick 10000 tai 0
5: offset 6300 freq 0 maxerror 16000000 status 0x41 constant 4 tick 10000 tai 0
5: offset 6201 freq 0 maxerror 16000000 status 0x41 constant 4 tick 10000 tai 0
5: offset 6104 freq 0 maxerror 16000000 status 0x41 constant 4 tick 10000 tai 0
5: offset 6104663 freq 0 maxerror 16000000 status 0x2041 constant 4 tick 10000 tai 0
5: offset -500000000 freq -1500000 maxerror 16000000 status 0x2041 constant 4 tick 10000 tai 0
5: offset -492187500 freq -1500000 maxerror 16000000 status 0x2041 constant 4 tick 10000 tai 0
""",
    "status": """\
0: offset 0 freq 0 maxerror 16000000 status 0 constant 2 tick 10000 tai 0
0: offset 0 freq 0 maxerror 15998800 status 0 constant 2 tick 10000 tai 0
0: offset 0 freq 0 maxerror 15999800 status 0 constant 2 tick 10000 tai 0
5: offset 0 freq 0 maxerror 16000000 status 0x40 constant 2 tick 10000 tai 0
5: offset 0 freq 0 maxerror 16000000 status 0x40 constant 2 tick 10000 tai 37
ahead of UTC 37
-1 refused: offset 0 freq 0 maxerror 0 status 0 constant 0 tick 0 tai 0
""",
    "insert": """\
5: offset 0 freq 0 maxerror 0 status 0x40 constant 2 tick 10000 tai 0
0: offset 0 freq 0 maxerror 0 status 0x10 constant 2 tick 10000 tai 0
0 57 tai 0
1 58 tai 0
1 59 tai 0
3 59 tai 1
4 00 tai 1
4 01 tai 1
4: offset 0 freq 0 maxerror 3000 status 0 constant 2 tick 10000 tai 1
0: offset 0 freq 0 maxerror 3500 status 0 constant 2 tick 10000 tai 1
""",
    "delete": """\
5: offset 0 freq 0 maxerror 0 status 0x40 constant 2 tick 10000 tai 0
0: offset 0 freq 0 maxerror 0 status 0x20 constant 2 tick 10000 tai 0
0 57 tai 0
2 58 tai 0
4 00 tai -1
4 01 tai -1
4 02 tai -1
4 03 tai -1
4: offset 0 freq 0 maxerror 3000 status 0 constant 2 tick 10000 tai -1
0: offset 0 freq 0 maxerror 3500 status 0 constant 2 tick 10000 tai -1
""",
}


def output(what: str) -> str:
    program = host.compile_c(SOURCE, *guests.FLAGS)
    streams = guests.Streams(b"")
    argv = [os.fsencode(program), what.encode()]
    scheduler.run(boot(Options(argv=argv, memory_bytes=64 << 20), streams, guests.calls()))
    return bytes(streams.output[1]).decode()


@pytest.mark.slow
@pytest.mark.parametrize("what", SHOWN)
def test_adjustments_are_carried_out(what: str) -> None:
    assert output(what) == SHOWN[what]

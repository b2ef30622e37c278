"""Going to any step of a long run: `python -m benchmarks.seek`, a part of `make bench`.

A run of more than a million steps is made once (the first visit); then steps all over it are asked for, forwards and backwards, with the
kernel's tables at each.  Told: the seconds of the visit, milliseconds of a seek, and memory, which must not grow with the number of steps.
"""

import json
import os
import platform
import random
import resource
import statistics
import time
from pathlib import Path

from forkingpaths.explore.streams import RecordedHost
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from forkingpaths.record.player import Player
from forkingpaths.sys import table
from forkingpaths.view.tables import look_at_all
from tests import host
from tests.web.programs import PING_PONG

ROUND_TRIPS = 75_000  # some 14 steps each
SEEKS = 60
RESULTS = Path(__file__).resolve().parent / "seek.json"


def resident_mb() -> float:
    """The most memory so far, of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(round_trips: int) -> dict[str, object]:
    """One run: its length, the first visit, seeks, memory."""
    program = host.compile_c(PING_PONG, "-O1", "-static")
    calls = table.load()

    def start(streams: RecordedHost) -> Kernel:
        argv = [os.fsencode(program), b"%d" % round_trips]
        return boot(Options(argv=argv, memory_bytes=64 << 20), streams, calls)

    player = Player(start)
    before = resident_mb()
    begun = time.perf_counter()
    player.visit()
    visit_s = time.perf_counter() - begun
    chance = random.Random(1)
    took = []
    for _ in range(SEEKS):
        step = chance.randrange(2, player.steps)
        begun = time.perf_counter()
        look_at_all(player.at(step))
        took.append((time.perf_counter() - begun) * 1000)
    return {
        "steps": player.steps,
        "visit_s": round(visit_s, 2),
        "seek_ms_median": round(statistics.median(took), 1),
        "seek_ms_worst": round(max(took), 1),
        "snapshots": len(player.marks),
        "memory_grown_mb": round(resident_mb() - before, 1),
    }


def main() -> None:
    rows = [measure(ROUND_TRIPS // 10), measure(ROUND_TRIPS)]
    for row in rows:
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    RESULTS.write_text(
        json.dumps(
            {"python": platform.python_version(), "machine": platform.machine(), "seek": rows}, indent=2
        )
        + "\n"
    )


if __name__ == "__main__":
    main()

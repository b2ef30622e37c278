"""A schedule string names one run: the same bytes and the same step numbers, a thousand times, on other days, in other
folders, zones and processes."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from forkingpaths.explore.bounds import Bounds
from forkingpaths.explore.exhaustive import Exhaustive
from forkingpaths.explore.schedule import format_schedule, parse_schedule
from forkingpaths.kernel.events import Kind
from forkingpaths.record.player import Player
from tests import host
from tests.explore.exploring import executor
from tests.host import ROOT
from tests.record.recording import booting, options_of

pytestmark = pytest.mark.needs("gcc")
TIMES, PROCESSES = 1000, 4
OF_ONE_BOOT = 25  # replays; the kernel goes back to its first instruction between them
IDENTITY = bytes(range(32))

# All that a program can see of time, chance, numbers and places, with a signal taken at an instruction.
NOSY = """
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static volatile long count, seen;
static void handler(int s) { (void)s; seen = count; }
int main(void) {
    signal(SIGCHLD, handler);
    struct timespec now;
    struct stat self;
    unsigned random;
    clock_gettime(CLOCK_REALTIME, &now);
    time_t day = now.tv_sec;
    struct tm *local = localtime(&day);
    if (getrandom(&random, sizeof random, 0) != sizeof random || stat("/proc/self/exe", &self)) return 9;
    pid_t child = fork();
    if (child == 0) _exit(3);
    for (int i = 0; i < 50; i++) count++;
    wait(NULL);
    printf("%ld.%09ld %d %u %d %d %p %lu %ld %s\\n", (long)now.tv_sec, now.tv_nsec, local->tm_hour, random, getpid(),
           child, malloc(99), (unsigned long)self.st_ino, seen, getenv("TZ") ? getenv("TZ") : "-");
    return 0;
}
"""

SHIM = """
#include <time.h>
#include <sys/time.h>
#include <stdlib.h>
static long shifted(void) { return 1000000000 + 86400L * atol(getenv("DAYS")); }
time_t time(time_t *t) { if (t) *t = shifted(); return shifted(); }
int gettimeofday(struct timeval *restrict t, void *restrict z) { (void)z; t->tv_sec = shifted(); t->tv_usec = 0; return 0; }
int clock_gettime(clockid_t c, struct timespec *t) { (void)c; t->tv_sec = shifted(); t->tv_nsec = 0; return 0; }
"""


def interesting() -> str:
    """The schedule string of a run in which the signal comes in the middle of the loop."""
    for run in Exhaustive(executor(NOSY), Bounds()).runs():
        if any(deviation.choice.kind == "stop" for deviation in run.schedule):
            return format_schedule(run.schedule, IDENTITY)
    raise AssertionError("no run stops the loop")


def replays(text: str, times: int) -> list[tuple[str, int]]:
    """(digest of output and every event, steps) of each replay."""
    start = booting(options_of(NOSY))
    found = []
    for _ in range(times // OF_ONE_BOOT):
        player = Player(start, b"", parse_schedule(text, IDENTITY))
        player.visit()
        output = b"".join(written.data for written in player.output)
        for _ in range(OF_ONE_BOOT):
            events = player.events(1, player.steps)
            assert b"".join(event.data[1] for event in events if event.kind is Kind.OUTPUT) == output
            assert player.at_point(player.points).step_number == player.steps
            found.append((hashlib.sha256(output + repr(events).encode()).hexdigest(), player.steps))
            player.at_point(0)
    return found


def main() -> None:
    """What a process of the test does."""
    import time

    print(
        json.dumps(
            {"day": time.time() // 86400, "found": sorted(set(replays(sys.argv[1], int(sys.argv[2]))))}
        )
    )


@pytest.mark.slow
def test_a_thousand_replays_elsewhere_are_one_run(tmp_path: Path) -> None:
    text = interesting()
    shim = host.compile_c(SHIM, "-shared", "-fPIC")
    children = []
    for number in range(PROCESSES):
        place = tmp_path / f"place {number}"
        place.mkdir()
        code = f"import sys; sys.path[:0] = {[str(ROOT / 'src'), str(ROOT)]!r}; from {__name__} import main; main()"
        environment = {
            **os.environ, "PYTHONHASHSEED": str(number), "TZ": ("UTC", "Asia/Tokyo", "America/New_York", ":nowhere")[number],
            "LC_ALL": ("C", "C.UTF-8")[number % 2], "LD_PRELOAD": str(shim), "DAYS": str(3000 * number), "HOME": str(place),
        }  # fmt: skip
        children.append(
            subprocess.Popen(
                [sys.executable, "-c", code, text, str(TIMES // PROCESSES)],
                cwd=place,
                env=environment,
                stdout=subprocess.PIPE,
            )
        )
    results = [json.loads(child.communicate(timeout=300)[0]) for child in children]
    assert len({result["day"] for result in results}) == PROCESSES
    (here,) = set(replays(text, OF_ONE_BOOT))
    assert [result["found"] for result in results] == [[list(here)]] * PROCESSES


def test_a_replay_from_nothing_is_the_explorers_run() -> None:
    text = interesting()
    schedule = parse_schedule(text, IDENTITY)
    run = executor(NOSY).run(schedule)
    player = Player(booting(options_of(NOSY)), b"", schedule)
    player.visit()
    assert player.events(1, player.steps) == run.events
    assert b"".join(written.data for written in player.output) == run.output
    assert run.output.count(b" ") == 8

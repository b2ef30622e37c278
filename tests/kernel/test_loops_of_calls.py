"""Loops of calls that wait for time to pass are given it; calls that do work are not (kernel/looping.py)."""

import pytest

from forkingpaths.kernel import scheduler, snapshot
from forkingpaths.kernel.clock import CALL_NS
from tests.explore.exploring import executor

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
PROGRAM = """
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>
static volatile sig_atomic_t flag;
static void handler(int number) { (void)number; flag = 1; }
int main(void)
{
	struct timespec begin, end;
	int fd = open(FILE_NAME, O_RDWR | O_CREAT, 0600);
	signal(SIGALRM, handler);
	alarm(SECONDS);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	for (int i = 0; i < 70000 && !flag; i++)
		write(fd, "x", 1);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%ld\\n", (end.tv_sec - begin.tv_sec) * 700000000 + end.tv_nsec - begin.tv_nsec);
	return 0;
}
"""


def time_of(file_name: str, seconds: int) -> int:
    run = executor(PROGRAM.replace("FILE_NAME", f'"{file_name}"').replace("SECONDS", str(seconds)))
    run.kernel.watched = False
    scheduler.run(run.kernel)
    return int(b"".join(data for _, data in run.host.output))


def test_work_takes_what_it_takes() -> None:
    work_ns = 70_000 * CALL_NS
    assert work_ns < time_of("/dev/null", 0) < 1.5 * work_ns  # nobody waits
    assert work_ns < time_of("/tmp/grows", 60) < 1.5 * work_ns  # it gets on
    assert 2 * work_ns < time_of("/dev/null", 60) < 200_000_000  # a wait, for all that can be seen


def test_a_snapshot_in_the_middle_of_a_look_changes_nothing() -> None:
    runner = executor(PROGRAM.replace("FILE_NAME", '"/dev/null"').replace("SECONDS", "60"))
    k = runner.kernel
    k.watched = False
    while k.clock.loop is None or k.clock.loop.call_ns == CALL_NS or not k.clock.loop.sample_end:
        scheduler.step(k, scheduler.choices(k)[0])
    taken = snapshot.take(k)
    scheduler.run(k)
    first = k.clock.now_ns, k.clock.calls
    snapshot.restore(k, taken)
    scheduler.run(k)
    assert (k.clock.now_ns, k.clock.calls) == first

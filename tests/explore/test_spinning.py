"""A program that waits by turning in a loop: the turns that change nothing are counted and not carried out."""

import pytest

from forkingpaths.kernel import scheduler
from tests.explore.exploring import executor

pytestmark = pytest.mark.needs("gcc")
SPIN = """
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
int main(void)
{
	struct timespec now;
	volatile int *flag = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (fork() == 0) {
		for (volatile int i = 0; i < 100000; i++)
			;
		*flag = FLAG;
		_exit(0);
	}
	while (!*flag)
		;
	clock_gettime(CLOCK_MONOTONIC, &now);
	printf("%ld\\n", (long)now.tv_nsec);
	return wait(NULL) < 0;
}
"""


def test_time_passes_as_if_each_turn_had_been_made() -> None:
    runner = executor(SPIN.replace("FLAG", "1"))
    explored = runner.run(())
    assert explored.status == 0
    assert sum(len(t.accesses) for t in explored.transitions) < 1_000_000
    again = executor(SPIN.replace("FLAG", "1"))
    k = again.kernel
    k.watched = False
    scheduler.run(k)
    assert b"".join(data for _, data in again.host.output) == explored.output


def test_a_loop_that_nobody_will_end_is_the_end_of_the_run() -> None:
    run = executor(SPIN.replace("FLAG", "0")).run(())
    assert run.ending == "spinning"
    assert len(run.transitions) < 100


WAITS_FOR_AN_ALARM = """
#include <signal.h>
#include <unistd.h>
static volatile sig_atomic_t flag;
static void handler(int number) { (void)number; flag = 1; }
int main(void) { signal(SIGALRM, handler); alarm(1); while (!flag); return 7; }
"""


def test_a_loop_that_a_signal_will_end_goes_on() -> None:
    run = executor(WAITS_FOR_AN_ALARM).run(())
    assert (run.ending, run.status) == ("finished", 7 << 8)

"""Tasks that wait in loops of user code make way for those they wait for (kernel/making_way.py)."""

import pytest

from forkingpaths.explore.executor import Executor
from forkingpaths.kernel import scheduler, snapshot
from tests.explore.exploring import executor

pytestmark = [pytest.mark.needs("gcc"), pytest.mark.slow]
PROGRAM = """
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
static volatile int *turn;
static void take_turns(int me)
{
	for (int i = 0; i < ROUNDS; i++) {
		while (*turn != me)
			for (int n = 0; n < PAUSES; n++)
				__builtin_ia32_pause();
		*turn = 1 - me;
	}
}
int main(void)
{
	struct timespec begin, end;
	turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	clock_gettime(CLOCK_MONOTONIC, &begin);
	if (fork() == 0) {
		take_turns(1);
		_exit(0);
	}
	take_turns(0);
	wait(NULL);
	clock_gettime(CLOCK_MONOTONIC, &end);
	printf("%ld\\n", (end.tv_sec - begin.tv_sec) * 1000000000 + end.tv_nsec - begin.tv_nsec);
	return 0;
}
"""


def program(rounds: int, pauses: int = 0) -> Executor:
    return executor(PROGRAM.replace("ROUNDS", str(rounds)).replace("PAUSES", str(pauses)))


def output(run: Executor) -> bytes:
    return b"".join(data for _, data in run.host.output)


def time_of(rounds: int, pauses: int) -> int:
    run = program(rounds, pauses)
    run.kernel.watched = False
    scheduler.run(run.kernel)
    return int(output(run))


@pytest.mark.parametrize("pauses", [0, 1, 20])
def test_a_flag_is_handed_over_in_microseconds(pauses: int) -> None:
    first_ns = time_of(50, pauses)
    assert first_ns < 100_000_000  # until the loops are known
    assert time_of(2050, pauses) - first_ns < 2000 * 2 * 10_000  # a turn would be two milliseconds


def test_a_run_that_is_watched_is_the_same_and_no_livelock() -> None:
    watched, plain = program(8).run(()), program(8)
    plain.kernel.watched = False
    scheduler.run(plain.kernel)
    assert watched.ending == "finished"
    assert watched.output == output(plain)


def test_a_snapshot_in_the_middle_changes_nothing() -> None:
    k = program(300).kernel
    k.watched = False
    while not any(t.spin and t.spin.loops.rounds for t in k.tasks.values()):
        scheduler.step(k, scheduler.choices(k)[0])
    for _ in range(20):
        scheduler.step(k, scheduler.choices(k)[0])
    taken = snapshot.take(k)
    ends = []
    for _ in range(2):
        scheduler.run(k)
        ends.append((k.clock.now_ns, k.transitions))
        snapshot.restore(k, taken)
    assert ends[0] == ends[1]


BOTH_WAIT_FOR_AN_ALARM = """
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static volatile int *over;
static void handler(int number) { (void)number; *over = 1; }
int main(void)
{
	over = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	signal(SIGALRM, handler);
	if (fork() == 0) {
		while (!*over);
		_exit(0);
	}
	alarm(20);
	while (!*over);
	wait(NULL);
	return 7;
}
"""


def test_time_passes_while_all_wait() -> None:
    k = executor(BOTH_WAIT_FOR_AN_ALARM).kernel
    k.watched = False
    scheduler.run(k)
    assert k.main_status == 7 << 8
    assert k.clock.blocks < 40_000_000  # not the ten thousand million of twenty seconds

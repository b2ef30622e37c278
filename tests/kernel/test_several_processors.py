"""Real-time tasks on one, two and three processors: the invariants of who may run hold after every transition, under any choices."""

import random

import pytest

from forkingpaths.kernel import invariants, scheduler, several_processors
from forkingpaths.kernel.boot import Options, boot
from forkingpaths.kernel.kernel import Kernel
from tests import guests, host

pytestmark = pytest.mark.needs("gcc")

# Threads that change their own and each other's policies, priorities and masks, sleep, yield, and wait for PI locks.
RESTLESS = """
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static pthread_mutex_t lock;
static int tids[6];
static void *run(void *argument)
{
	long me = (long)argument;
	unsigned seed = SEED * 100 + me;
	struct timespec little = {0, 100000};
	tids[me] = syscall(SYS_gettid);
	for (int i = 0; i < 25; i++) {
		int other = rand_r(&seed) % 6, policy = rand_r(&seed) % 3;
		struct sched_param parameter = {policy ? 1 + rand_r(&seed) % 4 : 0};
		unsigned long mask = 1 + rand_r(&seed) % 7;
		switch (rand_r(&seed) % 6) {
		case 0: sched_setscheduler(tids[other], policy, &parameter); break;
		case 1: syscall(SYS_sched_setaffinity, tids[other], sizeof mask, &mask); break;
		case 2: nanosleep(&little, NULL); break;
		case 3: sched_yield(); break;
		case 4: pthread_mutex_lock(&lock); sched_yield(); pthread_mutex_unlock(&lock); break;
		case 5: for (volatile int n = 0; n < 3000; n++); break;
		}
	}
	return NULL;
}
int main(void)
{
	pthread_t threads[6];
	pthread_mutexattr_t attributes;
	pthread_mutexattr_init(&attributes);
	pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
	pthread_mutex_init(&lock, &attributes);
	for (long i = 0; i < 6; i++)
		pthread_create(threads + i, NULL, run, (void *)i);
	for (int i = 0; i < 6; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
"""


def kernel(seed: int, processors: int) -> Kernel:
    executable = host.compile_c(f"#define _GNU_SOURCE\n#define SEED {seed}\n{RESTLESS}", *guests.FLAGS)
    options = Options(argv=[bytes(executable)], memory_bytes=64 << 20, processors=processors)
    return boot(options, guests.Streams(b""), guests.calls())


@pytest.mark.parametrize("processors", [1, 2, 3])
@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 4])
def test_invariants_hold_and_all_come_to_an_end(seed: int, processors: int) -> None:
    k = kernel(seed, processors)
    choose = random.Random(seed)
    outranked = 0
    while choices := scheduler.choices(k):
        scheduler.step(k, choose.choice(choices) if seed % 2 else choices[0])
        invariants.check(k)
        outranked += bool(k.outranked)
    assert k.main_status == 0
    assert bool(outranked) == (processors > 1), "somebody was kept from running, and it was looked at"


@pytest.mark.slow
def test_a_task_makes_way_for_one_that_has_no_other_place() -> None:
    """Three of one priority on three processors: the first may use all, the second one of two, the third one alone."""
    k = kernel(0, 3)
    while len(k.tasks) < 5:
        scheduler.step(k, scheduler.choices(k)[0])
    queue = k.run_queue[:3]
    for tid, mask in zip(queue, (0b111, 0b011, 0b001), strict=True):
        k.tasks[tid].priority = 5
        k.tasks[tid].extras["affinity"] = mask
    k.real_time, k.line = True, queue
    several_processors.arrange(k)
    assert k.run_queue[:3] == queue
    held, starved = several_processors.holders(k)
    assert all(tid in held for tid in queue)
    assert starved == k.run_queue[3:] == [tid for tid in k.run_queue if tid not in queue]

// slow
/* Threads, and a process and its child, that wait for their turn by looking and giving up the processor in between: sched_yield(2), usleep(0)
 * and a look at the clock. */
#include "behaviour.h"
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

enum { ROUNDS = 200 };
static volatile int *turn;
static int way;

static void take_turns(int me)
{
	for (int i = 0; i < ROUNDS; i++) {
		while (*turn != me)
			switch (way) {
			case 1: sched_yield(); break;
			case 2: usleep(0); break;
			case 3: time(NULL); break;
			}
		*turn = 1 - me;
	}
}

static void *other(void *unused)
{
	take_turns(1);
	return unused;
}

int main(void)
{
	turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(turn != MAP_FAILED);
	for (way = 0; way < 4; way++) {
		pthread_t t;
		CHECK(pthread_create(&t, NULL, other, NULL) == 0);
		take_turns(0);
		CHECK(pthread_join(t, NULL) == 0);
		printf("threads, %d: turn %d\n", way, *turn);
		if (fork() == 0) {
			take_turns(1);
			_exit(0);
		}
		take_turns(0);
		CHECK(wait(NULL) > 0);
		printf("processes, %d: turn %d\n", way, *turn);
	}
	time_t begin = time(NULL);
	while (time(NULL) == begin)
		;
	printf("%d\n", time(NULL) > begin);
	return 0;
}

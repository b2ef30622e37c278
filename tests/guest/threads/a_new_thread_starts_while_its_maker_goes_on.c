// slow
/* Who has made a thread, or a process, and goes on to compute for less than a millisecond, without a call, can see by the end that the new
 * one has begun to run. */
#include "behaviour.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { ATTEMPTS = 1000, TURNS = 400000 };
static volatile int *begun;
static volatile long work;

static void *begin(void *unused)
{
	*begun = 1;
	return unused;
}

static int compute(void)
{
	for (int i = 0; i < TURNS; i++)
		work += i;
	return *begun;
}

int main(void)
{
	int threads = 0, processes = 0;
	begun = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(begun != MAP_FAILED);
	for (int i = 0; i < ATTEMPTS && !(threads && processes); i++) {
		pthread_t thread;
		*begun = 0;
		CHECK(pthread_create(&thread, NULL, begin, NULL) == 0);
		threads += compute();
		CHECK(pthread_join(thread, NULL) == 0);
		*begun = 0;
		if (fork() == 0) {
			begin(NULL);
			_exit(0);
		}
		processes += compute();
		CHECK(wait(NULL) > 0);
	}
	printf("a thread: %d, a process: %d\n", threads > 0, processes > 0);
	return 0;
}

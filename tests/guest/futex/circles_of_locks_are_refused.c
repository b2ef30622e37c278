/* Two threads that each hold a lock and want the other's: the second is told EDEADLK; and so in a circle of four. */
#include "futexes.h"

#define MANY 4
static unsigned locks[MANY];
static volatile int tids[MANY], count;
static volatile long results[MANY];

static void *chain(void *argument)
{
	int me = (int)(long)argument;
	results[me] = futex(&locks[me], FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0);
	tids[me] = gettid();
	results[me] = futex(&locks[me + 1], FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0);
	if (!results[me])
		futex(&locks[me + 1], FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0);
	futex(&locks[me], FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0);
	return NULL;
}

static void circle_of(int n)
{
	pthread_t threads[MANY];
	count = n;
	memset(locks, 0, sizeof locks);
	memset((void *)tids, 0, sizeof tids);
	SHOW(futex(&locks[n - 1], FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	for (long i = n - 2; i >= 0; i--) {
		pthread_create(&threads[i], NULL, chain, (void *)i);
		while (!tids[i])
			usleep(500);
		until_asleep(tids[i]);
	}
	SHOW(futex(&locks[0], FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex(&locks[0], FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex(&locks[n - 1], FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	for (int i = 0; i < n - 1; i++) {
		pthread_join(threads[i], NULL);
		printf("thread %d got %ld\n", i, results[i]);
	}
	SHOW(futex(&locks[0], FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
}

int main(void)
{
	circle_of(2);
	circle_of(3);
	circle_of(4);
	return 0;
}

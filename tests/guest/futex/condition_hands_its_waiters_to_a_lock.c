/* FUTEX_WAIT_REQUEUE_PI and FUTEX_CMP_REQUEUE_PI: the first waiter gets a free lock at once, the others wait for it in turn; when the
 * lock has an owner all of them wait for him. */
#include "futexes.h"

static unsigned condition, lock;
static volatile int tids[3];
static long results[3];
static int order[3], woken;

static void *waiter(void *argument)
{
	int me = (int)(long)argument;
	tids[me] = gettid();
	results[me] = futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, NULL, &lock, 0);
	order[woken++] = me; /* under the lock */
	if ((lock & FUTEX_TID_MASK) != (unsigned)gettid())
		results[me] = -2;
	futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0);
	return NULL;
}

static pthread_t threads[3];

static void start(void)
{
	woken = 0;
	for (long i = 0; i < 3; i++) {
		tids[i] = 0;
		pthread_create(&threads[i], NULL, waiter, (void *)i);
		while (!tids[i])
			usleep(500);
		until_asleep(tids[i]);
	}
}

static void finish(void)
{
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);
	printf("results %ld %ld %ld, in the order %d %d %d\n", results[0], results[1], results[2], order[0], order[1], order[2]);
	show_lock("lock", lock, gettid());
	lock = 0;
}

int main(void)
{
	printf("a lock that is held:\n");
	start();
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)10, &lock, 0));
	show_lock("lock", lock, gettid());
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)10, &lock, 0));
	SHOW(futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	finish();

	printf("a lock that is free:\n");
	start();
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)10, &lock, 0));
	finish();

	printf("one after the other:\n");
	start();
	for (int i = 0; i < 3; i++) {
		SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)0, &lock, 0));
		pthread_join(threads[i], NULL);
		printf("result %ld\n", results[i]);
		show_lock("lock", lock, gettid());
	}

	printf("two at once under a lock:\n");
	start();
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 0));
	SHOW(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)0, &lock, 0));
	SHOW(futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	finish();
	return 0;
}

/* FUTEX_LOCK_PI takes a time of CLOCK_REALTIME, FUTEX_LOCK_PI2 of either clock, FUTEX_WAIT_REQUEUE_PI too, before it is requeued and after;
 * a lock that is free is taken whatever the time. */
#include "futexes.h"

static unsigned lock, condition;
static volatile int tid;

static void *locker(void *unused)
{
	struct timespec real = from_now(CLOCK_REALTIME, 30), monotonic = from_now(CLOCK_MONOTONIC, 30);
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, &real, NULL, 0));
	SHOW(futex(&lock, FUTEX_LOCK_PI2_PRIVATE, 0, &monotonic, NULL, 0));
	real = from_now(CLOCK_REALTIME, 30);
	SHOW(futex(&lock, FUTEX_LOCK_PI2_PRIVATE | FUTEX_CLOCK_REALTIME, 0, &real, NULL, 0));
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE | FUTEX_CLOCK_REALTIME, 0, &real, NULL, 0));
	struct timespec past = {0, 0}, bad = {0, -1}, negative = {-1, 0};
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, &past, NULL, 0));
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, &bad, NULL, 0));
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, &negative, NULL, 0));
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, (void *)1, NULL, 0));
	real = from_now(CLOCK_REALTIME, 30), monotonic = from_now(CLOCK_MONOTONIC, 30);
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, &monotonic, &lock, 0));
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE | FUTEX_CLOCK_REALTIME, 0, &real, &lock, 0));
	tid = gettid();
	monotonic = from_now(CLOCK_MONOTONIC, 200);
	SHOW(futex(&condition, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, &monotonic, &lock, 0));
	return NULL;
}

int main(void)
{
	pthread_t thread;
	struct timespec past = {0, 0};
	SHOW(futex(&lock, FUTEX_LOCK_PI_PRIVATE, 0, &past, NULL, 0));
	pthread_create(&thread, NULL, locker, NULL);
	while (!tid)
		usleep(1000);
	until_asleep(tid);
	CHECK(futex(&condition, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)1, &lock, 0) == 1);
	pthread_join(thread, NULL);
	show_lock("lock", lock, gettid());
	SHOW(futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	show_lock("lock", lock, gettid());
	SHOW(futex(&lock, FUTEX_LOCK_PI2_PRIVATE, 0, &past, NULL, 0));
	SHOW(futex(&lock, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
	return 0;
}

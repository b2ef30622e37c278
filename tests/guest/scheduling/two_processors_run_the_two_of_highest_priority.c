// sched(7): of three SCHED_FIFO threads two processors run those of higher priority, and one thread bound to a processor makes another,
// which may use both, go on on the other one. The third gets on when one of them lets it.
// needs: root x86-64
#include "real_time.h"

static volatile int stop, both, third;

static void *turn(void *bit)
{
	__sync_fetch_and_or(&both, (long)bit);
	while (!stop)
		;
	return NULL;
}

static void *get_on(void *unused)
{
	third = 1;
	return unused;
}

int main(void)
{
	bind_to(3);
	take(SCHED_FIFO, 90);
	pthread_t a = start(SCHED_FIFO, 50, 3, turn, (void *)1);
	pthread_t b = start(SCHED_FIFO, 60, 1, turn, (void *)2);
	pthread_t c = start(SCHED_FIFO, 10, 3, get_on, NULL);
	rest(200);
	printf("run: %d, the third: %d\n", both, third);
	stop = 1;
	pthread_join(a, NULL);
	pthread_join(b, NULL);
	pthread_join(c, NULL);
	printf("the third: %d\n", third);
}

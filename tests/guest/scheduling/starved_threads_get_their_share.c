// sched(7), "Limiting the CPU usage of real-time and deadline processes": with a SCHED_FIFO thread on every processor the others get
// a twentieth of the time all the same; a real-time thread of lower priority gets nothing.
// needs: root x86-64
// slow
#include "real_time.h"

static volatile int stop, ordinary, lower;

static void *turn(void *unused)
{
	while (!stop)
		;
	return unused;
}

static void *set(void *flag)
{
	*(volatile int *)flag = 1;
	return NULL;
}

int main(void)
{
	int count = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t turning[count];
	take(SCHED_FIFO, 90);
	for (int i = 0; i < count; i++)
		turning[i] = start(SCHED_FIFO, 50, 1ul << i, turn, NULL);
	pthread_t first = start(SCHED_OTHER, 0, 0, set, (void *)&ordinary);
	pthread_t second = start(SCHED_FIFO, 10, 0, set, (void *)&lower);
	rest(3000);
	printf("ordinary %d, of lower priority %d\n", ordinary, lower);
	stop = 1;
	for (int i = 0; i < count; i++)
		pthread_join(turning[i], NULL);
	pthread_join(first, NULL);
	pthread_join(second, NULL);
	printf("ordinary %d, of lower priority %d\n", ordinary, lower);
}

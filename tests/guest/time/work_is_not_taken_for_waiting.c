// slow
/* Loops that only compute, three hundred million rounds of them, are over before a watchdog of ten seconds: it is not by turning in them
 * that anybody waits. */
#include "behaviour.h"
#include <pthread.h>

static void bark(int number)
{
	(void)number;
	write(1, "watchdog\n", 9);
	_exit(1);
}

static void *compute(void *rounds)
{
	volatile unsigned long a = 1;
	for (long i = 0; i < (long)rounds; i++)
		a = a * 3 + i;
	return NULL;
}

int main(void)
{
	pthread_t t;
	signal(SIGALRM, bark);
	alarm(10);
	CHECK(pthread_create(&t, NULL, compute, (void *)150000000) == 0);
	compute((void *)150000000);
	pthread_join(t, NULL);
	puts("done");
	return 0;
}

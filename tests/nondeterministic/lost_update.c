// Two threads add to one variable without a lock.
// explore: --preemptions 1
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static volatile int count;
static void *add(void *a)
{
	int now = count;
	if (a)
		getppid();
	count = now + 1;
	return NULL;
}

int main(void)
{
	pthread_t t[2];
	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, add, (void *)(long)i);
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	printf("%d\n", count);
	return 0;
}

/* A wait that need not wait does not look at its time; one that must tells EINVAL for no time, ETIMEDOUT for one gone by. */
#include "behaviour.h"
#include <semaphore.h>
#include <time.h>

int main(void)
{
	struct timespec bad = {1, 1000000000}, negative = {1, -1}, past = {1, 0}, before = {-1, 0};
	sem_t semaphore;
	int value;
	SHOW(sem_init(&semaphore, 0, 2));
	SHOW(sem_timedwait(&semaphore, &past));
	SHOW(sem_trywait(&semaphore));
	SHOW(sem_trywait(&semaphore));
	SHOW(sem_timedwait(&semaphore, &past));
	SHOW(sem_timedwait(&semaphore, &before));
	SHOW(sem_timedwait(&semaphore, &bad));
	SHOW(sem_timedwait(&semaphore, &negative));
	SHOW(sem_clockwait(&semaphore, CLOCK_MONOTONIC, &before));
	SHOW(sem_clockwait(&semaphore, CLOCK_PROCESS_CPUTIME_ID, &past));
	SHOW(sem_getvalue(&semaphore, &value));
	printf("value %d\n", value);
	SHOW(sem_post(&semaphore));
	SHOW(sem_clockwait(&semaphore, CLOCK_REALTIME, &past));
	SHOW(sem_destroy(&semaphore));
	return 0;
}

// sem_init(3): EINVAL above SEM_VALUE_MAX; sem_post(3): EOVERFLOW; sem_trywait(3): EAGAIN.
#include "behaviour.h"
#include <limits.h>
#include <semaphore.h>

int main(void)
{
	sem_t s;
	SHOW(sem_init(&s, 0, (unsigned)SEM_VALUE_MAX + 1));
	SHOW(sem_init(&s, 0, SEM_VALUE_MAX));
	SHOW(sem_post(&s));
	int value;
	sem_getvalue(&s, &value);
	printf("value is the maximum: %d\n", value == SEM_VALUE_MAX);
	SHOW(sem_init(&s, 0, 1));
	SHOW(sem_trywait(&s));
	SHOW(sem_trywait(&s));
	printf("sysconf %ld %ld\n", sysconf(_SC_SEM_VALUE_MAX), sysconf(_SC_SEM_NSEMS_MAX));
	return 0;
}

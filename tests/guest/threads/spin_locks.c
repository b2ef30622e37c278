// pthread_spin_lock(3): trylock says EBUSY; threads count together; a process-shared one.
#include "behaviour.h"
#include <pthread.h>

static pthread_spinlock_t l;
static int count;
static void *add(void *a)
{
	for (int i = 0; i < 2000; i++) {
		pthread_spin_lock(&l);
		count++;
		pthread_spin_unlock(&l);
	}
	return a;
}
int main(void)
{
	pthread_t t[4];
	SHOW(pthread_spin_init(&l, PTHREAD_PROCESS_PRIVATE));
	SHOW(pthread_spin_lock(&l));
	printf("%s\n", strerrorname_np(pthread_spin_trylock(&l)));
	SHOW(pthread_spin_unlock(&l));
	SHOW(pthread_spin_trylock(&l));
	SHOW(pthread_spin_unlock(&l));
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, add, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	printf("%d\n", count);
	SHOW(pthread_spin_destroy(&l));
	return 0;
}

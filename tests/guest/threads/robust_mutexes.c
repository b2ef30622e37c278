// pthread_mutexattr_setrobust(3): EOWNERDEAD, pthread_mutex_consistent(3), ENOTRECOVERABLE; between threads and processes.
#include "behaviour.h"
#include <pthread.h>
#include <sys/mman.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static pthread_mutex_t *m;
static void *die(void *a)
{
	pthread_mutex_lock(m);
	return a;
}
static int die_process(void)
{
	pthread_mutex_lock(m);
	raise(SIGKILL);
	return 0;
}

int main(void)
{
	pthread_mutexattr_t a;
	pthread_t t;
	m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_init(&a);
	pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
	pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
	for (int pi = 0; pi < 2; pi++) {
		pthread_mutexattr_setprotocol(&a, pi ? PTHREAD_PRIO_INHERIT : PTHREAD_PRIO_NONE);
		E(pthread_mutex_init(m, &a));
		pthread_create(&t, NULL, die, NULL);
		pthread_join(t, NULL);
		E(pthread_mutex_lock(m));
		E(pthread_mutex_consistent(m));
		E(pthread_mutex_unlock(m));
		E(pthread_mutex_consistent(m));
		show_status(wait_status(child(die_process)));
		E(pthread_mutex_trylock(m));
		E(pthread_mutex_unlock(m));
		E(pthread_mutex_lock(m));
		E(pthread_mutex_trylock(m));
		E(pthread_mutex_destroy(m));
	}
	return 0;
}

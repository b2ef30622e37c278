// pthread_spin_init(3) with PTHREAD_PROCESS_SHARED: busy in the other process, free after the unlock.
#include "behaviour.h"
#include <pthread.h>
#include <sys/mman.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static pthread_spinlock_t *l;
static int other(void)
{
	E(pthread_spin_trylock(l));
	return 0;
}

int main(void)
{
	l = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	E(pthread_spin_init(l, PTHREAD_PROCESS_SHARED));
	E(pthread_spin_lock(l));
	show_status(wait_status(child(other)));
	E(pthread_spin_unlock(l));
	show_status(wait_status(child(other))); /* it ends with the lock held */
	E(pthread_spin_trylock(l));
	E(pthread_spin_unlock(l)); /* nothing says whose it was */
	E(pthread_spin_trylock(l));
	E(pthread_spin_destroy(l));
	return 0;
}

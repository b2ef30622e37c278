// pthread_mutexattr_setpshared(3): the owner is one process; another finds it busy, may not unlock it, and gets it afterwards.
#include "behaviour.h"
#include <pthread.h>
#include <sys/mman.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static pthread_mutex_t *m;
static int *counter;
static int go[2], back[2];
static int other(void)
{
	E(pthread_mutex_trylock(m));
	E(pthread_mutex_unlock(m));
	fflush(stdout);
	tell(back);
	for (int i = 0; i < 200; i++) {
		CHECK(pthread_mutex_lock(m) == 0);
		++*counter;
		CHECK(pthread_mutex_unlock(m) == 0);
	}
	return 0;
}

int main(void)
{
	pthread_mutexattr_t a;
	m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	counter = (int *)(m + 1);
	make_pipe(go), make_pipe(back);
	pthread_mutexattr_init(&a);
	E(pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED));
	E(pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK));
	E(pthread_mutex_init(m, &a));
	E(pthread_mutex_lock(m));
	pid_t p = child(other);
	await(back);
	E(pthread_mutex_unlock(m));
	for (int i = 0; i < 200; i++) {
		CHECK(pthread_mutex_lock(m) == 0);
		++*counter;
		CHECK(pthread_mutex_unlock(m) == 0);
	}
	show_status(wait_status(p));
	printf("counted %d\n", *counter);
	return 0;
}

// pthread_rwlock_*(3) with PTHREAD_PROCESS_SHARED: readers of two processes together, a writer alone.
#include "behaviour.h"
#include <pthread.h>
#include <sys/mman.h>

#define E(call) printf("%s: %s\n", #call, strerrorname_np(call) ?: "0")
static pthread_rwlock_t *l;
static int go[2], back[2];
static int other(void)
{
	E(pthread_rwlock_tryrdlock(l));
	E(pthread_rwlock_trywrlock(l));
	E(pthread_rwlock_unlock(l));
	fflush(stdout);
	tell(back), await(go);
	E(pthread_rwlock_tryrdlock(l));
	E(pthread_rwlock_trywrlock(l));
	fflush(stdout);
	tell(back);
	E(pthread_rwlock_wrlock(l)); /* until the parent lets go of it */
	return 7;
}

int main(void)
{
	pthread_rwlockattr_t a;
	int shared;
	l = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	make_pipe(go), make_pipe(back);
	E(pthread_rwlockattr_init(&a));
	E(pthread_rwlockattr_setpshared(&a, PTHREAD_PROCESS_SHARED));
	E(pthread_rwlockattr_setpshared(&a, 77));
	E(pthread_rwlockattr_getpshared(&a, &shared));
	printf("shared %d\n", shared);
	E(pthread_rwlock_init(l, &a));
	E(pthread_rwlock_rdlock(l));
	pid_t p = child(other);
	await(back);
	E(pthread_rwlock_unlock(l));
	E(pthread_rwlock_wrlock(l));
	fflush(stdout);
	tell(go), await(back);
	CHECK(pthread_rwlock_unlock(l) == 0);
	show_status(wait_status(p));
	return 0;
}

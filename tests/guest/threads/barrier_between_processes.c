// pthread_barrier_wait(3) with PTHREAD_PROCESS_SHARED: three processes cross together, one of them is told so.
#include "behaviour.h"
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>

static struct {
	pthread_barrier_t b;
	atomic_int serial, arrived, early;
} *s;
static int cross(void)
{
	for (int i = 1; i <= 5; i++) {
		s->arrived++;
		if (pthread_barrier_wait(&s->b) == PTHREAD_BARRIER_SERIAL_THREAD)
			s->serial++;
		if (s->arrived < 3 * i)
			s->early++;
		pthread_barrier_wait(&s->b);
	}
	return 0;
}

int main(void)
{
	pthread_barrierattr_t a;
	int shared = -1;
	s = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	SHOW(pthread_barrierattr_init(&a));
	SHOW(pthread_barrierattr_getpshared(&a, &shared));
	printf("private %d\n", shared == PTHREAD_PROCESS_PRIVATE);
	SHOW(pthread_barrierattr_setpshared(&a, 77) == EINVAL);
	SHOW(pthread_barrierattr_setpshared(&a, PTHREAD_PROCESS_SHARED));
	SHOW(pthread_barrier_init(&s->b, &a, 3));
	pid_t p = child(cross), q = child(cross);
	cross();
	show_status(wait_status(p));
	show_status(wait_status(q));
	printf("serial %d, arrived %d, early %d\n", s->serial, s->arrived, s->early);
	SHOW(pthread_barrier_destroy(&s->b));
	return 0;
}

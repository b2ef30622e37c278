// pthread_condattr_setpshared(3): two processes take turns by one mutex and one condition variable on the monotonic clock.
#include "behaviour.h"
#include <pthread.h>
#include <sys/mman.h>
#include <time.h>

static struct {
	pthread_mutex_t m;
	pthread_cond_t c;
	int turn, length;
	char text[50];
} *s;
static void take_turns(int who)
{
	pthread_mutex_lock(&s->m);
	for (int i = 0; i < 10; i++) {
		while (s->turn != who)
			pthread_cond_wait(&s->c, &s->m);
		s->text[s->length++] = 'a' + who;
		s->turn = !who;
		pthread_cond_broadcast(&s->c);
	}
	pthread_mutex_unlock(&s->m);
}
static int other(void)
{
	take_turns(1);
	return 6;
}

int main(void)
{
	pthread_mutexattr_t ma;
	pthread_condattr_t ca;
	s = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_init(&ma), pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
	pthread_condattr_init(&ca), pthread_condattr_setpshared(&ca, PTHREAD_PROCESS_SHARED);
	pthread_condattr_setclock(&ca, CLOCK_MONOTONIC);
	pthread_mutex_init(&s->m, &ma), pthread_cond_init(&s->c, &ca);
	pid_t p = child(other);
	take_turns(0);
	show_status(wait_status(p));
	printf("%s\n", s->text);
	struct timespec past;
	clock_gettime(CLOCK_MONOTONIC, &past);
	pthread_mutex_lock(&s->m);
	printf("%s\n", strerrorname_np(pthread_cond_timedwait(&s->c, &s->m, &past)));
	SHOW(pthread_mutex_unlock(&s->m));
	return 0;
}

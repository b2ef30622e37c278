// pthread_getcpuclockid(3): counts its thread's own work; clock_getcpuclockid(3) of a process, ESRCH for none.
#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static sem_t go;
static void *work(void *a)
{
	struct timespec t;
	do
		clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	while (t.tv_sec == 0 && t.tv_nsec < 50000000);
	sem_wait(&go);
	return a;
}
int main(void)
{
	pthread_t t;
	clockid_t c;
	struct timespec a, b;
	sem_init(&go, 0, 0);
	pthread_create(&t, NULL, work, NULL);
	SHOW(pthread_getcpuclockid(t, &c));
	usleep(200000);
	clock_gettime(c, &a);
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
	printf("worked %d, own little %d\n", a.tv_nsec >= 50000000, b.tv_nsec < 50000000);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
	printf("process more %d\n", b.tv_nsec >= 50000000);
	SHOW(clock_settime(c, &a));
	SHOW(clock_getres(c, &a));
	printf("res %ld\n", a.tv_nsec);
	sem_post(&go);
	pthread_join(t, NULL);
	SHOW(clock_getcpuclockid(0, &c));
	SHOW(clock_gettime(c, &a));
	printf("%s\n", strerrorname_np(clock_getcpuclockid(999999, &c)));
	SHOW(clock_getcpuclockid(getppid(), &c));
	return 0;
}

#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static sem_t done;
static int count;
static pthread_t main_thread;

static void notify(union sigval value)
{
	count++;
	printf("value %d, in the main thread %d\n", value.sival_int, !!pthread_equal(pthread_self(), main_thread));
	sem_post(&done);
}

int main(void)
{
	timer_t timer;
	main_thread = pthread_self();
	sem_init(&done, 0, 0);
	struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = notify, .sigev_value.sival_int = 31};
	CHECK(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0);
	struct itimerspec every = {{0, 20000000}, {0, 20000000}};
	SHOW(timer_settime(timer, 0, &every, NULL));
	for (int i = 0; i < 3; i++)
		while (sem_wait(&done))
			;
	SHOW(timer_delete(timer));
	return 0;
}

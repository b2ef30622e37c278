// mq_notify(3) with SIGEV_THREAD: the function runs in a new thread with its value, once.
#include "behaviour.h"
#include <mqueue.h>
#include <pthread.h>
#include <semaphore.h>

static sem_t done;
static pthread_t main_thread;

static void told(union sigval v)
{
	printf("told %d in another thread: %d\n", v.sival_int, !pthread_equal(main_thread, pthread_self()));
	fflush(stdout);
	sem_post(&done);
}

int main(void)
{
	char name[64], buffer[8192];
	snprintf(name, sizeof name, "/fp-thr-%d", getpid());
	main_thread = pthread_self();
	sem_init(&done, 0, 0);
	mqd_t q = mq_open(name, O_CREAT | O_RDWR | O_NONBLOCK, 0600, NULL);
	struct sigevent e = {.sigev_notify = SIGEV_THREAD, .sigev_notify_function = told, .sigev_value.sival_int = 7};
	SHOW(mq_notify(q, &e));
	SHOW(mq_notify(q, &e));
	CHECK(mq_send(q, "x", 1, 0) == 0);
	sem_wait(&done);
	CHECK(mq_send(q, "y", 1, 0) == 0);
	SHOW(mq_notify(q, &e));
	while (mq_receive(q, buffer, sizeof buffer, NULL) >= 0)
		;
	CHECK(mq_send(q, "z", 1, 0) == 0);
	sem_wait(&done);
	SHOW(mq_notify(q, NULL));
	mq_unlink(name);
	return 0;
}

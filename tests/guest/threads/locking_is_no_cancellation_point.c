// pthreads(7), the list of cancellation points: locks, barriers, posting and handing over keys are not on it.
#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>

static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t l = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t b;
static pthread_spinlock_t spin;
static sem_t s;
static void *run(void *a)
{
	pthread_cancel(pthread_self());
	SHOW(pthread_mutex_lock(&m));
	SHOW(pthread_mutex_unlock(&m));
	SHOW(pthread_rwlock_wrlock(&l));
	SHOW(pthread_rwlock_unlock(&l));
	SHOW(pthread_spin_lock(&spin));
	SHOW(pthread_spin_unlock(&spin));
	SHOW(pthread_barrier_wait(&b) == PTHREAD_BARRIER_SERIAL_THREAD);
	SHOW(sem_post(&s));
	SHOW(sem_trywait(&s));
	SHOW(pthread_cond_signal(&c));
	SHOW(pthread_kill(pthread_self(), 0));
	SHOW(sched_yield());
	SHOW(getppid() > 0);
	SHOW(pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, NULL));
	pthread_testcancel();
	printf("disabled\n");
	SHOW(pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, NULL));
	pthread_testcancel();
	printf("not reached\n");
	return a;
}

int main(void)
{
	pthread_t t;
	void *result;
	pthread_barrier_init(&b, NULL, 1), sem_init(&s, 0, 0), pthread_spin_init(&spin, 0);
	CHECK(pthread_create(&t, NULL, run, NULL) == 0);
	pthread_join(t, &result);
	printf("cancelled %d\n", result == PTHREAD_CANCELED);
	return 0;
}

#include "behaviour.h"
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static sem_t semaphore;
static int counter, turn;

static void *work(void *argument)
{
	for (int i = 0; i < 200; i++) {
		pthread_mutex_lock(&mutex);
		int now = counter;
		if (i % 50 == 0)
			usleep(100);
		counter = now + 1;
		pthread_mutex_unlock(&mutex);
	}
	pthread_barrier_wait(&barrier);
	for (int i = 0; i < 10; i++) {
		pthread_mutex_lock(&mutex);
		while (turn != (long)argument)
			pthread_cond_wait(&condition, &mutex);
		turn = (turn + 1) % 4;
		pthread_cond_broadcast(&condition);
		pthread_mutex_unlock(&mutex);
	}
	pthread_rwlock_rdlock(&rwlock);
	usleep(1000);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_wrlock(&rwlock);
	counter++;
	pthread_rwlock_unlock(&rwlock);
	sem_post(&semaphore);
	return argument;
}

int main(void)
{
	pthread_t threads[4];
	pthread_barrier_init(&barrier, NULL, 4);
	sem_init(&semaphore, 0, 0);
	for (long i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, work, (void *)i);
	for (int i = 0; i < 4; i++)
		sem_wait(&semaphore);
	for (long i = 0; i < 4; i++) {
		void *result;
		pthread_join(threads[i], &result);
		printf("%ld ", (long)result);
	}
	printf("%d turn %d\n", counter, turn);
	struct timespec until;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 20000000;
	if (until.tv_nsec >= 1000000000)
		until.tv_sec++, until.tv_nsec -= 1000000000;
	SHOW(sem_timedwait(&semaphore, &until));
	pthread_mutex_lock(&mutex);
	printf("%s\n", strerrorname_np(pthread_cond_timedwait(&condition, &mutex, &until)));
	return 0;
}

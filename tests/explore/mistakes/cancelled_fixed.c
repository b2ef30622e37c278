/* What a cancelled thread holds it gives back by a clean-up handler. */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int p[2];

static void give(void *arg)
{
	pthread_mutex_unlock(arg);
}

static void *work(void *arg)
{
	char byte;
	pthread_mutex_lock(&lock);
	pthread_cleanup_push(give, &lock);
	read(p[0], &byte, 1);
	pthread_cleanup_pop(1);
	return arg;
}

int main(void)
{
	pthread_t thread;
	pipe(p);
	pthread_create(&thread, NULL, work, NULL);
	pthread_cancel(thread);
	pthread_join(thread, NULL);
	pthread_mutex_lock(&lock);
	return 0;
}

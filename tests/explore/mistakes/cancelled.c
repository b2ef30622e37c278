/* A thread is cancelled while it waits with a lock held: nobody gives the lock back. */
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int p[2];

static void *work(void *arg)
{
	char byte;
	pthread_mutex_lock(&lock);
	read(p[0], &byte, 1);
	pthread_mutex_unlock(&lock);
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

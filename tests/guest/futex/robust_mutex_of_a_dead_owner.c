#include "behaviour.h"
#include <pthread.h>
#include <sys/mman.h>

static pthread_mutex_t *mutex;

static void *dying_thread(void *argument)
{
	SHOW(pthread_mutex_lock(mutex));
	return NULL;
}

static int dying_process(void)
{
	SHOW(pthread_mutex_lock(mutex));
	fflush(stdout);
	usleep(30000);
	raise(SIGKILL);
	return 0;
}

int main(void)
{
	pthread_t thread;
	pthread_mutexattr_t attribute;
	mutex = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int inherit = 0; inherit < 2; inherit++) {
		pthread_mutexattr_init(&attribute);
		pthread_mutexattr_setrobust(&attribute, PTHREAD_MUTEX_ROBUST);
		pthread_mutexattr_setpshared(&attribute, PTHREAD_PROCESS_SHARED);
		if (inherit)
			pthread_mutexattr_setprotocol(&attribute, PTHREAD_PRIO_INHERIT);
		pthread_mutex_init(mutex, &attribute);
		pthread_create(&thread, NULL, dying_thread, NULL);
		pthread_join(thread, NULL);
		int result = pthread_mutex_lock(mutex);
		printf("%s\n", strerrorname_np(result));
		SHOW(pthread_mutex_consistent(mutex));
		SHOW(pthread_mutex_unlock(mutex));
		pid_t pid = child(dying_process);
		usleep(10000);
		result = pthread_mutex_lock(mutex); /* sleeps until the owner dies */
		printf("%s\n", strerrorname_np(result));
		SHOW(pthread_mutex_consistent(mutex));
		SHOW(pthread_mutex_unlock(mutex));
		SHOW(pthread_mutex_lock(mutex));
		SHOW(pthread_mutex_unlock(mutex));
		show_status(wait_status(pid));
	}
	return 0;
}

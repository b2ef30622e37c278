#include "behaviour.h"
#include <pthread.h>

static void *other(void *argument)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_kill(pthread_self(), SIGTERM);
	execl("/proc/self/exe", "again", "1", NULL);
	return NULL;
}

int main(int count, char **arguments)
{
	if (count > 1) {
		sigset_t set, pending;
		sigprocmask(SIG_BLOCK, NULL, &set);
		sigpending(&pending);
		printf("leader %d blocked %d pending %d\n", gettid() == getpid(), sigismember(&set, SIGTERM), sigismember(&pending, SIGTERM));
		return 0;
	}
	pthread_t thread;
	pthread_create(&thread, NULL, other, NULL);
	for (;;)
		pause();
}

// slow
/* kill(2), rt_sigqueueinfo(2): the number of a thread stands for its process, and that thread takes the signal if it may. */
#include "behaviour.h"
#include <pthread.h>

static volatile pid_t tid, taken;
static volatile int block, over;

static void caught(int signal)
{
	(void)signal;
	taken = gettid();
}

static void *other(void *nothing)
{
	sigset_t set;
	tid = gettid();
	while (!over) {
		sigemptyset(&set);
		if (block)
			sigaddset(&set, SIGUSR1);
		pthread_sigmask(SIG_SETMASK, &set, NULL);
		usleep(1000);
	}
	return nothing;
}

static void who(const char *what)
{
	for (int i = 0; i < 100 && !taken; i++)
		usleep(1000);
	printf("%s: %s\n", what, taken == tid ? "the thread" : taken == getpid() ? "the leader" : "nobody");
	taken = 0;
}

int main(void)
{
	pthread_t t;
	union sigval value = {0};
	struct sigaction a = {.sa_handler = caught};
	sigaction(SIGUSR1, &a, NULL);
	pthread_create(&t, NULL, other, NULL);
	while (!tid)
		usleep(1000);
	usleep(10000);
	SHOW(kill(tid, SIGUSR1));
	who("kill of the thread");
	SHOW(sigqueue(tid, SIGUSR1, value));
	who("sigqueue to the thread");
	SHOW(kill(getpid(), SIGUSR1));
	who("kill of the process");
	block = 1;
	usleep(20000);
	SHOW(kill(tid, SIGUSR1));
	who("kill of a thread that blocks it");
	over = 1;
	pthread_join(t, NULL);
	SHOW(kill(tid, SIGUSR1));
	return 0;
}

// sigwait(3): a blocked SIGALRM is taken by it and no handler runs; of two waiting threads one gets it.
#include "behaviour.h"
#include <pthread.h>
#include <stdatomic.h>

static atomic_int got, handled;
static sigset_t set;
static void handler(int s) { (void)s; handled++; }
static void *waits(void *a)
{
	int n;
	if (sigwait(&set, &n) == 0 && n == SIGALRM)
		got++;
	return a;
}

int main(void)
{
	pthread_t t[2];
	int n;
	signal(SIGALRM, handler);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	alarm(1);
	int result = sigwait(&set, &n);
	printf("%d %d\n", result, n);
	for (int i = 0; i < 2; i++)
		pthread_create(&t[i], NULL, waits, NULL);
	usleep(100000);
	kill(getpid(), SIGALRM);
	usleep(100000);
	printf("got %d\n", got);
	kill(getpid(), SIGALRM);
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	printf("got %d handled %d\n", got, handled);
	return 0;
}

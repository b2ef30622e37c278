// pthread_attr_setsigmask_np(3): the thread starts with this mask, not its creator's; NULL takes it out again.
#include "behaviour.h"
#include <pthread.h>

static void *show(void *a)
{
	sigset_t set;
	pthread_sigmask(SIG_BLOCK, NULL, &set);
	printf("%s: USR1 %d USR2 %d\n", (char *)a, sigismember(&set, SIGUSR1), sigismember(&set, SIGUSR2));
	return NULL;
}
static void run(pthread_attr_t *a, char *what)
{
	pthread_t t;
	CHECK(pthread_create(&t, a, show, what) == 0);
	pthread_join(t, NULL);
}

int main(void)
{
	pthread_attr_t a;
	sigset_t set;
	pthread_attr_init(&a);
	sigemptyset(&set), sigaddset(&set, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	SHOW(pthread_attr_getsigmask_np(&a, &set) == PTHREAD_ATTR_NO_SIGMASK_NP);
	run(&a, "inherited");
	sigemptyset(&set), sigaddset(&set, SIGUSR2);
	SHOW(pthread_attr_setsigmask_np(&a, &set));
	SHOW(pthread_attr_getsigmask_np(&a, &set));
	printf("stored %d %d\n", sigismember(&set, SIGUSR1), sigismember(&set, SIGUSR2));
	run(&a, "given");
	SHOW(pthread_attr_setsigmask_np(&a, NULL));
	run(&a, "inherited again");
	show("creator");
	return 0;
}

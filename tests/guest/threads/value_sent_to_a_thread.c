// pthread_sigqueue(3): the value arrives in that thread as SI_QUEUE; EINVAL for a bad signal.
#include "behaviour.h"
#include <pthread.h>

static int go[2], ready[2];
static void *run(void *a)
{
	sigset_t set, pending;
	siginfo_t info;
	sigemptyset(&set), sigaddset(&set, SIGUSR1), sigaddset(&set, SIGRTMIN);
	tell(ready), await(go);
	sigpending(&pending);
	printf("pending %d %d\n", sigismember(&pending, SIGUSR1), sigismember(&pending, SIGRTMIN));
	for (int i = 0; i < 4; i++) {
		struct timespec none = {0, 0};
		int n = sigtimedwait(&set, &info, &none);
		if (n < 0)
			printf("%s\n", strerrorname_np(errno));
		else
			printf("%s%s value %d, queued %d, own %d\n", n == SIGRTMIN ? "real time " : "", n == SIGRTMIN ? "" : signal_name(n),
			       info.si_value.sival_int, info.si_code == SI_QUEUE, info.si_pid == getpid());
	}
	return a;
}

int main(void)
{
	pthread_t t;
	sigset_t set;
	make_pipe(go), make_pipe(ready);
	sigemptyset(&set), sigaddset(&set, SIGUSR1), sigaddset(&set, SIGRTMIN);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	CHECK(pthread_create(&t, NULL, run, NULL) == 0);
	await(ready);
	SHOW(pthread_sigqueue(t, SIGRTMIN, (union sigval){.sival_int = 11}));
	SHOW(pthread_sigqueue(t, SIGRTMIN, (union sigval){.sival_int = 12}));
	SHOW(pthread_sigqueue(t, SIGUSR1, (union sigval){.sival_int = 13}));
	SHOW(pthread_sigqueue(t, 0, (union sigval){.sival_int = 14}));
	printf("%s\n", strerrorname_np(pthread_sigqueue(t, 99, (union sigval){.sival_int = 15})));
	sigpending(&set);
	printf("here %d %d\n", sigismember(&set, SIGUSR1), sigismember(&set, SIGRTMIN));
	fflush(stdout);
	tell(go);
	pthread_join(t, NULL);
	return 0;
}

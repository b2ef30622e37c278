// pthread_sigmask(3) returns the error number and leaves errno; the numbers the C library needs for itself cannot be blocked with it.
#include "behaviour.h"

int main(void)
{
	sigset_t set, now;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	for (int how = -1; how < 5; how++) {
		errno = 0;
		int error = pthread_sigmask(how, &set, &now);
		printf("how %d: %s errno %d", how, error ? strerrorname_np(error) : "0", errno);
		printf(" was blocked %d\n", error ? -1 : sigismember(&now, SIGUSR1));
	}
	sigfillset(&set);
	SHOW(pthread_sigmask(SIG_SETMASK, &set, NULL));
	SHOW(pthread_sigmask(99, NULL, &now));
	int count = 0;
	for (int s = 1; s <= 64; s++)
		count += s != 32 && s != 33 && sigismember(&now, s) == 1;
	printf("blocked %d KILL %d STOP %d\n", count, sigismember(&now, SIGKILL), sigismember(&now, SIGSTOP));
	return 0;
}

#include "behaviour.h"

static void handler(int number)
{
	printf("handler of %d\n", number);
}

int main(void)
{
	sigset_t set, pending;
	sigfillset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	int signals[] = {SIGUSR1, SIGCHLD, SIGWINCH, SIGRTMIN, SIGCONT, SIGURG};
	for (int i = 0; i < 6; i++) {
		signal(signals[i], SIG_DFL);
		raise(signals[i]);
		raise(signals[i]);
		kill(getpid(), signals[i]);
		sigpending(&pending);
		printf("%d: pending %d", signals[i], sigismember(&pending, signals[i]));
		signal(signals[i], SIG_IGN);
		sigpending(&pending);
		printf(" ignored %d", sigismember(&pending, signals[i]));
		raise(signals[i]);
		sigpending(&pending);
		printf(" sent while blocked and ignored %d", sigismember(&pending, signals[i]));
		signal(signals[i], SIG_DFL);
		sigpending(&pending);
		printf(" default %d", sigismember(&pending, signals[i]));
		signal(signals[i], handler);
		sigpending(&pending);
		printf(" handled %d\n", sigismember(&pending, signals[i]));
	}
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, NULL);
	return 0;
}

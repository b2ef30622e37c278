#include "behaviour.h"

static void handler(int number, siginfo_t *info, void *context)
{
	printf("%s signo %d code %d errno %d pid %d uid %d\n", signal_name(number), info->si_signo, info->si_code, info->si_errno,
	       info->si_pid == getpid(), info->si_uid == getuid());
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	SHOW(kill(getpid(), SIGUSR1));
	SHOW(raise(SIGUSR1));
	SHOW(syscall(SYS_tkill, gettid(), SIGUSR1));
	SHOW(sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 42}));
	return 0;
}

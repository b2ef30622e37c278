// signalfd(2): SIGKILL and SIGSTOP in the set are silently left out; several waiting are read in order of number, as many as fit.
#include "behaviour.h"
#include <sys/signalfd.h>

int main(void)
{
	sigset_t all;
	struct signalfd_siginfo info[3];
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	int fd = signalfd(-1, &all, SFD_NONBLOCK);
	CHECK(fd >= 0);
	const int numbers[] = {SIGTERM, SIGRTMIN + 3, SIGUSR1, SIGHUP, SIGRTMIN + 3, SIGWINCH};
	for (int i = 0; i < 6; i++)
		raise(numbers[i]);
	for (;;) {
		ssize_t n = read(fd, info, sizeof info - 1);
		if (n < 0)
			break;
		printf("%zd:", n / (ssize_t)sizeof *info);
		for (int i = 0; i < n / (ssize_t)sizeof *info; i++)
			printf(" %d", (int)info[i].ssi_signo);
		printf("\n");
	}
	SHOW(read(fd, info, sizeof info));
	SHOW(fcntl(fd, F_GETFL) & O_ACCMODE);
	return 0;
}

#include "behaviour.h"
#include <poll.h>
#include <sys/signalfd.h>

static int leave(void) { return 5; }

int main(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGRTMIN + 1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int fd = signalfd(-1, &set, SFD_NONBLOCK);
	struct signalfd_siginfo i[4];
	SHOW(read(fd, i, sizeof i));
	kill(getpid(), SIGUSR1);
	union sigval v = { .sival_int = 1234 };
	sigqueue(getpid(), SIGRTMIN + 1, v);
	struct pollfd f = { fd, POLLIN, 0 };
	SHOW(poll(&f, 1, 0));
	SHOW(read(fd, i, 100));
	SHOW(read(fd, i, sizeof i) / sizeof *i);
	for (int n = 0; n < 2; n++)
		printf("%d %d %d %d\n", i[n].ssi_signo, i[n].ssi_code, i[n].ssi_pid == (unsigned)getpid(), i[n].ssi_int);
	SHOW(poll(&f, 1, 0));
	pid_t pid = child(leave);
	SHOW(poll(&f, 1, -1));
	SHOW(read(fd, i, sizeof i) / sizeof *i);
	printf("%d %d %d %d\n", i->ssi_signo, i->ssi_code, i->ssi_pid == (unsigned)pid, i->ssi_status);
	show_status(wait_status(pid));
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	SHOW(signalfd(fd, &set, 0) == fd);
	raise(SIGUSR2);
	raise(SIGUSR1);
	SHOW(read(fd, i, sizeof i) / sizeof *i);
	printf("%d %d\n", i->ssi_signo, i->ssi_code);
	SHOW(signalfd(0, &set, 0));
	SHOW(signalfd(-1, &set, 1));
}

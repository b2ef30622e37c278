// signalfd(2): a blocked signal read from the descriptor is taken: no handler afterwards; one that is not blocked goes to the handler.
#include "behaviour.h"
#include <sys/signalfd.h>

static volatile int calls;
static void handler(int s) { (void)s; calls++; }

int main(void)
{
	sigset_t set;
	struct signalfd_siginfo info;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	signal(SIGUSR1, handler);
	int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	CHECK(fd >= 0);
	SHOW(fcntl(fd, F_GETFD));
	raise(SIGUSR1);
	printf("calls %d\n", calls);
	SHOW(read(fd, &info, sizeof info));
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1), raise(SIGUSR1);
	SHOW(read(fd, &info, sizeof info - 1));
	SHOW(read(fd, &info, sizeof info));
	printf("%s own %d\n", signal_name((int)info.ssi_signo), info.ssi_pid == (uint32_t)getpid());
	SHOW(read(fd, &info, sizeof info));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	printf("calls %d\n", calls);
	SHOW(write(fd, &info, sizeof info));
	SHOW(lseek(fd, 0, SEEK_SET));
	return 0;
}

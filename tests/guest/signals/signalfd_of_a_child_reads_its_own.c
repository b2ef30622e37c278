// signalfd(2): "a read(2) from the file descriptor in the child will return information about signals queued to the child."
#include "behaviour.h"
#include <sys/signalfd.h>

static int fd;

static int in_child(void)
{
	struct signalfd_siginfo info;
	SHOW(read(fd, &info, sizeof info)); // the parent's is not seen
	union sigval value = {.sival_int = 42};
	sigqueue(getpid(), SIGUSR2, value);
	SHOW(read(fd, &info, sizeof info));
	printf("%s value %d code %d\n", signal_name((int)info.ssi_signo), info.ssi_int, info.ssi_code);
	return 0;
}

int main(void)
{
	sigset_t set;
	struct signalfd_siginfo info;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK);
	CHECK(fd >= 0);
	raise(SIGUSR1);
	show_status(wait_status(child(in_child)));
	SHOW(read(fd, &info, sizeof info));
	printf("%s\n", signal_name((int)info.ssi_signo));
	SHOW(read(fd, &info, sizeof info));
	return 0;
}

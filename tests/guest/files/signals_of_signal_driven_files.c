// slow
/* fcntl(2), O_ASYNC: SIGIO or F_SETSIG's signal to the owner when a pipe, a socket or a terminal becomes ready; nothing without owner. */
#include "behaviour.h"
#include <sys/socket.h>

static int count, code, fd_, band;
static void caught(int n, siginfo_t *i, void *c)
{
	count++, code = i->si_code, fd_ = i->si_fd, band = i->si_band;
}

int main(void)
{
	char b[10];
	int p[2], s[2];
	struct sigaction a = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_RESTART};
	sigaction(SIGIO, &a, NULL), sigaction(SIGRTMIN, &a, NULL);
	CHECK(pipe(p) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	SHOW(fcntl(p[0], F_SETFL, O_ASYNC));
	CHECK(write(p[1], "x", 1) == 1);
	printf("without owner: %d\n", count);
	SHOW(fcntl(p[0], F_SETOWN, getpid()));
	CHECK(write(p[1], "x", 1) == 1);
	printf("with owner: %d code %x\n", count, code);
	SHOW(fcntl(p[0], F_SETSIG, SIGRTMIN));
	CHECK(read(p[0], b, 10) == 2 && write(p[1], "x", 1) == 1);
	printf("with a signal: %d code %d descriptor %d band %x\n", count, code, fd_ == p[0], band);
	close(p[1]);
	printf("closed: %d code %d band %x\n", count, code, band);
	SHOW(fcntl(s[0], F_SETFL, O_ASYNC | O_NONBLOCK));
	SHOW(fcntl(s[0], F_SETOWN, getpid()));
	SHOW(fcntl(s[0], F_SETSIG, SIGRTMIN));
	count = 0;
	CHECK(write(s[1], "x", 1) == 1);
	printf("socket: %d code %d band %x\n", count, code, band);
	CHECK(read(s[0], b, 10) == 1);
	SHOW(fcntl(s[0], F_SETFL, O_NONBLOCK));
	count = 0;
	CHECK(write(s[1], "x", 1) == 1);
	printf("switched off: %d\n", count);
	return 0;
}

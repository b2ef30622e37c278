#include "behaviour.h"
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

static int pipe_ends[2], pair[2];

static void handler(int number, siginfo_t *info, void *context)
{
	printf("  %s code %d", number == SIGIO ? "SIGIO" : "SIGRTMIN", info->si_code);
	if (number != SIGIO)
		printf(" band %#lx fd %s", info->si_band, info->si_fd == pipe_ends[0] ? "pipe" : info->si_fd == pair[0] ? "socket" : "?");
	printf("\n");
}

int main(void)
{
	char bytes[10];
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
	sigaction(SIGIO, &action, NULL);
	sigaction(SIGRTMIN, &action, NULL);
	make_pipe(pipe_ends);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
	SHOW(fcntl(pipe_ends[0], F_SETFL, O_ASYNC));
	SHOW(write(pipe_ends[1], "a", 1)); /* nobody owns it yet */
	SHOW(fcntl(pipe_ends[0], F_SETOWN, getpid()));
	SHOW(write(pipe_ends[1], "b", 1));
	SHOW(read(pipe_ends[0], bytes, 10));
	SHOW(write(pipe_ends[1], "c", 1));
	SHOW(fcntl(pipe_ends[0], F_SETSIG, SIGRTMIN));
	SHOW(write(pipe_ends[1], "d", 1));
	SHOW(fcntl(pipe_ends[0], F_SETFL, 0));
	SHOW(write(pipe_ends[1], "e", 1));
	SHOW(fcntl(pair[0], F_SETOWN, -getpgrp()));
	SHOW(fcntl(pair[0], F_SETSIG, SIGRTMIN));
	int on = 1;
	SHOW(ioctl(pair[0], FIOASYNC, &on));
	SHOW(fcntl(pair[0], F_GETFL) & O_ASYNC);
	SHOW(write(pair[1], "x", 1));
	SHOW(read(pair[0], bytes, 10));
	on = 0;
	SHOW(ioctl(pair[0], FIOASYNC, &on));
	SHOW(write(pair[1], "y", 1));
	return 0;
}

// slow
/* ppoll(2), pselect(2), epoll_pwait(2): "atomically" with the mask: a signal that is pending interrupts, unless something is ready already. */
#include "behaviour.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>

static int count;
static void caught(int n) { count++; }

int main(void)
{
	int p[2];
	sigset_t none, usr;
	struct timespec zero = {0, 0}, second = {1, 0};
	struct epoll_event e = {EPOLLIN}, got;
	CHECK(pipe(p) == 0);
	signal(SIGUSR1, caught);
	sigemptyset(&none), sigemptyset(&usr), sigaddset(&usr, SIGUSR1), sigprocmask(SIG_BLOCK, &usr, NULL);
	int ep = epoll_create1(0);
	CHECK(epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &e) == 0);
	for (int ready = 0; ready < 2; ready++) {
		struct pollfd f = {p[0], POLLIN};
		fd_set r;
		FD_ZERO(&r);
		FD_SET(p[0], &r);
		printf("ready %d\n", ready);
		raise(SIGUSR1);
		SHOW(ppoll(&f, 1, &second, &none));
		printf("  handled %d\n", count);
		raise(SIGUSR1);
		SHOW(ppoll(&f, 1, &zero, &none));
		printf("  handled %d\n", count);
		raise(SIGUSR1);
		SHOW(pselect(p[0] + 1, &r, NULL, NULL, &second, &none));
		printf("  handled %d\n", count);
		raise(SIGUSR1);
		SHOW(epoll_pwait(ep, &got, 1, 1000, &none));
		printf("  handled %d\n", count);
		raise(SIGUSR1);
		SHOW(epoll_pwait(ep, &got, 1, 0, &none));
		printf("  handled %d\n", count);
		SHOW(ppoll(&f, 1, &zero, NULL));
		printf("  handled %d\n", count);
		if (!ready)
			CHECK(write(p[1], "x", 1) == 1);
	}
	return 0;
}

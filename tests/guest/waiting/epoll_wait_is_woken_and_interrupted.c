#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>

static int event;
static void handler(int signal) {}

static int writer(void)
{
	usleep(20000);
	uint64_t one = 1;
	write(event, &one, 8);
	return 0;
}

int main(void)
{
	int ep = epoll_create1(0);
	event = eventfd(0, 0);
	struct epoll_event e = { EPOLLIN, { .u64 = 9 } }, got;
	epoll_ctl(ep, EPOLL_CTL_ADD, event, &e);
	pid_t pid = child(writer);
	SHOW(epoll_wait(ep, &got, 1, -1));
	printf("%lu\n", (unsigned long)got.data.u64);
	show_status(wait_status(pid));
	uint64_t v;
	read(event, &v, 8);
	struct sigaction a = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &a, NULL);
	alarm(1);
	SHOW(epoll_wait(ep, &got, 1, -1));
	sigset_t block, empty;
	sigemptyset(&empty);
	sigemptyset(&block);
	sigaddset(&block, SIGALRM);
	sigprocmask(SIG_BLOCK, &block, NULL);
	raise(SIGALRM);
	SHOW(epoll_wait(ep, &got, 1, 10));
	SHOW(epoll_pwait(ep, &got, 1, 5000, &empty));
	sigpending(&empty);
	SHOW(sigismember(&empty, SIGALRM));
}

#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>

static int ep;

static void add(int fd, int number, int events)
{
	struct epoll_event e = { events, { .u64 = number } };
	if (epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e))
		printf("%d: %s\n", number, strerrorname_np(errno));
}

static void show(const char *what)
{
	struct epoll_event e[20];
	int n = epoll_wait(ep, e, 20, 100);
	printf("%s:", what);
	for (int i = 0; i < n; i++)
		printf(" %lu/%x", (unsigned long)e[i].data.u64, e[i].events);
	printf("\n");
}

static int leave(void) { return 3; }

int main(void)
{
	ep = epoll_create1(0);
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int in = inotify_init1(IN_NONBLOCK);
	inotify_add_watch(in, ".", IN_CREATE);
	int s = signalfd(-1, &set, SFD_NONBLOCK), t = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	int v[2];
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, v);
	pid_t pid = child(leave);
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	add(in, 1, EPOLLIN | EPOLLET);
	add(s, 2, EPOLLIN | EPOLLET);
	add(t, 3, EPOLLIN | EPOLLET);
	add(v[0], 4, EPOLLIN | EPOLLET | EPOLLRDHUP);
	add(pidfd, 5, EPOLLIN | EPOLLET);
	show("the child ends");
	close(open("new", O_CREAT | O_RDWR, 0600));
	show("inotify");
	raise(SIGUSR1);
	show("signalfd");
	struct itimerspec i = { { 0, 0 }, { 0, 10000000 } };
	timerfd_settime(t, 0, &i, NULL);
	show("timerfd");
	write(v[1], "x", 1);
	show("socket");
	show("nothing");
	shutdown(v[1], SHUT_WR);
	show("shut down");
	close(v[1]);
	show("closed");
	add(open("/dev/null", O_RDWR), 6, EPOLLIN);
	add(open("/proc/self/stat", O_RDONLY), 7, EPOLLIN);
	add(open(".", O_RDONLY), 8, EPOLLIN);
	add(open("/dev/urandom", O_RDONLY), 9, EPOLLIN);
	show_status(wait_status(pid));
}

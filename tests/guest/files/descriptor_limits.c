// slow
/* RLIMIT_NOFILE: "one greater than the maximum file descriptor number": of each call that makes one; lowering it below what is open. */
#include "behaviour.h"
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <poll.h>

int main(void)
{
	int two[2];
	sigset_t set;
	sigemptyset(&set);
	dup2(0, 50);
	CHECK(setrlimit(RLIMIT_NOFILE, &(struct rlimit){5, 100}) == 0);
	SHOW(open("/dev/null", O_RDONLY));
	SHOW(open("/dev/null", O_RDONLY));
	SHOW(open("/dev/null", O_RDONLY));
	SHOW(open("created-all-the-same", O_RDWR | O_CREAT, 0600));
	SHOW(access("created-all-the-same", F_OK));
	SHOW(dup(0));
	SHOW(dup2(0, 5));
	SHOW(dup2(0, 4));
	SHOW(fcntl(0, F_DUPFD, 5));
	SHOW(fcntl(0, F_DUPFD, 3));
	SHOW(pipe(two));
	SHOW(socket(AF_UNIX, SOCK_STREAM, 0));
	SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, two));
	SHOW(eventfd(0, 0));
	SHOW(epoll_create1(0));
	SHOW(inotify_init());
	SHOW(timerfd_create(CLOCK_MONOTONIC, 0));
	SHOW(signalfd(-1, &set, 0));
	SHOW(memfd_create("x", 0));
	SHOW(syscall(SYS_pidfd_open, getpid(), 0));
	SHOW(fcntl(50, F_GETFD));
	SHOW(dup2(50, 50));
	SHOW(dup2(0, 50));
	SHOW(write(50, "", 0));
	struct pollfd p[6] = {{-1}, {-1}, {-1}, {-1}, {-1}, {-1}};
	SHOW(poll(p, 5, 0));
	SHOW(poll(p, 6, 0));
	close(4);
	SHOW(pipe(two));
	SHOW(open("/dev/null", O_RDONLY));
	SHOW(getdtablesize());
	SHOW(sysconf(_SC_OPEN_MAX));
	return 0;
}

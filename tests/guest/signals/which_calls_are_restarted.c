#include "behaviour.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <linux/futex.h>
#include <time.h>

static int ends[2], sockets[2], word, epoll;

static void handler(int number) {}

static int disturb(void)
{
	usleep(20000);
	kill(getppid(), SIGUSR1);
	usleep(40000);
	kill(getppid(), SIGUSR2); /* its handler does not restart anything: an end for what was restarted */
	return 0;
}

static long call(int which)
{
	char byte;
	struct timespec long_time = {100, 0};
	struct pollfd poller = {ends[0], POLLIN, 0};
	fd_set readers;
	sigset_t set;
	struct epoll_event event;
	FD_ZERO(&readers);
	FD_SET(ends[0], &readers);
	sigemptyset(&set);
	switch (which) {
	case 0: return read(ends[0], &byte, 1);
	case 1: return poll(&poller, 1, -1);
	case 2: return select(ends[0] + 1, &readers, NULL, NULL, NULL);
	case 3: return pause();
	case 4: return nanosleep(&long_time, NULL);
	case 5: return clock_nanosleep(CLOCK_MONOTONIC, 0, &long_time, NULL) ? -1 : 0;
	case 6: return sigsuspend(&set);
	case 7: return recv(sockets[0], &byte, 1, 0);
	case 8: return syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
	case 9: return syscall(SYS_futex, &word, FUTEX_WAIT, 0, &long_time, NULL, 0);
	case 10: return epoll_wait(epoll, &event, 1, -1);
	case 11: sigaddset(&set, SIGHUP); return sigtimedwait(&set, NULL, NULL);
	case 12: return ppoll(&poller, 1, NULL, &set);
	case 13: return poll(&poller, 1, 100000);
	}
	return 0;
}

int main(void)
{
	const char *names[] = {"read", "poll", "select", "pause", "nanosleep", "clock_nanosleep", "sigsuspend", "recv", "futex", "timed futex",
			       "epoll_wait", "sigtimedwait", "ppoll", "timed poll"};
	make_pipe(ends);
	CHECK(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
	epoll = epoll_create1(0);
	struct sigaction restarting = {.sa_handler = handler, .sa_flags = SA_RESTART}, plain = {.sa_handler = handler};
	sigaction(SIGUSR1, &restarting, NULL);
	sigaction(SIGUSR2, &plain, NULL);
	for (int i = 0; i < 14; i++) {
		struct timespec start, end;
		pid_t pid = child(disturb);
		clock_gettime(CLOCK_MONOTONIC, &start);
		errno = 0;
		long result = call(i);
		int error = errno;
		clock_gettime(CLOCK_MONOTONIC, &end);
		long ms = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000;
		printf("%s = %ld %s, %s\n", names[i], result, error ? strerrorname_np(error) : "", ms > 45 ? "restarted" : "not restarted");
		wait_status(pid);
	}
	return 0;
}

#include "behaviour.h"
#include <poll.h>
#include <sys/epoll.h>
#include <time.h>
#include <linux/futex.h>

static int which, word;

static int sleeper(void)
{
	struct timespec time = {0, 300000000}, start, end, rest = {7, 7};
	struct epoll_event event;
	clock_gettime(CLOCK_MONOTONIC, &start);
	errno = 0;
	long result = 0;
	switch (which) {
	case 0: result = nanosleep(&time, &rest); break;
	case 1: result = poll(NULL, 0, 300); break;
	case 2: result = syscall(SYS_futex, &word, FUTEX_WAIT, 0, &time, NULL, 0); break;
	case 3: result = epoll_wait(epoll_create1(0), &event, 1, 300); break;
	case 4: result = clock_nanosleep(CLOCK_REALTIME, 0, &time, &rest); break;
	case 5: {
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, SIGHUP);
		result = sigtimedwait(&set, NULL, &time);
		break;
	}
	case 6: result = ppoll(NULL, 0, &time, NULL); break;
	}
	int error = errno;
	clock_gettime(CLOCK_MONOTONIC, &end);
	long ms = (end.tv_sec - start.tv_sec) * 1000 + (end.tv_nsec - start.tv_nsec) / 1000000;
	printf("%d: %ld %s %s\n", which, result, error ? strerrorname_np(error) : "", ms < 250 ? "short" : ms < 380 ? "in time" : "too long");
	return 0;
}

int main(void)
{
	for (which = 0; which < 7; which++) {
		int status;
		pid_t pid = child(sleeper);
		usleep(50000);
		kill(pid, SIGSTOP);
		CHECK(waitpid(pid, &status, WUNTRACED) == pid);
		show_status(status);
		usleep(50000);
		kill(pid, SIGCONT);
		show_status(wait_status(pid));
	}
	return 0;
}

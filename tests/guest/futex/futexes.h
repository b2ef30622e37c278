/* Words for programs about futexes: the call itself, threads that say what came of theirs, and times from now. */
#include "../behaviour.h"
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <time.h>

#ifndef FUTEX_LOCK_PI2
#define FUTEX_LOCK_PI2 13
#endif

__attribute__((unused)) static long futex(void *word, int operation, unsigned value, const void *timeout, void *word2, unsigned value3)
{
	return syscall(SYS_futex, word, operation, value, timeout, word2, value3);
}

/* `ms` from now on a clock. */
__attribute__((unused)) static struct timespec from_now(clockid_t clock, long ms)
{
	struct timespec t;
	clock_gettime(clock, &t);
	t.tv_nsec += ms % 1000 * 1000000;
	t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

/* What a lock word holds, of a set of tids. */
__attribute__((unused)) static void show_lock(const char *name, unsigned word, unsigned mine)
{
	printf("%s: %s%s%s\n", name, !(word & FUTEX_TID_MASK) ? "nobody's" : (word & FUTEX_TID_MASK) == mine ? "mine" : "another's",
	       word & FUTEX_WAITERS ? " waiters" : "", word & FUTEX_OWNER_DIED ? " owner died" : "");
}

/* Until the thread sleeps in the kernel: /proc says so. */
__attribute__((unused)) static void until_asleep(int tid)
{
	char path[64], line[256];
	for (;;) {
		snprintf(path, sizeof path, "/proc/self/task/%d/stat", tid);
		int fd = open(path, O_RDONLY);
		int n = fd < 0 ? -1 : read(fd, line, sizeof line - 1);
		if (fd >= 0)
			close(fd);
		if (n > 0) {
			line[n] = 0;
			char *state = strrchr(line, ')');
			if (state && state[2] == 'S')
				return;
		}
		usleep(1000);
	}
}

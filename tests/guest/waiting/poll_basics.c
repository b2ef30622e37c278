#include "behaviour.h"
#include <poll.h>
#include <time.h>

int main(void)
{
	int p[2];
	CHECK(pipe(p) == 0);
	struct pollfd f[4] = { { p[0], POLLIN, -1 }, { -1, POLLIN, 77 }, { 99, POLLIN, 0 }, { p[1], POLLOUT, 0 } };
	SHOW(poll(f, 4, -1));
	for (int i = 0; i < 4; i++)
		printf("%x ", f[i].revents);
	printf("\n");
	SHOW(poll(f, 1, 0));
	SHOW(poll(f, 1, 50));
	printf("%x\n", f[0].revents);
	SHOW(poll(NULL, 0, 10));
	SHOW(poll(f, 100000, 0));
	SHOW(syscall(SYS_poll, 8L, 1L, 0L));
	struct timespec t = { 0, 20000000 }, bad = { 0, 1000000000 };
	SHOW(syscall(SYS_ppoll, f, 1, &t, NULL, 8));
	printf("left %ld.%09ld\n", (long)t.tv_sec, t.tv_nsec);
	SHOW(syscall(SYS_ppoll, f, 1, &bad, NULL, 8));
	bad.tv_sec = -1;
	bad.tv_nsec = 0;
	SHOW(syscall(SYS_ppoll, f, 1, &bad, NULL, 8));
	sigset_t set;
	sigemptyset(&set);
	SHOW(syscall(SYS_ppoll, f, 1, &t, &set, 16));
	struct timespec before, after;
	clock_gettime(CLOCK_MONOTONIC, &before);
	poll(f, 1, 100);
	clock_gettime(CLOCK_MONOTONIC, &after);
	long ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	SHOW(ms >= 100 && ms < 1000);
}

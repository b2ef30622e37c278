/* eventfd(2), timerfd_create(2), signalfd(2): what is read is taken out first; EFAULT comes when it is stored, and it is gone. */
#include "behaviour.h"
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>

#define BAD ((void *)1)

int main(void)
{
	uint64_t value = 77;
	int e = eventfd(5, EFD_NONBLOCK);
	SHOW(read(e, BAD, 7));
	SHOW(read(e, BAD, 8));
	SHOW(read(e, &value, 8));
	SHOW(write(e, BAD, 8));
	SHOW(read(e, &value, 8));
	e = eventfd(5, EFD_NONBLOCK | EFD_SEMAPHORE);
	SHOW(read(e, BAD, 8));
	int left = 0;
	while (read(e, &value, 8) == 8)
		left++;
	SHOW(left);

	int t = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct itimerspec once = {{0, 0}, {0, 1}};
	CHECK(timerfd_settime(t, 0, &once, NULL) == 0);
	usleep(1000);
	SHOW(read(t, BAD, 8));
	SHOW(read(t, &value, 8));

	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int s = signalfd(-1, &set, SFD_NONBLOCK);
	struct signalfd_siginfo info[4];
	for (int i = 1; i <= 6; i++)
		sigqueue(getpid(), SIGRTMIN, (union sigval){i});
	SHOW(read(s, BAD, sizeof info));
	SHOW(read(s, info, sizeof info[0]));
	SHOW(info[0].ssi_int);
	/* room for one, asked for two: the second is taken and lost */
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(page != MAP_FAILED && munmap(page + 4096, 4096) == 0);
	SHOW(read(s, page + 4096 - sizeof info[0], 2 * sizeof info[0]));
	SHOW(read(s, info, sizeof info));
	SHOW(info[0].ssi_int);
	SHOW(read(s, info, sizeof info));
	return 0;
}

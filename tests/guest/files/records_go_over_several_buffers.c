/* readv(2) of an eventfd, a timerfd, a signalfd: a record may lie in several buffers; what cannot be stored is gone all the same, and a timerfd
 * alone gives part of one. */
#include "behaviour.h"
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

#define BAD ((void *)8)

static void show(int fd, struct iovec a, struct iovec b)
{
	struct iovec v[2] = {a, b};
	SHOW(readv(fd, v, 2));
}

#define TWO(...) ((struct iovec){__VA_ARGS__})
static uint64_t x;
static char *const at = (char *)&x;

static void counts(int fd, void (*fill)(int))
{
	struct iovec halves[2] = {{at, 4}, {at + 4, 4}};
	x = 0, fill(fd), show(fd, halves[0], halves[1]);
	printf("  %#lx\n", (long)x);
	x = 0, fill(fd), show(fd, TWO(at, 3), TWO(at + 3, 400));
	printf("  %#lx\n", (long)x);
	x = 0, fill(fd), show(fd, TWO(at, 4), TWO(BAD, 4));
	printf("  %#lx\n", (long)x);
	SHOW(read(fd, &x, 8));
	x = 0, fill(fd), show(fd, TWO(BAD, 4), TWO(at, 4));
	printf("  %#lx\n", (long)x);
	SHOW(read(fd, &x, 8));
	fill(fd), show(fd, TWO(BAD, 8), TWO(at, 8));
	SHOW(read(fd, &x, 8));
	fill(fd), show(fd, TWO(at, 4), TWO(at, 3));
	SHOW(read(fd, &x, 8));
	char *pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	munmap(pages + 4096, 4096);
	fill(fd);
	SHOW(read(fd, pages + 4091, 8));
	printf("  %d\n", pages[4091]);
	SHOW(read(fd, &x, 8));
}

static void add(int fd)
{
	uint64_t seven = 7;
	CHECK(write(fd, &seven, 8) == 8);
}

static void expire(int fd)
{
	struct itimerspec soon = {{0, 0}, {0, 1}};
	CHECK(timerfd_settime(fd, 0, &soon, NULL) == 0);
	usleep(2000);
}

static void signals(void)
{
	sigset_t set;
	static struct signalfd_siginfo i[3];
	char *to = (char *)i;
	sigemptyset(&set), sigaddset(&set, SIGUSR1), sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int fd = signalfd(-1, &set, SFD_NONBLOCK);
	raise(SIGUSR1), show(fd, TWO(to, 64), TWO(to + 64, 64));
	printf("  %d\n", i[0].ssi_signo);
	raise(SIGUSR1), raise(SIGUSR2), show(fd, TWO(to, 128), TWO(BAD, 128));
	SHOW(read(fd, i, sizeof i));
	raise(SIGUSR1), raise(SIGUSR2), show(fd, TWO(to, 256), TWO(BAD, 128));
	SHOW(read(fd, i, sizeof i));
	raise(SIGUSR1), raise(SIGUSR2), show(fd, TWO(to, 100), TWO(to + 100, 200));
	SHOW(read(fd, i, sizeof i));
	raise(SIGUSR1), raise(SIGUSR2), show(fd, TWO(to, 64), TWO(to + 64, 64));
	SHOW(read(fd, i, sizeof i));
	raise(SIGUSR1), show(fd, TWO(to, 100), TWO(BAD, 28));
	SHOW(read(fd, i, sizeof i));
	raise(SIGUSR1), show(fd, TWO(to, 100), TWO(to, 27));
	SHOW(read(fd, i, sizeof i));
}

int main(void)
{
	counts(eventfd(0, EFD_NONBLOCK), add);
	counts(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), expire);
	signals();
	return 0;
}

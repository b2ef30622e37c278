// fork(2), the list: what the child has and what it has not: locks, timers, pending signals, times, alarms, memory locks.
#include "behaviour.h"
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <time.h>

static pid_t parent;
static int fd;
static timer_t timer;
static int look(void)
{
	struct tms t;
	sigset_t p;
	struct itimerspec i;
	printf("parent %d, alarm %u\n", getppid() == parent, alarm(0));
	times(&t);
	printf("times %d\n", t.tms_cutime + t.tms_cstime == 0 && t.tms_utime + t.tms_stime < 5);
	sigpending(&p);
	printf("pending %d\n", sigismember(&p, SIGUSR1));
	SHOW(timer_gettime(timer, &i));
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
	SHOW(fcntl(fd, F_SETLK, &l));
	printf("offset %ld\n", (long)lseek(fd, 0, SEEK_CUR));
	lseek(fd, 3, SEEK_SET);
	printf("nice %d, umask %o\n", getpriority(PRIO_PROCESS, 0), umask(0));
	char line[256], b[64];
	long locked = -1;
	FILE *f = fopen("/proc/self/status", "r");
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "VmLck: %ld", &locked) == 1)
			break;
	printf("locked %ld, cwd %d\n", locked, getcwd(b, 1) == NULL);
	return 0;
}

int main(void)
{
	parent = getpid();
	fd = open("f", O_CREAT | O_RDWR, 0600);
	CHECK(write(fd, "0123456789", 10) == 10);
	struct flock l = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
	CHECK(fcntl(fd, F_SETLK, &l) == 0);
	alarm(100);
	timer_create(CLOCK_MONOTONIC, NULL, &timer);
	sigset_t s;
	sigemptyset(&s), sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, NULL);
	raise(SIGUSR1);
	nice(3);
	umask(027);
	static char page[8192];
	mlock(page, 4096);
	for (volatile int i = 0; i < 20000000; i++)
		;
	show_status(wait_status(child(look)));
	printf("offset %ld\n", (long)lseek(fd, 0, SEEK_CUR));
	printf("alarm goes on %d\n", alarm(0) > 0);
	return 0;
}

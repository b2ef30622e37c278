#include "behaviour.h"
#include <sys/resource.h>

static int look(void)
{
	struct rlimit l;
	getrlimit(RLIMIT_NOFILE, &l);
	printf("%ld %ld\n", (long)l.rlim_cur, (long)l.rlim_max);
	return 0;
}

int main(void)
{
	struct rlimit l = { 100, 200 };
	SHOW(setrlimit(RLIMIT_NOFILE, &l));
	look();
	show_status(wait_status(child(look)));
	l.rlim_cur = 201;
	SHOW(setrlimit(RLIMIT_NOFILE, &l));
	SHOW(setrlimit(16, &l));
	SHOW(getrlimit(16, &l));
	SHOW(getrlimit(-1, &l));
	SHOW(syscall(SYS_getrlimit, RLIMIT_NOFILE, 1L));
	SHOW(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, 1L, NULL));
	l.rlim_cur = 0;
	l.rlim_max = 1UL << 40;
	SHOW(setrlimit(RLIMIT_NOFILE, &l));
	SHOW(prlimit(99999999, RLIMIT_NOFILE, NULL, &l));
	l.rlim_cur = 5;
	l.rlim_max = 50;
	struct rlimit old;
	SHOW(prlimit(0, RLIMIT_NOFILE, &l, &old));
	printf("%ld %ld\n", (long)old.rlim_cur, (long)old.rlim_max);
	SHOW(open("/", O_RDONLY) >= 0);
	SHOW(open("/", O_RDONLY) >= 0);
	SHOW(open("/", O_RDONLY));
	SHOW(dup(0));
	SHOW(dup2(0, 5));
	SHOW(dup2(0, 4) == 4);
}

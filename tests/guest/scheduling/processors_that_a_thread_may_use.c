/* sched_setaffinity(2), sched_getaffinity(2): sizes, masks without a processor that is there, whose may be set; children and exec inherit. */
#include "behaviour.h"
#include <sched.h>

int main(void)
{
	unsigned char mask[1024];
	memset(mask, 0, sizeof mask);
	SHOW(syscall(SYS_sched_getaffinity, 0, 0, mask));
	SHOW(syscall(SYS_sched_getaffinity, 0, 4, mask));
	SHOW(syscall(SYS_sched_getaffinity, 0, 7, mask));
	SHOW(syscall(SYS_sched_getaffinity, 0, 9, mask));
	SHOW(syscall(SYS_sched_getaffinity, 0, 8, mask) > 0);
	SHOW(syscall(SYS_sched_getaffinity, 0, 1024, mask) > 0);
	SHOW(syscall(SYS_sched_getaffinity, 0, 1024, (void *)4096));
	SHOW(syscall(SYS_sched_getaffinity, -1, 8, mask));
	SHOW(syscall(SYS_sched_getaffinity, 999999, 8, mask));
	memset(mask, 0, sizeof mask);
	SHOW(syscall(SYS_sched_setaffinity, 0, 8, mask));
	SHOW(syscall(SYS_sched_setaffinity, 0, 0, mask));
	mask[20] = 1;
	SHOW(syscall(SYS_sched_setaffinity, 0, 128, mask));
	mask[0] = 1;
	SHOW(syscall(SYS_sched_setaffinity, 0, 1, mask));
	SHOW(syscall(SYS_sched_setaffinity, 0, 128, mask));
	SHOW(syscall(SYS_sched_setaffinity, 0, 8, (void *)4096));
	SHOW(syscall(SYS_sched_setaffinity, -1, 8, mask));
	SHOW(syscall(SYS_sched_setaffinity, 999999, 8, mask));
	memset(mask, 0xff, 8);
	SHOW(syscall(SYS_sched_getaffinity, 0, 8, mask) > 0);
	printf("mask %#x\n", mask[0]);
	SHOW(sched_getcpu());
	fflush(stdout);
	pid_t pid = fork();
	if (!pid) {
		SHOW(syscall(SYS_sched_getaffinity, 0, 8, mask) > 0);
		printf("the child's mask %#x\n", mask[0]);
		fflush(stdout);
		_exit(0);
	}
	wait_status(pid);
	cpu_set_t set;
	CPU_ZERO(&set);
	SHOW(sched_getaffinity(0, sizeof set, &set));
	printf("%d processor\n", CPU_COUNT(&set));
	return 0;
}

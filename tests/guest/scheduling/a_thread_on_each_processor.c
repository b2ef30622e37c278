// sched_setaffinity(2), getcpu(2), sysconf(3), rseq(2): a thread bound to a processor is on it, by every way to ask; the mask comes to children.
// needs: x86-64
#include "real_time.h"
#include <sys/wait.h>

static void *look(void *number)
{
	unsigned by_call = 99, by_vdso = 99, node = 99;
	syscall(SYS_getcpu, &by_call, &node, NULL);
	getcpu(&by_vdso, NULL);
	long wanted = (long)number;
	printf("%ld: %d %d %d node %u\n", wanted, by_call == wanted, by_vdso == wanted, sched_getcpu() == wanted, node);
	cpu_set_t set;
	CHECK(sched_getaffinity(0, sizeof set, &set) == 0);
	printf("of %d\n", CPU_COUNT(&set));
	return NULL;
}

int main(void)
{
	cpu_set_t set;
	CHECK(sched_getaffinity(0, sizeof set, &set) == 0);
	printf("all there are: %d\n", CPU_COUNT(&set) == sysconf(_SC_NPROCESSORS_ONLN));
	printf("%ld\n", sysconf(_SC_NPROCESSORS_CONF) - sysconf(_SC_NPROCESSORS_ONLN));
	for (long i = 0; i < 64; i++)
		if (CPU_ISSET(i, &set))
			pthread_join(start(SCHED_OTHER, 0, 1ul << i, look, (void *)i), NULL);
	bind_to(2);
	look((void *)1);
	fflush(stdout);
	if (!fork()) {
		look((void *)1);
		return 0;
	}
	wait(NULL);
	// "EINVAL The affinity bit mask mask contains no processors that are currently physically on the system"
	unsigned long none = 1ul << 63;
	SHOW(syscall(SYS_sched_setaffinity, 0, sizeof none, &none));
	none |= 1;
	SHOW(syscall(SYS_sched_setaffinity, 0, sizeof none, &none));
	look((void *)0);
}

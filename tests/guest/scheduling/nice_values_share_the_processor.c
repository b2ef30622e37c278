// setpriority(2): of two processes on one processor the nicer one gets a small part of it.
#include "behaviour.h"
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

int main(void)
{
	volatile unsigned long *work = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t children[2];
	cpu_set_t first;
	CPU_ZERO(&first);
	CPU_SET(0, &first);
	sched_setaffinity(0, sizeof first, &first);
	for (int i = 0; i < 2; i++) {
		children[i] = fork();
		if (!children[i]) {
			setpriority(PRIO_PROCESS, 0, i ? 15 : 0);
			for (;;)
				work[i]++;
		}
	}
	usleep(800000);
	for (int i = 0; i < 2; i++)
		kill(children[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	printf("both ran %d, the other more %d\n", work[0] && work[1], work[0] / 4 > work[1]);
	return 0;
}

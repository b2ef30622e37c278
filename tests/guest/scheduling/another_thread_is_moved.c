// sched_setaffinity(2): "If the thread ... is not currently running on one of the CPUs specified in mask, then that thread is migrated":
// another thread too; which processor it is on shows in its restartable sequences' area, and in /proc.
// needs: x86-64
#include "real_time.h"
#include <string.h>

static volatile int moved, tid;

static void *wait_and_look(void *unused)
{
	tid = syscall(SYS_gettid);
	while (!moved)
		rest(1);
	printf("on %d\n", sched_getcpu());
	return unused;
}

static void show(const char *prefix)
{
	char line[256], path[64];
	snprintf(path, sizeof path, "/proc/self/task/%d/status", tid);
	FILE *file = fopen(path, "r");
	while (fgets(line, sizeof line, file))
		if (!strncmp(line, prefix, strlen(prefix)))
			printf("%s", line);
	fclose(file);
}

int main(void)
{
	bind_to(1);
	pthread_t thread = start(SCHED_OTHER, 0, 0, wait_and_look, NULL);
	while (!tid)
		rest(1);
	show("Cpus_allowed");
	unsigned long second = 2;
	SHOW(syscall(SYS_sched_setaffinity, tid, sizeof second, &second));
	moved = 1;
	show("Cpus_allowed");
	pthread_join(thread, NULL);
	printf("the other stays on %d\n", sched_getcpu());
}

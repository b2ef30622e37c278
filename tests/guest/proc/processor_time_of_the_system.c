/* /proc/stat tells of all processor time there was: of who only asks for the time, too, and of children that are gone (proc_stat(5)). */
#include "behaviour.h"
#include <time.h>

static long worked(void)
{
	long user, nice, system;
	FILE *f = fopen("/proc/stat", "r");
	CHECK(f);
	CHECK(fscanf(f, "cpu %ld %ld %ld", &user, &nice, &system) == 3);
	fclose(f);
	return user + nice + system;
}

static void work(double seconds)
{
	struct timespec t;
	do
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	while (t.tv_sec + t.tv_nsec / 1e9 < seconds);
}

int main(void)
{
	long start = worked();
	work(0.3);
	long own = worked();
	SHOW(own - start >= 25);

	pid_t child = fork();
	if (child == 0) {
		work(0.3);
		_exit(0);
	}
	CHECK(waitpid(child, NULL, 0) == child);
	long both = worked();
	SHOW(both - own >= 25);
	usleep(1000);
	SHOW(worked() >= both);
	return 0;
}

// execve deletes timers, but their numbers do not begin again; a failed timer_create uses one up too.  A forked child begins at 0.
#include "behaviour.h"
#include <time.h>

static void create(const char *what, struct sigevent *event)
{
	int id = -1;
	long r = syscall(SYS_timer_create, CLOCK_MONOTONIC, event, &id);
	printf("%s: %ld, number %d\n", what, r, id);
}

static int in_child(void)
{
	create("a child's", NULL);
	fflush(stdout);
	return 0;
}

int main(int argc, char **argv)
{
	struct sigevent nobody = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1};
	(void)argv;
	if (argc > 1) {
		create("after exec", NULL);
		return 0;
	}
	create("first", NULL);
	create("of a thread that is not", &nobody);
	create("next", NULL);
	fflush(stdout);
	pid_t pid = child(in_child);
	waitpid(pid, NULL, 0);
	execl("/proc/self/exe", "program", "again", NULL);
	return 1;
}

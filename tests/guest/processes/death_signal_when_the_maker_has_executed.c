// A child's parent is a thread (prctl(2), PR_SET_PDEATHSIG).  One that is no leader makes a child, executes a program, and so
// becomes the leader: it is the same thread, so nothing happens to the child before it ends.
#include "behaviour.h"
#include <pthread.h>
#include <sys/prctl.h>

static void *makes_and_executes(void *unused)
{
	int ready[2];
	char byte;
	(void)unused;
	CHECK(pipe(ready) == 0);
	if (fork() == 0) {
		sigset_t set;
		siginfo_t info;
		sigemptyset(&set);
		sigaddset(&set, SIGUSR1);
		sigprocmask(SIG_BLOCK, &set, NULL);
		prctl(PR_SET_PDEATHSIG, SIGUSR1);
		write(ready[1], "r", 1);
		struct timespec long_enough = {2, 0};
		SHOW(sigtimedwait(&set, &info, &long_enough));
		fflush(stdout);
		_exit(0);
	}
	read(ready[0], &byte, 1);
	execl("/proc/self/exe", "program", "again", NULL);
	return NULL;
}

static int starts(void)
{
	pthread_t thread;
	pthread_create(&thread, NULL, makes_and_executes, NULL);
	pthread_join(thread, NULL);
	return 1;
}

int main(int argc, char **argv)
{
	(void)argv;
	if (argc > 1) {
		usleep(5000);
		printf("the new program ends\n");
		return 0;
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	child(starts);
	while (wait(NULL) > 0)
		;
	return 0;
}

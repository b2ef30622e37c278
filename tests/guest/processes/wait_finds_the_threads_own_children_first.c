// Every thread may wait for any child of its process; of several that have ended it finds its own first, oldest first.
#include "behaviour.h"
#include <pthread.h>

static pid_t ended(int code)
{
	siginfo_t info;
	pid_t pid = fork();
	if (pid == 0)
		_exit(code);
	waitid(P_PID, pid, &info, WEXITED | WNOWAIT);
	return pid;
}

static void *makes_two_and_waits(void *unused)
{
	int status;
	(void)unused;
	ended(3);
	ended(4);
	for (int i = 0; i < 3; i++) {
		waitpid(-1, &status, 0);
		show_status(status);
	}
	return NULL;
}

int main(void)
{
	pthread_t thread;
	int status;
	ended(1);
	ended(2);
	CHECK(pthread_create(&thread, NULL, makes_two_and_waits, NULL) == 0);
	pthread_join(thread, NULL);
	waitpid(-1, &status, 0);
	show_status(status);
	return 0;
}

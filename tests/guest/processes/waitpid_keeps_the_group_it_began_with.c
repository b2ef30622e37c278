// waitpid(0): "whose process group ID is equal to that of the calling process at the time of the call": a thread moves the process to
// another group meanwhile, and the call goes on to wait for children of the old one.
#include "behaviour.h"
#include <pthread.h>

static void *moves(void *unused)
{
	(void)unused;
	usleep(10000);
	SHOW(setpgid(0, 0));
	pid_t of_the_new_group = fork();
	if (of_the_new_group == 0)
		_exit(2);
	siginfo_t info;
	waitid(P_PID, of_the_new_group, &info, WEXITED | WNOWAIT);
	return NULL;
}

static int waits(void)
{
	int status;
	for (int by_waitid = 0; by_waitid < 2; by_waitid++) {
		pthread_t thread;
		pid_t of_the_old_group = fork();
		if (of_the_old_group == 0) {
			usleep(60000);
			_exit(1);
		}
		CHECK(pthread_create(&thread, NULL, moves, NULL) == 0);
		if (by_waitid) {
			siginfo_t info = {0};
			waitid(P_PGID, 0, &info, WEXITED);
			printf("waitid: exited %d\n", info.si_status);
		} else {
			CHECK(waitpid(0, &status, 0) > 0);
			show_status(status);
		}
		pthread_join(thread, NULL);
		CHECK(waitpid(-1, &status, 0) > 0);
		show_status(status);
		setpgid(0, getppid());
	}
	return 0;
}

int main(void)
{
	int status;
	setpgid(0, 0);
	waitpid(child(waits), &status, 0);
	show_status(status);
	return 0;
}

// slow
/* vfork(2): the parent that waits for its child takes no signal before it is back, but one that kills it (and is not behind another) ends it at once. */
#include "behaviour.h"

static void caught(int signal)
{
	(void)signal;
}

static int waits_in_vfork(void)
{
	struct sigaction a = {.sa_handler = caught};
	sigaction(SIGUSR1, &a, NULL);
	pid_t p = vfork();
	if (p == 0) {
		usleep(500000);
		_exit(1);
	}
	return 5;
}

int main(void)
{
	int fatal[] = {SIGTERM, SIGKILL, SIGUSR1};
	for (int i = 0; i < 3; i++) {
		int status;
		pid_t p = child(waits_in_vfork);
		usleep(100000);
		SHOW(kill(p, SIGUSR1));
		usleep(20000);
		SHOW(waitpid(p, &status, WNOHANG));
		SHOW(kill(p, fatal[i]));
		usleep(50000);
		printf("over: %d\n", waitpid(p, &status, WNOHANG) == p || (waitpid(p, &status, 0) != p));
		show_status(status);
	}
	return 0;
}

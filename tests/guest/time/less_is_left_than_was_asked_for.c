// slow
/* select(2), sleep(3): the time that is left is less than the time asked for, also of a call that found something, or was interrupted, at once. */
#include "behaviour.h"
#include <sys/select.h>
#include <sys/time.h>

static void caught(int signal)
{
	(void)signal;
}

int main(void)
{
	int p[2];
	fd_set set;
	CHECK(pipe(p) == 0 && write(p[1], "x", 1) == 1);
	for (int micros = 0; micros < 3; micros++) {
		struct timeval left = {2 - micros, micros};
		FD_ZERO(&set);
		FD_SET(p[0], &set);
		SHOW(select(p[0] + 1, &set, NULL, NULL, &left));
		printf("%ld\n", (long)left.tv_sec);
	}
	struct sigaction a = {.sa_handler = caught};
	sigaction(SIGCHLD, &a, NULL);
	pid_t child = fork();
	if (child == 0) {
		usleep(1000);
		_exit(0);
	}
	SHOW(sleep(3));
	waitpid(child, NULL, 0);
	return 0;
}

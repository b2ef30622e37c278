#include "behaviour.h"
#include <pthread.h>

static pid_t pid;
static void *forker(void *argument)
{
	pid = fork();
	if (pid == 0)
		_exit(9);
	CHECK(waitid(P_PID, pid, NULL, WEXITED | WNOWAIT) == 0);
	tell(argument);
	await((int *)argument + 2);
	return NULL;
}

int main(void)
{
	int ends[4], status;
	make_pipe(ends);
	make_pipe(ends + 2);
	pthread_t t;
	pthread_create(&t, NULL, forker, ends);
	await(ends);
	SHOW(waitpid(pid, &status, __WNOTHREAD));
	tell(ends + 2);
	pthread_join(t, NULL);
	/* its child is ours now, or will be when the thread has quite ended */
	while (waitpid(pid, &status, __WNOTHREAD) != pid)
		CHECK(errno == ECHILD);
	show_status(status);
}

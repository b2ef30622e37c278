#include "behaviour.h"
#include <sys/prctl.h>

static int line[2];
static void handler(int n) { write(line[1], "x", 1); _exit(0); }

static int middle(void)
{
	int ready[2];
	make_pipe(ready);
	pid_t pid = fork();
	if (pid == 0) {
		signal(SIGUSR2, handler);
		SHOW(prctl(PR_SET_PDEATHSIG, SIGUSR2));
		int number = 0;
		SHOW(prctl(PR_GET_PDEATHSIG, &number));
		printf("%d\n", number);
		fflush(stdout);
		pid_t grandchild = fork();
		if (grandchild == 0) {
			prctl(PR_GET_PDEATHSIG, &number);
			_exit(number); /* not inherited */
		}
		show_status(wait_status(grandchild));
		fflush(stdout);
		tell(ready);
		for (;;)
			pause();
	}
	await(ready);
	return 3;
}

int main(void)
{
	make_pipe(line);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	SHOW(prctl(PR_SET_PDEATHSIG, 65));
	SHOW(prctl(PR_SET_PDEATHSIG, -1));
	show_status(wait_status(child(middle)));
	await(line);
	int status;
	CHECK(wait(&status) > 0);
	show_status(status);
}

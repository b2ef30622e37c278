#include "behaviour.h"

int main(void)
{
	pid_t pids[5];
	int ready[2];
	make_pipe(ready);
	for (int i = 0; i < 5; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			_exit(i);
	}
	/* all are zombies before the first is looked at */
	for (int i = 0; i < 5; i++)
		CHECK(waitid(P_PID, pids[i], NULL, WEXITED | WNOWAIT) == 0);
	for (int i = 0; i < 5; i++) {
		int status;
		pid_t pid = wait(&status);
		for (int j = 0; j < 5; j++)
			if (pids[j] == pid)
				printf("child %d: ", j);
		show_status(status);
	}
	SHOW(wait(NULL));
}

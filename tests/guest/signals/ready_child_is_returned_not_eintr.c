#include "behaviour.h"
#include <sys/wait.h>

/* A wait that can return a child does, though SIGCHLD's handler, without SA_RESTART, would interrupt it; and the handler has
   run by the time it has returned. */
static volatile sig_atomic_t told;
static void on_child(int sig)
{
	(void)sig;
	told++;
}

int main(void)
{
	struct sigaction action = { .sa_handler = on_child };
	sigaction(SIGCHLD, &action, NULL);
	int right = 0;
	for (int i = 0; i < 50; i++) {
		int ends[2], status = 0;
		make_pipe(ends);
		told = 0;
		pid_t pid = fork();
		if (pid == 0) {
			char c;
			close(ends[1]);
			read(ends[0], &c, 1);
			_exit(7);
		}
		close(ends[0]);
		close(ends[1]);
		right += waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 7 && told == 1;
	}
	SHOW(right);
}

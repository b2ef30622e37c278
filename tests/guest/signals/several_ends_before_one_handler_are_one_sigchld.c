#include "behaviour.h"
#include <sys/wait.h>

/* "Standard signals do not queue": three children end while SIGCHLD is blocked, its handler runs once. */
static volatile sig_atomic_t told;
static void on_child(int sig)
{
	(void)sig;
	told++;
}

int main(void)
{
	sigset_t child;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, NULL);
	signal(SIGCHLD, on_child);
	for (int i = 0; i < 3; i++)
		if (fork() == 0)
			_exit(0);
	for (int i = 0; i < 3; i++) {
		siginfo_t info;
		CHECK(waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) == 0);
		CHECK(waitpid(info.si_pid, NULL, 0) == info.si_pid);
	}
	sigprocmask(SIG_UNBLOCK, &child, NULL);
	SHOW(told);
	SHOW(waitpid(-1, NULL, WNOHANG));
	SHOW(errno == ECHILD);
}

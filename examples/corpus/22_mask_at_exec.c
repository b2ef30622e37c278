/* SIGCHLD is blocked over fork and not let in again before exec: the new program never gets it. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments)
{
	sigset_t child, before;

	if (count > 1)
		return 0;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	if (fork() == 0) {
		execl("/proc/self/exe", arguments[0], "child", (char *)NULL);
		_exit(127);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return wait(NULL) < 0;
}

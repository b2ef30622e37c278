/* SIGCHLD's handler deletes the job before the parent has added it: it stays on the list for ever. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t job;
static volatile sig_atomic_t ended;

static void on_child(int sig)
{
	pid_t pid = waitpid(-1, NULL, WNOHANG);

	(void)sig;
	if (job == pid)
		job = 0;
	ended = 1;
}

int main(void)
{
	sigset_t child, before;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	signal(SIGCHLD, on_child);
	pid_t pid = fork();
	if (pid == 0)
		_exit(0);
	job = pid;
	sigprocmask(SIG_BLOCK, &child, &before);
	while (!ended)
		sigsuspend(&before);
	return job != 0;
}

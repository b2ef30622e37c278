/* 06_inherited.c mended: SIGTERM is blocked over fork, and its default action restored before it is let in. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ending;

static void on_term(int sig)
{
	(void)sig;
	ending = 1;
}

int main(int count, char **arguments)
{
	if (count > 1)
		pause();
	signal(SIGTERM, on_term);
	sigset_t term, before;
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	sigprocmask(SIG_BLOCK, &term, &before);
	pid_t pid = fork();
	if (pid == 0) {
		signal(SIGTERM, SIG_DFL);
		sigprocmask(SIG_SETMASK, &before, NULL);
		execl("/proc/self/exe", arguments[0], "child", (char *)NULL);
		_exit(127);
	}
	kill(pid, SIGTERM);
	return waitpid(pid, NULL, 0) != pid;
}

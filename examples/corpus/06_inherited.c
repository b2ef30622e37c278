/* SIGTERM lands in the child between fork and exec: the handler it inherited swallows it. */
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
	pid_t pid = fork();
	if (pid == 0) {
		execl("/proc/self/exe", arguments[0], "child", (char *)NULL);
		_exit(127);
	}
	kill(pid, SIGTERM);
	return waitpid(pid, NULL, 0) != pid;
}

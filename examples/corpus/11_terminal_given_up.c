/* The child is still in its parent's session when that gives up the terminal: SIGHUP and SIGCONT reach it too. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int supervise(void)
{
	int status, master = posix_openpt(O_RDWR | O_NOCTTY), unlocked = 0;
	char name[32];

	setsid();
	ioctl(master, TIOCSPTLCK, &unlocked);
	ptsname_r(master, name, sizeof name);
	int terminal = open(name, O_RDWR);
	pid_t pid = fork();
	if (pid == 0) {
		setsid();
		_exit(0);
	}
	signal(SIGHUP, SIG_IGN);
	ioctl(terminal, TIOCNOTTY);
	return waitpid(pid, &status, 0) != pid || status != 0;
}

int main(void)
{
	int status;

	if (fork() == 0)
		_exit(supervise());
	wait(&status);
	return status != 0;
}

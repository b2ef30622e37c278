/* The parent waits until the child has a session of its own, then gives up the terminal. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int supervise(void)
{
	int status, ready[2], master = posix_openpt(O_RDWR | O_NOCTTY), unlocked = 0;
	char name[32];

	setsid();
	ioctl(master, TIOCSPTLCK, &unlocked);
	ptsname_r(master, name, sizeof name);
	int terminal = open(name, O_RDWR);
	if (pipe(ready))
		return 2;
	pid_t pid = fork();
	if (pid == 0) {
		setsid();
		close(ready[1]);
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], name, 1) != 0)
		return 3;
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

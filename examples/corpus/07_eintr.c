/* read() interrupted by SIGCHLD is taken for end of file: what the other child writes is lost. */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_child(int sig)
{
	(void)sig;
}

int main(void)
{
	struct sigaction action = {.sa_handler = on_child};
	int ends[2], got = 0;
	char byte;

	sigaction(SIGCHLD, &action, NULL);
	if (pipe(ends))
		return 2;
	if (fork() == 0)
		_exit(0);
	if (fork() == 0)
		_exit(write(ends[1], "x", 1) != 1);
	close(ends[1]);
	while (read(ends[0], &byte, 1) > 0)
		got++;
	while (wait(NULL) > 0 || errno == EINTR)
		;
	return got != 1;
}

/* A daemon forks twice, and the grandchild writes its number into a file; whoever started it looks at the file as soon as the process it
 * started has ended, which says nothing about the grandchild. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define PID_FILE "/tmp/mistakes-pid-file"

static void daemonize(void)
{
	if (fork() != 0)
		_exit(0);
	setsid();
	int fd = open(PID_FILE, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	dprintf(fd, "%d\n", getpid());
	close(fd);
	_exit(0);
}

int main(void)
{
	int daemon = 0;
	if (fork() == 0)
		daemonize();
	wait(NULL);
	FILE *file = fopen(PID_FILE, "r");
	return !(file && fscanf(file, "%d", &daemon) == 1 && daemon > 1);
}

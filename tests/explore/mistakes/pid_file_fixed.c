/* The process that was started ends only when the grandchild has told it, through a pipe, that the file is there. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define PID_FILE "/tmp/mistakes-pid-file"

static void daemonize(void)
{
	int ready[2];
	char byte;
	pipe(ready);
	if (fork() != 0) {
		close(ready[1]);
		read(ready[0], &byte, 1);
		_exit(0);
	}
	close(ready[0]);
	setsid();
	int fd = open(PID_FILE, O_CREAT | O_WRONLY | O_TRUNC, 0600);
	dprintf(fd, "%d\n", getpid());
	close(fd);
	write(ready[1], "", 1);
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

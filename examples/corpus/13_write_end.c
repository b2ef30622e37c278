/* The reader inherited the pipe's write end and keeps it: end of file never comes. */
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int ends[2];
	char byte;

	if (pipe(ends))
		return 2;
	if (fork() == 0)
		_exit(write(ends[1], "x", 1) != 1);
	if (fork() == 0) {
		while (read(ends[0], &byte, 1) > 0)
			;
		_exit(0);
	}
	close(ends[0]);
	close(ends[1]);
	while (wait(NULL) > 0)
		;
	return 0;
}

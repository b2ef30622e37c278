/* 13_write_end.c mended: the reader closes the end that it does not use. */
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
		close(ends[1]);
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

// Parent and child write to one pipe at the same time.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int ends[2];
	char text[4] = "";
	if (pipe(ends))
		return 1;
	pid_t p = fork();
	(void)!write(ends[1], p ? "p" : "c", 1);
	if (!p)
		_exit(0);
	wait(NULL);
	(void)!read(ends[0], text, 2);
	puts(text);
	return 0;
}

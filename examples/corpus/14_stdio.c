/* printf without a newline, then fork: the buffer is there twice, and is written twice. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	printf("once");
	if (fork() == 0)
		exit(0);
	wait(NULL);
	return 0;
}

/* 14_stdio.c mended: the buffer is written before fork. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	printf("once");
	fflush(stdout);
	if (fork() == 0)
		exit(0);
	wait(NULL);
	return 0;
}

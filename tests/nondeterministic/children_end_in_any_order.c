// Two children end by themselves; wait gives them as they come.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	pid_t p[2];
	for (int i = 0; i < 2; i++)
		if (!(p[i] = fork()))
			_exit(i);
	for (int i = 0; i < 2; i++) {
		int status;
		wait(&status);
		printf("%d", WEXITSTATUS(status));
	}
	puts("");
	return 0;
}

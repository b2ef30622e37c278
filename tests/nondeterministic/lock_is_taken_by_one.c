// Parent and child try for one lock file without waiting.
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	int status;
	unlink("lock");
	pid_t p = fork();
	int won = open("lock", O_CREAT | O_EXCL, 0600) >= 0;
	if (!p)
		_exit(won);
	wait(&status);
	printf("parent %d child %d\n", won, WEXITSTATUS(status));
	return 0;
}

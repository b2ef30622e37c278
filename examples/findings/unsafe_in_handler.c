/* The handler prints while the program prints: both are in the middle of one buffer. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_child(int sig)
{
	(void)sig;
	printf("a child ended\n");
}

int main(void)
{
	static char buffer[4096];

	setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	printf("waiting\n");
	while (wait(NULL) < 0)
		;
	return 0;
}

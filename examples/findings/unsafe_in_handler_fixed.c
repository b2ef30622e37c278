/* The handler notes that it came; the program prints. */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void on_child(int sig)
{
	(void)sig;
	ended = 1;
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
	if (ended)
		printf("a child ended\n");
	return 0;
}

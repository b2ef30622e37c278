/* A handler calls malloc while the program is inside malloc: both are given the same memory. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void *volatile theirs;

static void on_child(int sig)
{
	(void)sig;
	theirs = malloc(24);
}

int main(void)
{
	void *first = malloc(24), *second = malloc(24);

	free(first);
	free(second);
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	void *volatile ours = malloc(24);
	while (wait(NULL) < 0)
		;
	return ours == theirs;
}

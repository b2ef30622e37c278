/* 04_malloc.c mended: the handler only notes that the signal came. */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void *volatile theirs;
static volatile sig_atomic_t came;

static void on_child(int sig)
{
	(void)sig;
	came = 1;
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
	if (came)
		theirs = malloc(24);
	return ours == theirs;
}

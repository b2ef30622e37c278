/* counter++ in a handler and in the program: one of the two is lost. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int counter;

static void on_child(int sig)
{
	(void)sig;
	counter++;
}

int main(void)
{
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	counter++;
	while (wait(NULL) < 0)
		;
	return counter != 2;
}

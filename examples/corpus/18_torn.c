/* The handler looks at a pair of fields which the program is halfway through updating. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile struct {
	int a, b;
} pair;
static volatile sig_atomic_t torn;

static void on_child(int sig)
{
	(void)sig;
	if (pair.a != pair.b)
		torn = 1;
}

int main(void)
{
	signal(SIGCHLD, on_child);
	if (fork() == 0)
		_exit(0);
	pair.a = 1;
	pair.b = 1;
	while (wait(NULL) < 0)
		;
	return torn;
}

// Two children end: one SIGCHLD or two.
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile int calls;
static void handler(int s) { (void)s; calls++; }

int main(void)
{
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	signal(SIGCHLD, handler);
	for (int i = 0; i < 2; i++)
		if (!fork())
			_exit(0);
	for (int i = 0; i < 2; i++)
		while (wait(NULL) < 0)
			;
	printf("%d\n", calls);
	return 0;
}

// Two children send the parent two different signals.
// explore: --preemptions 1
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static char order[4];
static volatile int n;
static void handler(int s) { order[n++] = s == SIGUSR1 ? '1' : '2'; }

int main(void)
{
	struct sigaction a = {.sa_handler = handler};
	sigfillset(&a.sa_mask);
	sigaction(SIGUSR1, &a, NULL);
	sigaction(SIGUSR2, &a, NULL);
	pid_t parent = getpid();
	for (int i = 0; i < 2; i++)
		if (!fork()) {
			kill(parent, i ? SIGUSR2 : SIGUSR1);
			_exit(0);
		}
	for (int i = 0; i < 2;)
		if (wait(NULL) > 0)
			i++;
	printf("%s\n", order);
	return 0;
}

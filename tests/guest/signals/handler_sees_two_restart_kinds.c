#include "behaviour.h"

/* Two signals arrive in one read: the one taken first decides whether the call is made again. */
static int ends[2];

static void handler(int number)
{
	printf("handler of %d\n", number);
}

static int both(void)
{
	usleep(20000);
	kill(getppid(), SIGSTOP);
	usleep(10000);
	kill(getppid(), SIGUSR2);
	kill(getppid(), SIGUSR1);
	kill(getppid(), SIGCONT);
	usleep(20000);
	tell(ends);
	return 0;
}

static int body(int first, int second)
{
	char byte;
	struct sigaction action = {.sa_handler = handler, .sa_flags = first};
	make_pipe(ends);
	sigaction(SIGUSR1, &action, NULL);
	action.sa_flags = second;
	sigaction(SIGUSR2, &action, NULL);
	pid_t pid = child(both);
	SHOW(read(ends[0], &byte, 1));
	int status;
	while (waitpid(pid, &status, 0) == -1)
		;
	return 0;
}

int main(void)
{
	body(SA_RESTART, 0);
	body(0, SA_RESTART);
	body(SA_RESTART, SA_RESTART);
	return 0;
}

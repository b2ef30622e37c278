#include "behaviour.h"

static volatile int count;

static void on_child(int number)
{
	count++;
}

static int loop(void)
{
	for (;;)
		pause();
}

int main(void)
{
	struct sigaction action = {.sa_handler = on_child, .sa_flags = SA_NOCLDSTOP | SA_RESTART};
	sigaction(SIGCHLD, &action, NULL);
	int status;
	pid_t pid = child(loop);
	kill(pid, SIGSTOP);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	show_status(status);
	kill(pid, SIGCONT);
	CHECK(waitpid(pid, &status, WCONTINUED) == pid);
	show_status(status);
	printf("%d signals\n", count);
	kill(pid, SIGTERM);
	show_status(wait_status(pid));
	printf("%d signals\n", count);
	return 0;
}

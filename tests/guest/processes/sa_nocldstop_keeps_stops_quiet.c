#include "behaviour.h"

static volatile int count;
static void handler(int n) { count++; }
static int act(void) { for (;;) pause(); }

int main(void)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_NOCLDSTOP | SA_RESTART };
	sigaction(SIGCHLD, &sa, NULL);
	pid_t pid = child(act);
	int status;
	kill(pid, SIGSTOP);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	show_status(status);
	kill(pid, SIGCONT);
	CHECK(waitpid(pid, &status, WCONTINUED) == pid);
	show_status(status);
	printf("signals so far: %d\n", count);
	kill(pid, SIGKILL);
	show_status(wait_status(pid));
	printf("signals: %d\n", count);
}

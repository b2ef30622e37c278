#include "behaviour.h"

static void handler(int number)
{
	printf("handler of %s\n", signal_name(number));
	fflush(stdout);
}

static int stops(void)
{
	signal(SIGCONT, handler);
	signal(SIGUSR1, handler);
	raise(SIGSTOP);
	puts("goes on");
	raise(SIGTSTP);
	puts("not stopped: orphaned, or continued");
	return 0;
}

int main(void)
{
	int status;
	pid_t pid = child(stops);
	CHECK(waitpid(pid, &status, WUNTRACED) == pid);
	show_status(status);
	kill(pid, SIGUSR1);
	usleep(20000);
	SHOW(waitpid(pid, &status, WNOHANG));
	kill(pid, SIGCONT);
	while (waitpid(pid, &status, WUNTRACED) == pid && WIFSTOPPED(status)) {
		show_status(status);
		kill(pid, SIGCONT);
	}
	show_status(status);
	return 0;
}

#include "behaviour.h"

static void handler(int signal) {}

int main(void)
{
	int p[2];
	CHECK(pipe(p) == 0);
	struct sigaction a = { .sa_handler = handler };
	sigaction(SIGALRM, &a, NULL);
	static char data[100000];
	alarm(1);
	SHOW(write(p[1], data, sizeof data)); /* what fitted */
	alarm(1);
	SHOW(write(p[1], data, 10)); /* nothing fitted */
	alarm(1);
	a.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &a, NULL);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		sleep(2);
		read(p[0], data, 5000);
		_exit(0);
	}
	SHOW(write(p[1], data, 10)); /* restarted, then it fits */
	show_status(wait_status(pid));
}

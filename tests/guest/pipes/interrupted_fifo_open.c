#include "behaviour.h"

static void handler(int signal) { write(1, "handler\n", 8); }

int main(void)
{
	CHECK(mkfifo("fifo", 0600) == 0);
	struct sigaction a = { .sa_handler = handler };
	sigaction(SIGALRM, &a, NULL);
	alarm(1);
	SHOW(open("fifo", O_RDONLY));
	SHOW(open("fifo", O_WRONLY | O_NONBLOCK)); /* the opener that gave up does not count */
	a.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &a, NULL);
	alarm(1);
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		sleep(2);
		int fd = open("fifo", O_WRONLY);
		_exit(fd < 0);
	}
	int fd = open("fifo", O_RDONLY);
	SHOW(fd >= 0);
	show_status(wait_status(pid));
}

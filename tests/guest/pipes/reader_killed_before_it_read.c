#include "behaviour.h"

static int p[2], done[2];

static int reader(void)
{
	char c;
	CHECK(read(p[0], &c, 1) == 1);
	write(done[1], &c, 1);
	return 0;
}

int main(void)
{
	/* The oldest sleeping reader is woken for the byte and killed; another must get it. */
	CHECK(pipe(p) == 0 && pipe(done) == 0);
	pid_t first = child(reader);
	usleep(10000);
	pid_t second = child(reader);
	usleep(10000);
	write(p[1], "a", 1);
	kill(first, SIGKILL);
	int status = wait_status(first);
	write(p[1], "b", 1);
	char c;
	SHOW(read(done[0], &c, 1));
	if (WIFSIGNALED(status))
		kill(second, SIGCONT);
	show_status(wait_status(second));
}

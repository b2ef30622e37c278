#include "behaviour.h"

static int opener(void) { return open("fifo", O_RDONLY) < 0; }

int main(void)
{
	CHECK(mkfifo("fifo", 0600) == 0);
	pid_t pid = child(opener);
	usleep(20000);
	int fd = open("fifo", O_WRONLY | O_NONBLOCK); /* it waits: there is a reader */
	SHOW(fd >= 0);
	close(fd);
	show_status(wait_status(pid));
	pid = child(opener);
	usleep(20000);
	kill(pid, SIGKILL);
	show_status(wait_status(pid));
	SHOW(open("fifo", O_WRONLY | O_NONBLOCK)); /* killed: nobody is there */
}

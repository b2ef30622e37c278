#include "behaviour.h"
#include <sys/resource.h>

static int die(void)
{
	struct rlimit l = { 100, 100 };
	char buf[200] = "";
	setrlimit(RLIMIT_FSIZE, &l);
	int fd = open("f", O_RDWR | O_CREAT | O_TRUNC, 0600);
	SHOW(write(fd, buf, 60));
	SHOW(write(fd, buf, 60));
	fflush(stdout);
	SHOW(write(fd, buf, 60));
	return 0;
}

static int ignore(void)
{
	signal(SIGXFSZ, SIG_IGN);
	die();
	int fd = open("f", O_RDWR);
	SHOW(ftruncate(fd, 101));
	SHOW(ftruncate(fd, 100));
	return 0;
}

int main(void)
{
	show_status(wait_status(child(die)));
	show_status(wait_status(child(ignore)));
}

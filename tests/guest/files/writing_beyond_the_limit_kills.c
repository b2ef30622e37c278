/* setrlimit(2), RLIMIT_FSIZE: "Attempts to extend a file beyond this limit result in delivery of a SIGXFSZ signal". */
#include "behaviour.h"
#include <sys/resource.h>

static int writer(void)
{
	int fd = open("file", O_CREAT | O_RDWR, 0644);
	setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
	CHECK(setrlimit(RLIMIT_FSIZE, &(struct rlimit){10, 10}) == 0);
	SHOW(write(fd, "0123456789abcdef", 16));
	fflush(stdout);
	write(fd, "x", 1);
	return 1;
}

int main(void)
{
	show_status(wait_status(child(writer)));
	struct stat s;
	stat("file", &s);
	printf("%ld\n", (long)s.st_size);
	return 0;
}

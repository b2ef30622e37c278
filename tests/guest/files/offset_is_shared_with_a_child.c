/* Offsets are shared between parent and child, positions of separate opens are not. */
#include "behaviour.h"

static int fd;

static int writer(void)
{
	CHECK(write(fd, "child", 5) == 5);
	int own = open("file", O_RDWR);
	CHECK(write(own, "C", 1) == 1);
	return 0;
}

int main(void)
{
	char b[30] = "";
	fd = open("file", O_CREAT | O_RDWR, 0644);
	wait_status(child(writer));
	SHOW(write(fd, "parent", 6));
	SHOW(pread(fd, b, 29, 0));
	puts(b);
	return 0;
}

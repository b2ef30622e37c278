// slow
/* open(2), O_APPEND: "Before each write(2), the file offset is positioned at the end of the file"; pwrite(2)'s BUG; F_SETFL takes it away. */
#include "behaviour.h"
#include <sys/uio.h>

int main(void)
{
	char text[40] = {0};
	int a = open("f", O_RDWR | O_CREAT | O_APPEND, 0644), b = open("f", O_WRONLY), c = open("f", O_WRONLY | O_APPEND);
	SHOW(write(a, "one", 3));
	SHOW(write(b, "TW", 2));
	SHOW(write(c, "three", 5));
	SHOW(write(a, "4", 1));
	SHOW(lseek(a, 0, SEEK_CUR));
	SHOW(lseek(c, 0, SEEK_CUR));
	SHOW(lseek(a, 2, SEEK_SET));
	SHOW(read(a, text, 2));
	SHOW(write(a, "5", 1));
	SHOW(lseek(a, 0, SEEK_CUR));
	SHOW(pwrite(a, "6", 1, 0));
	SHOW(lseek(a, 0, SEEK_CUR));
	struct iovec v = {"NOAPPEND", 8};
	SHOW(pwritev2(a, &v, 1, 1, 0x20));
	SHOW(pwritev2(b, &v, 1, 0, RWF_APPEND));
	SHOW(pwritev2(b, &v, 1, -1, RWF_APPEND));
	SHOW(lseek(b, 0, SEEK_CUR));
	SHOW(fcntl(a, F_SETFL, 0));
	SHOW(pwrite(a, "7", 1, 0));
	SHOW(lseek(a, 0, SEEK_SET));
	SHOW(write(a, "8", 1));
	SHOW(pread(a, text, sizeof text, 0));
	printf("%.*s\n", (int)sizeof text, text);
	SHOW(ftruncate(c, 2));
	SHOW(write(c, "z", 1));
	SHOW(lseek(c, 0, SEEK_END));
	return 0;
}

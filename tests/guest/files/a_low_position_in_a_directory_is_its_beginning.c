/* seekdir(3) takes what telldir gave; on ext4 that is a hash of a name, and a low number, which nothing gave, is before all names. */
#include "behaviour.h"

static int count(int fd, int *dots)
{
	char data[4096];
	int found = 0, n;
	*dots = 0;
	while ((n = syscall(SYS_getdents64, fd, data, sizeof data)) > 0)
		for (int at = 0; at < n; at += *(unsigned short *)(data + at + 16), found++)
			*dots += data[at + 19] == '.';
	return found;
}

int main(void)
{
	int dots;
	for (char name[] = "a"; name[0] <= 'e'; name[0]++)
		CHECK(close(creat(name, 0600)) == 0);
	int fd = open(".", O_RDONLY);
	for (int when = 0; when < 3; when++) {
		if (when != 1)
			SHOW(lseek(fd, 8192, SEEK_SET));
		SHOW(count(fd, &dots));
		SHOW(dots);
	}
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(count(fd, &dots));
	return 0;
}

// needs: root
/* open(2), O_TMPFILE. */
#include "behaviour.h"

int main(void)
{
	struct stat s;
	int fd = open(".", O_TMPFILE | O_RDWR, 0640);
	CHECK(fd >= 0);
	fstat(fd, &s);
	printf("%o %ld\n", s.st_mode, (long)s.st_nlink);
	SHOW(write(fd, "content", 7));
	SHOW(linkat(fd, "", AT_FDCWD, "name", AT_EMPTY_PATH));
	SHOW(stat("name", &s));
	printf("%ld %ld\n", (long)s.st_nlink, (long)s.st_size);
	fd = open(".", O_TMPFILE | O_WRONLY | O_EXCL, 0640);
	SHOW(linkat(fd, "", AT_FDCWD, "other", AT_EMPTY_PATH));
	SHOW(open("name", O_TMPFILE | O_WRONLY, 0640));
	SHOW(open("missing", O_TMPFILE | O_WRONLY, 0640));
	return 0;
}

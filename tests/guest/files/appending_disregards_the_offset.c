// slow
/* pwrite(2), BUGS: "if a file is opened with O_APPEND, on Linux, pwrite() appends data to the end of the file, regardless of the value
 * of offset"; and the flag may come and go with F_SETFL. */
#include "behaviour.h"

int main(void)
{
	char b[20] = {0};
	int fd = open("f", O_RDWR | O_CREAT | O_APPEND, 0644);
	SHOW(write(fd, "abc", 3));
	SHOW(pwrite(fd, "de", 2, 0));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(read(fd, b, 10));
	SHOW(lseek(fd, 1, SEEK_SET));
	SHOW(write(fd, "f", 1));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(fcntl(fd, F_SETFL, 0));
	SHOW(pwrite(fd, "X", 1, 1));
	SHOW(lseek(fd, 2, SEEK_SET));
	SHOW(write(fd, "Y", 1));
	int twin = dup(fd);
	SHOW(fcntl(twin, F_SETFL, O_APPEND));
	SHOW(write(fd, "Z", 1));
	SHOW(fcntl(fd, F_GETFL) & O_APPEND);
	SHOW(write(fd, "", 0));
	SHOW(pread(fd, b, 20, 0));
	printf("%s\n", b);
	return 0;
}

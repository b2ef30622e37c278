/* unlink(2): "the file will remain in existence until the last file descriptor referring to it is closed". */
#include "behaviour.h"

int main(void)
{
	char b[10] = "";
	int fd = open("file", O_CREAT | O_RDWR, 0600);
	SHOW(write(fd, "still", 5));
	SHOW(unlink("file"));
	SHOW(open("file", O_RDONLY));
	SHOW(pread(fd, b, 9, 0));
	puts(b);
	SHOW(write(fd, " here", 5));
	SHOW(lseek(fd, 0, SEEK_END));
	close(open("file", O_CREAT | O_RDWR, 0600));
	struct stat old, new;
	fstat(fd, &old);
	stat("file", &new);
	printf("%d\n", old.st_ino == new.st_ino);
	SHOW(linkat(fd, "", AT_FDCWD, "again", AT_EMPTY_PATH));
	SHOW(close(fd));
	return 0;
}

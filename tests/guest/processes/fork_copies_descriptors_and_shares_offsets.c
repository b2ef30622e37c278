#include "behaviour.h"

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0644);
	CHECK(write(fd, "abcdefgh", 8) == 8);
	lseek(fd, 2, SEEK_SET);
	pid_t pid = fork();
	if (pid == 0) {
		char c;
		read(fd, &c, 1);
		close(fd);
		_exit(c);
	}
	show_status(wait_status(pid));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(close(fd));
}

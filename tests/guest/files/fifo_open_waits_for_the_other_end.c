/* fifo(7): opening waits for the other end; O_NONBLOCK; both ends at once. */
#include "behaviour.h"

static int writer(void)
{
	int fd = open("fifo", O_WRONLY);
	CHECK(fd >= 0);
	CHECK(write(fd, "through", 7) == 7);
	return 0;
}

int main(void)
{
	char b[20] = "";
	SHOW(mkfifo("fifo", 0600));
	SHOW(mkfifo("fifo", 0600));
	SHOW(open("fifo", O_WRONLY | O_NONBLOCK));
	pid_t pid = child(writer);
	int fd = open("fifo", O_RDONLY);
	CHECK(fd >= 0);
	SHOW(read(fd, b, 20));
	puts(b);
	SHOW(read(fd, b, 20));
	show_status(wait_status(pid));
	close(fd);
	int r = open("fifo", O_RDONLY | O_NONBLOCK);
	SHOW(read(r, b, 1));
	int w = open("fifo", O_WRONLY | O_NONBLOCK);
	SHOW(read(r, b, 1));
	SHOW(write(w, "ab", 2));
	SHOW(read(r, b, 5));
	SHOW(lseek(r, 0, SEEK_SET));
	SHOW(unlink("fifo"));
	SHOW(write(w, "cd", 2));
	SHOW(read(r, b, 5));
	mkfifo("both", 0600);
	int both = open("both", O_RDWR);
	SHOW(write(both, "xyz", 3));
	SHOW(read(both, b, 2));
	return 0;
}

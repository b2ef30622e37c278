#include "behaviour.h"

static int reader(void)
{
	int fd = open("fifo", O_RDONLY);
	CHECK(fd >= 0);
	char buffer[20];
	long n;
	while ((n = read(fd, buffer, sizeof buffer)) > 0)
		printf("%.*s", (int)n, buffer);
	printf("end of file\n");
	return 0;
}

int main(void)
{
	CHECK(mkfifo("fifo", 0600) == 0);
	SHOW(open("fifo", O_WRONLY | O_NONBLOCK));
	int early = open("fifo", O_RDONLY | O_NONBLOCK);
	SHOW(early >= 0);
	char c;
	SHOW(read(early, &c, 1)); /* no writer: end of file */
	int writer = open("fifo", O_WRONLY | O_NONBLOCK);
	SHOW(read(early, &c, 1)); /* a writer: nothing there */
	SHOW(write(writer, "x", 1));
	SHOW(read(early, &c, 1));
	close(writer);
	SHOW(read(early, &c, 1));
	close(early);
	pid_t pid = child(reader);
	writer = open("fifo", O_WRONLY);
	SHOW(writer >= 0);
	CHECK(write(writer, "through a name\n", 15) == 15);
	fflush(stdout);
	close(writer);
	show_status(wait_status(pid));
	int both = open("fifo", O_RDWR);
	SHOW(both >= 0);
	SHOW(write(both, "z", 1));
	SHOW(read(both, &c, 1));
	struct stat s;
	fstat(both, &s);
	SHOW(S_ISFIFO(s.st_mode));
}

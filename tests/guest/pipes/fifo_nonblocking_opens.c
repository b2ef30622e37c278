// slow
/* fifo(7), open(2): O_NONBLOCK for reading succeeds at once, for writing ENXIO without a reader; O_RDWR never waits; O_PATH does not open. */
#include "behaviour.h"
#include <poll.h>

static void look(const char *what, int fd)
{
	struct pollfd p = {fd, POLLIN | POLLOUT};
	poll(&p, 1, 0);
	printf("%s: %x\n", what, p.revents);
}

int main(void)
{
	char c;
	mkfifo("p", 0644);
	SHOW(open("p", O_WRONLY | O_NONBLOCK));
	int r = open("p", O_RDONLY | O_NONBLOCK);
	look("a reader alone", r);
	SHOW(read(r, &c, 1));
	int w = open("p", O_WRONLY | O_NONBLOCK);
	CHECK(w >= 0);
	SHOW(read(r, &c, 1));
	look("the writer", w);
	SHOW(write(w, "x", 1));
	close(w);
	look("after the writer", r);
	SHOW(read(r, &c, 1));
	look("and its byte", r);
	SHOW(read(r, &c, 1));
	w = open("p", O_WRONLY);
	look("a writer again", r);
	SHOW(write(w, "kept", 4));
	close(r);
	look("without reader", w);
	signal(SIGPIPE, SIG_IGN);
	SHOW(write(w, "x", 1));
	r = open("p", O_RDONLY | O_NONBLOCK);
	SHOW(read(r, &c, 1));
	close(r), close(w);
	int both = open("p", O_RDWR);
	look("both ends", both);
	SHOW(write(both, "self", 4));
	SHOW(read(both, &c, 1));
	int path = open("p", O_PATH);
	SHOW(path >= 0);
	SHOW(read(path, &c, 1));
	struct stat s;
	stat("p", &s);
	printf("size %d\n", (int)s.st_size);
	SHOW(lseek(both, 0, SEEK_SET));
	SHOW(ftruncate(both, 0));
	SHOW(truncate("p", 0));
	SHOW(pread(both, &c, 1, 0));
	SHOW(open("p", O_RDONLY | O_TRUNC | O_NONBLOCK) >= 0);
	SHOW(fsync(both));
	SHOW(posix_fallocate(both, 0, 1));
	return 0;
}

// slow
/* sendfile(2): to a pipe, a socket, a file, from what cannot be read so; offsets; O_APPEND. */
#include "behaviour.h"
#include <sys/sendfile.h>
#include <sys/socket.h>

int main(void)
{
	off_t offset = 3;
	int p[2], s[2];
	char text[40] = {0};
	CHECK(pipe2(p, O_NONBLOCK) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	int f = open("f", O_RDWR | O_CREAT, 0644), g = open("g", O_RDWR | O_CREAT, 0644), a = open("g", O_WRONLY | O_APPEND), d = open(".", O_RDONLY);
	CHECK(write(f, "0123456789", 10) == 10);
	SHOW(sendfile(p[1], f, NULL, 5));
	SHOW(lseek(f, 2, SEEK_SET));
	SHOW(sendfile(p[1], f, NULL, 5));
	SHOW(lseek(f, 0, SEEK_CUR));
	SHOW(sendfile(p[1], f, &offset, 100));
	printf("%ld\n", (long)offset);
	SHOW(lseek(f, 0, SEEK_CUR));
	SHOW(sendfile(p[1], f, &offset, 100));
	SHOW(read(p[0], text, sizeof text));
	puts(text);
	offset = 0;
	SHOW(sendfile(s[0], f, &offset, 4));
	SHOW(read(s[1], text, 4));
	offset = 0;
	SHOW(sendfile(g, f, &offset, 4));
	SHOW(lseek(g, 0, SEEK_CUR));
	SHOW(sendfile(a, f, &offset, 4));
	SHOW(sendfile(g, p[0], NULL, 4));
	SHOW(write(p[1], "pipe", 4));
	SHOW(sendfile(g, p[0], NULL, 4));
	SHOW(sendfile(g, p[0], &offset, 4));
	SHOW(write(s[0], "sock", 4));
	SHOW(sendfile(g, s[1], NULL, 4));
	SHOW(sendfile(g, d, NULL, 4));
	SHOW(sendfile(d, f, NULL, 4));
	SHOW(sendfile(99, f, NULL, 4));
	SHOW(sendfile(g, 99, NULL, 4));
	SHOW(sendfile(open("f", O_RDONLY), f, NULL, 4));
	SHOW(sendfile(g, open("f", O_WRONLY), NULL, 4));
	offset = -1;
	SHOW(sendfile(g, f, &offset, 4));
	SHOW(sendfile(g, f, (void *)1, 4));
	SHOW(sendfile(g, f, NULL, 0));
	int zero = open("/dev/zero", O_RDONLY), null = open("/dev/null", O_WRONLY);
	SHOW(sendfile(null, zero, NULL, 100000));
	SHOW(sendfile(null, f, NULL, 4));
	SHOW(sendfile(p[1], zero, NULL, 1000000));
	SHOW(sendfile(p[1], zero, NULL, 1000000));
	close(s[1]);
	signal(SIGPIPE, SIG_IGN);
	offset = 0;
	SHOW(sendfile(s[0], f, &offset, 4));
	return 0;
}

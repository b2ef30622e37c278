// slow
/* splice(2), tee(2), vmsplice(2): what is refused, in Linux's order, and what an empty or ended pipe gives. */
#include "behaviour.h"
#include <sys/socket.h>
#include <sys/uio.h>

int main(void)
{
	int p[2], q[2], s[2];
	loff_t at = 0;
	char text[64] = {0};
	CHECK(pipe2(p, O_NONBLOCK) == 0 && pipe2(q, O_NONBLOCK) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, s) == 0);
	int f = open("f", O_RDWR | O_CREAT, 0644), a = open("f", O_WRONLY | O_APPEND), r = open("f", O_RDONLY), d = open(".", O_RDONLY);
	CHECK(write(f, "0123456789", 10) == 10);
	SHOW(splice(f, NULL, f, NULL, 5, 0));
	SHOW(splice(p[0], NULL, p[1], NULL, 5, 0));
	SHOW(splice(p[0], NULL, q[1], NULL, 5, 0));
	SHOW(splice(p[0], &at, q[1], NULL, 5, 0));
	SHOW(splice(p[0], NULL, f, &at, 5, 0));
	SHOW(splice(p[0], NULL, a, NULL, 5, 0));
	SHOW(splice(p[0], NULL, r, NULL, 5, 0));
	SHOW(splice(p[1], NULL, f, NULL, 5, 0));
	SHOW(splice(f, NULL, p[0], NULL, 5, 0));
	SHOW(splice(d, NULL, p[1], NULL, 5, 0));
	SHOW(splice(f, NULL, p[1], NULL, 0, 0));
	SHOW(splice(99, NULL, p[1], NULL, 5, 0));
	SHOW(splice(f, &at, p[1], NULL, 5, 64));
	SHOW(splice(f, &at, p[1], NULL, 5, 0));
	printf("at %ld\n", (long)at);
	SHOW(splice(f, NULL, p[1], NULL, 5, 0));
	lseek(f, 0, SEEK_SET);
	SHOW(splice(f, NULL, p[1], NULL, 3, SPLICE_F_MOVE | SPLICE_F_MORE));
	SHOW(tee(p[0], q[1], 100, 0));
	SHOW(tee(p[0], p[1], 100, 0));
	SHOW(tee(p[0], f, 100, 0));
	SHOW(tee(f, p[1], 100, 0));
	SHOW(tee(p[0], q[1], 0, 0));
	SHOW(tee(p[0], q[1], 1, 128));
	SHOW(read(q[0], text, sizeof text));
	SHOW(splice(p[0], NULL, q[1], NULL, 2, 0));
	SHOW(splice(p[0], NULL, s[0], NULL, 100, 0));
	SHOW(read(s[1], text, sizeof text));
	CHECK(write(s[0], "from a socket", 13) == 13);
	SHOW(splice(s[1], NULL, p[1], NULL, 100, 0));
	SHOW(splice(s[1], &at, p[1], NULL, 100, 0));
	SHOW(splice(p[0], NULL, s[0], &at, 100, 0));
	at = 20;
	SHOW(splice(p[0], NULL, f, &at, 100, 0));
	printf("at %ld\n", (long)at);
	SHOW(lseek(f, 0, SEEK_END));
	at = -1;
	SHOW(splice(f, &at, p[1], NULL, 1, 0));
	struct iovec v[2] = {{text, 4}, {(void *)1, 4}};
	SHOW(vmsplice(p[1], v, 1, 0));
	SHOW(vmsplice(p[1], v + 1, 1, 0));
	SHOW(vmsplice(p[0], v, 1, 0));
	SHOW(vmsplice(p[0], v, 1, SPLICE_F_NONBLOCK));
	SHOW(vmsplice(f, v, 1, 0));
	SHOW(vmsplice(p[1], v, 1, 64));
	SHOW(vmsplice(p[1], v, 0, 0));
	SHOW(vmsplice(p[1], v, 1025, 0));
	close(p[1]);
	read(p[0], text, sizeof text);
	SHOW(splice(p[0], NULL, q[1], NULL, 5, 0));
	SHOW(tee(p[0], q[1], 5, 0));
	signal(SIGPIPE, SIG_IGN);
	close(q[0]);
	SHOW(splice(f, &(loff_t){0}, q[1], NULL, 5, 0));
	SHOW(vmsplice(q[1], v, 1, 0));
	return 0;
}

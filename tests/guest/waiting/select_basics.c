#include "behaviour.h"
#include <sys/select.h>

int main(void)
{
	int p[2];
	CHECK(pipe(p) == 0);
	fd_set r, w, x;
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_ZERO(&x);
	FD_SET(p[0], &r);
	FD_SET(p[1], &w);
	FD_SET(p[0], &x);
	SHOW(select(10, &r, &w, &x, NULL));
	printf("%d %d %d\n", FD_ISSET(p[0], &r) != 0, FD_ISSET(p[1], &w) != 0, FD_ISSET(p[0], &x) != 0);
	FD_SET(p[0], &r);
	struct timeval t = { 0, 30000 };
	SHOW(select(p[0] + 1, &r, NULL, NULL, &t));
	printf("%d, left %ld.%06ld\n", FD_ISSET(p[0], &r) != 0, (long)t.tv_sec, (long)t.tv_usec);
	write(p[1], "x", 1);
	FD_SET(p[0], &r);
	FD_SET(p[1], &w);
	t.tv_sec = 5;
	SHOW(select(p[1] + 1, &r, &w, NULL, &t));
	SHOW(t.tv_sec == 4 || t.tv_sec == 5);
	FD_ZERO(&r);
	FD_SET(50, &r);
	SHOW(select(51, &r, NULL, NULL, &t));
	SHOW(select(50, &r, NULL, NULL, &(struct timeval){ 0, 0 }));
	SHOW(select(-1, &r, NULL, NULL, NULL));
	SHOW(select(0, NULL, NULL, NULL, &(struct timeval){ -1, 0 }));
	SHOW(select(0, NULL, NULL, NULL, &(struct timeval){ 0, 2000 }));
	close(p[1]);
	char c;
	read(p[0], &c, 1);
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	SHOW(select(p[0] + 1, &r, NULL, NULL, NULL));
}

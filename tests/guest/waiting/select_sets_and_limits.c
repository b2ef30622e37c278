// slow
/* select(2): sets of descriptors beyond FD_SETSIZE and closed ones, nfds, what is left in the sets, pselect's mask and constant timeout. */
#include "behaviour.h"
#include <sys/select.h>

static void caught(int n) { }

int main(void)
{
	int p[2];
	fd_set r, w, x;
	struct timeval t = {0, 10000}, bad = {-1, 0}, odd = {0, 2000000};
	CHECK(pipe(p) == 0 && write(p[1], "x", 1) == 1);
#define ALL() do { FD_ZERO(&r); FD_ZERO(&w); FD_ZERO(&x); FD_SET(p[0], &r); FD_SET(p[1], &w); FD_SET(p[0], &x); } while (0)
	ALL();
	SHOW(select(p[1] + 1, &r, &w, &x, &t));
	printf("%d %d %d left %d\n", FD_ISSET(p[0], &r), FD_ISSET(p[1], &w), FD_ISSET(p[0], &x), t.tv_usec > 0);
	ALL();
	SHOW(select(p[0], &r, &w, &x, &(struct timeval){0, 0}));
	printf("%d %d\n", FD_ISSET(p[0], &r), FD_ISSET(p[1], &w));
	ALL();
	FD_SET(500, &r);
	SHOW(select(400, &r, NULL, NULL, &(struct timeval){0, 0}));
	ALL();
	FD_SET(500, &r);
	SHOW(select(501, &r, NULL, NULL, &(struct timeval){0, 0}));
	ALL();
	SHOW(select(-1, &r, NULL, NULL, NULL));
	SHOW(select(1 << 20, &r, NULL, NULL, &(struct timeval){0, 0}));
	SHOW(select(1, (void *)1, NULL, NULL, &(struct timeval){0, 0}));
	SHOW(select(0, NULL, NULL, NULL, &bad));
	SHOW(select(0, NULL, NULL, NULL, &odd));
	printf("%ld %ld\n", (long)odd.tv_sec, (long)odd.tv_usec);
	SHOW(select(0, NULL, NULL, NULL, &t));
	printf("%ld %ld\n", (long)t.tv_sec, (long)t.tv_usec);
	sigset_t none, alarms;
	sigemptyset(&none), sigemptyset(&alarms), sigaddset(&alarms, SIGALRM);
	signal(SIGALRM, caught);
	sigprocmask(SIG_BLOCK, &alarms, NULL);
	raise(SIGALRM);
	struct timespec n = {0, 50000000};
	SHOW(pselect(0, NULL, NULL, NULL, &n, NULL));
	printf("unchanged %d\n", n.tv_nsec == 50000000);
	SHOW(pselect(0, NULL, NULL, NULL, &n, &none));
	ALL();
	raise(SIGALRM);
	SHOW(pselect(p[1] + 1, &r, NULL, NULL, &n, &none));
	int dir = open(".", O_RDONLY);
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_SET(dir, &r);
	FD_SET(dir, &w);
	SHOW(select(dir + 1, &r, &w, NULL, NULL));
	return 0;
}

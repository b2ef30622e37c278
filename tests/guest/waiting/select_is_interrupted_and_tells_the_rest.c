#include "behaviour.h"
#include <sys/select.h>

static volatile int seen;
static void handler(int signal) { seen++; }

int main(void)
{
	struct sigaction a = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGALRM, &a, NULL);
	alarm(1);
	struct timeval t = { 10, 0 };
	SHOW(select(0, NULL, NULL, NULL, &t));
	SHOW(seen);
	SHOW(t.tv_sec == 8 || t.tv_sec == 9);
	sigset_t block, empty;
	sigemptyset(&block);
	sigemptyset(&empty);
	sigaddset(&block, SIGALRM);
	sigprocmask(SIG_BLOCK, &block, NULL);
	raise(SIGALRM);
	SHOW(seen);
	struct timespec s = { 10, 0 };
	SHOW(pselect(0, NULL, NULL, NULL, &s, &empty));
	SHOW(seen);
	sigset_t now;
	sigprocmask(SIG_SETMASK, NULL, &now);
	SHOW(sigismember(&now, SIGALRM));
	int p[2];
	CHECK(pipe(p) == 0);
	write(p[1], "x", 1);
	raise(SIGALRM);
	fd_set r;
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	SHOW(pselect(p[0] + 1, &r, NULL, NULL, NULL, &empty)); /* ready: the signal stays pending */
	SHOW(seen);
	sigpending(&now);
	SHOW(sigismember(&now, SIGALRM));
}

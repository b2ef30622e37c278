// slow
/* A program that is busy until a time has come, be it with system calls that change something, with the C library or with a pipe, gets
 * there, as one that does nothing but wait. */
#include "behaviour.h"

static volatile sig_atomic_t rung;

static void ring(int number)
{
	rung = number;
}

#define BUSY(seconds, work) \
	do { \
		rung = 0; \
		alarm(seconds); \
		long rounds = 0; \
		while (!rung) { \
			work; \
			rounds++; \
		} \
		printf("%s: %s\n", #work, rounds > 1000 ? "many" : "few"); \
	} while (0)

int main(void)
{
	int null = open("/dev/null", O_WRONLY), ends[2];
	char text[100];
	sigset_t set;
	make_pipe(ends);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	signal(SIGALRM, ring);
	BUSY(4, write(null, "x", 1));
	BUSY(4, (tell(ends), await(ends)));
	BUSY(4, (sigprocmask(SIG_BLOCK, &set, NULL), sigprocmask(SIG_UNBLOCK, &set, NULL)));
	BUSY(2, snprintf(text, sizeof text, "%ld %s", rounds, "rounds"));
	return 0;
}

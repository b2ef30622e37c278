/* RLIMIT_SIGPENDING limits what sigqueue(3) may leave pending (EAGAIN), for real-time and standard signals; kill(2) always gets a
 * standard signal through. */
#include "behaviour.h"
#include <sys/resource.h>

static volatile int count[65];
static void handler(int s) { count[s]++; }

static int queue(void)
{
	// Other processes of the user count too: none may be queued at all.
	struct rlimit none = {0, 0};
	union sigval value = {.sival_int = 5};
	sigset_t all, empty;
	sigfillset(&all), sigemptyset(&empty);
	sigprocmask(SIG_SETMASK, &all, NULL);
	signal(SIGRTMIN, handler), signal(SIGUSR1, handler), signal(SIGUSR2, handler);
	CHECK(setrlimit(RLIMIT_SIGPENDING, &none) == 0);
	SHOW(sysconf(_SC_SIGQUEUE_MAX));
	SHOW(sigqueue(getpid(), SIGRTMIN, value));
	SHOW(sigqueue(getpid(), 0, value));
	SHOW(kill(getpid(), SIGUSR1));
	SHOW(raise(SIGUSR2));
	sigprocmask(SIG_SETMASK, &empty, NULL);
	printf("RTMIN %d USR1 %d USR2 %d\n", count[SIGRTMIN], count[SIGUSR1], count[SIGUSR2]);
	return 0;
}

int main(void)
{
	show_status(wait_status(child(queue)));
	return 0;
}

// sigqueue(3): real-time signals in order of number, then of sending, each with its value; the limit of RLIMIT_SIGPENDING.
// needs: root
#include "behaviour.h"
#include <sys/resource.h>

static uid_t user;
static void handler(int s, siginfo_t *i, void *c)
{
	(void)c;
	printf("%d value %d code %d own %d\n", s - SIGRTMIN, i->si_value.sival_int, i->si_code == SI_QUEUE, i->si_pid == getpid() && i->si_uid == user);
}

int main(void)
{
	struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigset_t set;
	user = getuid();
	sigfillset(&a.sa_mask);
	sigemptyset(&set);
	for (int n = 0; n < 4; n++) {
		sigaction(SIGRTMIN + n, &a, NULL);
		sigaddset(&set, SIGRTMIN + n);
	}
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 12; i++)
		CHECK(sigqueue(getpid(), SIGRTMIN + (i * 7) % 4, (union sigval){.sival_int = i}) == 0);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	SHOW(sigqueue(getpid(), 0, (union sigval){0}));
	SHOW(sigqueue(getpid(), -1, (union sigval){0}));
	SHOW(sigqueue(getpid(), 65, (union sigval){0}));
	SHOW(sigqueue(99999, SIGRTMIN, (union sigval){0}));
	printf("max %ld\n", sysconf(_SC_RTSIG_MAX));
	CHECK(setuid(54321) == 0 && (user = 54321)); /* a user who has nothing else pending: the limit counts per user */
	struct rlimit r = {5, 5};
	setrlimit(RLIMIT_SIGPENDING, &r);
	sigprocmask(SIG_BLOCK, &set, NULL);
	int sent = 0;
	while (sent < 100 && sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = sent}) == 0)
		sent++;
	printf("sent %d, then %s\n", sent, strerrorname_np(errno));
	SHOW(kill(getpid(), SIGRTMIN + 1));
	SHOW(kill(getpid(), SIGUSR1 + 100));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 0;
}

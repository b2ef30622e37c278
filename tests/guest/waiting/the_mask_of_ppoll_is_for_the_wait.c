// slow
/* ppoll(2), pselect(2): the mask holds only while they wait: a pending signal is taken when it lets it through, and is blocked again after. */
#include "behaviour.h"
#include <poll.h>
#include <sys/select.h>

static void caught(int number)
{
	printf("caught %s\n", signal_name(number));
}

int main(void)
{
	sigset_t block, none, all, now;
	struct timespec zero = {0, 0};
	sigemptyset(&none), sigfillset(&all), sigemptyset(&block), sigaddset(&block, SIGUSR1);
	CHECK(signal(SIGUSR1, caught) != SIG_ERR && sigprocmask(SIG_BLOCK, &block, NULL) == 0);
	CHECK(raise(SIGUSR1) == 0);
	SHOW(poll(NULL, 0, 1));
	SHOW(ppoll(NULL, 0, &zero, &all));
	SHOW(ppoll(NULL, 0, NULL, &none));
	CHECK(sigprocmask(SIG_BLOCK, NULL, &now) == 0);
	SHOW(sigismember(&now, SIGUSR1));
	CHECK(raise(SIGUSR1) == 0);
	SHOW(pselect(0, NULL, NULL, NULL, NULL, &none));
	CHECK(sigprocmask(SIG_BLOCK, NULL, &now) == 0);
	SHOW(sigismember(&now, SIGUSR1));
	SHOW(sigpending(&now));
	SHOW(sigismember(&now, SIGUSR1));
	return 0;
}

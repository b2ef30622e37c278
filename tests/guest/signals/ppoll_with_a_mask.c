#include "behaviour.h"
#include <poll.h>
#include <sys/select.h>
#include <time.h>

static void handler(int number)
{
	printf("handler of %d\n", number);
}

int main(void)
{
	int ends[2];
	char byte;
	struct timespec zero = {0, 0}, second = {1, 0};
	sigset_t set, none;
	make_pipe(ends);
	signal(SIGUSR1, handler);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	struct pollfd poller = {ends[0], POLLIN, 0};
	raise(SIGUSR1);
	SHOW(ppoll(&poller, 1, &zero, NULL));
	SHOW(ppoll(&poller, 1, &second, &none));
	tell(ends);
	raise(SIGUSR1);
	/* ready: the call is not interrupted, so the pending signal stays pending */
	SHOW(ppoll(&poller, 1, &second, &none));
	puts("then");
	CHECK(read(ends[0], &byte, 1) == 1);
	SHOW(ppoll(&poller, 1, &zero, &none));
	puts("and");
	SHOW(ppoll(&poller, 1, &second, &none));
	raise(SIGUSR1);
	fd_set readers;
	FD_ZERO(&readers);
	FD_SET(ends[0], &readers);
	SHOW(pselect(ends[0] + 1, &readers, NULL, NULL, &second, &none));
	return 0;
}

/* SA_RESETHAND: "Restore the signal action to the default upon entry to the signal handler": inside the handler it is already the
 * default, the flags stay, and the second signal kills. */
#include "behaviour.h"

static void handler(int s)
{
	struct sigaction now;
	sigaction(s, NULL, &now);
	printf("in the handler: default %d reset %d\n", now.sa_handler == SIG_DFL, !!(now.sa_flags & (int)SA_RESETHAND));
}

static int twice(void)
{
	raise(SIGUSR1);
	fflush(stdout);
	raise(SIGUSR1);
	return 1;
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler, .sa_flags = (int)SA_RESETHAND}, now;
	CHECK(sigaction(SIGUSR1, &action, NULL) == 0);
	show_status(wait_status(child(twice)));
	raise(SIGUSR1);
	sigaction(SIGUSR1, NULL, &now);
	printf("after: default %d reset %d\n", now.sa_handler == SIG_DFL, !!(now.sa_flags & (int)SA_RESETHAND));
	action.sa_flags |= SA_NODEFER;
	CHECK(sigaction(SIGURG, &action, NULL) == 0);
	raise(SIGURG);
	SHOW(raise(SIGURG)); // ignored by default
	return 0;
}

// pid-1
#include "behaviour.h"

static volatile sig_atomic_t handled;

static void handler(int n) { handled++; }
static int send(void)
{
	SHOW(kill(1, SIGTERM));
	SHOW(kill(1, SIGKILL));
	SHOW(kill(1, SIGSTOP));
	SHOW(kill(1, SIGINT));
	SHOW(kill(1, SIGUSR1));
	return 0;
}

int main(void)
{
	signal(SIGUSR1, handler);
	show_status(wait_status(child(send)));
	printf("handled %d\n", (int)handled);
	SHOW(raise(SIGTERM));
	SHOW(kill(getpid(), SIGKILL));
	printf("alive\n");
}

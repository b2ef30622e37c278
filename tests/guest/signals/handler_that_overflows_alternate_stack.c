#include "behaviour.h"

static char stack[4096 * 4] __attribute__((aligned(4096)));

static void handler(int number)
{
	static int depth;
	if (++depth > 100) {
		puts("no end");
		fflush(stdout);
		_exit(1);
	}
	raise(number);
}

static int nest(void)
{
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
	sigaltstack(&alternate, NULL);
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK | SA_NODEFER};
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	return 0;
}

int main(void)
{
	show_status(wait_status(child(nest)));
	return 0;
}

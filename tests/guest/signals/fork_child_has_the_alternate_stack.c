// sigaltstack(2): "A child process created via fork(2) inherits a copy of its parent's alternate signal stack settings", and uses it.
#include "behaviour.h"

static char stack[1 << 16];

static void handler(int s)
{
	char here;
	printf("%s on the alternate stack: %d\n", signal_name(s), &here >= stack && &here < stack + sizeof stack);
}

static int in_child(void)
{
	stack_t now, none = {.ss_flags = SS_DISABLE};
	SHOW(sigaltstack(NULL, &now));
	printf("same %d size %zu flags %d\n", now.ss_sp == stack, now.ss_size, now.ss_flags);
	raise(SIGUSR1);
	SHOW(sigaltstack(&none, NULL));
	raise(SIGUSR1);
	return 0;
}

int main(void)
{
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
	CHECK(sigaltstack(&alternate, NULL) == 0);
	sigaction(SIGUSR1, &action, NULL);
	show_status(wait_status(child(in_child)));
	raise(SIGUSR1);
	return 0;
}

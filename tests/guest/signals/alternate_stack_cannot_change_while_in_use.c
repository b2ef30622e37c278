// sigaltstack(2): "EPERM: An attempt was made to change the alternate signal stack while it was active."
#include "behaviour.h"

static char stack[1 << 16], other[1 << 16];

static void handler(int s)
{
	(void)s;
	stack_t now, next = {.ss_sp = other, .ss_size = sizeof other}, none = {.ss_flags = SS_DISABLE};
	SHOW(sigaltstack(NULL, &now));
	printf("on it %d the first %d\n", now.ss_flags == SS_ONSTACK, now.ss_sp == stack);
	SHOW(sigaltstack(&next, NULL));
	SHOW(sigaltstack(&none, NULL));
	SHOW(sigaltstack(&none, &now));
}

int main(void)
{
	stack_t first = {.ss_sp = stack, .ss_size = sizeof stack}, next = {.ss_sp = other, .ss_size = sizeof other}, old;
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
	SHOW(sigaltstack(&first, &old));
	printf("before: disabled %d\n", old.ss_flags == SS_DISABLE);
	sigaction(SIGUSR1, &action, NULL);
	raise(SIGUSR1);
	SHOW(sigaltstack(&next, &old));
	printf("was the first %d flags %d\n", old.ss_sp == stack, old.ss_flags);
	return 0;
}

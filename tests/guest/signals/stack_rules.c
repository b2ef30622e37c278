// sigaltstack(2): ENOMEM below MINSIGSTKSZ, EINVAL for flags, EPERM while on it, SS_AUTODISARM, inherited by fork.
#include "behaviour.h"

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1U << 31)
#endif

static char stack[65536];
static volatile int on;
static stack_t inside;
static void handler(int s)
{
	char here;
	(void)s;
	on = &here >= stack && &here < stack + sizeof stack;
	sigaltstack(NULL, &inside);
	stack_t off = {.ss_flags = SS_DISABLE};
	errno = 0;
	int r = sigaltstack(&off, NULL);
	printf("on it %d, flags %x, change inside %d %s\n", on, inside.ss_flags, r, r ? strerrorname_np(errno) : "");
}
static int inherits(void)
{
	stack_t now;
	sigaltstack(NULL, &now);
	printf("child has it %d\n", now.ss_sp == stack && !now.ss_flags);
	return 0;
}

int main(void)
{
	stack_t st = {.ss_sp = stack, .ss_size = 1000}, now;
	SHOW(sigaltstack(&st, NULL));
	st.ss_size = sizeof stack, st.ss_flags = 0x1234;
	SHOW(sigaltstack(&st, NULL));
	st.ss_flags = SS_ONSTACK;
	SHOW(sigaltstack(&st, NULL));
	sigaltstack(NULL, &now);
	printf("flags %x\n", now.ss_flags);
	st.ss_flags = 0;
	SHOW(sigaltstack(&st, &now));
	struct sigaction a = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
	sigaction(SIGUSR1, &a, NULL);
	raise(SIGUSR1);
	wait_status(child(inherits));
	st.ss_flags = SS_AUTODISARM;
	SHOW(sigaltstack(&st, NULL));
	raise(SIGUSR1);
	sigaltstack(NULL, &now);
	printf("after: flags %x\n", now.ss_flags);
	a.sa_flags = 0;
	sigaction(SIGUSR1, &a, NULL);
	raise(SIGUSR1);
	return 0;
}

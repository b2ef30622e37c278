#include "behaviour.h"
#include <ucontext.h>

static char stack[1 << 16];

static void handler(int number, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	printf("uc_stack %s flags %#x size %zu\n", uc->uc_stack.ss_sp == stack ? "ours" : uc->uc_stack.ss_sp ? "?" : "none", uc->uc_stack.ss_flags,
	       uc->uc_stack.ss_size);
	if (number == SIGUSR2)
		uc->uc_stack.ss_size = 32768; /* taken over by sigreturn */
	if (number == SIGHUP)
		uc->uc_stack.ss_flags = 99; /* bad: ignored */
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack}, now;
	sigaltstack(&alternate, NULL);
	raise(SIGUSR1);
	raise(SIGUSR2);
	sigaltstack(NULL, &now);
	printf("size %zu\n", now.ss_size);
	raise(SIGHUP);
	sigaltstack(NULL, &now);
	printf("size %zu flags %#x\n", now.ss_size, now.ss_flags);
	alternate.ss_flags = SS_DISABLE;
	sigaltstack(&alternate, NULL);
	raise(SIGUSR1);
	return 0;
}

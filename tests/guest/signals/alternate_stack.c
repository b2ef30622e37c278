#include "behaviour.h"

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1u << 31)
#endif

static char stack[1 << 16], small[1024];
static stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};

static const char *where(void)
{
	char here;
	return &here >= stack && &here < stack + sizeof stack ? "alternate" : "ordinary";
}

static void inner(int number)
{
	stack_t now;
	sigaltstack(NULL, &now);
	printf("inner on the %s stack, flags %#x\n", where(), now.ss_flags);
}

static void handler(int number)
{
	stack_t now, none = {.ss_flags = SS_DISABLE};
	sigaltstack(NULL, &now);
	printf("%d on the %s stack, flags %#x size %zu\n", number, where(), now.ss_flags, now.ss_size);
	SHOW(sigaltstack(&none, NULL));
	raise(SIGHUP);
}

int main(void)
{
	stack_t now;
	SHOW(sigaltstack(NULL, &now));
	printf("%p %#x %zu\n", now.ss_sp, now.ss_flags, now.ss_size);
	stack_t tiny = {.ss_sp = small, .ss_size = 1024};
	SHOW(sigaltstack(&tiny, NULL));
	tiny = (stack_t){.ss_sp = stack, .ss_flags = 4, .ss_size = 8192};
	SHOW(sigaltstack(&tiny, NULL));
	SHOW(sigaltstack((void *)8, NULL));
	SHOW(sigaltstack(&alternate, (void *)8));
	SHOW(sigaltstack(NULL, &now));
	printf("%d %#x %zu\n", now.ss_sp == stack, now.ss_flags, now.ss_size);
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
	sigaction(SIGUSR1, &action, NULL);
	action.sa_handler = inner;
	sigaction(SIGHUP, &action, NULL);
	action.sa_flags = 0;
	sigaction(SIGUSR2, &action, NULL);
	raise(SIGUSR1);
	raise(SIGUSR2);
	stack_t none = {.ss_sp = (void *)5, .ss_flags = SS_DISABLE, .ss_size = 9};
	SHOW(sigaltstack(&none, &now));
	SHOW(sigaltstack(NULL, &now));
	printf("%p %#x %zu\n", now.ss_sp, now.ss_flags, now.ss_size);
	raise(SIGHUP);
	alternate.ss_flags = SS_AUTODISARM;
	SHOW(sigaltstack(&alternate, NULL));
	raise(SIGUSR1);
	SHOW(sigaltstack(NULL, &now));
	printf("%d %#x %zu\n", now.ss_sp == stack, now.ss_flags, now.ss_size);
	return 0;
}
